//! Where a model is fetched from.

#[cfg(feature = "platform")]
use super::{bucket::InBucket, https::Server, remote::Remote};
use crate::cli::file;
use crate::failure::Failure;
use artifact::sign::Promised;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of a signature.
const SIGNATURE_BYTES: u64 = 64 << 20;
/// What a signature is called that lies in the model's folder, as the reference client writes it.
const WITHIN: &str = "model.sig";
/// Files and folders of a folder that is fetched.
const ENTRIES: usize = terms::limits::ARCHIVE_MEMBERS;

/// A place that has a model.
pub enum Source {
    Folder(PathBuf),
    File(PathBuf),
    #[cfg(feature = "platform")]
    Remote(Box<dyn Remote>),
}

/// A signature, not verified yet.
pub struct Signature {
    pub text: String,
    /// Where it was.
    pub shown: String,
    /// By which name it lies in the folder itself.
    within: bool,
}

impl Source {
    /// What `given` names.
    ///
    /// # Errors
    /// If nothing is there, or its scheme is none that is fetched from.
    pub fn parse(given: &str, ca: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = local(given)? {
            let cannot = |error: io::Error| {
                Failure::usage(format!("{} cannot be read: {error}", path.display()))
                    .hint("check that it is there and that you may read it")
            };
            let there = fs::metadata(&path).map_err(cannot)?;
            return match (there.is_dir(), there.is_file()) {
                (true, _) => Ok(Self::Folder(path)),
                (_, true) => Ok(Self::File(path)),
                _ => Err(Failure::usage(format!("{} is no file", path.display()))
                    .hint("give the folder that holds the model's files, or its one file")),
            };
        }
        #[cfg(feature = "platform")]
        return Ok(Self::Remote(match given.starts_with("s3://") {
            true => Box::new(InBucket::new(given)?),
            false => Box::new(Server::new(given, ca)?),
        }));
        #[cfg(not(feature = "platform"))]
        {
            let _ = ca;
            Err(Failure::usage("this build fetches from paths alone")
                .hint("build it with its default features for https://"))
        }
    }

    /// The signature that was named, or that lies where signatures are put.
    ///
    /// # Errors
    /// If there is none, or it can't be read.
    pub fn signature(&self, given: Option<&str>, ca: Option<&Path>) -> Result<Signature, Failure> {
        if let Some(given) = given {
            let (shown, within) = (given.to_owned(), self.holds(given));
            let bytes = match Self::parse(given, ca)? {
                Self::Folder(_) => None,
                Self::File(path) => Some(file::read(&path, SIGNATURE_BYTES)?),
                #[cfg(feature = "platform")]
                Self::Remote(place) => place.read(&place.below(""), SIGNATURE_BYTES)?,
            };
            let bytes = bytes.ok_or_else(|| missing(given))?;
            return Ok(Signature { text: text(bytes, &shown)?, shown, within });
        }
        for within in [false, true] {
            if let Some((bytes, shown)) = self.usual_signature(within)? {
                return Ok(Signature { text: text(bytes, &shown)?, shown, within });
            }
        }
        Err(missing(&self.told()))
    }

    fn usual_signature(&self, within: bool) -> Result<Option<(Vec<u8>, String)>, Failure> {
        let path = match (self, within) {
            (Self::Folder(path) | Self::File(path), false) => beside(path),
            (Self::Folder(path), true) => Some(path.join(WITHIN)),
            (Self::File(_), true) => None,
            #[cfg(feature = "platform")]
            (Self::Remote(place), _) => {
                let address = if within { place.below(WITHIN) } else { place.beside(".sig") };
                let read = place.read(&address, SIGNATURE_BYTES)?;
                return Ok(read.map(|bytes| (bytes, address)));
            }
        };
        let Some(path) = path.filter(|path| path.is_file()) else { return Ok(None) };
        Ok(Some((file::read(&path, SIGNATURE_BYTES)?, path.display().to_string())))
    }

    /// Whether `given` is the signature that lies in this folder.
    fn holds(&self, given: &str) -> bool {
        let Self::Folder(folder) = self else { return false };
        let path = local(given).ok().flatten();
        path.is_some_and(|path| file::is_same(&path, &folder.join(WITHIN)))
    }

    /// The name of the one file that the model is, if it is no folder.
    #[cfg_attr(not(feature = "platform"), allow(unused_variables))]
    pub fn only_file(&self, promised: &Promised) -> Option<String> {
        match self {
            Self::Folder(_) => None,
            Self::File(path) => path.file_name()?.to_str().map(str::to_owned),
            #[cfg(feature = "platform")]
            Self::Remote(place) => {
                promised.files.contains_key(".").then(|| place.name().to_owned())
            }
        }
    }

    /// A file as people call it: the signature's `.` is the model itself.
    pub fn shown<'n>(&'n self, name: &'n str) -> &'n str {
        let own = match self {
            Self::Folder(_) => None,
            Self::File(path) => path.file_name().and_then(|name| name.to_str()),
            #[cfg(feature = "platform")]
            Self::Remote(place) => Some(place.name()),
        };
        own.filter(|_| name == ".").unwrap_or(name)
    }

