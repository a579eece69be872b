//! What is told of a file of the vault.

use terms::{Finding, Location, Severity};

pub(crate) fn finding(
    rule: &str,
    severity: Severity,
    file: impl Into<String>,
    message: impl Into<String>,
    remedy: &str,
) -> Finding {
    Finding::new(rule, severity, Location::of(file), message, remedy)
}

/// A name from outside, for people: whoever chose it doesn't steer their terminal by it.
pub(crate) fn printable(name: &str) -> String {
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    name.chars().map(shown).collect()
}
