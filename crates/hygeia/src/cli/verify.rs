//! `hygeia verify`

mod digests;
mod statements;

use super::output::{self, Format};
use super::{file, sarif};
use crate::failure::{At, Failure, whole};
use artifact::sign::{
    self, Certificates, Looking, SignError, SignerCertificate, Trust, Verified, VerifyError,
    VerifyKey,
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use terms::{Clock, Finding, Location, Severity, SystemClock};

/// Bytes of the largest signature file.
const SIGNATURE_BYTES: u64 = 64 << 20;

/// Verify that a model is, file by file, what its signer signed; or every statement of a folder.
///
/// Without --signature, every statement that lies in the folder or in its `evidence/` is checked: the
/// signature, provenance, scan, promotion, robustness. All have to be about the same files.
///
/// Example: hygeia verify model/ --signature model.sig --key signer.pub.pem
///
/// Example: hygeia verify model/ --signature model.sig --certificate-chain ca.crt
///
/// Example: hygeia verify loans/ --key signer.pub.pem --key workspace.pub.pem
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the model's files, or the file that is the model.
    #[arg(required_unless_present = "digests")]
    folder: Option<PathBuf>,
    /// The signature: an OpenSSF Model Signing bundle.
    #[arg(long)]
    signature: Option<PathBuf>,
    /// The signer's public key (PEM), which you got by another way than the model.
    #[arg(long, visible_alias = "public-key")]
    key: Vec<PathBuf>,
    /// The authority's certificate (PEM), where a certificate signed; may be given several times.
    #[arg(long, value_name = "CA.crt", conflicts_with = "key", requires = "signature")]
    certificate_chain: Vec<PathBuf>,
    /// Leave this file or folder of the model out of account; may be given several times.
    #[arg(long, value_name = "PATH", requires = "signature")]
    ignore_paths: Vec<PathBuf>,
    /// Files that nobody signed are no fault.
    #[arg(long, visible_alias = "ignore_unsigned_files", requires = "signature")]
    ignore_unsigned_files: bool,
    /// Take symbolic links to files as those files, though the signer followed none.
    #[arg(long, visible_alias = "allow_symlinks", requires = "signature")]
    allow_symlinks: bool,
    /// Verify a list of digests (as sha256sum prints it) instead of the files.
    #[arg(long, value_name = "FILE", requires = "signature")]
    digests: Option<PathBuf>,
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
    /// What was not looked at, and is there: of Git, or left out by whoever verifies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    /// Who signed, where that is by certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<&'a SignerCertificate>,
}

/// Verifies and tells: exit 1 on any change, 3 if something lies there that nobody signed for.
pub fn run(args: &Args) -> Result<(), Failure> {
    match (&args.signature, &args.folder) {
        (Some(signature), _) => signed(args, signature),
        (None, Some(folder)) => statements::run(folder, &args.key, args.format),
        (None, None) => Err(Failure::usage("there is no model").hint("give its folder")),
    }
}

fn signed(args: &Args, signature: &Path) -> Result<(), Failure> {
    let at = args.folder.clone().or_else(|| args.digests.clone()).unwrap_or_default();
    let shown = signature.display();
    let bundle = String::from_utf8(file::read(signature, SIGNATURE_BYTES)?).map_err(|_| {
        Failure::usage(format!("{shown} is not text"))
            .hint("give the signature that hygeia sign or model_signing wrote")
    })?;
    let looking = looking(args, signature)?;
    let (verified, findings) = match check(args, &bundle, &looking) {
        Ok(verified) => (Some(verified), Vec::new()),
        Err(Wrong::Verify(error)) => (None, findings(&at, signature, error)?),
        Err(Wrong::Usage(failure)) => return Err(failure),
    };
    let not_covered = verified.as_ref().map(|v| not_covered(&at, v, &looking)).unwrap_or_default();
    let told = verification(&at, verified.as_ref(), &not_covered, &findings);
    match args.format {
        Format::Json => output::json(&told)?,
        Format::Sarif => output::json(&sarif::document("verify", &findings))?,
        Format::Table => table(&told)?,
    }
    if verified.is_none() {
        let what = findings.first().map_or("it does not verify", |f| f.message.as_str());
        return Err(Failure::refused(format!("{}: {what}", at.display()))
            .hint("do not use it; fetch it again from its signer"));
    }
    match not_covered.first() {
        Some(path) => Err(Failure::inconclusive(format!("{path} is not covered by the signature"))
            .hint("remove it, ask the signer to sign it, or leave it out with --ignore-paths")),
        None => Ok(()),
    }
}

