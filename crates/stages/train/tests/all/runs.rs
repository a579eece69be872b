//! A whole run: refused without its permit, the same for the same seed, and honest.

use crate::support::{Loans, loans, permit, store};
use hygeia_train::{Plan, Registered, Run, TrainError, TrainedOn, probes, run};
use learn::{Effort, LearnError, Runtime, Unconfirmed, features, screen};
use store::{Permit, VersionRef};
use terms::{Action, Asset, Clock, Digest, State};

fn plan() -> Plan {
    let effort = Effort { plain_steps: 300, robust_steps: 80, queries: 30, ..Effort::quick() };
    Plan::of(effort, 3)
}

fn source(loans: &Loans) -> TrainedOn {
    let dataset = Asset::parse("dataset/loans").unwrap();
    TrainedOn {
        version: VersionRef { dataset, object: Digest::of(b"object") },
        content: Digest::of(b"content"),
        classification: loans.classification.clone(),
    }
}

fn trained(loans: &Loans, permit: &Permit, clock: &dyn Clock) -> Result<Run, TrainError> {
    let made =
        features(&loans.batch, &loans.classification, "defaulted", &[1], Unconfirmed::LeftOut)?;
    let screening = screen(&made.part(3)?.train, 3)?;
    run(permit, &source(loans), &made, &screening, &plan(), clock, &|_| {})
}

// proves M5, M12, M13, M22
#[tokio::test]
async fn a_run_gives_the_same_model_for_the_same_seed_and_says_what_it_is_made_of() {
    let dir = tempfile::tempdir().unwrap();
    let (store, clock) = store(dir.path()).await;
    let loans = loans(1_500);
    let allowed = permit(&store, Action::Train, "dataset/loans").await;
    let first = trained(&loans, &allowed, &*clock).unwrap();
    clock.advance(7);
    let second = trained(&loans, &allowed, &*clock).unwrap();
    assert_eq!(first.final_onnx, second.final_onnx);
    assert_ne!(first.facts.run, second.facts.run);
    let facts = &first.facts;
    let told = facts.rows_used + facts.rows_excluded + facts.rows_suspected;
    assert_eq!((told, facts.author.as_str()), (1_500, "mia"));
    assert!(
        first.accuracies.iter().any(|a| a.model == "final" && a.attack == "pgd20" && a.eps == 0.1)
    );
    assert!(first.accuracies.iter().any(|a| a.model == "constant" && a.attack == "label_only"));
    assert_eq!(
        first.weaknesses.iter().filter(|w| w.rule == "train/weak-model").count(),
        first.trained.shortfalls().len()
    );
    let runtime = Runtime::load(&first.final_onnx).unwrap();
    assert_eq!(runtime.card().unwrap().training, Digest::of(b"content").hex());
    for secret in ["somebody@", "a note", "hamlet-"] {
        let found = first.final_onnx.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!found, "{secret} is in the model's file");
    }
    let registered = |known| Registered {
        name: "model/credit".to_owned(),
        onnx: &first.final_onnx,
        trained_on: known,
    };
    let at = clock.now();
    assert_eq!(probes(&[registered(vec![&loans.classification])], at)[0].state, State::Proven);
    assert_eq!(probes(&[registered(Vec::new())], at)[0].state, State::Failed);
    assert_eq!(probes(&[], at)[0].state, State::NotApplicable);
    let mut later = loans.classification.clone();
    later.columns[3].info_type = terms::InfoType::PersonName;
    assert_eq!(probes(&[registered(vec![&later])], at)[0].state, State::Failed);
}

// proves M7
#[tokio::test]
async fn without_a_permit_for_the_dataset_nothing_is_trained() {
    let dir = tempfile::tempdir().unwrap();
    let (store, clock) = store(dir.path()).await;
    let loans = loans(600);
    let queries = permit(&store, Action::Query, "dataset/loans").await;
    assert!(matches!(trained(&loans, &queries, &*clock), Err(TrainError::Refused(_))));
    let other = permit(&store, Action::Train, "dataset/people").await;
    assert!(matches!(trained(&loans, &other, &*clock), Err(TrainError::Refused(_))));
    let stale = permit(&store, Action::Train, "dataset/loans").await;
    clock.advance(61);
    assert!(matches!(trained(&loans, &stale, &*clock), Err(TrainError::Refused(_))));
}

#[tokio::test]
async fn a_screening_of_another_table_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (store, clock) = store(dir.path()).await;
    let loans = loans(600);
    let allowed = permit(&store, Action::Train, "dataset/loans").await;
    let whole =
        features(&loans.batch, &loans.classification, "defaulted", &[], Unconfirmed::LeftOut)
            .unwrap();
    let less =
        features(&loans.batch, &loans.classification, "defaulted", &[1], Unconfirmed::LeftOut)
            .unwrap();
    let screening = screen(&whole.part(3).unwrap().train, 1).unwrap();
    let refused = run(&allowed, &source(&loans), &less, &screening, &plan(), &*clock, &|_| {});
    assert!(matches!(refused, Err(TrainError::Learn(LearnError::OtherScreening { .. }))));
}
