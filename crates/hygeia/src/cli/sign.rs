//! `hygeia sign`

use super::file;
use super::output::{self, Format};
use crate::failure::{At, Failure};
use artifact::sign::{self, SigningKey};
use serde_json::{Map, json};
use std::path::{Path, PathBuf};

/// Sign every file of a model's folder (OpenSSF Model Signing), or make a key to sign with.
///
/// Example: hygeia sign --new-key signer.pem
///
/// Example: hygeia sign model/ --key signer.pem --out model.sig
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the model's files.
    #[arg(required_unless_present = "new_key")]
    folder: Option<PathBuf>,
    /// The private key: P-256, PKCS #8 PEM.
    #[arg(long, value_name = "PRIVATE.pem", required_unless_present = "new_key")]
    key: Option<PathBuf>,
    /// Make a key first: this file (0600), and its public half beside it (`.pub.pem`).
    #[arg(long, value_name = "PRIVATE.pem", conflicts_with = "key")]
    new_key: Option<PathBuf>,
    /// Where the signature goes; beside the folder, as FOLDER.sig, if not given.
    #[arg(long, requires = "folder")]
    out: Option<PathBuf>,
    /// `table` or `json`.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Makes a key if asked to, signs, and verifies what was signed before it is written.
pub fn run(args: &Args) -> Result<(), Failure> {
    if args.format == Format::Sarif {
        return Err(Failure::usage("sign has no findings").hint("use --format json"));
    }
    let mut done = Map::new();
    let mut said = Vec::new();
    let plan = args.folder.as_deref().map(|folder| plan(args, folder)).transpose()?;
    let key = match (&args.key, &args.new_key) {
        (Some(path), _) => read_key(path)?,
        (None, Some(path)) => {
            let (key, public) = make_key(path)?;
            done.insert("private_key".to_owned(), json!(path.display().to_string()));
            done.insert("public_key".to_owned(), json!(public.display().to_string()));
            said.push(format!("key {} (keep it secret)", path.display()));
            said.push(format!("public key {}", public.display()));
            key
        }
        (None, None) => return Err(Failure::usage("there is no key").hint("give --key")),
    };
    done.insert("key_id".to_owned(), json!(key.public().hint().internal("naming the key")?.hex()));
    if let (Some(folder), Some(out)) = (&args.folder, plan) {
        let bundle = sign::folder(folder, &[], &key).usage()?;
        let verified =
            sign::verify(folder, &bundle, &key.public()).internal("verifying what was signed")?;
        file::publish(&out, bundle.as_bytes())?;
        let files: Vec<&str> = verified.files.iter().map(|file| file.name.as_str()).collect();
        said.push(format!(
            "{} files of {} signed: {}",
            files.len(),
            folder.display(),
            out.display()
        ));
        done.insert("folder".to_owned(), json!(folder.display().to_string()));
        done.insert("signature".to_owned(), json!(out.display().to_string()));
        done.insert("digest".to_owned(), json!(verified.digest.hex()));
        done.insert("files".to_owned(), json!(files));
    }
    match args.format {
        Format::Json => output::json(&done),
        _ => output::print(&said.join("\n")),
    }
}

/// Where the signature goes. Neither it nor the key may lie among what is signed.
fn plan(args: &Args, folder: &Path) -> Result<PathBuf, Failure> {
    let shown = folder.display();
    if !folder.is_dir() {
        return Err(Failure::usage(format!("{shown} is no folder"))
            .hint("give the folder that holds the model's files"));
    }
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside(folder)?,
    };
    if file::lies_in(&out, folder) {
        return Err(Failure::usage(format!("{} lies in the folder that is signed", out.display()))
            .hint("put the signature beside the folder, with --out"));
    }
    if let Some(key) = args.key.as_ref().or(args.new_key.as_ref())
        && file::lies_in(key, folder)
    {
        return Err(Failure::usage(format!(
            "the private key {} lies in the folder that is signed",
            key.display()
        ))
        .hint("move it elsewhere: whoever gets the model would get the key"));
    }
    Ok(out)
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

fn read_key(path: &Path) -> Result<SigningKey, Failure> {
    let text = file::text(path)
        .map_err(|failure| failure.hint("make a key with: hygeia sign --new-key signer.pem"))?;
    SigningKey::from_pem(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// A fresh key and its public half, in files of their own; nothing is ever overwritten.
fn make_key(path: &Path) -> Result<(SigningKey, PathBuf), Failure> {
    let public = path.with_extension("pub.pem");
    for path in [path, &public] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::usage(format!("{} exists already", path.display()))
                .hint("a key is never overwritten: name another file, or sign with --key"));
        }
    }
    let key = SigningKey::generate().internal("making a key")?;
    let private = key.to_pem().internal("encoding the key")?;
    // Temporary files are made with mode 0600, and this one keeps it.
    file::write(path, private.as_bytes())?;
    let text = key.public().to_pem().internal("encoding the key")?;
    file::publish(&public, text.as_bytes())?;
    Ok((key, public))
}