fn table(told: &Verification<'_>) -> Result<(), Failure> {
    output::findings(told.findings)?;
    for path in &told.not_covered {
        output::print(&format!("unknown: {path} is not covered by the signature"))?;
    }
    if !told.left_out.is_empty() {
        output::print(&format!("not looked at: {}", told.left_out.join(", ")))?;
    }
    if let Some(own) = told.certificate {
        output::print(&format!("signed by {}, says {}", own.subject, own.issuer))?;
    }
    match told.model {
        Some(model) => {
            let count = told.files.len();
            output::print(&format!("{count} files are what was signed, as {model:?}"))
        }
        None => Ok(()),
    }
}

/// Why nothing was verified.
enum Wrong {
    Verify(VerifyError),
    Usage(Failure),
}

impl From<VerifyError> for Wrong {
    fn from(error: VerifyError) -> Self {
        Self::Verify(error)
    }
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Usage(failure)
    }
}

fn check(args: &Args, bundle: &str, looking: &Looking) -> Result<Verified, Wrong> {
    let (key, roots);
    let trust = match (args.key.as_slice(), args.certificate_chain.as_slice()) {
        ([path], _) => {
            key = VerifyKey::from_pem(&file::text(path)?)
                .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
            Trust::Key(&key)
        }
        ([], [_, ..]) => {
            roots = authorities(&args.certificate_chain)?;
            Trust::Authority { roots: &roots, at: SystemClock.now() }
        }
        _ => {
            return Err(Failure::usage("whose signature is it? one public key has to be given")
                .hint("give --key, or --certificate-chain where a certificate signed")
                .into());
        }
    };
    match (&args.digests, &args.folder) {
        (Some(path), _) => {
            let files = digests::read(path)?;
            Ok(sign::verify_listing(files, bundle, &trust, looking)?)
        }
        (None, Some(folder)) => Ok(sign::verify_as(folder, bundle, &trust, looking)?),
        (None, None) => Err(Failure::usage("there is no model").hint("give its folder").into()),
    }
}

fn authorities(paths: &[PathBuf]) -> Result<Certificates, Failure> {
    let texts: Result<Vec<String>, _> = paths.iter().map(|path| file::text(path)).collect();
    Certificates::from_pem(&texts?)
        .map_err(|error| Failure::usage(format!("the authorities: {error}")))
}

fn looking(args: &Args, signature: &Path) -> Result<Looking, Failure> {
    let folder = args.folder.as_deref().unwrap_or_else(|| Path::new("."));
    let ignore: Result<Vec<String>, _> =
        args.ignore_paths.iter().map(|path| sign::within(folder, path)).collect();
    Ok(Looking {
        ignore: ignore.usage()?,
        follow_links: args.allow_symlinks,
        signature: Some(signature.to_path_buf()),
        ignore_unsigned: args.ignore_unsigned_files,
    })
}

/// One finding for each file; what is no statement about the folder is bad input, and what is not
/// understood or could not be read is not known.
fn findings(folder: &Path, signature: &Path, error: VerifyError) -> Result<Vec<Finding>, Failure> {
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
    let at = Location::of(subject.display().to_string());
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

/// The paths that the signer left out and where something lies, but for what belongs to Git, the
/// signature itself, and what whoever verifies leaves out too.
fn not_covered(folder: &Path, verified: &Verified, looking: &Looking) -> Vec<String> {
    let known = |name: &str| {
        let own = looking.ignore.iter().any(|ignored| sign::lies_at(name, ignored));
        own || sign::GIT.contains(&name) || is_signature(&folder.join(name), looking)
    };
    let unknown = verified.left_out.iter().filter(|name| !known(name));
    unknown.map(|name| folder.join(name).display().to_string()).collect()
}

fn is_signature(path: &Path, looking: &Looking) -> bool {
    let signature = looking.signature.as_deref().and_then(|path| path.canonicalize().ok());
    signature.is_some() && path.canonicalize().ok() == signature
}

fn verification<'a>(
    folder: &Path,
    verified: Option<&'a Verified>,
    not_covered: &[String],
    findings: &'a [Finding],
) -> Verification<'a> {
    let left_out = verified.map(|verified| verified.left_out.as_slice()).unwrap_or_default();
    let known = |name: &&String| !not_covered.contains(&folder.join(name).display().to_string());
    Verification {
        verified: verified.is_some() && not_covered.is_empty(),
        folder: folder.display().to_string(),
        model: verified.map(|verified| verified.model.as_str()),
        digest: verified.map(|verified| verified.digest.hex()),
        files: verified
            .map(|verified| verified.files.iter().map(|file| file.name.as_str()).collect())
            .unwrap_or_default(),
        not_covered: not_covered.to_vec(),
        findings,
        left_out: left_out.iter().filter(known).cloned().collect(),
        certificate: verified.and_then(|verified| verified.certificate.as_ref()),
    }
}
