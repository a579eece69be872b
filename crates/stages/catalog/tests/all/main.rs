//! A lake with three datasets, one of them a copy without purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use bytes::Bytes;
use hygeia_catalog::{list, probes};
use std::sync::Arc;
use store::{NewModel, NewVersion, Permit, Retention, Store, StoreConfig, VersionRef};
use terms::{
    Action, ActivityId, Asset, CellRef, Class, Classification, Column, ColumnRole, Context,
    Criticality, Decision, Digest, FixedClock, InfoType, Kind, PrincipalId, Receipt, Request,
    RoleId, State, Timestamp, ZoneClass,
};

fn asset(text: &str) -> Asset {
    Asset::parse(text).unwrap()
}

async fn permit(store: &Store, action: Action, on: &str) -> Permit {
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
        class: Class::Confidential,
        behind_live_model: false,
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
        author: None,
    };
    let principal = PrincipalId::new("dana").unwrap();
    let decision = Decision {
        request: Request { principal, action, asset: asset(on), detail: None, context },
        cells: vec![cell],
        obligations: Vec::new(),
        denial: None,
        policy: Digest::of(b"policy"),
    };
    store.passage(&decision).await.unwrap()
}

async fn commit(store: &Store, name: &str, content: &[u8], purpose: &str) -> Digest {
    let permit = permit(store, Action::Ingest, name).await;
    let receipt = Receipt {
        dataset: asset(name).name().to_owned(),
        origin: None,
        source_digest: Digest::of(name.as_bytes()),
        source_bytes: 6,
        content_digest: Digest::of(content),
        rows: 3,
        schema: vec![("email".into(), "utf8".into())],
        defects: Vec::new(),
        combinations: None,
        sketch: None,
        at: store.now(),
    };
    let receipt = store.seal().seal("application/vnd.hygeia.receipt+json", &receipt).unwrap();
    let column = Column {
        name: "email".into(),
        info_type: InfoType::Email,
        kind: Kind::Text,
        role: ColumnRole::Identifier,
        class: Class::Confidential,
        criticality: Criticality::High,
        regimes: Vec::new(),
        confidence: 1.0,
        evidence: Vec::new(),
        reason: String::new(),
        state: terms::ColumnState::Recognised,
        open: false,
    };
    let landed = store.dataset_landed(&permit, &receipt).await.unwrap();
    let bytes = Bytes::from(format!("PARE{name}PARE"));
    let protected = store.dataset_protected(landed, &permit, bytes).await.unwrap();
    let new = NewVersion {
        classification: Classification { rows: 3, columns: vec![column] },
        plan: Vec::new(),
        keys: store.keys().secrets().in_use(),
        receipt,
        owner: PrincipalId::new("olga").unwrap(),
        purpose: purpose.to_owned(),
        retain_until: None,
        retention: Retention::default(),
        under: Vec::new(),
    };
    store.dataset_committed(protected, &permit, new).await.unwrap().digest()
}

fn states(probes: &[terms::Probed]) -> Vec<State> {
    probes.iter().map(|probe| probe.state).collect()
}

// proves M4, M16
#[tokio::test]
async fn a_lake_lists_what_there_is_and_tells_what_makes_it_a_swamp() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let store = Store::create(dir.path(), &StoreConfig::default(), clock.clone()).await.unwrap();
    assert_eq!(
        states(&probes(&store, &|owner| owner.as_str() == "olga").await),
        [State::NotApplicable; 6]
    );
    let object = commit(&store, "dataset/loans", b"loans", "credit risk").await;
    assert_eq!(
        states(&probes(&store, &|owner| owner.as_str() == "olga").await),
        [State::Proven; 6]
    );

    clock.advance(86_400 * 89);
    let training = permit(&store, Action::Train, "dataset/loans").await;
    let new = NewModel {
        asset: asset("model/credit"),
        trained_on: vec![VersionRef { dataset: asset("dataset/loans"), object }],
        evaluation: None,
    };
    let files = vec![("final.onnx".to_owned(), Bytes::from_static(b"onnx"))];
    store.model_trained(&training, new, files).await.unwrap();
    clock.advance(86_400 * 2);
    let entries = list(&store).await.unwrap();
    let loans = entries.first().unwrap();
    assert_eq!((loans.versions, loans.rows, loans.class), (1, 3, Class::Confidential));
    assert_eq!((loans.owner.as_str(), loans.models.len()), ("olga", 1));
    assert_eq!(loans.last_used.unwrap().since(loans.created), 86_400 * 89);
    assert!(!loans.behind_live_model(), "trained is not promoted");
    assert_eq!(
        states(&probes(&store, &|owner| owner.as_str() == "olga").await),
        [State::Proven; 6],
        "used two days ago"
    );

    commit(&store, "dataset/backup", b"loans", " ").await;
    let found = probes(&store, &|owner| owner.as_str() == "olga").await;
    let near = State::Unknown;
    assert_eq!(
        states(&found),
        [State::Failed, State::Proven, State::Failed, near, State::Proven, State::Proven]
    );
    assert_eq!(found[0].saw, "dataset/backup (ask olga)");
    assert_eq!(found[2].saw, "dataset/backup (ask olga), dataset/loans (ask olga)");
    clock.advance(86_400 * 89);
    let found = probes(&store, &|owner| owner.as_str() == "olga").await;
    assert_eq!(
        (found[1].state, found[1].saw.as_str()),
        (State::Failed, "dataset/loans (ask olga)")
    );
}
