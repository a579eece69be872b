//! The key that signs: of a file, made for it, or in a token.

use crate::cli::file;
use crate::failure::{At, Failure};
use artifact::sign::{self, KeyError, SigningKey};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// What holds a passphrase where no file is given for it.
const PASSPHRASE: &str = "HYGEIA_PASSPHRASE";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The private key: P-256, P-384 or P-521 in PEM, PKCS #8 or SEC 1.
    #[arg(long, value_name = "PRIVATE.pem", visible_alias = "private-key", required_unless_present_any = sources())]
    key: Option<PathBuf>,
    /// Make a key first: this file (0600), and its public half beside it (`.pub.pem`).
    #[arg(long, value_name = "PRIVATE.pem", conflicts_with = "key")]
    new_key: Option<PathBuf>,
    /// The curve of a key that is made.
    #[arg(long, value_enum, default_value = "p256", requires = "new_key")]
    curve: Curve,
    /// A file whose first line is the passphrase of the key, or the PIN of the token; else
    /// `HYGEIA_PASSPHRASE` of the environment is. A key that is made is encrypted under it.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A key that stays in a token: `pkcs11:token=NAME;object=KEY?module-path=/path/to/module.so`.
    #[cfg(feature = "pkcs11")]
    #[arg(long, value_name = "URI", conflicts_with_all = ["key", "new_key"])]
    pkcs11_uri: Option<String>,
}

fn sources() -> Vec<&'static str> {
    match cfg!(feature = "pkcs11") {
        true => vec!["new_key", "pkcs11_uri"],
        false => vec!["new_key"],
    }
}

/// The curves of FIPS 186-5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Curve {
    P256,
    P384,
    P521,
}

impl Args {
    /// The file that holds, or will hold, the private key.
    pub fn file(&self) -> Option<&Path> {
        self.key.as_deref().or(self.new_key.as_deref())
    }
}

/// The key, made if it was asked for; what was made goes into `done` and `said`.
pub fn get(
    args: &Args,
    done: &mut Map<String, Value>,
    said: &mut Vec<String>,
) -> Result<SigningKey, Failure> {
    let passphrase = passphrase(args)?;
    #[cfg(feature = "pkcs11")]
    if let Some(uri) = &args.pkcs11_uri {
        let uri: sign::TokenUri = uri.parse().usage()?;
        return sign::token_key(&uri, passphrase.as_deref()).usage();
    }
    match (&args.key, &args.new_key) {
        (Some(path), _) => read(path, passphrase.as_deref()),
        (None, Some(path)) => {
            let (key, public) = make(path, args.curve, passphrase.as_deref())?;
            done.insert("private_key".to_owned(), json!(path.display().to_string()));
            done.insert("public_key".to_owned(), json!(public.display().to_string()));
            said.push(format!("key {} (keep it secret)", path.display()));
            said.push(format!("public key {}", public.display()));
            Ok(key)
        }
        (None, None) => Err(Failure::usage("there is no key").hint("give --key")),
    }
}

fn passphrase(args: &Args) -> Result<Option<String>, Failure> {
    let Some(path) = &args.passphrase_file else {
        return Ok(std::env::var(PASSPHRASE).ok().filter(|text| !text.is_empty()));
    };
    let text = file::text(path)?;
    match text.lines().next() {
        Some(first) if !first.is_empty() => Ok(Some(first.to_owned())),
        _ => Err(Failure::usage(format!("{} holds no passphrase", path.display()))
            .hint("write it on its first line")),
    }
}

fn read(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Failure> {
    let text = file::text(path)
        .map_err(|failure| failure.hint("make a key with: hygeia sign --new-key signer.pem"))?;
    SigningKey::from_pem_with(&text, passphrase).map_err(|error| {
        let failure = Failure::usage(format!("{}: {error}", path.display()));
        match error {
            KeyError::PassphraseMissing | KeyError::PassphraseWrong => {
                failure.hint(format!("give it with --passphrase-file, or in {PASSPHRASE}"))
            }
            _ => failure,
        }
    })
}

/// A fresh key and its public half, in files of their own; nothing is ever overwritten.
fn make(
    path: &Path,
    curve: Curve,
    passphrase: Option<&str>,
) -> Result<(SigningKey, PathBuf), Failure> {
    let public = path.with_extension("pub.pem");
    for path in [path, &public] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::usage(format!("{} exists already", path.display()))
                .hint("a key is never overwritten: name another file, or sign with --key"));
        }
    }
    let curve = match curve {
        Curve::P256 => sign::Curve::P256,
        Curve::P384 => sign::Curve::P384,
        Curve::P521 => sign::Curve::P521,
    };
    let key = SigningKey::generate_on(curve).internal("making a key")?;
    let private = match passphrase {
        Some(passphrase) => key.to_encrypted_pem(passphrase),
        None => key.to_pem(),
    };
    let private = private.internal("encoding the key")?;
    // Temporary files are made with mode 0600, and this one keeps it.
    file::write(path, private.as_bytes())?;
    let text = key.public().to_pem().internal("encoding the key")?;
    file::publish(&public, text.as_bytes())?;
    Ok((key, public))
}
