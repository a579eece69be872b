//! What of a model's folder is signed: OpenSSF Model Signing v1.0, section 6.2.

use super::SignError;
use std::path::{Component, Path, PathBuf};

/// What belongs to Git or its hosts, at the top of a folder: left out unless asked for.
pub const GIT: [&str; 4] = [".git", ".gitattributes", ".github", ".gitignore"];

/// Which of the files of a folder are looked at.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Relative to the model, exact; what lies under them too.
    ignored: Vec<String>,
    git: bool,
    links: bool,
    /// Where the signature is, or will be.
    signature: Option<PathBuf>,
}

impl Scope {
    /// Every file, whatever it is called; no link is followed.
    #[must_use]
    pub fn all() -> Self {
        Self { git: true, ..Self::default() }
    }

    /// Every file but those of Git, as the specification has it.
    #[must_use]
    pub fn model() -> Self {
        Self::default()
    }

    /// Without what lies at or under these paths.
    #[must_use]
    pub fn ignoring<T: AsRef<str>>(mut self, paths: &[T]) -> Self {
        let plain = paths.iter().map(|path| plain(path.as_ref()));
        self.ignored.extend(plain.filter(|path| !path.is_empty()));
        self
    }

    /// With what belongs to Git.
    #[must_use]
    pub const fn with_git(mut self) -> Self {
        self.git = true;
        self
    }

    /// Links to files are those files.
    #[must_use]
    pub const fn following_links(mut self, follow: bool) -> Self {
        self.links = follow;
        self
    }

    /// Without the signature itself, should it lie in the folder.
    #[must_use]
    pub fn without_signature(mut self, path: &Path) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new(".")).canonicalize();
        self.signature = folder.ok().zip(path.file_name()).map(|(folder, name)| folder.join(name));
        self
    }

    pub(super) const fn follows_links(&self) -> bool {
        self.links
    }

    /// Whether `name`, which lies at `path`, is left out.
    pub(super) fn leaves_out(&self, name: &str, path: &Path) -> bool {
        if !self.git && GIT.contains(&name) {
            return true;
        }
        if self.ignored.iter().any(|ignored| lies_at(name, ignored)) {
            return true;
        }
        // By its folder: the file itself may be a link.
        self.signature.as_deref().is_some_and(|signature| {
            signature.file_name() == path.file_name()
                && path.parent().and_then(|folder| folder.canonicalize().ok()).as_deref()
                    == signature.parent()
        })
    }

    /// What a statement says of it, in the order of the reference implementation's fields: the signature
    /// if it lies under `root`, what the signer named, and what belongs to Git.
    pub(super) fn recorded(&self, root: &Path) -> Vec<String> {
        let inside = self.signature.as_deref().zip(root.canonicalize().ok());
        let signature = inside.and_then(|(path, root)| slashed(path.strip_prefix(root).ok()?));
        let mut all: Vec<String> = signature.into_iter().collect();
        all.extend(self.ignored.iter().cloned());
        if !self.git {
            all.extend(GIT.map(str::to_owned));
        }
        all
    }

    /// As [`Self::leaves_out`], of what is known by its name alone.
    pub(super) fn leaves_out_name(&self, name: &str) -> bool {
        let git = !self.git && GIT.iter().any(|git| lies_at(name, git));
        git || self.ignored.iter().any(|ignored| lies_at(name, ignored))
    }
}

/// Whether `name` is `path`, or lies under it.
#[must_use]
pub fn lies_at(name: &str, path: &str) -> bool {
    name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}

/// A path as the specification wants it in a statement (section 6.1.2): no `./`, no `//`, no end.
fn plain(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}

/// `given` relative to `root`, as people name it: from where they stand, or from the model's folder. None
/// of it need be there. A link is taken as what it is, not as where it leads.
///
/// # Errors
/// If it leads out of `root`, is `root`, or is a pattern.
pub fn within(root: &Path, given: &Path) -> Result<String, SignError> {
    let refused = |why| SignError::Ignored { path: given.to_path_buf(), why };
    let text = given.to_str().ok_or_else(|| refused("is not UTF-8"))?;
    if text.contains(['*', '?', '[']) && !given.exists() && !root.join(given).exists() {
        return Err(refused("is a pattern: name each file or folder"));
    }
    let real = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let from_here = placed(given).and_then(|path| slashed(path.strip_prefix(&real).ok()?));
    let from_root = || {
        let relative = given.is_relative().then(|| real.join(given))?;
        slashed(placed(&relative)?.strip_prefix(&real).ok()?)
    };
    let found = from_here.or_else(from_root).ok_or_else(|| refused("leads out of the model"))?;
    if found.is_empty() { Err(refused("is the model itself")) } else { Ok(found) }
}

/// The path with its folder resolved as far as it is there, and its last part as it is.
fn placed(path: &Path) -> Option<PathBuf> {
    let full = std::path::absolute(path).ok()?;
    let mut parts = Vec::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                if matches!(parts.last(), Some(Component::Normal(_))) {
                    parts.pop();
                }
            }
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    let plain: PathBuf = parts.iter().collect();
    let (folder, name) = (plain.parent()?, plain.file_name()?);
    let there = folder.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, real) = there?;
    Some(real.join(folder.strip_prefix(above).ok()?).join(name))
}

fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_people_name_is_found_from_here_and_from_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("m");
        fs::create_dir_all(root.join("sub")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", root.join("link")).unwrap();
        assert_eq!(within(&root, &root.join("sub/../sub/a")).unwrap(), "sub/a");
        assert_eq!(within(&root, Path::new("sub")).unwrap(), "sub");
        assert_eq!(within(&root, Path::new("./sub//a/")).unwrap(), "sub/a");
        assert_eq!(within(&root, &root.join("link")).unwrap(), "link");
        for bad in ["../x", "/etc/hostname", "*.bin"] {
            assert!(within(&root, Path::new(bad)).is_err(), "{bad}");
        }
        assert!(within(&root, &root).is_err());
    }

    #[test]
    fn git_is_left_out_at_the_top_alone() {
        let scope = Scope::model().ignoring(&["./cache/"]);
        let out = |name: &str| scope.leaves_out(name, Path::new(name));
        assert!(out(".git") && out(".gitattributes") && out("cache") && out("cache/x"));
        assert!(!out("sub/.git") && !out(".gitmodules") && !out("sub/cache") && !out("cache.bin"));
    }
}
