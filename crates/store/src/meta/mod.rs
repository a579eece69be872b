//! Metadata: signed documents and counted budgets, in SQLite or PostgreSQL.
//!
//! Every document is a DSSE envelope, sealed by the workspace: who can write to the database but
//! has no key can't enrol a device, revive a token or promote a model.

mod accounts;
mod budget;
mod budgets;
mod commitment;
mod docs;
mod dump;
mod index;
mod memory;
mod outbox;
mod read;
mod recent;
mod record;
mod row;
mod vacate;
mod writer;

pub use budget::{BudgetKind, Over};
pub use budgets::Budgets;
pub use docs::Docs;
pub(crate) use index::{Indexed, PostingRow};
pub(crate) use memory::Mark;
pub(crate) use outbox::{Hold, Intent};
pub(crate) use read::hold;
pub use record::{Record, Verified};
pub(crate) use row::{Row, payload_type};
pub(crate) use vacate::Bound;

use crate::StoreError;
use accounts::Accounts;
use commitment::Commitment;
use memory::Memory;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;
use writer::Writer;

/// Every change of the schema, oldest first: its number, what it makes, its text. What ran once may
/// not be edited: the database keeps its digest.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (1, "documents and budgets", include_str!("../../migrations/0001_documents_and_budgets.sql")),
    (2, "writer", include_str!("../../migrations/0002_writer.sql")),
    (3, "workspace and outbox", include_str!("../../migrations/0003_workspace_and_outbox.sql")),
    (4, "ledger index", include_str!("../../migrations/0004_ledger_index.sql")),
];

fn migrations() -> Migrator {
    let all = MIGRATIONS.map(|(number, makes, text)| {
        Migration::new(number, makes.into(), MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(all.into())
}

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

/// The metadata database, and what this process knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Meta {
    pub pool: Pool,
    pub writer: Arc<Writer>,
    memory: Arc<Memory>,
    accounts: Arc<Accounts>,
    /// What the ledger knows of every document.
    commitment: Arc<RwLock<Commitment>>,
    /// Grows with everything that changes; see [`crate::Store::generation`].
    generation: Arc<AtomicU64>,
}

impl Meta {
    /// Opens the SQLite file, which must exist, and migrates it. The folder must be locked.
    pub(crate) async fn sqlite(path: &Path, workspace: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrations().run(&pool).await?;
        let pool = Pool::Sqlite(pool);
        belong(&pool, workspace).await?;
        Ok(Self::new(pool, Writer::of_folder()))
    }

    /// Connects to PostgreSQL, takes the lock of `workspace`, and only then migrates the database:
    /// another process may still use it as it is.
    pub(crate) async fn postgres(url: &str, workspace: &str) -> Result<Self, StoreError> {
        let lock = Writer::lock(url, workspace).await?;
        let timeout = Duration::from_secs(10);
        let pool =
            PgPoolOptions::new().max_connections(8).acquire_timeout(timeout).connect(url).await?;
        others(&pool, workspace).await?;
        migrations().run(&pool).await?;
        let pool = Pool::Postgres(pool);
        belong(&pool, workspace).await?;
        Ok(Self::new(pool, lock.begin().await?))
    }

    fn new(pool: Pool, writer: Writer) -> Self {
        let (memory, accounts, commitment, generation) = Default::default();
        Self { pool, writer: Arc::new(writer), memory, accounts, commitment, generation }
    }

    pub(crate) async fn close(&self) {
        on!(&self.pool, pool => pool.close().await);
        self.writer.release().await;
    }

    pub(crate) fn commitment(&self) -> RwLockReadGuard<'_, Commitment> {
        self.commitment.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that something changed.
    pub(crate) fn changed(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Changes whenever a document of `kind` may have changed; `None` if that can't be told.
    pub(crate) fn mark(&self, kind: &str) -> Option<Mark> {
        self.memory.shelf(kind).mark(self.writer.token())
    }
}

/// Writes down whose records these are, unless somebody did.
async fn belong(pool: &Pool, workspace: &str) -> Result<(), StoreError> {
    let found: Option<(String,)> =
        on!(pool, pool => sqlx::query_as(OWNER).fetch_optional(pool).await?);
    if let Some((found,)) = found {
        return owned(found, workspace);
    }
    let (found,): (String,) = on!(pool, pool => {
        sqlx::query("INSERT INTO workspace (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING")
            .bind(workspace).execute(pool).await?;
        // Another may have been quicker.
        sqlx::query_as(OWNER).fetch_one(pool).await?
    });
    owned(found, workspace)
}

const OWNER: &str = "SELECT id FROM workspace";

/// Refuses a database that has another workspace's records, before anything of it is changed.
async fn others(pool: &PgPool, workspace: &str) -> Result<(), StoreError> {
    // Databases of before say it in the table of writers alone.
    for (table, text) in [
        ("workspace", OWNER),
        ("writer", "SELECT workspace FROM writer ORDER BY workspace = $1 DESC"),
    ] {
        let there = sqlx::query_as("SELECT to_regclass($1) IS NOT NULL").bind(table);
        let (there,): (bool,) = there.fetch_one(pool).await?;
        if !there {
            continue;
        }
        let statement = sqlx::query_as(text);
        let statement = if table == "writer" { statement.bind(workspace) } else { statement };
        let found: Option<(String,)> = statement.fetch_optional(pool).await?;
        if let Some((found,)) = found {
            return owned(found, workspace);
        }
    }
    Ok(())
}

fn owned(found: String, workspace: &str) -> Result<(), StoreError> {
    if found == workspace {
        return Ok(());
    }
    Err(StoreError::OtherWorkspace { found, own: workspace.to_owned() })
}
