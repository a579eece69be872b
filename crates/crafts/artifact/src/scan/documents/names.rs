//! Names of fields that a template chooses: what it puts together may be any name, dunders included.

use super::lexer::{Block, Token};
use std::collections::HashSet;

/// Filters that take the name of a field as their first argument, or by `attribute=`.
const FIRST: &[&str] = &["selectattr", "rejectattr", "groupby", "sum"];
const NAMED: &[&str] = &["map", "sort", "unique", "min", "max", "sum", "groupby"];
/// Filters that make another text of theirs.
const MAKES: &[&str] = &["join", "replace", "format", "reverse", "string"];

/// Names that a template sets to a text that it puts together, or to what it renders.
pub(super) fn built(blocks: &[Block]) -> HashSet<&str> {
    let mut found = HashSet::new();
    // What is put together from such a name is as well; twice is enough for any that is read in order.
    for _ in 0..2 {
        for block in blocks.iter().filter(|block| block.statement) {
            let [Token::Name(word), rest @ ..] = block.tokens.as_slice() else { continue };
            let parts = match word.as_str() {
                "set" => rest.iter().position(|token| *token == Token::Sign('=')),
                "for" => rest.iter().position(|token| matches!(token, Token::Name(n) if n == "in")),
                "with" => Some(0),
                _ => continue,
            };
            let (targets, value) = rest.split_at(parts.unwrap_or(rest.len()));
            let targets = if word == "with" { rest } else { targets };
            if value.is_empty() || makes(value, &found) {
                found.extend(targets.iter().filter_map(|token| match token {
                    Token::Name(name) => Some(name.as_str()),
                    _ => None,
                }));
            }
        }
    }
    found
}

/// Whether an expression puts texts together.
fn makes(tokens: &[Token], known: &HashSet<&str>) -> bool {
    let text = |token: Option<&Token>| matches!(token, Some(Token::Text { .. }));
    tokens.iter().enumerate().any(|(place, token)| {
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let after = tokens.get(place + 1);
        match token {
            Token::Sign('~') => true,
            Token::Sign('%') => text(before),
            Token::Sign('+') => text(before) || text(after),
            Token::Name(name) if matches!(before, Some(Token::Sign('|' | '.'))) => {
                MAKES.contains(&name.as_str()) && matches!(before, Some(Token::Sign('|')))
            }
            Token::Name(name) => known.contains(name.as_str()),
            _ => false,
        }
    })
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
