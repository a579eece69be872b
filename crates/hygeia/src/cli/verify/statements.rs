//! Every statement of a folder, held against one digest.

use crate::cli::file;
use crate::cli::report::Outcome;
use crate::failure::{Failure, whole};
use artifact::provenance::check::{self, Checked, PublicKey, Report};
use artifact::sign::SignError;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use terms::{Finding, Location, Severity};

/// Checks and tells: exit 1 if one does not hold, 2 if there is none.
pub fn outcome(folder: &Path, keys: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut given = Vec::new();
    for path in keys {
        given.push(PublicKey::from_pem(&file::text(path)?).ok_or_else(|| {
            Failure::usage(format!("{} is no public key in SPKI PEM", path.display()))
                .hint("`openssl pkey -pubout` writes one")
        })?);
    }
    if !folder.is_dir() {
        return Err(Failure::usage(format!("{} is no folder", folder.display()))
            .hint("give the folder with the statements, or --signature and --key"));
    }
    let report = check::folder(folder, &given).map_err(|error| match error {
        SignError::Read { .. } | SignError::TooMany { .. } => {
            Failure::inconclusive(whole(&error)).hint("make it readable, and verify again")
        }
        error => Failure::usage(whole(&error)),
    })?;
    if report.statements.is_empty() {
        return Err(Failure::usage(format!("no statement lies in {}", folder.display()))
            .hint("give the signature with --signature, and its key with --key"));
    }
    let findings: Vec<Finding> =
        report.statements.iter().filter_map(|checked| finding(folder, checked)).collect();
    let beside = given.is_empty();
    let failure = findings.first().map(|first| {
        Failure::refused(format!("{}: {}", folder.display(), first.message))
            .hint("do not use it; fetch it again from its signer")
    });
    let document = document(folder, &report, &findings, beside);
    let outcome = Outcome::new(folder.to_string_lossy(), &document, findings.clone())?;
    Ok(outcome.with_summary(summary(&report, &findings, beside)).refused(failure))
}

fn summary(report: &Report, findings: &[Finding], beside: bool) -> Vec<String> {
    let holding = report.statements.iter().filter(|one| one.wrong.is_none());
    let mut lines: Vec<String> = holding.map(|one| format!("{}: {}", one.file, one.says)).collect();
    let (count, holds) = (report.statements.len(), report.statements.len() - findings.len());
    lines.push(format!(
        "{holds} of {count} statements hold for {} files, {}",
        report.files.len(),
        report.digest
    ));
    if beside {
        let unknown = "the keys lie beside the statements: give those that you trust with --key to know whose they are";
        lines.push(unknown.to_owned());
    }
    lines
}

fn finding(folder: &Path, checked: &Checked) -> Option<Finding> {
    let wrong = checked.wrong.as_ref()?;
    let mut at = Location::of(folder.join(&checked.file).display().to_string());
    at.file = Some(at.subject.clone());
    let remedy = "do not use it; fetch it again from its signer";
    let message = format!("{}: {wrong}", checked.file);
    Some(
        Finding::new("artifact/statement", Severity::Critical, at, message, remedy)
            .with_references(&["AML.T0010.003", "CWE-345"]),
    )
}

fn document(folder: &Path, report: &Report, findings: &[Finding], beside: bool) -> Value {
    json!({
        "verified": findings.is_empty(),
        "folder": folder.display().to_string(),
        "model": Value::Null,
        "digest": report.digest,
        "files": report.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        "not_covered": [],
        "findings": findings,
        "statements": report.statements,
        "keys": { "from": if beside { "beside" } else { "given" }, "ids": report.keys },
    })
}
