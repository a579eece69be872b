//! Workspaces to test on.

use hygeia_store::{Permit, Store, StoreConfig};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Denial, Digest, FixedClock,
    Obligation, PrincipalId, Request, RoleId, Timestamp, View, ZoneClass,
};

pub const NOW: i64 = 1_800_000_000;

pub struct Workspace {
    pub dir: TempDir,
    pub config: StoreConfig,
    pub clock: Arc<FixedClock>,
}

impl Workspace {
    pub fn new() -> Self {
        let clock = Arc::new(FixedClock::at(Timestamp::from_unix(NOW)));
        Self { dir: TempDir::new().unwrap(), config: StoreConfig::default(), clock }
    }
    pub async fn create(&self) -> Store {
        Store::create(self.dir.path(), &self.config, self.clock.clone()).await.unwrap()
    }
    pub async fn try_open(&self) -> Result<Store, hygeia_store::StoreError> {
        Store::open(self.dir.path(), &self.config, self.clock.clone()).await
    }
    pub async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }
    pub fn path(&self, relative: &str) -> std::path::PathBuf {
        self.dir.path().join("state").join(relative)
    }
}

impl Workspace {
    /// The same workspace on another host: a copy of its folder, over the same database.
    pub fn twin(&self) -> Self {
        let dir = TempDir::new().unwrap();
        let copied = Command::new("cp").arg("-a").arg(self.path("")).arg(dir.path()).status();
        assert!(copied.unwrap().success());
        Self { dir, config: self.config.clone(), clock: self.clock.clone() }
    }

    /// The number that `sql` asks for.
    pub async fn count(&self, sql: String) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql);
        if let Some(url) = &self.config.meta_url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        } else {
            let url = format!("sqlite://{}", self.path("meta.sqlite").display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
    }

    /// Runs `sql`, which is put together, behind the store's back.
    pub async fn run(&self, sql: String) {
        let sql = sqlx::AssertSqlSafe(sql);
        if let Some(url) = &self.config.meta_url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        } else {
            let url = format!("sqlite://{}", self.path("meta.sqlite").display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
        }
    }

    /// Runs `sql` behind the store's back.
    pub async fn behind_its_back(&self, sql: &str) {
        self.run(sql.to_owned()).await;
    }

    /// Whatever asks the database for documents from now on fails.
    pub async fn hide_documents(&self) {
        self.behind_its_back("ALTER TABLE documents RENAME TO hidden").await;
    }
    pub async fn show_documents(&self) {
        self.behind_its_back("ALTER TABLE hidden RENAME TO documents").await;
    }
}

const SERVER: &str = "postgres://postgres@127.0.0.1:5432";

/// Runs `test` on SQLite, and on a PostgreSQL database of its own if a server answers.
pub async fn on_both(test: impl AsyncFn(&Workspace)) {
    test(&Workspace::new()).await;
    on_postgres(test).await;
}

/// Runs `test` on a PostgreSQL database of its own if a server answers.
pub async fn on_postgres(test: impl AsyncFn(&Workspace)) {
    let Ok(mut server) = PgConnection::connect(&format!("{SERVER}/postgres")).await else {
        return needs::absent("PostgreSQL at 127.0.0.1:5432");
    };
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("hygeia_test_{}_{number}", std::process::id());
    let run = |sql: String| sqlx::query(sqlx::AssertSqlSafe(sql));
    run(format!("CREATE DATABASE {name}")).execute(&mut server).await.unwrap();
    let mut workspace = Workspace::new();
    workspace.config.meta_url = Some(format!("{SERVER}/{name}"));
    test(&workspace).await;
    run(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut server).await.unwrap();
}

pub fn who(name: &str) -> PrincipalId {
    PrincipalId::new(name).unwrap()
}

pub fn asset(text: &str) -> Asset {
    Asset::parse(text).unwrap()
}

/// What the gate would say, had the RACI a cell for it.
pub fn decision(
    store: &Store,
    name: &str,
    action: Action,
    on: &str,
    detail: Option<Digest>,
) -> Decision {
    let cell = CellRef {
        activity: ActivityId::new(action.name()).unwrap(),
        asset: asset(on),
        role: RoleId::new("tester").unwrap(),
        letters: "R".into(),
    };
    let context = Context {
        device: None,
        zone: ZoneClass::Unknown,
        at: store.now(),
        egress_bytes: 0,
        egress_used: 0,
        class: Class::Restricted,
        behind_live_model: false,
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
        author: None,
    };
    Decision {
        request: Request { principal: who(name), action, asset: asset(on), detail, context },
        cells: vec![cell],
        obligations: vec![Obligation::Show(View::Mask)],
        denial: None,
        policy: Digest::of(b"policy"),
    }
}

pub fn denied(mut decision: Decision, denial: Denial) -> Decision {
    decision.cells.clear();
    decision.denial = Some(denial);
    decision
}

pub async fn permit(
    store: &Store,
    name: &str,
    action: Action,
    on: &str,
    detail: Option<Digest>,
) -> Permit {
    store.passage(&decision(store, name, action, on, detail)).await.unwrap()
}
