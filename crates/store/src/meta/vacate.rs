//! A database is let go of, when nothing became of the workspace that it was bound to.

use super::Meta;
use super::writer::{WAIT, lock_key, within};
use crate::StoreError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tokio::time::{Instant, sleep};

/// Everything of a workspace, in the order in which it goes; that it is its own goes last.
const TABLES: [&str; 8] = [
    "ledger_postings",
    "ledger_terms",
    "ledger_indexed",
    "budgets",
    "documents",
    "outbox",
    "writer",
    "workspace",
];

/// What a database may be let go of.
#[derive(Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// By this workspace, which goes with all its records.
    To(&'a str),
    /// By any workspace that has no record: its first opening never came to an end.
    Nothing,
}

impl Meta {
    /// Frees the PostgreSQL database from a workspace that nobody has open; leaves any other as it is.
    ///
    /// # Errors
    /// If the database fails, or somebody has that workspace open.
    pub(crate) async fn vacate(url: &str, bound: Bound<'_>) -> Result<(), StoreError> {
        let options: PgConnectOptions = url.parse()?;
        let mut connection = within(async { Ok(options.connect().await?) }).await?;
        let asked = Instant::now();
        loop {
            match vacate(&mut connection, bound).await? {
                true => break,
                // A session that just ended gives its lock back a moment later.
                false if asked.elapsed() < WAIT => sleep(WAIT / 10).await,
                false => return Err(StoreError::NotWriter("somebody has it open".into())),
            }
        }
        Ok(connection.close().await?)
    }
}

/// Whether nothing is left to do; if not, somebody has the workspace open.
async fn vacate(connection: &mut PgConnection, bound: Bound<'_>) -> Result<bool, StoreError> {
    let mut all = connection.begin().await?;
    for table in TABLES {
        let there = sqlx::query_as("SELECT to_regclass($1) IS NOT NULL").bind(table);
        let (there,): (bool,) = there.fetch_one(&mut *all).await?;
        if !there {
            // Of another version, or of nobody.
            return Ok(true);
        }
    }
    let found: Option<(String,)> =
        sqlx::query_as("SELECT id FROM workspace").fetch_optional(&mut *all).await?;
    let Some((found,)) = found else { return Ok(true) };
    let (lock,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_xact_lock($1)")
        .bind(lock_key(&found))
        .fetch_one(&mut *all)
        .await?;
    let free = match bound {
        Bound::To(own) => own == found,
        Bound::Nothing => {
            let records = "SELECT (SELECT COUNT(*) FROM documents) + (SELECT COUNT(*) FROM outbox)";
            let (records,): (i64,) = sqlx::query_as(records).fetch_one(&mut *all).await?;
            records == 0
        }
    };
    if !free || !lock {
        return Ok(!free);
    }
    for table in TABLES {
        let text = AssertSqlSafe(format!("DELETE FROM {table}"));
        sqlx::query(text).execute(&mut *all).await?;
    }
    all.commit().await?;
    Ok(true)
}
