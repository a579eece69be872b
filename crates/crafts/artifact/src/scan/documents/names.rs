//! Names of fields that a template chooses: what it puts together may be any name, dunders included.

use super::lexer::{Block, Token};
use std::collections::HashSet;

/// Filters that take the name of a field as their first argument, or by `attribute=`.
const FIRST: &[&str] = &["selectattr", "rejectattr", "groupby", "sum"];
const NAMED: &[&str] = &["map", "sort", "unique", "min", "max", "sum", "groupby"];
/// Filters that make another text of theirs.
const MAKES: &[&str] = &["join", "replace", "format", "reverse", "string"];
/// Methods of texts that do: what they take out or put in may leave two underscores side by side.
const METHODS: &[&str] = &["join", "replace", "format", "translate"];

/// Names that a template sets.
#[derive(Default)]
pub(super) struct Names<'t> {
    /// To a text that it puts together, or to what it renders: also what a macro is called with.
    built: HashSet<&'t str>,
    /// To something in which a text is written out: two of them may be put together.
    texts: HashSet<&'t str>,
}

impl<'t> Names<'t> {
    pub fn of(blocks: &'t [Block]) -> Self {
        let mut found = Self::default();
        // What is put together from such a name is as well; twice is enough for any that is read in order.
        for _ in 0..2 {
            for block in blocks.iter().filter(|block| block.statement) {
                found.statement(&block.tokens, blocks);
            }
        }
        found
    }

    pub fn is_built(&self, name: &str) -> bool {
        self.built.contains(name)
    }

    fn statement(&mut self, tokens: &'t [Token], blocks: &'t [Block]) {
        let [Token::Name(word), rest @ ..] = tokens else { return };
        let parts = match word.as_str() {
            "set" => rest.iter().position(|token| *token == Token::Sign('=')),
            "for" => rest.iter().position(|token| matches!(token, Token::Name(n) if n == "in")),
            "with" => Some(0),
            "macro" | "call" => return self.parameters(rest, blocks),
            _ => return,
        };
        let (targets, value) = rest.split_at(parts.unwrap_or(rest.len()));
        let targets = if word == "with" { rest } else { targets };
        if value.is_empty() || self.makes(value) {
            self.built.extend(named(targets));
        }
        if value.iter().any(|token| matches!(token, Token::Text { .. })) {
            self.texts.extend(named(targets));
        }
    }

    /// The parameters of a macro, or of a block that is called by one, if somebody hands it a text that is put together.
    fn parameters(&mut self, rest: &'t [Token], blocks: &'t [Block]) {
        let called = match rest.first() {
            Some(Token::Name(name)) => name,
            _ => "caller",
        };
        let handed = |block: &Block| {
            block.tokens.iter().enumerate().any(|(place, token)| {
                let call = matches!(token, Token::Name(name) if name == called);
                let arguments = block.tokens.get(place + 2..).unwrap_or_default();
                let own = arguments.get(..closing(arguments)).unwrap_or_default();
                call && block.tokens.get(place + 1) == Some(&Token::Sign('(')) && self.makes(own)
            })
        };
        if blocks.iter().any(handed) {
            self.built.extend(named(rest));
        }
    }

    /// Whether a text or a name of one stands at a place.
    pub fn is_text(&self, token: Option<&Token>) -> bool {
        match token {
            Some(Token::Text { .. }) => true,
            Some(Token::Name(name)) => self.texts.contains(name.as_str()),
            _ => false,
        }
    }

    /// Whether an expression puts texts together.
    fn makes(&self, tokens: &[Token]) -> bool {
        tokens.iter().enumerate().any(|(place, token)| {
            let before = place.checked_sub(1).and_then(|before| tokens.get(before));
            match token {
                Token::Sign('~') => true,
                Token::Sign('%') => self.is_text(before),
                Token::Sign('+') => self.is_text(before) || self.is_text(tokens.get(place + 1)),
                Token::Name(name) => puts_together(before, name) || self.is_built(name),
                _ => false,
            }
        })
    }
}

/// Whether a filter or a method, by what stands before its name, makes another text of its own.
pub(super) fn puts_together(before: Option<&Token>, name: &str) -> bool {
    match before {
        Some(Token::Sign('|')) => MAKES.contains(&name),
        Some(Token::Sign('.')) => METHODS.contains(&name),
        _ => false,
    }
}

fn named(tokens: &[Token]) -> impl Iterator<Item = &str> {
    tokens.iter().filter_map(|token| match token {
        Token::Name(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Where the bracket closes that was opened before these.
fn closing(tokens: &[Token]) -> usize {
    let mut depth = 0usize;
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') if depth == 0 => return place,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether a filter (`map(attribute='x')`, from its name on) takes its field by a literal, and `map` a filter that
/// is `known`.
pub(super) fn literal(filter: &[Token], known: fn(&str) -> bool) -> bool {
    let [Token::Name(name), Token::Sign('('), arguments @ ..] = filter else { return true };
    let is = |list: &[&str]| list.contains(&name.as_str());
    let first = match arguments {
        [Token::Name(key), Token::Sign('='), ..] if key == "attribute" || key == "start" => true,
        [Token::Text { value, .. }, Token::Sign(',' | ')'), ..] => name != "map" || known(value),
        [Token::Number | Token::Sign(')'), ..] => true,
        _ => false,
    };
    if (is(FIRST) || name == "map") && !first {
        return false;
    }
    let mut depth = 0usize;
    for (place, token) in arguments.iter().enumerate().filter(|_| is(NAMED)) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') if depth == 0 => break,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            Token::Name(key) if key == "attribute" => {
                let value = arguments.get(place + 1..place + 4);
                let plain = matches!(
                    value,
                    Some([
                        Token::Sign('='),
                        Token::Text { .. } | Token::Number,
                        Token::Sign(',' | ')')
                    ])
                );
                if !plain {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}
