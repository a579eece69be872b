//! One process writes to a workspace's database. For SQLite the lock on the folder sees to that. In
//! PostgreSQL it is an advisory lock on a connection of its own, and a fencing token that counts up
//! with each holder, so that one who lost the lock and has not noticed writes nothing (Kleppmann,
//! *How to do distributed locking*, 2016).

use crate::StoreError;
use crate::holder::{Holder, InUse};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection, Executor};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use terms::Digest;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How often the connection that holds the lock is tried, and the lock is when it is lost.
const PULSE: Duration = Duration::from_secs(1);
/// A connection that does not answer for so long is lost. The server gives up ours later (see
/// [`KEEPALIVE`]), so that we stop before another can begin.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long who opens waits for the lock: the session of a process that just ended ends a moment
/// later.
pub(super) const WAIT: Duration = Duration::from_secs(1);
/// A holder whose host is gone is noticed after 10 + 3 * 5 seconds and not after hours.
const KEEPALIVE: &str = "SELECT set_config('tcp_keepalives_idle', '10', false), \
     set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)";

/// The right of this process to write.
#[derive(Debug)]
pub(crate) struct Writer {
    state: Arc<State>,
    /// Ends the task that keeps the lock when it is dropped.
    keeper: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

#[derive(Debug)]
struct State {
    workspace: String,
    /// The fencing token; 0 while the lock is lost.
    token: AtomicI64,
    /// Why it is lost.
    why: Mutex<String>,
}

impl Writer {
    /// Of a database that lies in a locked folder.
    pub(super) fn of_folder() -> Self {
        let (workspace, why) = (String::new(), Mutex::default());
        let state = State { workspace, token: AtomicI64::new(1), why };
        Self { state: Arc::new(state), keeper: Mutex::default() }
    }

    /// Takes the lock of `workspace`; holds nothing yet: see [`Lock::begin`].
    pub(super) async fn lock(url: &str, workspace: &str) -> Result<Lock, StoreError> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.application_name(&Holder::this_process().name());
        let asked = tokio::time::Instant::now();
        loop {
            match within(take(&options, workspace)).await {
                Err(StoreError::Locked(_)) if asked.elapsed() < WAIT => sleep(WAIT / 10).await,
                Err(error) => return Err(error),
                Ok(connection) => {
                    return Ok(Lock { options, connection, workspace: workspace.to_owned() });
                }
            }
        }
    }

    /// The fencing token, while this process may write.
    pub(crate) fn token(&self) -> Option<i64> {
        Some(self.state.token.load(Ordering::SeqCst)).filter(|token| *token != 0)
    }

    /// The fencing token.
    ///
    /// # Errors
    /// If the lock is lost.
    pub(crate) fn require(&self) -> Result<i64, StoreError> {
        let why = || self.state.why.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.token().ok_or_else(|| StoreError::NotWriter(why()))
    }

    /// The workspace whose token a write has to compare, where another process could hold it.
    pub(super) fn fence(&self) -> Option<&str> {
        Some(self.state.workspace.as_str()).filter(|workspace| !workspace.is_empty())
    }

    /// A write found another's token: that one writes now.
    pub(super) fn overtaken(&self) -> StoreError {
        let why = told("another process took over");
        self.state.lose(why.clone());
        StoreError::NotWriter(why)
    }

    /// Gives the right to write back, and the lock with it.
    pub(super) async fn release(&self) {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, keeper)) = keeper {
            drop(stop);
            // It ends by itself; whether it could say goodbye to the server is of no matter.
            let _ = keeper.await;
        }
        self.state.lose("the workspace was closed".to_owned());
    }
}

/// The lock, held by this process.
pub(super) struct Lock {
    options: PgConnectOptions,
    connection: PgConnection,
    workspace: String,
}

