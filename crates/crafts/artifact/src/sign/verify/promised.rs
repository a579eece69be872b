//! What a signature is about, before any of it is there.

use super::{Signed, Trust, VerifyError, open};
use crate::sign::{GIT, lies_at};
use std::collections::BTreeMap;
use terms::Digest;

/// Who fetches a model gets these files and no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// Digests by name, as in [`crate::sign::Listed`].
    pub files: BTreeMap<String, Digest>,
    /// Links to files were signed as those files.
    pub links: bool,
    ignored: Vec<String>,
}

impl Promised {
    /// Whether the signer left out what lies at `name`, or it belongs to Git.
    #[must_use]
    pub fn leaves_out(&self, name: &str) -> bool {
        let ignored = self.ignored.iter().map(|path| path.trim_matches('/'));
        let mut all = ignored.filter(|path| !path.is_empty()).chain(GIT);
        !self.files.contains_key(name) && all.any(|path| lies_at(name, path))
    }
}

/// What `bundle` lists, once its signature holds.
///
/// # Errors
/// If the bundle is malformed, or signed by somebody else or changed.
pub fn promised(bundle: &str, trust: &Trust<'_>) -> Result<Promised, VerifyError> {
    let Signed { files, links, ignored, .. } = open(bundle, trust)?;
    Ok(Promised { files, links, ignored })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::{SigningKey, folder};

    // proves M10
    #[test]
    fn it_is_told_before_a_file_is_there_and_only_under_the_signers_key() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("m");
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("sub/w"), "w").unwrap();
        std::fs::write(root.join("notes"), "n").unwrap();
        let key = SigningKey::generate().unwrap();
        let bundle = folder(&root, &["notes"], &key).unwrap();
        std::fs::remove_dir_all(&root).unwrap();
        let told = promised(&bundle, &Trust::Key(&key.public())).unwrap();
        assert_eq!(told.files.keys().collect::<Vec<_>>(), ["sub/w"]);
        assert_eq!(told.files["sub/w"], Digest::of(b"w"));
        assert!(told.leaves_out("notes") && told.leaves_out(".git/config"));
        assert!(!told.leaves_out("sub/w") && !told.leaves_out("other"));
        let other = SigningKey::generate().unwrap();
        assert!(promised(&bundle, &Trust::Key(&other.public())).is_err());
    }
}
