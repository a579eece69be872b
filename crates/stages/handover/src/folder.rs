use std::path::{Path, PathBuf};
use store::Store;

/// A model's way through one folder of one workspace.
#[derive(Clone, Copy)]
pub struct Handover<'a> {
    pub(crate) store: &'a Store,
    dir: &'a Path,
}

impl<'a> Handover<'a> {
    /// Hands over in `dir`, which is made if it isn't there.
    #[must_use]
    pub const fn new(store: &'a Store, dir: &'a Path) -> Self {
        Self { store, dir }
    }

    /// What is signed.
    #[must_use]
    pub fn model(&self) -> PathBuf {
        self.dir.join("model")
    }

    /// Statements and the models that the final one is compared with.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.dir.join("evidence")
    }

    /// Where signature and public key lie.
    pub(crate) const fn dir(&self) -> &Path {
        self.dir
    }
}
