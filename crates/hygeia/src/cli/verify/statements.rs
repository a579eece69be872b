//! Every statement of a folder, held against one digest.

use crate::cli::file;
use crate::cli::output::{self, Format};
use crate::cli::sarif;
use crate::failure::{Failure, whole};
use artifact::provenance::check::{self, Checked, PublicKey, Report};
use artifact::sign::SignError;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use terms::{Finding, Location, Severity};

/// Checks and tells: exit 1 if one does not hold, 2 if there is none.
pub fn run(folder: &Path, keys: &[PathBuf], format: Format) -> Result<(), Failure> {
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
    match format {
        Format::Json => output::json(&document(folder, &report, &findings, beside))?,
        Format::Sarif => output::json(&sarif::document("verify", &findings))?,
        Format::Table => table(&report, &findings, beside)?,
    }
    match findings.first() {
        Some(first) => Err(Failure::refused(format!("{}: {}", folder.display(), first.message))
            .hint("do not use it; fetch it again from its signer")),
        None => Ok(()),
    }
}

fn table(report: &Report, findings: &[Finding], beside: bool) -> Result<(), Failure> {
    output::findings(findings)?;
    for one in report.statements.iter().filter(|one| one.wrong.is_none()) {
        output::print(&format!("{}: {}", one.file, one.says))?;
    }
    let (count, holds) = (report.statements.len(), report.statements.len() - findings.len());
    output::print(&format!(
        "{holds} of {count} statements hold for {} files, {}",
        report.files.len(),
        report.digest
    ))?;
    if beside {
        output::print(
            "the keys lie beside the statements: give those that you trust with --key to know whose they are",
        )?;
    }
    Ok(())
}

fn finding(folder: &Path, checked: &Checked) -> Option<Finding> {
    let wrong = checked.wrong.as_ref()?;
    let at = Location::of(folder.join(&checked.file).display().to_string());
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
