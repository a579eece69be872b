//! `hygeia sign`

mod keys;

use super::file;
use super::given::{self, Folders, Ignoring};
use super::output::{self, Shape};
use crate::failure::{At, Failure};
use artifact::sign::{self, Certificates, Scope, Signed, Signer};
use serde_json::{Map, Value, json};
use std::ffi::OsString;
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
    /// Models: folders that hold a model's files, files that are one. Each gets a signature of its own.
    #[arg(required_unless_present = "new_key", value_name = "MODEL")]
    folder: Vec<OsString>,
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
    #[command(flatten)]
    ignoring: Ignoring,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Makes a key if asked to, and signs. Nothing is signed unless everything can be.
pub fn run(args: &Args) -> Result<(), Failure> {
    let inputs = given::inputs(&args.folder, Folders::Whole, &args.ignoring)?;
    let models: Vec<&Path> = inputs.all.iter().map(Path::new).collect();
    if inputs.several && args.out.is_some() {
        return Err(Failure::usage("--out is the signature of one model")
            .hint("leave it out: each model's goes beside it, as MODEL.sig"));
    }
    let plans: Result<Vec<_>, _> = models.iter().map(|model| plan(args, model)).collect();
    let plans = plans?;
    let (mut done, mut said) = (Map::new(), Vec::new());
    let key = keys::get(&args.keys, &mut done, &mut said)?;
    done.insert("key_id".to_owned(), json!(key.public().hint().internal("naming the key")?.hex()));
    let chain = if models.is_empty() { None } else { certificates(args)? };
    if let Some(chain) = &chain {
        chain.fits(&key.public(), SystemClock.now()).usage()?;
    }
    let signer = Signer { key, chain };
    let mut all = Vec::new();
    for (model, (out, scope)) in models.iter().zip(plans) {
        let mut own = Map::new();
        let signed = sign::model(model, &scope, &signer).usage()?;
        file::publish(&out, signed.bundle.as_bytes())?;
        tell(model, &out, &signed, &mut own, &mut said);
        all.push(own);
    }
    if inputs.several {
        let of = |(own, model): (&Map<String, Value>, &&Path)| {
            let mut entry = own.clone();
            entry.insert("path".to_owned(), json!(model.to_string_lossy()));
            Value::Object(entry)
        };
        done.insert("inputs".to_owned(), all.iter().zip(&models).map(of).collect());
        done.insert("findings".to_owned(), json!([]));
    } else {
        done.extend(all.into_iter().flatten());
    }
    inputs.left_out.iter().for_each(|why| output::note(why));
    match args.format {
        Shape::Json => output::json(&done),
        Shape::Table if args.quiet => Ok(()),
        Shape::Table => output::print(&said.join("\n")),
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
