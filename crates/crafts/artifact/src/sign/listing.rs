//! The files of a folder with their digests, in the order of the reference implementation.

use super::SignError;
use std::fs::{self, File};
use std::path::Path;
use terms::{Digest, limits};

/// How deep folders may nest.
const DEPTH: usize = 64;

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path relative to the model's folder, with `/` between its parts.
    pub name: String,
    /// SHA-256 of the whole file.
    pub digest: Digest,
}

/// Every file under `root`, ordered by path component, but for what lies at or under `ignore`.
///
/// # Errors
/// If a file cannot be read, or is a link or special: what is not hashed is not covered.
pub fn list(root: &Path, ignore: &[&str]) -> Result<Vec<Listed>, SignError> {
    if !root.is_dir() {
        return Err(SignError::NotAFolder(root.to_path_buf()));
    }
    let mut files = Vec::new();
    let mut seen = 0;
    descend(root, "", ignore, 0, &mut seen, &mut files)?;
    files.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')));
    Ok(files)
}

fn descend(
    folder: &Path,
    prefix: &str,
    ignore: &[&str],
    depth: usize,
    seen: &mut usize,
    files: &mut Vec<Listed>,
) -> Result<(), SignError> {
    let failed = |source| SignError::Read { path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        *seen += 1;
        if *seen > limits::ARCHIVE_MEMBERS || depth > DEPTH {
            let path = folder.to_path_buf();
            return Err(SignError::TooMany { path, limit: limits::ARCHIVE_MEMBERS });
        }
        let name = entry.file_name().into_string().map_err(|_| SignError::Name(path.clone()))?;
        let name = format!("{prefix}{name}");
        if ignored(&name, ignore) {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            descend(&path, &format!("{name}/"), ignore, depth + 1, seen, files)?;
        } else if kind.is_file() {
            let failed = |source| SignError::Read { path: path.clone(), source };
            let digest = Digest::of_reader(File::open(&path).map_err(failed)?).map_err(failed)?;
            files.push(Listed { name, digest });
        } else {
            return Err(SignError::NotAFile(path));
        }
    }
    Ok(())
}

/// Whether `name` is one of `ignore`, or lies under one.
fn ignored(name: &str, ignore: &[&str]) -> bool {
    ignore.iter().any(|path| {
        let path = path.trim_end_matches('/');
        name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_by_component_and_ignoring_takes_whole_components() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        for name in ["a/z", "a.txt", "b", "bc"] {
            fs::write(root.path().join(name), name).unwrap();
        }
        let names = |ignore: &[&str]| -> Vec<String> {
            list(root.path(), ignore).unwrap().into_iter().map(|file| file.name).collect()
        };
        assert_eq!(names(&[]), ["a/z", "a.txt", "b", "bc"]);
        assert_eq!(names(&["a", "b"]), ["a.txt", "bc"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused() {
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/hostname", root.path().join("link")).unwrap();
        assert!(matches!(list(root.path(), &[]), Err(SignError::NotAFile(_))));
    }
}
