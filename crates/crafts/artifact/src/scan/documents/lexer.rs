//! The words of a Jinja template, as Jinja's own lexer parts them.

/// A word within a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Name(String),
    /// A literal, and whether it was spelled by numbers (`\x5f`).
    Text {
        value: String,
        escaped: bool,
    },
    Number,
    Sign(char),
}

/// `{{ … }}` or `{% … %}`.
pub(super) struct Block {
    pub statement: bool,
    pub tokens: Vec<Token>,
    /// Where it starts, in bytes.
    pub at: usize,
}

/// All blocks of a template; false if one is never closed. What stands between `raw` and `endraw`
/// is read as well: it may be, where another engine renders it.
pub(super) fn blocks(text: &str) -> (Vec<Block>, bool) {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some((start, kind)) = opening(text, at) {
        let inner = start + 2;
        if kind == '#' {
            let Some(end) = text.get(inner..).and_then(|rest| rest.find("#}")) else {
                return (found, false);
            };
            at = inner + end + 2;
            continue;
        }
        let close = if kind == '{' { "}}" } else { "%}" };
        let (tokens, end) = tokens(text, inner, close);
        found.push(Block { statement: kind == '%', tokens, at: start });
        match end {
            Some(end) => at = end,
            None => return (found, false),
        }
    }
    (found, true)
}

/// The next `{{`, `{%` or `{#`.
fn opening(text: &str, from: usize) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find('{')?;
        match text.get(start + 1..)?.chars().next()? {
            kind @ ('{' | '%' | '#') => return Some((start, kind)),
            _ => at = start + 1,
        }
    }
}

/// The words up to `close` outside of brackets, and where it ends.
fn tokens(text: &str, from: usize, close: &str) -> (Vec<Token>, Option<usize>) {
    let (mut found, mut at, mut depth) = (Vec::new(), from, 0usize);
    // A sign beside the braces only says what becomes of blanks.
    if text.get(at..).is_some_and(|rest| rest.starts_with(['-', '+'])) {
        at += 1;
    }
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.chars().next() else { return (found, None) };
        let dashed = rest.strip_prefix(['-', '+']).is_some_and(|rest| rest.starts_with(close));
        if depth == 0 && (rest.starts_with(close) || dashed) {
            return (found, Some(at + close.len() + usize::from(dashed)));
        }
        at += match next {
            '\'' | '"' => {
                let Some((token, length)) = literal(rest, next) else { return (found, None) };
                found.push(token);
                length
            }
            c if c == '_' || c.is_alphabetic() => {
                let word = |c: char| c == '_' || c.is_alphanumeric();
                let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
                found.push(Token::Name(rest.get(..length).unwrap_or_default().to_owned()));
                length
            }
            c if c.is_ascii_digit() => {
                found.push(Token::Number);
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                match c {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                found.push(Token::Sign(c));
                c.len_utf8()
            }
        };
    }
    (found, None)
}

/// A literal that `rest` starts with, its escapes decoded, and its length with quotes.
fn literal(rest: &str, quote: char) -> Option<(Token, usize)> {
    let (mut value, mut escaped, mut chars) = (String::new(), false, rest.char_indices().skip(1));
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((Token::Text { value, escaped }, at + 1));
        }
        if c != '\\' {
            value.push(c);
            continue;
        }
        let (_, kind) = chars.next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'n' => {
                value.push('\n');
                continue;
            }
            // `\N{LOW LINE}`, and octal ones: what they stand for is not followed.
            'N' | '0'..='7' => {
                escaped = true;
                value.push('_');
                continue;
            }
            other => {
                value.push(other);
                continue;
            }
        };
        let mut code = 0;
        for _ in 0..digits {
            code = code * 16 + chars.next()?.1.to_digit(16)?;
        }
        escaped = true;
        value.push(char::from_u32(code).unwrap_or('_'));
    }
    None
}
