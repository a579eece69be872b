//! `hygeia sign`

mod keys;

use super::file;
use super::output::{self, Format};
use crate::failure::{At, Failure};
use artifact::sign::{self, Certificates, Scope, Signed, Signer};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use terms::{Clock, SystemClock};

/// Sign a model, a folder or one file (OpenSSF Model Signing), or make a key to sign with.
///
/// What belongs to Git at the top of the folder (.git, .gitattributes, .github, .gitignore) and the
/// signature itself are left out, as the specification says.
///
/// Example: hygeia sign --new-key signer.pem
///
/// Example: hygeia sign model/ --key signer.pem --out model.sig
///
/// Example: hygeia sign model/ --key signer.pem --certificate signer.crt --certificate-chain ca.crt
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the model's files, or the file that is the model.
    #[arg(required_unless_present = "new_key")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    keys: keys::Args,
    /// The signer's certificate (PEM): the signature then says whose it is.
    #[arg(long, value_name = "SIGNER.crt", requires = "folder")]
    certificate: Option<PathBuf>,
    /// Certificates (PEM) that lead from the signer's to an authority; may be given several times.
    #[arg(long, value_name = "CA.crt", requires = "certificate")]
    certificate_chain: Vec<PathBuf>,
    /// Leave this file or folder of the model out of the signature; may be given several times.
    #[arg(long, value_name = "PATH", requires = "folder")]
    ignore_paths: Vec<PathBuf>,
    /// Sign what belongs to Git too.
    #[arg(long, requires = "folder")]
    no_ignore_git_paths: bool,
    /// Sign the files that symbolic links lead to, each under its link's name.
    #[arg(long, visible_alias = "allow_symlinks", requires = "folder")]
    allow_symlinks: bool,
    /// Where the signature goes; beside the model, as MODEL.sig, if not given.
    #[arg(long, visible_alias = "signature", requires = "folder")]
    out: Option<PathBuf>,
    /// `table` or `json`.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Makes a key if asked to, and signs.
pub fn run(args: &Args) -> Result<(), Failure> {
    if args.format == Format::Sarif {
        return Err(Failure::usage("sign has no findings").hint("use --format json"));
    }
    let mut done = Map::new();
    let mut said = Vec::new();
    let plan = args.folder.as_deref().map(|folder| plan(args, folder)).transpose()?;
    let key = keys::get(&args.keys, &mut done, &mut said)?;
    done.insert("key_id".to_owned(), json!(key.public().hint().internal("naming the key")?.hex()));
    if let (Some(folder), Some((out, scope))) = (&args.folder, plan) {
        let chain = certificates(args)?;
        if let Some(chain) = &chain {
            chain.fits(&key.public(), SystemClock.now()).usage()?;
        }
        let signed = sign::model(folder, &scope, &Signer { key, chain }).usage()?;
        file::publish(&out, signed.bundle.as_bytes())?;
        tell(folder, &out, &signed, &mut done, &mut said);
    }
    match args.format {
        Format::Json => output::json(&done),
        _ => output::print(&said.join("\n")),
    }
}

fn tell(
    folder: &Path,
    out: &Path,
    signed: &Signed,
    done: &mut Map<String, Value>,
    said: &mut Vec<String>,
) {
    let files: Vec<&str> = signed.listing.files.iter().map(|file| file.name.as_str()).collect();
    let (shown, to) = (folder.display(), out.display());
    said.push(format!("{} files of {shown} signed: {to}", files.len()));
    for name in &signed.listing.outside {
        said.push(format!("{name:?} is a link out of the model: what it leads to was signed"));
    }
    let left_out = &signed.listing.left_out;
    if !left_out.is_empty() {
        said.push(format!("not signed: {}", left_out.join(", ")));
    }
    done.insert("folder".to_owned(), json!(shown.to_string()));
    done.insert("signature".to_owned(), json!(to.to_string()));
    done.insert("digest".to_owned(), json!(signed.digest.hex()));
    done.insert("files".to_owned(), json!(files));
    if !left_out.is_empty() {
        done.insert("left_out".to_owned(), json!(left_out));
    }
}

fn certificates(args: &Args) -> Result<Option<Certificates>, Failure> {
    let Some(own) = &args.certificate else { return Ok(None) };
    let mut texts = vec![file::text(own)?];
    for path in &args.certificate_chain {
        texts.push(file::text(path)?);
    }
    Certificates::from_pem(&texts)
        .map(Some)
        .map_err(|error| Failure::usage(format!("{}: {error}", own.display())))
}

/// Where the signature goes, and what of the model is signed: neither it nor the key.
fn plan(args: &Args, folder: &Path) -> Result<(PathBuf, Scope), Failure> {
    let shown = folder.display();
    let there = folder.metadata().map_err(|error| {
        Failure::usage(format!("{shown} is no folder and no file: {error}"))
            .hint("give the folder that holds the model's files")
    })?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside(folder)?,
    };
    let key = args.keys.file().filter(|_| there.is_dir());
    if let Some(key) = key.filter(|key| file::lies_in(key, folder)) {
        return Err(Failure::usage(format!(
            "the private key {} lies in the folder that is signed",
            key.display()
        ))
        .hint("move it elsewhere: whoever gets the model would get the key"));
    }
    let ignored: Result<Vec<String>, _> =
        args.ignore_paths.iter().map(|path| sign::within(folder, path)).collect();
    let scope = Scope::model()
        .ignoring(&ignored.usage()?)
        .following_links(args.allow_symlinks)
        .without_signature(&out);
    Ok((out, if args.no_ignore_git_paths { scope.with_git() } else { scope }))
}

/// `model.sig` beside `model/`.
fn beside(folder: &Path) -> Result<PathBuf, Failure> {
    let named = |folder: &Path| {
        let name = folder.file_name()?.to_string_lossy().into_owned();
        Some(folder.with_file_name(format!("{name}.sig")))
    };
    named(folder)
        .or_else(|| folder.canonicalize().ok().and_then(|folder| named(&folder)))
        .ok_or_else(|| {
            Failure::usage(format!("{} has no name", folder.display()))
                .hint("say where the signature goes, with --out")
        })
}
