//! Python's literals, as far as headers of arrays hold them (`ast.literal_eval`).

/// How deep tuples and lists may nest.
const DEPTH: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Text(String),
    Int(u64),
    Bool(bool),
    Tuple(Vec<Self>),
    List(Vec<Self>),
    /// Entries in order; a key may come twice.
    Dict(Vec<(Self, Self)>),
}

/// The value of the whole text; nothing if it is no literal, or one that no header needs: texts
/// with a prefix or side by side, sums, negative numbers, comments.
pub(super) fn parse(text: &str) -> Option<Literal> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.blank();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\t']);
    }

    fn take(&mut self, sign: char) -> bool {
        self.blank();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Literal> {
        self.blank();
        if depth > DEPTH {
            return None;
        }
        match self.rest.chars().next()? {
            '\'' | '"' => self.text().map(Literal::Text),
            '{' => self.dict(depth),
            '(' => self.tuple(depth),
            '[' => {
                self.take('[');
                self.items(']', depth).map(|(items, _)| Literal::List(items))
            }
            '0'..='9' => self.int(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Option<Literal> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "True" => Some(Literal::Bool(true)),
            "False" => Some(Literal::Bool(false)),
            _ => None,
        }
    }

    /// Decimal digits; Python 2 wrote `L` behind long ones.
    fn int(&mut self) -> Option<Literal> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let odd = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let rest = rest.strip_prefix('L').unwrap_or(rest);
        if rest.starts_with(odd) || digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        self.rest = rest;
        digits.parse().ok().map(Literal::Int)
    }

    /// A text in single or double quotes, its escapes decoded.
    fn text(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let mut end = None;
        let mut escaped = false;
        for (at, letter) in self.rest.char_indices().skip(1) {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' => return None,
                _ if letter == quote => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let raw = self.rest.get(1..end?)?;
        self.rest = self.rest.get(end? + 1..)?;
        // Three quotes, or texts side by side, which Python joins.
        let mut next = Self { rest: self.rest };
        next.blank();
        if next.rest.starts_with(['\'', '"']) {
            return None;
        }
        crate::scan::escape::decode(raw)
    }

    fn tuple(&mut self, depth: usize) -> Option<Literal> {
        self.take('(');
        let (mut items, comma) = self.items(')', depth)?;
        if items.len() == 1 && !comma {
            return items.pop();
        }
        Some(Literal::Tuple(items))
    }

    /// Items up to `end`, and whether a comma stood behind the last.
    fn items(&mut self, end: char, depth: usize) -> Option<(Vec<Literal>, bool)> {
        let (mut items, mut comma) = (Vec::new(), false);
        while !self.take(end) {
            if !items.is_empty() && !comma {
                return None;
            }
            items.push(self.value(depth + 1)?);
            comma = self.take(',');
        }
        Some((items, comma))
    }

    fn dict(&mut self, depth: usize) -> Option<Literal> {
        self.take('{');
        let (mut entries, mut comma) = (Vec::new(), false);
        while !self.take('}') {
            if !entries.is_empty() && !comma {
                return None;
            }
            let key = self.value(depth + 1)?;
            if !self.take(':') {
                return None;
            }
            entries.push((key, self.value(depth + 1)?));
            comma = self.take(',');
        }
        Some(Literal::Dict(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::Literal::{Bool, Dict, Int, List, Text, Tuple};
    use super::parse;

    #[test]
    fn literals_are_read_as_python_reads_them() {
        let text = |text: &str| Text(text.to_owned());
        for (raw, value) in [
            ("'a'", Some(text("a"))),
            ("\"it's\"", Some(text("it's"))),
            (r"'d\x65scr'", Some(text("descr"))),
            (r"'\'a\''", Some(text("'a'"))),
            ("(1)", Some(Int(1))),
            ("(1,)", Some(Tuple(vec![Int(1)]))),
            ("()", Some(Tuple(vec![]))),
            ("(1, 2L)", Some(Tuple(vec![Int(1), Int(2)]))),
            ("[ ('a','b') , ]", Some(List(vec![Tuple(vec![text("a"), text("b")])]))),
            ("{'a': True}", Some(Dict(vec![(text("a"), Bool(true))]))),
            ("'a' 'b'", None),
            ("'''a'''", None),
            ("b'a'", None),
            ("010", None),
            ("0x10", None),
            ("1_0", None),
            ("-1", None),
            ("{'a' 1}", None),
            ("(1 2)", None),
            ("1 # x", None),
            ("None", None),
        ] {
            assert_eq!(parse(raw), value, "{raw}");
        }
    }
}
