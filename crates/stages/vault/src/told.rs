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
