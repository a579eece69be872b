//! Metadata: signed documents and counted budgets, in SQLite or PostgreSQL.
//!
//! Every document is a DSSE envelope, sealed by the workspace: who can write to the database but
//! has no key can't enrol a device, revive a token or promote a model.

mod budgets;
mod docs;
mod dump;

pub use budgets::{BudgetKind, Budgets, Over};
pub(crate) use docs::payload_type;
pub use docs::{Docs, Record, Verified};

use crate::StoreError;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// One of two databases. Statements are portable: `$1` parameters, TEXT and BIGINT alone.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same statement on either database.
macro_rules! on {
    ($pool:expr, $connection:ident => $body:expr) => {
        match $pool {
            $crate::meta::Pool::Sqlite($connection) => $body,
            $crate::meta::Pool::Postgres($connection) => $body,
        }
    };
}
pub(crate) use on;

/// The metadata database.
#[derive(Debug, Clone)]
pub(crate) struct Meta {
    pub pool: Pool,
}

impl Meta {
    /// Opens the SQLite file, which must exist, and migrates it.
    pub(crate) async fn sqlite(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool: Pool::Sqlite(pool) })
    }

    /// Connects to PostgreSQL and migrates the database.
    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let timeout = Duration::from_secs(10);
        let pool =
            PgPoolOptions::new().max_connections(8).acquire_timeout(timeout).connect(url).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool: Pool::Postgres(pool) })
    }

    pub(crate) async fn close(&self) {
        on!(&self.pool, pool => pool.close().await);
    }
}
