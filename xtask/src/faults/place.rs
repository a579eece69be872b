//! Where a campaign works: the program, and a folder in memory.

use super::meta::Meta;
use crate::run;
use std::fs;
use std::path::{Path, PathBuf};

/// What all injections of a campaign share.
pub struct Place {
    pub program: PathBuf,
    pub root: PathBuf,
    pub meta: Meta,
}

/// Faults are put into calls, not into a disk: in memory a sync costs nothing.
const MEMORY: &str = "/dev/shm";

impl Place {
    /// An empty place, for this process alone.
    pub fn make(program: PathBuf, meta: Meta) -> Result<Self, String> {
        let name = format!("hygeia-faults-{}-{}", std::process::id(), meta.name());
        let memory = Path::new(MEMORY);
        let above = if memory.is_dir() { memory.to_owned() } else { run::fresh("faults")? };
        let root = above.join(name);
        let templates = root.join("templates");
        fs::create_dir_all(&templates).map_err(|e| told(&templates, &e))?;
        Ok(Self { program, root, meta })
    }

    /// Where the template called `name` lies: a stage, or what a deed left.
    pub fn template(&self, name: &str) -> PathBuf {
        self.root.join("templates").join(name)
    }

    /// Where the metadata of the template called `name` are kept, if they lie in PostgreSQL.
    pub fn records(&self, name: &str) -> PathBuf {
        self.root.join("templates").join(format!("{name}.sql"))
    }

    /// The database called `name`.
    pub fn database(&self, name: &str) -> String {
        format!("hygeia_faults_{}_{}", std::process::id(), name.replace('-', "_"))
    }
}

impl Drop for Place {
    /// Leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
        let _ = self.meta.drop_all(&self.database(""));
    }
}

/// What went wrong with a file or folder.
pub fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
