//! The secret that a provider gave this workspace, in a file of its own: read each time, and kept nowhere.

use crate::error::ProviderError;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes of the longest secret.
const LONGEST: u64 = 4 << 10;

/// The secret in the file at `path`, which nobody else may read.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<String>, ProviderError> {
    let told = |why: String| ProviderError::Secret(format!("{}: {why}", path.display()));
    let file = File::open(path).map_err(|error| told(error.to_string()))?;
    let about = file.metadata().map_err(|error| told(error.to_string()))?;
    if !about.is_file() || about.mode() & 0o077 != 0 {
        return Err(told("others may read it: chmod 600".to_owned()));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| told(error.to_string()))?;
    if text.trim().is_empty() || text.len() as u64 > LONGEST {
        return Err(told("it holds no secret of at most 4 KiB".to_owned()));
    }
    Ok(Zeroizing::new(text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_that_others_can_read_is_none() {
        let folder = std::env::temp_dir().join(format!("openid-secret-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("secret");
        for (text, mode, read_as) in [
            ("s3cret\n", 0o600, Some("s3cret")),
            ("s3cret", 0o640, None),
            ("s3cret", 0o604, None),
            (" \n", 0o600, None),
        ] {
            write(&path, text).unwrap();
            set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert_eq!(
                read(&path).ok().as_deref().map(String::as_str),
                read_as,
                "{text:?} {mode:o}"
            );
        }
        write(&path, vec![b'a'; 5_000]).unwrap();
        assert!(
            read(&path).is_err() && read(&folder).is_err() && read(&folder.join("no")).is_err()
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
