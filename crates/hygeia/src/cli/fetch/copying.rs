//! Copying what is signed, and no more, to where nobody looks yet.

use super::source::Source;
use crate::failure::Failure;
use artifact::sign::Promised;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Bytes of the longest name with its folders (Linux's `PATH_MAX`).
const NAME_BYTES: usize = 4096;

/// Whether each name stays within the folder that it is fetched into. The signer chose them, not we.
///
/// # Errors
/// If one does not.
pub fn is_safe(promised: &Promised) -> Result<(), Failure> {
    let whole = |name: &str| name == "." && promised.files.len() == 1;
    let part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    let safe =
        |name: &&String| whole(name) || (name.len() < NAME_BYTES && name.split('/').all(part));
    match promised.files.keys().find(|name| !safe(name)) {
        Some(name) => Err(Failure::refused(format!(
            "the signature lists {name:?}, which is no file in a folder"
        ))
        .hint("nothing was fetched; ask its signer for another signature")),
        None => Ok(()),
    }
}

/// Copies every file that is signed and there, of at most `limit` bytes together, and syncs each. What is
/// missing is told by who verifies the copy.
///
/// # Errors
/// If one can't be read or written, or there is more.
pub fn all(source: &Source, promised: &Promised, to: &Path, limit: u64) -> Result<(), Failure> {
    let mut left = limit;
    let only = source.only_file(promised);
    if only.is_some() && promised.files.len() != 1 {
        return Err(Failure::refused("the signature is of a folder, and one file was named")
            .hint("nothing was fetched; name the folder"));
    }
    for name in promised.files.keys() {
        let Some(mut from) = source.open(name, promised.links)? else { continue };
        let path = to.join(only.as_deref().unwrap_or(name));
        let written = make(&path, to).and_then(|mut file| {
            let copied = io::copy(&mut from.by_ref().take(left.saturating_add(1)), &mut file)?;
            file.flush()?;
            file.sync_all()?;
            Ok(copied)
        });
        let copied = written.map_err(|error| {
            Failure::inconclusive(format!("{name:?} cannot be copied: {error}")).hint(
                "check the space left at DEST, and the way to the source; nothing was fetched",
            )
        })?;
        left = left.checked_sub(copied).ok_or_else(|| {
            Failure::inconclusive(format!("the model has more than {limit} bytes"))
                .hint("nothing was fetched; allow more with --max-bytes")
        })?;
    }
    Ok(())
}

/// A new file that everybody may read, in folders that everybody may enter: who serves it is somebody else.
fn make(path: &Path, below: &Path) -> io::Result<fs::File> {
    if let Some(folder) = path.parent().filter(|folder| *folder != below) {
        DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use artifact::sign::{self, SigningKey, Trust};

    // proves M10
    #[test]
    fn what_is_copied_is_what_is_signed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("m");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/w"), "weights").unwrap();
        let key = SigningKey::generate().unwrap();
        let bundle = sign::folder(&root, &[], &key).unwrap();
        let promised = sign::promised(&bundle, &Trust::Key(&key.public())).unwrap();
        is_safe(&promised).unwrap();
        fs::write(root.join("unsigned"), "x").unwrap();
        let (source, to) = (Source::Folder(root), dir.path().join("to"));
        fs::create_dir(&to).unwrap();
        assert!(all(&source, &promised, &to, 6).is_err(), "seven bytes are more than six");
        fs::remove_dir_all(&to).unwrap();
        fs::create_dir(&to).unwrap();
        all(&source, &promised, &to, 7).unwrap();
        assert_eq!(fs::read_to_string(to.join("a/b/w")).unwrap(), "weights");
        assert!(!to.join("unsigned").exists());
    }

    // proves M10
    #[test]
    fn a_name_that_leads_out_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("w"), "w").unwrap();
        let key = SigningKey::generate().unwrap();
        let bundle = sign::folder(dir.path(), &[], &key).unwrap();
        let mut promised = sign::promised(&bundle, &Trust::Key(&key.public())).unwrap();
        let digest = promised.files["w"];
        for bad in ["../w", "/etc/w", "a//w", "a/./w", ".", "a\0w", ""] {
            promised.files.insert(bad.to_owned(), digest);
            assert!(is_safe(&promised).is_err(), "{bad:?}");
            promised.files.remove(bad);
        }
        is_safe(&promised).unwrap();
    }
}
