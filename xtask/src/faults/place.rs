//! Where a campaign works: the program, a folder in memory, and where metadata are kept.

use crate::run;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the metadata of a campaign's workspaces lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meta {
    Sqlite,
    /// In databases of a server on this host, which trusts it.
    Postgres,
}

/// What all injections of a campaign share.
pub struct Place {
    pub program: PathBuf,
    pub root: PathBuf,
    pub meta: Meta,
}

/// Faults are put into calls, not into a disk: in memory a sync costs nothing.
const MEMORY: &str = "/dev/shm";
/// The server; which database is told by `PGDATABASE`.
pub const SERVER: &str = "postgres://postgres@127.0.0.1:5432";

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

impl Meta {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// Makes the database `to` a copy of `from`.
    pub fn copy(self, from: &str, to: &str) -> Result<(), String> {
        if self == Self::Sqlite {
            return Ok(());
        }
        self.drop_one(to)?;
        psql("postgres", &format!("CREATE DATABASE {to} TEMPLATE {from}")).map(drop)
    }

    /// Makes an empty database.
    pub fn create(self, name: &str) -> Result<(), String> {
        self.copy("template0", name)
    }

    fn drop_one(self, name: &str) -> Result<(), String> {
        psql("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).map(drop)
    }

    /// Drops every database whose name begins so.
    fn drop_all(self, prefix: &str) -> Result<(), String> {
        if self == Self::Sqlite {
            return Ok(());
        }
        let like = prefix.replace('_', "\\_");
        let names = psql(
            "postgres",
            &format!("SELECT datname FROM pg_database WHERE datname LIKE '{like}%'"),
        )?;
        names.lines().try_for_each(|name| self.drop_one(name.trim()))
    }
}

/// What the server answers to `sql`.
pub fn psql(database: &str, sql: &str) -> Result<String, String> {
    let mut command = Command::new("psql");
    command.args(["--host=127.0.0.1", "--username=postgres", "--no-psqlrc", "--quiet"]);
    command.args(["--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
    let output = command.args(["--dbname", database, "--command", sql]).output();
    let output = output.map_err(|e| format!("psql did not start: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// What went wrong with a file or folder.
pub fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
