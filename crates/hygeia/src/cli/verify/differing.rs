//! How a model differs from what was signed, as findings: of whoever verifies, and of whoever fetches.

use crate::failure::{Failure, whole};
use artifact::sign::{SignError, VerifyError};
use std::path::Path;
use terms::{Finding, Location, Severity};

/// One finding for each file; what is no statement about the folder is bad input, and what is not
/// understood or could not be read is not known.
///
/// # Errors
/// As said.
pub fn findings(
    folder: &Path,
    signature: &Path,
    error: VerifyError,
) -> Result<Vec<Finding>, Failure> {
    let told = format!("{}: {}", signature.display(), whole(&error));
    let one = |rule: &str| Ok(vec![found(rule, signature, error.to_string())]);
    match error {
        VerifyError::Mismatch { extra, odd, missing, changed } => {
            Ok(differences(folder, extra, odd, missing, changed))
        }
        VerifyError::OtherKey { .. } => one("artifact/other-key"),
        VerifyError::Certificate(_) => one("artifact/untrusted-certificate"),
        VerifyError::Signature(_) => one("artifact/broken-signature"),
        VerifyError::Unsupported(_) => Err(Failure::inconclusive(told)
            .hint("verify it with the tool that signed it, or ask for another signature")),
        VerifyError::Unread(..) | VerifyError::Folder(SignError::TooMany { .. }) => {
            Err(Failure::inconclusive(whole(&error)).hint("make it readable, and verify again"))
        }
        VerifyError::Folder(_) => Err(Failure::usage(whole(&error))),
        _ => Err(Failure::usage(told)),
    }
}

fn found(rule: &str, subject: &Path, message: String) -> Finding {
    let mut at = Location::of(subject.display().to_string());
    at.file = Some(at.subject.clone());
    let remedy = "do not use it; fetch it again from its signer";
    Finding::new(rule, Severity::Critical, at, message, remedy)
        .with_references(&["AML.T0010.003", "CWE-345"])
}

fn differences(
    folder: &Path,
    extra: Vec<String>,
    odd: Vec<(String, &'static str)>,
    missing: Vec<String>,
    changed: Vec<String>,
) -> Vec<Finding> {
    let plain = |names: Vec<String>, rule, what| {
        names.into_iter().map(move |name| (name, rule, what)).collect::<Vec<_>>()
    };
    let all = [
        plain(changed, "artifact/changed-file", "was changed after signing"),
        plain(missing, "artifact/missing-file", "was signed and is missing"),
        plain(extra, "artifact/unsigned-file", "is not signed"),
        odd.into_iter().map(|(name, what)| (name, "artifact/unsigned-link", what)).collect(),
    ];
    all.into_iter()
        .flatten()
        .map(|(name, rule, what)| found(rule, &folder.join(&name), format!("{name:?} {what}")))
        .collect()
}
