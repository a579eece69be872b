//! `hygeia fetch`
//!
//! Inside, one direction: `remote` <- `https`, `bucket` <- `source` <- `copying`; `stage` <- this.

#[cfg(feature = "platform")]
mod bucket;
mod copying;
#[cfg(feature = "platform")]
mod https;
#[cfg(feature = "platform")]
mod remote;
mod source;
mod stage;

use super::believed::Believed;
use super::report::{Outcome, Report, Telling};
use super::scan::judging::Judging;
use super::verify::differing;
use crate::failure::{At, Failure};
use artifact::scan::{self, Scanned, Verdict};
use artifact::sign::{self, Looking, Promised, Verified, VerifyError};
use serde::Serialize;
use serde_json::Value;
use source::{Signature, Source};
use stage::Stage;
use std::path::{Path, PathBuf};
use terms::{Finding, printable};

/// Fetch a model to where it will be loaded: nothing of it is there before its signature is verified and its
/// files are scanned, and nothing is left if either fails.
///
/// Only files that are signed are fetched. SOURCE is a folder or a file: a path, file://, s3:// or https://. The
/// signature is taken from SOURCE.sig, else from SOURCE/model.sig. DEST is a folder that is empty or not there
/// yet; one file lies in it by its name. To a server below https:// a token in HYGEIA_FETCH_TOKEN is
/// shown; a bucket is reached with the variables and files of the AWS tools.
///
/// Example: hygeia fetch https://models.example.org/credit/3 /mnt/models --key signer.pub.pem
///
/// Example: hygeia fetch --key /etc/hygeia/signer.pub.pem file:///srv/models/credit /mnt/models
///
/// Example: hygeia fetch s3://models/credit/3 /mnt/models --key signer.pub.pem
///
/// Example: hygeia fetch /srv/credit.onnx models --certificate-chain ca.crt --signature credit.sig
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the model lies.
    source: String,
    /// The folder that it is to lie in.
    dest: PathBuf,
    /// Where its signature lies, an OpenSSF Model Signing bundle, if not beside it: a path, file://, s3:// or https://.
    #[arg(long, value_name = "URI")]
    signature: Option<String>,
    /// The signer's public key (PEM), which you got by another way than the model.
    #[arg(long, visible_alias = "public-key", value_name = "FILE")]
    key: Option<PathBuf>,
    /// The authority's certificate (PEM), where a certificate signed; may be given several times.
    #[arg(long, value_name = "CA.crt", conflicts_with = "key")]
    certificate_chain: Vec<PathBuf>,
    /// Fetch no more bytes than this.
    #[arg(long, value_name = "BYTES", default_value_t = 100 << 30)]
    max_bytes: u64,
    /// The authority of the server (PEM), if the system does not trust it.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    telling: Telling,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told<'a> {
    /// Whether it lies at its destination.
    fetched: bool,
    source: String,
    destination: String,
    signature: String,
    /// The name that the signer gave to the model: informative only.
    model: Option<&'a str>,
    digest: Option<String>,
    files: Vec<&'a str>,
    /// What lies at the source, was left out by its signer, and was not fetched.
    left_out: &'a [String],
    /// What the scan said of all files; null if it came to none.
    verdict: Option<Verdict>,
    findings: &'a [Finding],
    unsure: &'a [String],
}

/// Fetches and tells: exit 1 if it is not what was signed or a finding counts, 3 if something is not known.
pub fn run(args: &Args) -> Result<(), Failure> {
    let outcome = Outcome::of(args.source.clone(), fetched(args));
    let report = Report {
        verb: "fetch",
        telling: &args.telling,
        // Nobody answers beforehand for what is to be loaded.
        accepting: None,
        counts: &|finding| args.judging.fail_on.counts(finding.severity),
        advice: "nothing was fetched; do what the findings say",
        unknown: "nothing was fetched; ask its author for safetensors or ONNX",
        several: false,
        beside: Value::Null,
        left_out: &[],
    };
    report.tell(vec![outcome])
}

/// A model that is asked for, with the signature that was found.
struct Fetching<'a> {
    args: &'a Args,
    source: Source,
    signature: Signature,
    left_out: Vec<String>,
}

