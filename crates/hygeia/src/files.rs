//! Files that are there wholly or not at all.

use crate::failure::Failure;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes a file whole or not at all: temporary name, fsync, rename, fsync of the folder.
///
/// # Errors
/// If any of that fails; the temporary file is removed then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let named = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = named.unwrap_or(Path::new("."));
    let failed = |e: std::io::Error| {
        Failure::usage(format!("{} cannot be written: {e}", path.display())).hint(
            "check the space left and the rights on that folder; nothing half-written was left",
        )
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// Writes a secret whole or not at all, for its owner alone (mode 0600).
///
/// # Errors
/// As [`write_whole`].
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // Temporary files are made with mode 0600, and a rename keeps it.
    write_whole(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.json");
        write_whole(&path, b"{}").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{}");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_secret_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        write_private(&path, b"secret").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
