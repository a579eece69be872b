//! Rust without what a reader of names must not stumble over: comments, texts, tests.

/// `text` without comments; what is taken out becomes blank, and all else stays where it is.
pub fn without_comments(text: &str) -> String {
    Stripper::over(text, true).run()
}

/// `text` without comments and without what stands in quotes.
pub fn without_comments_and_texts(text: &str) -> String {
    Stripper::over(text, false).run()
}

/// `text` without the items behind `#[cfg(test)]`. `code` is the same without comments and texts:
/// a brace in quotes closes nothing.
pub fn without_tests(text: &str, code: &str) -> String {
    let mut kept = String::new();
    let mut at = 0;
    let rest = |at: usize| code.get(at..).unwrap_or_default();
    while let Some(ahead) = rest(at).find("#[cfg(test)]") {
        let item = at + ahead;
        kept.push_str(text.get(at..item).unwrap_or_default());
        at = item + end_of_item(rest(item));
    }
    kept + text.get(at..).unwrap_or_default()
}

/// Where the item that `text` begins with ends: behind its `;`, or its last brace.
fn end_of_item(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && letter == '}' {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

struct Stripper {
    letters: Vec<char>,
    at: usize,
    texts: bool,
    kept: String,
}

impl Stripper {
    fn over(text: &str, texts: bool) -> Self {
        Self { letters: text.chars().collect(), at: 0, texts, kept: String::new() }
    }

    fn run(mut self) -> String {
        while let Some(letter) = self.peek(0) {
            match (letter, self.peek(1)) {
                ('/', Some('/')) => self.blank_until(|s| s.peek(0) == Some('\n')),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.text(0, true),
                ('r', Some('"' | '#')) if !self.inside_a_word() => self.raw_text(),
                ('\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
        self.kept
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        self.kept.extend(self.peek(0));
        self.at += 1;
    }

    /// As many bytes as there were, so that places stay the same.
    fn blank(&mut self) {
        match self.peek(0) {
            Some('\n') => self.kept.push('\n'),
            Some(letter) => self.kept.extend(std::iter::repeat_n(' ', letter.len_utf8())),
            None => {}
        }
        self.at += 1;
    }

    fn blank_until(&mut self, end: impl Fn(&Self) -> bool) {
        while self.peek(0).is_some() && !end(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.peek(0).is_some() {
            let step = match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => 1,
                (Some('*'), Some('/')) => -1,
                _ => 0,
            };
            depth = depth.saturating_add_signed(step);
            self.blank();
            if step != 0 {
                self.blank();
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The letter before is part of a word: `for"` is no raw text, `br"` is.
    fn inside_a_word(&self) -> bool {
        let before = |back: usize| self.at.checked_sub(back).and_then(|at| self.letters.get(at));
        let word = |letter: Option<&char>| letter.is_some_and(|l| l.is_alphanumeric() || *l == '_');
        match before(1) {
            Some('b' | 'c') => word(before(2)),
            other => word(other),
        }
    }

    fn raw_text(&mut self) {
        let hashes = self.letters.iter().skip(self.at + 1).take_while(|l| **l == '#').count();
        // `r#type` is a name, not a text.
        if self.peek(1 + hashes) == Some('"') {
            (0..=hashes).for_each(|_| self.keep());
            self.text(hashes, false);
        } else {
            (0..=hashes).for_each(|_| self.keep());
        }
    }

    /// From the quote that opens to the one that closes, with as many hashes behind it.
    fn text(&mut self, hashes: usize, escapes: bool) {
        self.keep();
        while let Some(letter) = self.peek(0) {
            let closes = letter == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'));
            if closes {
                return (0..=hashes).for_each(|_| self.keep());
            }
            if escapes && letter == '\\' {
                self.take();
            }
            self.take();
        }
    }

    fn take(&mut self) {
        if self.texts { self.keep() } else { self.blank() }
    }

    /// A letter in quotes, or a lifetime.
    fn quote(&mut self) {
        match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => {
                self.keep();
                self.blank();
                self.blank();
                self.blank_until(|s| s.peek(0) == Some('\''));
                self.keep();
            }
            (Some(_), Some('\'')) => {
                self.keep();
                self.blank();
                self.keep();
            }
            _ => self.keep(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let code = without_comments_and_texts(text);
        let words = code.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    }

    #[test]
    fn comments_texts_and_letters_are_blank() {
        assert_eq!(names("a // b\nc /* d /* e */ f */ g"), ["a", "c", "g"]);
        assert_eq!(names(r#"a "b \" c" d"#), ["a", "d"]);
        assert_eq!(names("a r#\"b \" c\"# d br\"e\\\" f"), ["a", "r", "d", "br", "f"]);
        assert_eq!(names(r"a 'b' '\'' '\u{41}' c"), ["a", "c"]);
    }

    #[test]
    fn lifetimes_and_raw_names_are_no_texts() {
        assert_eq!(
            names("fn f<'a>(x: &'a str) -> r#type"),
            "fn f a x a str r type".split(' ').collect::<Vec<_>>()
        );
    }

    #[test]
    fn texts_stay_where_they_are_wanted() {
        let text = "#[serde(with = \"time::serde\")] // use x";
        assert_eq!(without_comments(text).trim_end(), "#[serde(with = \"time::serde\")]");
    }

    #[test]
    fn items_of_tests_are_left_out() {
        let code =
            "use a;\n#[cfg(test)]\nmod tests {\n    use b;\n    fn f() { g([1]); }\n}\nuse c;";
        assert_eq!(without_tests(code, code), "use a;\n\nuse c;");
        let code = "#[cfg(test)]\n#[path = \"t.rs\"]\nmod tests;\nuse c;";
        assert_eq!(without_tests(code, code), "\nuse c;");
    }

    #[test]
    fn a_brace_in_quotes_closes_no_test() {
        let text = "a\n#[cfg(test)]\nmod tests { fn f() { \"é}}\" } }\n#[x(\"é\")] b";
        let code = without_comments_and_texts(text);
        assert_eq!(code.len(), text.len());
        assert_eq!(without_tests(text, &code), "a\n\n#[x(\"é\")] b");
    }
}