    /// A file of the model; none if it is not there.
    ///
    /// # Errors
    /// If it can't be opened, or is a link where none was signed.
    pub fn open(&self, name: &str, links: bool) -> Result<Option<Box<dyn Read>>, Failure> {
        let path = match self {
            Self::Folder(folder) => folder.join(name),
            Self::File(path) => path.clone(),
            #[cfg(feature = "platform")]
            Self::Remote(place) => {
                return place.ask(&place.below(if name == "." { "" } else { name }));
            }
        };
        let looked = if links || matches!(self, Self::File(_)) {
            fs::metadata(&path)
        } else {
            fs::symlink_metadata(&path)
        };
        match looked {
            Ok(there) if there.is_file() => {
                let file = File::open(&path).map_err(|error| unread(&path, &error))?;
                Ok(Some(Box::new(file)))
            }
            Ok(_) => Err(Failure::refused(format!("{} is no plain file", path.display()))
                .hint("nothing was fetched; ask its signer for files, or for a signature that allows links")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unread(&path, &error)),
        }
    }

    /// What lies in a folder beyond what is signed: what nobody signed, and what its signer left out. Of a
    /// server or bucket only what is signed is ever asked for.
    ///
    /// # Errors
    /// If the folder can't be read, or holds too much.
    pub fn beyond(
        &self,
        promised: &Promised,
        signature: &Signature,
    ) -> Result<(Vec<String>, Vec<String>), Failure> {
        let Self::Folder(root) = self else { return Ok((Vec::new(), Vec::new())) };
        let (mut unsigned, mut left_out) = (Vec::new(), Vec::new());
        let (mut waiting, mut seen) = (vec![(root.clone(), String::new())], 0_usize);
        while let Some((folder, prefix)) = waiting.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| unread(&folder, &error))? {
                let entry = entry.map_err(|error| unread(&folder, &error))?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let kind = entry.file_type().map_err(|error| unread(&entry.path(), &error))?;
                seen += 1;
                if seen > ENTRIES {
                    return Err(Failure::inconclusive(format!(
                        "{} holds more than {ENTRIES} files and folders",
                        root.display()
                    ))
                    .hint("fetch a folder that holds the model alone"));
                }
                if promised.files.contains_key(&name) || (signature.within && name == WITHIN) {
                    continue;
                } else if promised.leaves_out(&name) {
                    left_out.push(name);
                } else if kind.is_dir() {
                    waiting.push((entry.path(), format!("{name}/")));
                } else {
                    unsigned.push(name);
                }
            }
        }
        unsigned.sort();
        left_out.sort();
        Ok((unsigned, left_out))
    }

    fn told(&self) -> String {
        match self {
            Self::Folder(path) | Self::File(path) => path.display().to_string(),
            #[cfg(feature = "platform")]
            Self::Remote(place) => place.address().to_owned(),
        }
    }
}

/// The path that `given` names, if it is no address of another kind.
fn local(given: &str) -> Result<Option<PathBuf>, Failure> {
    let Some((scheme, rest)) = given.split_once("://") else {
        return Ok(Some(PathBuf::from(given)));
    };
    let hint = "give a path, file://, s3:// or https://";
    match scheme {
        "https" | "s3" => Ok(None),
        "file" => {
            let path = rest.strip_prefix("localhost").unwrap_or(rest);
            let path = path.starts_with('/').then(|| decoded(path)).flatten();
            let wrong = || Failure::usage("file:// names a path of this host: file:///srv/model");
            path.map(|path| Some(PathBuf::from(path))).ok_or_else(wrong)
        }
        "http" => Err(Failure::usage("a model is not fetched in clear").hint(hint)),
        other => Err(Failure::usage(format!("{other}:// is not fetched from")).hint(hint)),
    }
}

/// Percent-encoding undone, as far as the result is text.
fn decoded(path: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(path.len()), path.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// `credit.sig` beside `credit`.
fn beside(path: &Path) -> Option<PathBuf> {
    let full = path.canonicalize().ok()?;
    let named = if path.file_name().is_some() { path } else { full.as_path() };
    let name = named.file_name()?.to_string_lossy().into_owned();
    Some(named.with_file_name(format!("{name}.sig")))
}

fn text(bytes: Vec<u8>, shown: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{shown} is not text"))
            .hint("give the signature that hygeia sign or model_signing wrote")
    })
}

fn missing(at: &str) -> Failure {
    Failure::usage(format!("{at} has no signature that is there"))
        .hint("it is looked for at SOURCE.sig and SOURCE/model.sig; name another with --signature")
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    Failure::inconclusive(format!("{} cannot be read: {error}", path.display()))
        .hint("make it readable, and fetch again; nothing was fetched")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_host_are_told_from_other_addresses() {
        let path = |given| local(given).ok().flatten();
        assert_eq!(path("a/b"), Some(PathBuf::from("a/b")));
        assert_eq!(path("file:///srv/a%20b"), Some(PathBuf::from("/srv/a b")));
        assert_eq!(path("file://localhost/srv"), Some(PathBuf::from("/srv")));
        assert_eq!(path("https://host/a"), None);
        assert_eq!(path("s3://bucket/a"), None);
        for bad in ["file://host/srv", "file:///a%2", "file:///a%ff", "gs://b/k", "http://h/m"] {
            assert!(local(bad).is_err(), "{bad}");
        }
    }
}
