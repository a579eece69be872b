//! Sums of columns, as they are written: `2 * age - years_employed + 14`.

use std::iter::Peekable;
use std::str::CharIndices;

/// Columns and their factors, each column once, and a constant.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sum {
    pub(super) terms: Vec<(String, f64)>,
    pub(super) constant: f64,
}

impl Sum {
    pub(super) fn times(mut self, factor: f64) -> Self {
        self.terms.iter_mut().for_each(|(_, own)| *own *= factor);
        self.constant *= factor;
        self
    }

    pub(super) fn plus(mut self, other: Self) -> Self {
        for (name, factor) in other.terms {
            self.add(name, factor);
        }
        self.constant += other.constant;
        self
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.times(-1.0))
    }

    fn add(&mut self, name: String, factor: f64) {
        match self.terms.iter_mut().find(|(known, _)| *known == name) {
            Some((_, own)) => *own += factor,
            None => self.terms.push((name, factor)),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Plus,
    Minus,
    Times,
}

/// Reads a sum: terms with `+` and `-` between them, each a number, a column, or both with `*`.
pub(super) fn sum(text: &str) -> Result<Sum, String> {
    let tokens = tokens(text)?;
    let mut sum = Sum::default();
    let mut rest = tokens.as_slice();
    let mut first = true;
    while first || !rest.is_empty() {
        let mut sign = 1.0;
        match rest {
            [Token::Plus, after @ ..] => rest = after,
            [Token::Minus, after @ ..] => (sign, rest) = (-1.0, after),
            _ if first => {}
            _ => return Err("expected + or - between two terms".to_owned()),
        }
        first = false;
        rest = match rest {
            [Token::Number(factor), Token::Times, Token::Name(name), after @ ..]
            | [Token::Name(name), Token::Times, Token::Number(factor), after @ ..] => {
                sum.add(name.clone(), sign * factor);
                after
            }
            [Token::Name(_), Token::Times, Token::Name(_), ..] => {
                return Err("it is not linear: columns are multiplied by numbers alone".to_owned());
            }
            [Token::Number(number), after @ ..] => {
                sum.constant += sign * number;
                after
            }
            [Token::Name(name), after @ ..] => {
                sum.add(name.clone(), sign);
                after
            }
            _ => return Err("a column or a number is missing".to_owned()),
        };
    }
    Ok(sum)
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some(&(at, letter)) = letters.peek() {
        match letter {
            ' ' | '\t' => {
                letters.next();
            }
            '+' | '-' | '*' => {
                letters.next();
                tokens.push(match letter {
                    '+' => Token::Plus,
                    '-' => Token::Minus,
                    _ => Token::Times,
                });
            }
            '`' => {
                letters.next();
                let name: String =
                    letters.by_ref().map(|(_, c)| c).take_while(|c| *c != '`').collect();
                tokens.push(Token::Name(name));
            }
            c if c.is_ascii_digit() || c == '.' => {
                let written = number(text, at, &mut letters);
                let value: Option<f64> =
                    written.parse().ok().filter(|value: &f64| value.is_finite());
                let value = value.ok_or_else(|| format!("{written} is no number"))?;
                tokens.push(Token::Number(value));
            }
            c if c.is_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some((_, c)) = letters.next_if(|(_, c)| c.is_alphanumeric() || *c == '_')
                {
                    name.push(c);
                }
                tokens.push(Token::Name(name));
            }
            other => {
                return Err(format!(
                    "{other:?} has no meaning here; names with it stand in `backticks`"
                ));
            }
        }
    }
    Ok(tokens)
}

/// The digits from `start`, with a point and an exponent.
fn number<'a>(text: &'a str, start: usize, letters: &mut Peekable<CharIndices<'_>>) -> &'a str {
    let mut end = start;
    let mut before = '0';
    while let Some((at, c)) = letters.next_if(|(_, c)| {
        c.is_ascii_digit()
            || matches!(c, '.' | 'e' | 'E')
            || (matches!(c, '+' | '-') && matches!(before, 'e' | 'E'))
    }) {
        before = c;
        end = at + c.len_utf8();
    }
    text.get(start..end).unwrap_or_default()
}

/// A name as it is written in a sum.
pub(super) fn named(name: &str) -> String {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { format!("`{name}`") }
}
