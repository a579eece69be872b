//! `SHA256SUMS`, as `sha256sum -c` reads it.

use super::files;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The name of the list.
const LIST: &str = "SHA256SUMS";

/// The SHA-256 of a file, in hexadecimal digits.
pub fn digest(path: &Path) -> Result<String, String> {
    Ok(hex(&Sha256::digest(files::read(path)?)))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Writes the list of what was made in `folder`.
pub fn write(folder: &Path, made: &[PathBuf]) -> Result<(), String> {
    let mut lines = Vec::new();
    for file in made {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        lines.push(format!("{}  {name}\n", digest(file)?));
    }
    lines.sort();
    files::put(&folder.join(LIST), lines.concat().as_bytes())
}

/// Removes what an earlier list names. The folder is that of a build profile, too, whose files stay.
pub fn remove_old(folder: &Path) -> Result<(), String> {
    let Ok(list) = std::fs::read_to_string(folder.join(LIST)) else { return Ok(()) };
    for name in list.lines().filter_map(|line| line.split_once("  ")).map(|(_, name)| name) {
        let path = folder.join(name);
        let is_ours = name.starts_with("hygeia") && !name.contains('/');
        if is_ours && path.is_file() {
            std::fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_as_sha256sum_writes_it_and_names_what_is_removed() {
        let folder = std::env::temp_dir().join(format!("hygeia-sums-{}", std::process::id()));
        let file = folder.join("hygeia-1.whl");
        files::put(&file, b"abc").unwrap();
        files::put(&folder.join("other"), b"abc").unwrap();
        write(&folder, std::slice::from_ref(&file)).unwrap();
        // FIPS 180-4, the example of one block.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let list = std::fs::read_to_string(folder.join(LIST)).unwrap();
        assert_eq!(list, format!("{abc}  hygeia-1.whl\n"));
        files::put(&folder.join(LIST), format!("{list}{abc}  other\n").as_bytes()).unwrap();
        remove_old(&folder).unwrap();
        assert!(!file.exists() && folder.join("other").exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
