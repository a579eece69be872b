//! Queries over real encrypted tables, with permits from a real store. The cases are in `tests/sql`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod row_groups;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use bytes::Bytes;
use hygeia_query::{Answer, Engine, Governed, Limits, QueryError, tables_of};
use protect::parquet::WriteOptions;
use protect::{Kek, Plan, TokenSecret, Viewer};
use std::sync::Arc;
use store::{ObjectFile, Permit, Store, StoreConfig};
use tempfile::TempDir;
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Classification, Column, ColumnRole, Context,
    Criticality, Decision, Digest, FixedClock, Handlings, InfoType, Kind, Obligation, PrincipalId,
    Request, RoleId, Timestamp, View, ZoneClass,
};

/// What must never be seen below the clear view.
const RAW: [&str; 9] = [
    "123-45-6789",
    "234-56-7891",
    "345-67-8912",
    "King",
    "Hopper",
    "Turing",
    "81234",
    "64218",
    "97531",
];

struct Table {
    name: &'static str,
    plan: Plan,
    classification: Classification,
    object: Bytes,
}

struct Scene {
    _dir: TempDir,
    store: Store,
    kek: Kek,
    viewer: Viewer,
    tables: Vec<Table>,
}

fn column(name: &str, info_type: InfoType, class: Class, kind: Kind) -> Column {
    Column {
        name: name.into(),
        info_type,
        kind,
        role: ColumnRole::Feature,
        class,
        criticality: Criticality::Low,
        regimes: vec![],
        confidence: 1.0,
        evidence: vec![],
        reason: String::new(),
        state: terms::ColumnState::Recognised,
        open: false,
    }
}

fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn numbers(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn table(name: &'static str, kek: &Kek, columns: Vec<(Column, ArrayRef)>) -> Table {
    let batch =
        RecordBatch::try_from_iter(columns.iter().map(|(c, a)| (c.name.clone(), Arc::clone(a))))
            .unwrap();
    let columns = columns.into_iter().map(|(column, _)| column).collect();
    let classification = Classification { rows: batch.num_rows() as u64, columns };
    let plan = Plan::of(&classification, &Handlings::default()).unwrap();
    let file = protect::parquet::write(&batch, &plan, name, kek, &WriteOptions::default()).unwrap();
    Table { name, plan, classification, object: file.into() }
}

impl Scene {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
        let store = Store::create(dir.path(), &StoreConfig::default(), clock).await.unwrap();
        let kek = Kek::generate().unwrap();
        // A fixed secret, so that no token of a run happens to look like a value.
        let tokens = TokenSecret::from_hex(&"5a".repeat(32)).unwrap();
        let viewer = Viewer::new(tokens, Arc::new(|_| vec![]));
        let ssn = || column("ssn", InfoType::UsSsn, Class::Restricted, Kind::Text);
        let internal = |name, info, kind| column(name, info, Class::Internal, kind);
        let confidential = |name, info, kind| column(name, info, Class::Confidential, kind);
        let loans = vec![
            (ssn(), text(&["123-45-6789", "234-56-7891", "345-67-8912"])),
            (
                confidential("name", InfoType::PersonName, Kind::Text),
                text(&["Ada King", "Grace Hopper", "Alan Turing"]),
            ),
            (
                confidential("income", InfoType::Salary, Kind::Number),
                numbers(&[81_234.0, 64_218.0, 97_531.0]),
            ),
            (
                internal("region", InfoType::Category, Kind::Text),
                text(&["north", "south", "north"]),
            ),
            (internal("amount", InfoType::Number, Kind::Number), numbers(&[1e3, 5e3, 2e3])),
        ];
        let people = vec![
            (ssn(), text(&["234-56-7891", "123-45-6789"])),
            (internal("city", InfoType::Category, Kind::Text), text(&["York", "Leeds"])),
        ];
        let tables = vec![table("loans", &kek, loans), table("people", &kek, people)];
        Self { _dir: dir, store, kek, viewer, tables }
    }

    async fn permit(&self, table: &str, sql: &str, view: View) -> Permit {
        let asset = Asset::parse(&format!("dataset/{table}")).unwrap();
        let cell = CellRef {
            activity: ActivityId::new("query").unwrap(),
            asset: asset.clone(),
            role: RoleId::new("scientist").unwrap(),
            letters: "R".into(),
        };
        let context = Context {
            device: None,
            zone: ZoneClass::Unknown,
            at: self.store.now(),
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
        let request = Request {
            principal: PrincipalId::new("dana").unwrap(),
            action: Action::Query,
            asset,
            detail: Some(Digest::of(sql.as_bytes())),
            context,
        };
        let decision = Decision {
            request,
            cells: vec![cell],
            obligations: vec![Obligation::Show(view)],
            denial: None,
            policy: Digest::of(b"policy"),
        };
        self.store.passage(&decision).await.unwrap()
    }

    /// Runs `sql` with permits for `permitted`, on both tables.
    async fn ask(
        &self,
        limits: Limits,
        sql: &str,
        permitted: &str,
        view: View,
        later: i64,
    ) -> Result<Answer, QueryError> {
        let mut permits = Vec::new();
        for table in &self.tables {
            permits.push(self.permit(table.name, permitted, view).await);
        }
        let handlings = Handlings::default();
        let governed: Vec<Governed<'_>> = self
            .tables
            .iter()
            .zip(&permits)
            .map(|(table, permit)| Governed {
                permit,
                stored: &table.plan,
                classification: &table.classification,
                in_force: &handlings,
                object: ObjectFile::in_memory(table.object.clone()),
                kek: self.kek.clone(),
                viewer: self.viewer.clone(),
            })
            .collect();
        Engine::new(limits).run(&governed, sql, self.store.now().plus_seconds(later)).await
    }

    async fn run(&self, sql: &str, view: View) -> Result<Answer, QueryError> {
        self.ask(Limits::default(), sql, sql, view, 0).await
    }

    async fn refused(&self, limits: Limits, sql: &str) -> QueryError {
        self.ask(limits, sql, sql, View::Clear, 0).await.err().unwrap()
    }
}

/// The rows as the cases write them.
fn rows(answer: &Answer) -> String {
    let json = answer.to_json().unwrap();
    let cell =
        |cell: &serde_json::Value| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
    let row = |row: &serde_json::Value| {
        row.as_array().unwrap().iter().map(cell).collect::<Vec<_>>().join("|")
    };
    json["rows"].as_array().unwrap().iter().map(row).collect::<Vec<_>>().join("\n")
}

async fn check(file: &str) -> usize {
    let scene = Scene::new().await;
    let (mut view, mut cases) = (View::Hidden, 0);
    for part in file.split("\n\n").map(str::trim) {
        let part =
            part.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        if let Some(name) = part.strip_prefix("view ") {
            view = serde_json::from_value(name.into()).unwrap();
            continue;
        }
        let (title, rest) = part.strip_prefix("query ").unwrap().split_once('\n').unwrap();
        let (sql, expected) = rest.split_once("\n----\n").unwrap();
        let outcome = scene.run(sql, view).await;
        let (shown, debug) = match &outcome {
            Ok(answer) => (rows(answer), String::new()),
            Err(error) => (error.to_string(), format!("{error:?}")),
        };
        match expected.strip_prefix("error ") {
            Some(words) => assert!(outcome.is_err() && shown.contains(words), "{title}: {shown}"),
            None if expected == "any" => (),
            None => assert_eq!(shown, expected, "{title}"),
        }
        if view != View::Clear || outcome.is_err() {
            let leaked = RAW.iter().find(|raw| {
                // What the reader typed may be said back; what is in the table may not.
                !sql.contains(**raw) && (shown.contains(**raw) || debug.contains(**raw))
            });
            assert_eq!(leaked, None, "{title}: {shown}");
        }
        cases += 1;
    }
    cases
}

// proves M7, M15, M17
#[tokio::test]
async fn masks_stand_below_everything_that_sql_can_say() {
    assert_eq!(check(include_str!("../sql/masks.slt")).await, 24);
}

// proves M15, M20
#[tokio::test]
async fn nothing_but_one_query_over_permitted_tables_runs() {
    assert_eq!(check(include_str!("../sql/attacks.slt")).await, 26);
}

// proves M15, M17
#[tokio::test]
async fn a_permit_is_for_one_text_and_one_minute() {
    let scene = Scene::new().await;
    let sql = "SELECT count(*) FROM loans";
    let other = scene.ask(Limits::default(), sql, "SELECT 1", View::Mask, 0).await;
    assert!(matches!(other.err(), Some(QueryError::Permit(_))));
    let late = scene.ask(Limits::default(), sql, sql, View::Mask, 61).await;
    assert!(matches!(late.err(), Some(QueryError::Permit(_))));
    assert!(scene.run(sql, View::Mask).await.is_ok());
}

#[tokio::test]
async fn a_file_of_another_dataset_is_not_read_under_this_permit() {
    let mut scene = Scene::new().await;
    scene.tables[0].object = scene.tables[1].object.clone();
    let error = scene.run("SELECT * FROM loans", View::Clear).await.err().unwrap();
    assert!(matches!(error, QueryError::Read { .. }), "{error:?}");
}

// proves M15
#[tokio::test]
async fn memory_and_rows_are_limited() {
    let scene = Scene::new().await;
    let few = Limits { rows: 2, ..Limits::default() };
    assert_eq!(scene.refused(few, "SELECT region FROM loans").await, QueryError::Rows(2));
    let small = Limits { memory_bytes: 100, ..Limits::default() };
    assert_eq!(scene.refused(small, "SELECT * FROM loans ORDER BY ssn").await, QueryError::Memory);
}

#[tokio::test]
async fn an_answer_weighs_what_it_writes() {
    let answer = Scene::new()
        .await
        .run("SELECT region, amount FROM loans ORDER BY amount", View::Mask)
        .await
        .unwrap();
    let (mut json, mut csv) = (Vec::new(), Vec::new());
    answer.write_json(&mut json).unwrap();
    answer.write_csv(&mut csv).unwrap();
    assert_eq!(answer.bytes, json.len() as u64);
    assert_eq!(
        String::from_utf8(json).unwrap(),
        "[[\"north\",1000.0],\n[\"north\",2000.0],\n[\"south\",5000.0]]"
    );
    assert_eq!(
        String::from_utf8(csv).unwrap(),
        "region,amount\nnorth,1000.0\nnorth,2000.0\nsouth,5000.0\n"
    );
}

#[test]
fn tables_are_named_once_and_common_ones_not_at_all() {
    let sql =
        "WITH x AS (SELECT * FROM Loans) SELECT * FROM x JOIN loans ON true JOIN \"a-b\" ON true";
    assert_eq!(tables_of(sql).unwrap(), ["a-b", "loans"]);
}

#[tokio::test]
async fn deep_and_long_statements_are_refused_and_do_not_overflow() {
    let deep = format!("SELECT {}1{}", "(".repeat(900), ")".repeat(900));
    assert_eq!(tables_of(&deep), Err(QueryError::Syntax));
    let chain = |length| format!("SELECT 1{}", "+1".repeat(length));
    assert_eq!(tables_of(&chain(10_000)), Err(QueryError::TooLong));
    assert_eq!(tables_of(&" ".repeat(1 << 17)), Err(QueryError::TooLong));
    assert_eq!(tables_of(&chain(1_000)), Ok(Vec::new()));
    let answer = Scene::new().await.run(&chain(1_000), View::Mask).await.unwrap();
    assert_eq!(rows(&answer), "1001");
}
