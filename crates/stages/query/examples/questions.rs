//! Measures what questions take over encrypted and masked tables.
//!
//!     questions TABLES QUESTIONS ROUNDS MASKED
//!
//! TABLES holds a Parquet file in clear for each table, which is encrypted in memory, a data key for each
//! column; QUESTIONS has statements between lines `-- NAME`; MASKED names columns, separated by commas, that
//! the reader sees as masks. Prints JSON: for each question the seconds of its best round, and its rows.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use bytes::Bytes;
use hygeia_query::{Engine, Governed, Limits, tables_of};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use protect::parquet::WriteOptions;
use protect::{Kek, Plan, TokenSecret, Viewer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::{ObjectFile, Permit, Store, StoreConfig};
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Classification, Column, ColumnRole, ColumnState,
    Context, Criticality, Decision, Digest, Handlings, InfoType, Kind, Obligation, PrincipalId,
    Request, RoleId, SystemClock, View, ZoneClass,
};

/// A table as the store has it.
struct Table {
    plan: Plan,
    classification: Classification,
    object: Bytes,
}

/// What all questions are asked with.
struct Bench {
    store: Store,
    tables: BTreeMap<String, Table>,
    kek: Kek,
    viewer: Viewer,
    rounds: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(&arguments));
}

async fn measure(arguments: &[String]) {
    let questions = std::fs::read_to_string(&arguments[2]).unwrap();
    let masked: Vec<&str> =
        arguments.get(4).map(|list| list.split(',').collect()).unwrap_or_default();
    let kek = Kek::generate().unwrap();
    let place = tempfile::tempdir().unwrap();
    let config = StoreConfig::default();
    let bench = Bench {
        store: Store::create(place.path(), &config, Arc::new(SystemClock)).await.unwrap(),
        tables: encrypted(Path::new(&arguments[1]), &masked, &kek),
        viewer: Viewer::new(TokenSecret::generate().unwrap(), Arc::new(|_| vec![])),
        rounds: arguments[3].parse().unwrap(),
        kek,
    };
    let mut told = Map::new();
    for (name, sql) in statements(&questions) {
        told.insert(name, bench.asked(&sql).await);
    }
    println!("{}", Value::Object(told));
}

impl Bench {
    /// The best of all rounds.
    async fn asked(&self, sql: &str) -> Value {
        let limits = Limits { memory_bytes: 4 << 30, seconds: 600, ..Limits::default() };
        let handlings = Handlings::default();
        let (mut best, mut rows, mut fault) = (f64::INFINITY, 0, None);
        for _ in 0..self.rounds {
            let mut permits = Vec::new();
            for table in tables_of(sql).unwrap() {
                permits.push(permit(&self.store, &table, sql).await);
            }
            let governed: Vec<Governed<'_>> =
                permits.iter().map(|permit| self.governed(permit, &handlings)).collect();
            let started = Instant::now();
            match Engine::new(limits).run(&governed, sql, self.store.now()).await {
                Ok(answer) => {
                    (best, rows) = (best.min(started.elapsed().as_secs_f64()), answer.rows);
                }
                Err(error) => fault = Some(error.to_string()),
            }
        }
        json!({ "seconds": best.is_finite().then_some(best), "rows": rows, "fault": fault })
    }

    fn governed<'a>(&'a self, permit: &'a Permit, in_force: &'a Handlings) -> Governed<'a> {
        let table = &self.tables[permit.asset().name()];
        Governed {
            permit,
            stored: &table.plan,
            classification: &table.classification,
            in_force,
            object: ObjectFile::in_memory(table.object.clone()),
            kek: self.kek.clone(),
            viewer: self.viewer.clone(),
        }
    }
}

fn statements(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("-- ").filter(|name| !name.contains(' ')) {
            all.push((name.to_owned(), String::new()));
        } else if let Some((_, sql)) = all.last_mut() {
            sql.push_str(line);
            sql.push('\n');
        }
    }
    all
}

fn encrypted(folder: &Path, masked: &[&str], kek: &Kek) -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "parquet") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let table = table(&name, &read(&path), masked, kek);
            tables.insert(name, table);
        }
    }
    tables
}

fn read(path: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = Arc::clone(builder.schema());
    let reader = builder.with_batch_size(1 << 16).build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn table(name: &str, batch: &RecordBatch, masked: &[&str], kek: &Kek) -> Table {
    let schema = batch.schema();
    let columns = schema.fields().iter().map(|field| {
        let hidden = masked.contains(&field.name().as_str());
        let (class, state) = match hidden {
            true => (Class::Confidential, ColumnState::Recognised),
            false => (Class::Internal, ColumnState::Harmless),
        };
        Column {
            name: field.name().clone(),
            info_type: if hidden { InfoType::PersonName } else { InfoType::Category },
            kind: if field.data_type().is_numeric() { Kind::Number } else { Kind::Text },
            role: ColumnRole::Feature,
            class,
            criticality: Criticality::Low,
            regimes: vec![],
            confidence: 1.0,
            evidence: vec![],
            reason: String::new(),
            state,
            open: false,
        }
    });
    let rows = batch.num_rows() as u64;
    let classification = Classification { rows, columns: columns.collect() };
    let plan = Plan::of(&classification, &Handlings::default()).unwrap();
    let file = protect::parquet::write(batch, &plan, name, kek, &WriteOptions::default()).unwrap();
    Table { plan, classification, object: file.into() }
}

async fn permit(store: &Store, table: &str, sql: &str) -> Permit {
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
        at: store.now(),
        egress_bytes: 0,
        egress_used: 0,
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
        class: Class::Restricted,
        behind_live_model: false,
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
        obligations: vec![Obligation::Show(View::Mask)],
        denial: None,
        policy: Digest::of(b"policy"),
    };
    store.passage(&decision).await.unwrap()
}