impl Lock {
    /// Draws the next token, once the tables are there, and keeps the lock from then on.
    pub(super) async fn begin(mut self) -> Result<Writer, StoreError> {
        let token = AtomicI64::new(next_token(&mut self.connection, &self.workspace).await?);
        let state = State { workspace: self.workspace, token, why: Mutex::default() };
        let (state, (stop, stopped)) = (Arc::new(state), oneshot::channel());
        let keeper = tokio::spawn(keep(state.clone(), self.options, self.connection, stopped));
        Ok(Writer { state, keeper: Mutex::new(Some((stop, keeper))) })
    }
}

impl State {
    fn is_held(&self) -> bool {
        self.token.load(Ordering::SeqCst) != 0
    }

    fn lose(&self, why: String) {
        self.token.store(0, Ordering::SeqCst);
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

/// Keeps the lock until `stopped`, and takes it again when it is lost.
async fn keep(
    state: Arc<State>,
    options: PgConnectOptions,
    connection: PgConnection,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut held = Some(connection);
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            () = sleep(PULSE) => {}
        }
        let next = match held.take().filter(|_| state.is_held()) {
            Some(connection) => pulse(connection).await,
            None => again(&state, &options).await,
        };
        held = next.map_err(|error| state.lose(told(&error.to_string()))).ok();
    }
    if let Some(connection) = held {
        // A server that is gone has no lock to give back.
        let _ = timeout(PATIENCE, connection.close()).await;
    }
}

/// Why the lock is lost, and what is done about it.
fn told(why: &str) -> String {
    format!("it lost the lock ({why}), and tries to take it again every second")
}

async fn pulse(mut connection: PgConnection) -> Result<PgConnection, StoreError> {
    within(async {
        connection.execute("SELECT 1").await?;
        Ok(connection)
    })
    .await
}

async fn again(state: &State, options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    within(async {
        let mut connection = take(options, &state.workspace).await?;
        let token = next_token(&mut connection, &state.workspace).await?;
        state.token.store(token, Ordering::SeqCst);
        Ok(connection)
    })
    .await
}

pub(super) async fn within<T>(
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let silent = |_| StoreError::Database(sqlx::Error::Io(ErrorKind::TimedOut.into()));
    timeout(PATIENCE, work).await.map_err(silent)?
}

/// A connection that holds the lock of `workspace`.
async fn take(options: &PgConnectOptions, workspace: &str) -> Result<PgConnection, StoreError> {
    let mut connection = options.connect().await?;
    connection.execute(KEEPALIVE).await?;
    let key = lock_key(workspace);
    let (taken,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_lock($1)")
        .bind(key)
        .fetch_one(&mut connection)
        .await?;
    if taken {
        return Ok(connection);
    }
    let by = holder(&mut connection, key).await.ok().flatten();
    Err(StoreError::Locked(InUse { workspace: workspace.to_owned(), by }))
}

/// Who holds the lock. PostgreSQL lists the two halves of its key.
async fn holder(connection: &mut PgConnection, key: i64) -> Result<Option<Holder>, sqlx::Error> {
    let name: Option<(Option<String>,)> = sqlx::query_as(
        "SELECT s.application_name FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
           AND (l.classid::bigint << 32 | l.objid::bigint) = $1 \
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .bind(key)
    .fetch_optional(connection)
    .await?;
    Ok(name.and_then(|(name,)| Holder::parse(&name?)))
}

async fn next_token(connection: &mut PgConnection, workspace: &str) -> Result<i64, StoreError> {
    let (token,): (i64,) = sqlx::query_as(
        "INSERT INTO writer (workspace, token) VALUES ($1, 1) \
         ON CONFLICT (workspace) DO UPDATE SET token = writer.token + 1 RETURNING token",
    )
    .bind(workspace)
    .fetch_one(connection)
    .await?;
    Ok(token)
}

/// Advisory locks share one space of numbers in a database: a digest keeps out of others' way.
pub(super) fn lock_key(workspace: &str) -> i64 {
    let digest = Digest::of(format!("hygeia/writer/{workspace}").as_bytes());
    let first = digest.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
    i64::from_be_bytes(first)
}
