//! Loans with a person in each row, a store, and permits.

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;
use store::{Permit, Store, StoreConfig};
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Classification, Column, ColumnRole, Context,
    Criticality, Decision, Digest, FixedClock, InfoType, Kind, Obligation, PrincipalId, Request,
    RoleId, Timestamp, View, ZoneClass,
};

pub struct Loans {
    pub batch: RecordBatch,
    pub classification: Classification,
}

fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (-2.0 * unit(rng).ln()).sqrt() * (std::f64::consts::TAU * unit(rng)).cos()
}

/// `score` and `home` carry the label; 3 % of the labels are flipped, every 50th is missing, and a
/// row in a thousand names a town of its own.
pub fn loans(rows: usize) -> Loans {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut scores, mut debts, mut homes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut towns, mut labels) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let bad = unit(&mut rng) < 0.35;
        let sign = if bad { 1.0 } else { -1.0 };
        scores.push((row % 40 != 5).then(|| 660.0 - 60.0 * sign + 30.0 * normal(&mut rng)));
        debts.push(Some(0.35 + 0.10 * sign + 0.08 * normal(&mut rng)));
        homes.push(Some(if normal(&mut rng) + sign > 0.0 { "rent" } else { "own" }));
        towns.push(Some(if row % 997 == 3 { format!("hamlet-{row}") } else { "city".to_owned() }));
        let flip = row % 33 == 4;
        labels.push((row % 50 != 0).then_some(if bad != flip { "yes" } else { "no" }));
    }
    let person = |prefix: &str| -> ArrayRef {
        let values: Vec<String> = (0..rows).map(|row| format!("{prefix}{row}")).collect();
        Arc::new(StringArray::from(values))
    };
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("email", person("somebody@"), true),
        ("score", Arc::new(Float64Array::from(scores)) as ArrayRef, true),
        ("debt", Arc::new(Float64Array::from(debts)), true),
        ("home", Arc::new(StringArray::from(homes)), true),
        ("town", Arc::new(StringArray::from(towns)), true),
        ("notes", person("a note "), true),
        ("defaulted", Arc::new(StringArray::from(labels)), true),
    ])
    .unwrap();
    use {ColumnRole as R, InfoType as T};
    let columns = vec![
        column("email", T::Email, R::Identifier, Class::Confidential),
        column("score", T::Number, R::Feature, Class::Internal),
        column("debt", T::Number, R::Feature, Class::Internal),
        column("home", T::Category, R::Feature, Class::Internal),
        column("town", T::Category, R::Feature, Class::Internal),
        column("notes", T::FreeText, R::FreeText, Class::Confidential),
        column("defaulted", T::Category, R::Label, Class::Internal),
    ];
    Loans { batch, classification: Classification { rows: rows as u64, columns } }
}

fn column(name: &str, info_type: InfoType, role: ColumnRole, class: Class) -> Column {
    Column {
        name: name.to_owned(),
        info_type,
        kind: Kind::Text,
        role,
        class,
        criticality: Criticality::Medium,
        regimes: Vec::new(),
        confidence: 1.0,
        evidence: Vec::new(),
        reason: String::new(),
        state: terms::ColumnState::Recognised,
        open: false,
    }
}

pub async fn store(dir: &std::path::Path) -> (Store, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    (Store::create(dir, &StoreConfig::default(), clock.clone()).await.unwrap(), clock)
}

/// A permit by way of the ledger, had the RACI a cell for it.
pub async fn permit(store: &Store, action: Action, on: &str) -> Permit {
    let asset = Asset::parse(on).unwrap();
    let cell = CellRef {
        activity: ActivityId::new(action.name()).unwrap(),
        asset: asset.clone(),
        role: RoleId::new("tester").unwrap(),
        letters: "R".into(),
    };
    let context = Context {
        device: None,
        zone: ZoneClass::Unknown,
        at: store.now(),
        egress_bytes: 0,
        egress_used: 0,
        class: Class::Confidential,
        behind_live_model: false,
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
        author: None,
    };
    let principal = PrincipalId::new("mia").unwrap();
    let decision = Decision {
        request: Request { principal, action, asset, detail: None, context },
        cells: vec![cell],
        obligations: vec![Obligation::Show(View::Mask)],
        denial: None,
        policy: Digest::of(b"policy"),
    };
    store.passage(&decision).await.unwrap()
}