fn fetched(args: &Args) -> Result<Outcome, Failure> {
    let believed = Believed::read(args.key.as_slice(), &args.certificate_chain)?;
    stage::is_free(&args.dest)?;
    let source = Source::parse(&args.source, args.ca.as_deref())?;
    let signature = source.signature(args.signature.as_deref(), args.ca.as_deref())?;
    let mut fetching = Fetching { args, source, signature, left_out: Vec::new() };
    let trust = believed.trust();
    let promised = match sign::promised(&fetching.signature.text, &trust) {
        Ok(promised) => promised,
        Err(error) => return fetching.refused(error),
    };
    copying::is_safe(&promised)?;
    let (unsigned, left_out) = fetching.source.beyond(&promised, &fetching.signature)?;
    fetching.left_out = left_out;
    if !unsigned.is_empty() {
        let (odd, missing, changed) = (Vec::new(), Vec::new(), Vec::new());
        return fetching.refused(VerifyError::Mismatch { extra: unsigned, odd, missing, changed });
    }
    let stage = Stage::for_dest(&args.dest)?;
    let root = fetching.copy(&promised, &stage)?;
    match sign::verify_as(&root, &fetching.signature.text, &trust, &Looking::default()) {
        Ok(verified) => fetching.scanned(&verified, stage),
        Err(error) => fetching.refused(error),
    }
}

impl Fetching<'_> {
    /// Copies what is signed; gives what is to be verified: the folder, or the one file in it.
    fn copy(&self, promised: &Promised, stage: &Stage) -> Result<PathBuf, Failure> {
        copying::all(&self.source, promised, stage.folder(), self.args.max_bytes)?;
        Ok(match self.source.only_file(promised) {
            Some(name) => stage.folder().join(name),
            None => stage.folder().to_owned(),
        })
    }

    /// Scans what was verified, and puts it in its place if nothing speaks against it.
    fn scanned(&self, verified: &Verified, stage: Stage) -> Result<Outcome, Failure> {
        let options = self.args.judging.options()?;
        let Scanned { mut findings, unsure, verdict, .. } =
            scan::paths_with(&[stage.folder()], &options).usage()?;
        for finding in &mut findings {
            let subject = finding.location.subject.clone();
            let file = subject.split('!').next().unwrap_or_default();
            finding.location.file = Some(self.args.dest.join(file).to_string_lossy().into_owned());
        }
        let fail_on = self.args.judging.fail_on;
        let counts = findings.iter().any(|finding| fail_on.counts(finding.severity));
        let fetched = !counts && unsure.is_empty();
        if fetched {
            stage.place()?;
        }
        let mut told = self.told(&findings);
        (told.fetched, told.verdict, told.unsure) = (fetched, Some(verdict), &unsure);
        (told.model, told.digest) = (Some(verified.model.as_str()), Some(verified.digest.hex()));
        let names = verified.files.iter().map(|file| file.name.as_str());
        told.files = names.map(|name| self.source.shown(name)).collect();
        let mut summary = self.summary();
        if fetched {
            let (count, to) = (told.files.len(), self.args.dest.display());
            summary.push(format!("{count} files of {:?} verified, scanned: {to}", verified.model));
        }
        let outcome = Outcome::new(self.args.source.clone(), &told, findings.clone())?;
        Ok(outcome.with_unknown(unsure.clone()).with_summary(summary))
    }

    /// It is not what was signed: a finding for each file, and nothing of it is anywhere.
    fn refused(&self, error: VerifyError) -> Result<Outcome, Failure> {
        let (at, signature) = (Path::new(&self.args.source), Path::new(&self.signature.shown));
        let findings = differing::findings(at, signature, error)?;
        let what = findings.first().map_or("it does not verify", |f| f.message.as_str());
        let failure = Failure::refused(format!("{}: {what}", printable(&self.args.source)))
            .hint("nothing was fetched; ask its signer for it");
        let outcome =
            Outcome::new(self.args.source.clone(), &self.told(&findings), findings.clone())?;
        Ok(outcome.with_summary(self.summary()).refused(Some(failure)))
    }

    fn told<'t>(&'t self, findings: &'t [Finding]) -> Told<'t> {
        Told {
            fetched: false,
            source: self.args.source.clone(),
            destination: self.args.dest.display().to_string(),
            signature: self.signature.shown.clone(),
            model: None,
            digest: None,
            files: Vec::new(),
            left_out: &self.left_out,
            verdict: None,
            findings,
            unsure: &[],
        }
    }

    fn summary(&self) -> Vec<String> {
        if self.left_out.is_empty() {
            return Vec::new();
        }
        vec![format!("not signed, and not fetched: {}", self.left_out.join(", "))]
    }
}
