//! `hygeia verify`

pub mod differing;
mod digests;
mod statements;

use super::believed::Believed;
use super::file;
use super::given::{self, Folders, Ignoring};
use super::report::{Outcome, Report, Telling};
use crate::failure::{At, Failure};
use artifact::sign::{self, Looking, SignerCertificate, Verified, VerifyError};
use differing::findings;
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use terms::Finding;

/// Bytes of the largest signature file.
const SIGNATURE_BYTES: u64 = 64 << 20;

/// Verify that a model is, file by file, what its signer signed; or every statement of a folder.
///
/// Without --signature, every statement that lies in the folder or in its `evidence/` is checked: the
/// signature, provenance, scan, promotion, robustness. All have to be about the same files. Of several
/// models, each is held against the signature MODEL.sig beside it, if there is one.
///
/// Example: hygeia verify model/ --signature model.sig --key signer.pub.pem
///
/// Example: hygeia verify model/ --signature model.sig --certificate-chain ca.crt
///
/// Example: hygeia verify loans/ --key signer.pub.pem --key workspace.pub.pem
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Models: folders that hold a model's files, files that are one.
    #[arg(required_unless_present = "digests", value_name = "MODEL")]
    folder: Vec<OsString>,
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
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    telling: Telling,
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
    let inputs = given::inputs(&args.folder, Folders::Whole, &args.ignoring)?;
    if inputs.several && (args.signature.is_some() || args.digests.is_some()) {
        return Err(Failure::usage("--signature and --digests are of one model")
            .hint("leave them out: each model's signature is taken from beside it, MODEL.sig"));
    }
    let outcomes = match (&args.signature, inputs.all.as_slice()) {
        (Some(signature), []) => {
            vec![signed(&Model { args, folder: None }, signature)?]
        }
        (_, []) if inputs.left_out.is_empty() => {
            return Err(Failure::usage("there is no model").hint("give its folder"));
        }
        (signature, all) => all
            .iter()
            .map(|one| {
                let folder = Path::new(one);
                let beside = inputs.several.then(|| beside(folder)).flatten();
                let model = Model { args, folder: Some(folder) };
                let tried = match signature.as_ref().or(beside.as_ref()) {
                    Some(signature) => signed(&model, signature),
                    None => statements::outcome(folder, &args.key),
                };
                Outcome::of(folder.to_string_lossy(), tried)
            })
            .collect(),
    };
    let report = Report {
        verb: "verify",
        telling: &args.telling,
        // Nobody answers for a model that is not what was signed.
        accepting: None,
        // Whatever does not hold is in the failure of its model already.
        counts: &|_| false,
        advice: "do not use it; fetch it again from its signer",
        unknown: "ask the signer",
        several: inputs.several,
        beside: Value::Null,
        left_out: &inputs.left_out,
    };
    report.tell(outcomes)
}

/// One model, as it is asked about.
struct Model<'a> {
    args: &'a Args,
    folder: Option<&'a Path>,
}

/// The signature that `hygeia sign` puts beside a model.
fn beside(model: &Path) -> Option<PathBuf> {
    let name = model.file_name()?.to_string_lossy().into_owned();
    Some(model.with_file_name(format!("{name}.sig"))).filter(|path| path.is_file())
}

fn signed(model: &Model<'_>, signature: &Path) -> Result<Outcome, Failure> {
    let at = model.folder.or(model.args.digests.as_deref()).unwrap_or_else(|| Path::new(""));
    let shown = signature.display();
    let bundle = String::from_utf8(file::read(signature, SIGNATURE_BYTES)?).map_err(|_| {
        Failure::usage(format!("{shown} is not text"))
            .hint("give the signature that hygeia sign or model_signing wrote")
    })?;
    let looking = looking(model, signature)?;
    let (verified, findings) = match check(model, &bundle, &looking) {
        Ok(verified) => (Some(verified), Vec::new()),
        Err(Wrong::Verify(error)) => (None, findings(at, signature, error)?),
        Err(Wrong::Usage(failure)) => return Err(failure),
    };
    let not_covered = verified.as_ref().map(|v| not_covered(at, v, &looking)).unwrap_or_default();
    let told = verification(at, verified.as_ref(), &not_covered, &findings);
    let failure = match (&verified, not_covered.first()) {
        (None, _) => {
            let what = findings.first().map_or("it does not verify", |f| f.message.as_str());
            let hint = "do not use it; fetch it again from its signer";
            Some(Failure::refused(format!("{}: {what}", at.display())).hint(hint))
        }
        (Some(_), Some(path)) => Some(
            Failure::inconclusive(format!("{path} is not covered by the signature"))
                .hint("remove it, ask the signer to sign it, or leave it out with --ignore-paths"),
        ),
        (Some(_), None) => None,
    };
    let summary = summary(&told);
    let outcome = Outcome::new(at.to_string_lossy(), &told, findings.clone())?;
    Ok(outcome.with_summary(summary).refused(failure))
}

fn summary(told: &Verification<'_>) -> Vec<String> {
    let not_covered = told.not_covered.iter();
    let mut lines: Vec<String> = not_covered
        .map(|path| format!("unknown: {path} is not covered by the signature"))
        .collect();
    if !told.left_out.is_empty() {
        lines.push(format!("not looked at: {}", told.left_out.join(", ")));
    }
    if let Some(own) = told.certificate {
        lines.push(format!("signed by {}, says {}", own.subject, own.issuer));
    }
    if let Some(model) = told.model {
        let count = told.files.len();
        lines.push(format!("{count} files are what was signed, as {model:?}"));
    }
    lines
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

fn check(model: &Model<'_>, bundle: &str, looking: &Looking) -> Result<Verified, Wrong> {
    let Model { args, folder } = model;
    let believed = Believed::read(&args.key, &args.certificate_chain)?;
    let trust = believed.trust();
    match (&args.digests, folder) {
        (Some(path), _) => {
            let files = digests::read(path)?;
            Ok(sign::verify_listing(files, bundle, &trust, looking)?)
        }
        (None, Some(folder)) => Ok(sign::verify_as(folder, bundle, &trust, looking)?),
        (None, None) => Err(Failure::usage("there is no model").hint("give its folder").into()),
    }
}

fn looking(model: &Model<'_>, signature: &Path) -> Result<Looking, Failure> {
    let Model { args, folder } = model;
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let ignore: Result<Vec<String>, _> =
        args.ignore_paths.iter().map(|path| sign::within(folder, path)).collect();
    Ok(Looking {
        ignore: ignore.usage()?,
        follow_links: args.allow_symlinks,
        signature: Some(signature.to_path_buf()),
        ignore_unsigned: args.ignore_unsigned_files,
    })
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
