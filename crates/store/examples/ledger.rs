//! How many decisions become durable in a second, and how long each waits: 1, 16, 64 and 256 who
//! decide at once, beside what the disk does by itself; and how long a ledger of that length takes to
//! open. `ledger FOLDER SECONDS` prints JSON; `cargo xtask bench ledger` runs it, and shows it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hygeia_store::{Store, StoreConfig};
use serde_json::{Value, json};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Context, Decision, Digest, Obligation, PrincipalId,
    Request, RoleId, SystemClock, View, ZoneClass,
};

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let (parent, seconds) = (args.next().unwrap(), args.next().unwrap());
    let time = Duration::from_secs(seconds.parse().unwrap());
    let folder = tempfile::Builder::new().prefix(".ledger-bench-").tempdir_in(parent).unwrap();
    let before = disk(folder.path(), time);
    let mut all = Vec::new();
    for writers in [1, 16, 64, 256] {
        all.push(measured(&folder.path().join(format!("w{writers}")), writers, time).await);
    }
    // What else the machine does meanwhile, the disk feels too.
    let after = disk(folder.path(), time);
    println!("{}", json!({ "syncs_before": before, "syncs_after": after, "loads": all }));
}

async fn measured(place: &Path, writers: usize, time: Duration) -> Value {
    let store = workspace(place).await;
    let before = store.ledger_syncs();
    let mut waits = load(&store, writers, time).await;
    let (syncs, entries) = (store.ledger_syncs() - before, store.ledger_size());
    store.close().await;
    drop(store);
    waits.sort_unstable();
    let at = |share: f64| waits[(waits.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    json!({
        "writers": writers,
        "entries_s": waits.len() as f64 / time.as_secs_f64(),
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
        "entries_per_sync": waits.len() as f64 / syncs as f64,
        "entries": entries,
        "opens_ms": opens(place).await.as_secs_f64() * 1e3,
    })
}

/// How long it takes to open the workspace in `folder` again.
async fn opens(folder: &Path) -> Duration {
    let start = Instant::now();
    let store = Store::open(folder, &StoreConfig::default(), Arc::new(SystemClock)).await.unwrap();
    let took = start.elapsed();
    store.close().await;
    took
}

/// Appends of one entry's size, each synced: how many in a second.
fn disk(folder: &Path, time: Duration) -> f64 {
    let file = File::create(folder.join("disk")).unwrap();
    let (start, mut syncs) = (Instant::now(), 0u32);
    while start.elapsed() < time {
        file.write_all_at(&[7; 1024], u64::from(syncs) * 1024).unwrap();
        file.sync_data().unwrap();
        syncs += 1;
    }
    f64::from(syncs) / start.elapsed().as_secs_f64()
}

async fn workspace(folder: &Path) -> Arc<Store> {
    std::fs::create_dir(folder).unwrap();
    let (config, clock) = (StoreConfig::default(), Arc::new(SystemClock));
    Arc::new(Store::create(folder, &config, clock).await.unwrap())
}

/// How long each decision waited for its permit.
async fn load(store: &Arc<Store>, writers: usize, time: Duration) -> Vec<Duration> {
    let end = Instant::now() + time;
    let writer = |store: Arc<Store>| async move {
        let mut waits = Vec::new();
        while Instant::now() < end {
            let asked = Instant::now();
            drop(store.passage(&decision(&store)).await.unwrap());
            waits.push(asked.elapsed());
        }
        waits
    };
    let tasks: Vec<_> = (0..writers).map(|_| tokio::spawn(writer(store.clone()))).collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.unwrap());
    }
    waits
}

fn decision(store: &Store) -> Decision {
    let asset = Asset::parse("dataset/loans").unwrap();
    let cell = CellRef {
        activity: ActivityId::new("query").unwrap(),
        asset: asset.clone(),
        role: RoleId::new("data-scientist").unwrap(),
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
    let principal = PrincipalId::new("dana@example.org").unwrap();
    let detail = Some(Digest::of(b"SELECT count(*) FROM loans"));
    Decision {
        request: Request { principal, action: Action::Query, asset, detail, context },
        cells: vec![cell],
        obligations: vec![Obligation::Show(View::Mask)],
        denial: None,
        policy: Digest::of(b"policy"),
    }
}
