//! Files and folders that are there wholly or not at all.

use crate::HandoverError;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes a file under a temporary name, makes it durable, and gives it its name.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), HandoverError> {
    let path = folder.join(plain(name)?);
    fs::create_dir_all(folder).map_err(HandoverError::io(folder))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(HandoverError::io(folder))?;
    file.write_all(bytes).map_err(HandoverError::io(&path))?;
    file.as_file().sync_all().map_err(HandoverError::io(&path))?;
    file.persist(&path).map_err(|e| HandoverError::Io { path: path.clone(), source: e.error })?;
    sync(folder)
}

/// Makes `folder` with `files`; fails if there is one.
pub(crate) fn write_folder<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<(), HandoverError> {
    let parent = folder.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(parent).map_err(HandoverError::io(parent))?;
    let unfinished = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempdir_in(parent)
        .map_err(HandoverError::io(parent))?;
    for (name, bytes) in files {
        write(unfinished.path(), name, bytes)?;
    }
    if folder.exists() {
        return Err(HandoverError::Exists(folder.to_owned()));
    }
    fs::rename(unfinished.path(), folder).map_err(HandoverError::io(folder))?;
    sync(parent)
}

/// A name without a way out of its folder.
fn plain(name: &str) -> Result<&str, HandoverError> {
    let known = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let fits = (1..=100).contains(&name.len()) && !name.starts_with('.') && name.chars().all(known);
    if fits { Ok(name) } else { Err(HandoverError::Name(name.to_owned())) }
}

fn sync(folder: &Path) -> Result<(), HandoverError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(HandoverError::io(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["../x", "/etc/x", "", ".hidden", "a/b", "a\0b"] {
            assert!(matches!(write(dir.path(), name, b"x"), Err(HandoverError::Name(_))), "{name}");
        }
    }

    #[test]
    fn a_folder_is_made_once_and_leaves_nothing_behind_if_it_fails() {
        let dir = tempfile::tempdir().unwrap();
        let model = dir.path().join("model");
        assert!(write_folder(&model, [("a", b"1".as_slice()), ("../b", b"2")]).is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        write_folder(&model, [("a", b"1".as_slice())]).unwrap();
        let again = write_folder(&model, [("a", b"2".as_slice())]);
        assert!(matches!(again, Err(HandoverError::Exists(_))));
        assert_eq!(fs::read(model.join("a")).unwrap(), b"1");
    }
}
