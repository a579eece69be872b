//! Where metadata are kept, and how they are put back as they were.

use std::path::Path;
use std::process::Command;

/// Where the metadata of a campaign's workspaces lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meta {
    Sqlite,
    /// In databases of a server on this host, which trusts it.
    Postgres,
}

/// The server; which database is told by `PGDATABASE`.
pub const SERVER: &str = "postgres://postgres@127.0.0.1:5432";
const WHERE: [&str; 2] = ["--host=127.0.0.1", "--username=postgres"];
/// Ends what a killed program left open, and empties the database. No sync: the server is not at fault.
const EMPTY: &str = "SET synchronous_commit TO off; SET client_min_messages TO warning; \
     SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid(); \
     DROP SCHEMA public CASCADE; CREATE SCHEMA public";

impl Meta {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// Keeps what is in `database` as the file `kept`.
    pub fn keep(self, database: &str, kept: &Path) -> Result<(), String> {
        if self == Self::Sqlite {
            return Ok(());
        }
        let mut dump = Command::new("pg_dump");
        dump.args(WHERE).args(["--no-owner", "--dbname", database, "--file"]).arg(kept);
        crate::run::must(&mut dump)
    }

    /// Puts what was kept into `database`, in place of what that had, and makes it if it is not there. To
    /// drop and make it each time would cost two checkpoints of the server.
    pub fn fill(self, kept: &Path, database: &str) -> Result<(), String> {
        if self == Self::Sqlite {
            return Ok(());
        }
        let fill = || {
            let mut psql = psql_in(database);
            psql.args(["--command", EMPTY]);
            if kept.exists() {
                psql.arg("--file").arg(kept);
            }
            said(&mut psql)
        };
        match fill() {
            Err(why) if why.contains("does not exist") => {
                psql("postgres", &format!("CREATE DATABASE {database}"))?;
                fill().map(drop)
            }
            other => other.map(drop),
        }
    }

    /// Drops every database whose name begins so.
    pub fn drop_all(self, prefix: &str) -> Result<(), String> {
        if self == Self::Sqlite {
            return Ok(());
        }
        let like = prefix.replace('_', "\\_");
        let sql = format!("SELECT datname FROM pg_database WHERE datname LIKE '{like}%'");
        let names = psql("postgres", &sql)?;
        names.lines().try_for_each(|name| {
            psql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", name.trim())).map(drop)
        })
    }
}

/// What the server answers to `sql`.
pub fn psql(database: &str, sql: &str) -> Result<String, String> {
    said(psql_in(database).args(["--command", sql]))
}

fn psql_in(database: &str) -> Command {
    let mut command = Command::new("psql");
    command.args(WHERE).args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]);
    command.args(["--set=ON_ERROR_STOP=1", "--dbname", database]);
    command
}

fn said(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("psql did not start: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
