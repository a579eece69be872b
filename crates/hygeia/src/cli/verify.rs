//! `hygeia verify`

use super::output::{self, Format};
use super::{file, sarif};
use crate::failure::{Failure, whole};
use artifact::sign::{self, Verified, VerifyError, VerifyKey};
use serde::Serialize;
use std::path::{Path, PathBuf};
use terms::{Finding, Location, Severity};

/// Bytes of the largest signature file.
const SIGNATURE_BYTES: u64 = 64 << 20;

/// Verify that a model's folder is, file by file, what its signer signed.
///
/// Example: hygeia verify model/ --signature model.sig --key signer.pub.pem
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the model's files.
    folder: PathBuf,
    /// The signature: an OpenSSF Model Signing bundle.
    #[arg(long)]
    signature: PathBuf,
    /// The signer's public key (PEM), which you got by another way than the model.
    #[arg(long)]
    key: PathBuf,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Verification<'a> {
    verified: bool,
    folder: String,
    /// The name that the signer gave to the model: informative only.
    model: Option<&'a str>,
    digest: Option<String>,
    files: Vec<&'a str>,
    /// What lies in the folder and is not covered by the signature, because its signer said so.
    not_covered: Vec<String>,
    findings: &'a [Finding],
}

/// Verifies and tells: exit 1 on any change, 3 if something lies there that nobody signed for.
pub fn run(args: &Args) -> Result<(), Failure> {
    let pem = file::text(&args.key)?;
    let key = VerifyKey::from_pem(&pem)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.key.display())))?;
    let bundle = file::read(&args.signature, SIGNATURE_BYTES)?;
    let shown = args.signature.display();
    let bundle = String::from_utf8(bundle).map_err(|_| {
        Failure::usage(format!("{shown} is not text"))
            .hint("give the signature that hygeia sign or model_signing wrote")
    })?;
    let (verified, findings) = match sign::verify(&args.folder, &bundle, &key) {
        Ok(verified) => (Some(verified), Vec::new()),
        Err(error) => (None, findings(&args.folder, &args.signature, error)?),
    };
    let not_covered = verified.as_ref().map(|v| not_covered(args, v)).unwrap_or_default();
    match args.format {
        Format::Json => {
            output::json(&verification(args, verified.as_ref(), &not_covered, &findings))?
        }
        Format::Sarif => output::json(&sarif::document("verify", &findings))?,
        Format::Table => {
            output::findings(&findings)?;
            for path in &not_covered {
                output::print(&format!("unknown: {path} is not covered by the signature"))?;
            }
            if let Some(verified) = &verified {
                let (count, model) = (verified.files.len(), &verified.model);
                output::print(&format!("{count} files are what was signed, as {model:?}"))?;
            }
        }
    }
    if verified.is_none() {
        let what = findings.first().map_or("it does not verify", |f| f.message.as_str());
        return Err(Failure::refused(format!("{}: {what}", args.folder.display()))
            .hint("do not use it; fetch it again from its signer"));
    }
    match not_covered.first() {
        Some(path) => Err(Failure::inconclusive(format!("{path} is not covered by the signature"))
            .hint("remove it, or ask the signer to sign it")),
        None => Ok(()),
    }
}

/// One finding for each file; what is no statement about the folder is bad input.
fn findings(folder: &Path, signature: &Path, error: VerifyError) -> Result<Vec<Finding>, Failure> {
    let remedy = "do not use it; fetch it again from its signer";
    let found = |rule: &str, subject: &Path, message: String| {
        let at = Location::of(subject.display().to_string());
        Finding::new(rule, Severity::Critical, at, message, remedy)
            .with_references(&["AML.T0010.003", "CWE-345"])
    };
    match error {
        VerifyError::Mismatch { extra, missing, changed } => {
            let kinds = [
                ("artifact/changed-file", "was changed after signing", changed),
                ("artifact/missing-file", "was signed and is missing", missing),
                ("artifact/unsigned-file", "is not signed", extra),
            ];
            let of = |(rule, what, names): (&'static str, &'static str, Vec<String>)| {
                names
                    .into_iter()
                    .map(|name| found(rule, &folder.join(&name), format!("{name:?} {what}")))
                    .collect::<Vec<_>>()
            };
            Ok(kinds.into_iter().flat_map(of).collect())
        }
        VerifyError::OtherKey { .. } => {
            Ok(vec![found("artifact/other-key", signature, error.to_string())])
        }
        VerifyError::Signature(_) => {
            Ok(vec![found("artifact/broken-signature", signature, error.to_string())])
        }
        other => Err(Failure::usage(format!("{}: {}", signature.display(), whole(&other)))),
    }
}

/// The paths that the signer left out and where something lies, but for the signature itself.
fn not_covered(args: &Args, verified: &Verified) -> Vec<String> {
    let same = |path: &Path| match (path.canonicalize(), args.signature.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    let paths = verified.ignored.iter().map(|path| args.folder.join(path));
    let there = paths.filter(|path| path.symlink_metadata().is_ok() && !same(path));
    there.map(|path| path.display().to_string()).collect()
}

fn verification<'a>(
    args: &Args,
    verified: Option<&'a Verified>,
    not_covered: &[String],
    findings: &'a [Finding],
) -> Verification<'a> {
    Verification {
        verified: verified.is_some() && not_covered.is_empty(),
        folder: args.folder.display().to_string(),
        model: verified.map(|verified| verified.model.as_str()),
        digest: verified.map(|verified| verified.digest.hex()),
        files: verified
            .map(|verified| verified.files.iter().map(|file| file.name.as_str()).collect())
            .unwrap_or_default(),
        not_covered: not_covered.to_vec(),
        findings,
    }
}
