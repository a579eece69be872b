//! The journey with one promise cut at a time: it has to stop at the very step that made the promise,
//! whether the use cases are called directly, by routes over HTTPS, or by verbs as programs of their
//! own. The dishonest use cases are in this test program alone; the shipped one has no others than the
//! workspace's.
//!
//! What goes by routes and verbs takes longer: a seeded share is run (`HYGEIA_SEED`), and all of it
//! with `HYGEIA_LONG=1`.
// The futures of use cases hold those of all that they call.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cut;
mod dishonest;
mod https;
mod routes;
mod sentinels;
mod tools;
mod verbs;
mod way;

use cut::Cut;
use hygeia::journey::{self, Ended, Input, Means, Options, Silent};
use hygeia::steps::STEPS;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use terms::State;
use tools::Blinded;
use way::{Way, Ways};

/// Rows of the sample: enough that the final model wins surely, few enough to be quick.
const ROWS: usize = 3_000;

pub fn options(dir: &Path) -> Options {
    Options {
        dir: dir.join("demo"),
        input: Input::Sample { rows: ROWS },
        seed: 21,
        advisories: Vec::new(),
        quick: true,
        keep_input: true,
        accept_weak: false,
    }
}

/// Walks with `cut`, or honestly, by `way`.
pub async fn walk(dir: &Path, cut: Option<Cut>, way: Way) -> Ended {
    let make = Arc::new(Ways::new(cut, way, &dir.join("aside")));
    let tools = Arc::new(Blinded(cut));
    let means = Means { make: Arc::clone(&make) as _, tools, listener: Arc::new(Silent) };
    let ended = journey::run(&options(dir), means).await.unwrap();
    make.stop().await;
    ended
}

/// Boxed, so that each of the many tests below is quick to build.
fn stops(cut: Cut, step: &'static str, way: Way) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(walk_stops(cut, step, way))
}

async fn walk_stops(cut: Cut, step: &str, way: Way) {
    if !way.is_chosen(cut) {
        println!(
            "{cut:?} is not in this share of the cuts by {way:?}; HYGEIA_LONG=1 runs them all"
        );
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let ended = walk(dir.path(), Some(cut), way).await;
    let Err(stopped) = ended.outcome else { panic!("{cut:?} went through by {way:?}") };
    assert_eq!(stopped.step, step, "{cut:?} by {way:?}: {}", stopped.failure);
    let last = ended.report.steps.last().unwrap();
    assert_eq!((last.name, last.state, last.ok), (stopped.step, State::Failed, false));
    assert!(dir.path().join("demo/report.json").is_file(), "a stopped journey is reported too");
    println!("{cut:?} by {way:?} stopped at {step}: {}", stopped.failure.message);
}

fn comes_to_the_end(way: Way) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(walk_comes_to_the_end(way))
}

async fn walk_comes_to_the_end(way: Way) {
    let dir = tempfile::tempdir().unwrap();
    let ended = walk(dir.path(), None, way).await;
    let failed: Vec<_> = ended.report.steps.iter().filter(|step| !step.ok).collect();
    assert!(failed.is_empty(), "by {way:?}: {failed:?}");
    assert_eq!(ended.report.steps.len(), STEPS.len());
    let up = ended.outcome.map_err(|stopped| stopped.failure).unwrap();
    up.running.stop().await.unwrap();
}

// proves M1, M2, M9, M20, M22
#[tokio::test(flavor = "multi_thread")]
async fn an_honest_walk_comes_to_the_end() {
    comes_to_the_end(Way::Direct).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_walk_by_routes_comes_to_the_end() {
    comes_to_the_end(Way::Routes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_walk_by_verbs_comes_to_the_end() {
    comes_to_the_end(Way::Verbs).await;
}

macro_rules! cuts {
    ($(fn $name:ident: $cut:ident => $step:literal, by $($way:ident)+;)+) => {$(
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $way() {
                    super::stops(super::Cut::$cut, $step, super::Way::of(stringify!($way))).await;
                }
            )+
        }
    )+};
}

// What looks at the host, at model files and at exports is no use case, and inference, screening and
// deletion are no verbs; to put the vault in place of a workspace that is lost is no route, and the verb
// does it in its own process.
cuts! {
    // proves M3
    fn a_blind_scan_of_the_host: BlindSurface => "surface", by direct;
    // proves M5
    fn a_clear_copy_on_disk: SpoolInClear => "land", by direct routes verbs;
    // proves M16
    fn a_restricted_column_called_public: CallRestrictedPublic => "classify", by direct routes verbs;
    // proves M19
    fn a_receipt_that_says_otherwise: SignAnotherReceipt => "validate", by direct routes verbs;
    fn a_table_that_never_came: StoreAnotherTable => "validate", by direct routes verbs;
    // proves M5
    fn a_column_left_unencrypted: LeaveColumnUnencrypted => "protect", by direct routes verbs;
    // proves M6
    fn a_gate_that_grants_operations_the_table: GrantOperationsTheTable => "raci", by direct routes verbs;
    // proves M7
    fn access_widened_by_one_person: WidenAlone => "raci", by direct routes verbs;
    // proves M7
    fn a_decision_that_passes_unrecorded: PassUnrecorded => "query", by direct routes verbs;
    // proves M15
    fn clear_values_for_the_scientist: ShowClearToScientist => "query", by direct routes verbs;
    // proves M15
    fn an_answer_for_operations: AnswerOperations => "query", by direct routes verbs;
    fn an_export_over_the_budget: LetExportOut => "query", by direct routes verbs;
    // proves M11
    fn poison_that_nobody_looks_for: SkipScreening => "screen", by direct routes;
    // proves M5
    fn an_identifier_that_is_learned_from: LearnFromIdentifier => "train", by direct routes verbs;
    // proves M12
    fn a_file_of_another_model: WriteAnotherModel => "train", by direct routes verbs;
    fn poison_that_is_learned_from: LearnFromPoison => "train", by direct routes verbs;
    // proves M10
    fn a_pickle_that_is_trusted: TrustPickles => "handover", by direct;
    fn a_pickle_that_is_looked_past: PromotePastPickle => "handover", by direct routes verbs;
    // proves M10
    fn a_signature_that_is_skipped: SkipSignature => "handover", by direct routes verbs;
    // proves M10
    fn self_approval_that_is_accepted: AcceptSelfApproval => "handover", by direct routes verbs;
    fn data_that_goes_from_under_a_model: DeleteBehindModel => "handover", by direct routes;
    // proves M14
    fn inference_without_a_budget: ForgetBudget => "serve", by direct routes;
    // proves M2
    fn a_tampered_ledger_that_is_believed: BelieveAnyLedger => "drill", by direct;
    fn a_point_that_is_not_in_the_vault: TellAnotherPoint => "vault", by direct routes verbs;
    // proves M21
    fn a_vault_that_skips_its_digests: SkipVaultDigests => "vault", by direct;
    // proves M1
    fn a_failed_control_that_is_hidden: HideFailedControl => "posture", by direct;
    fn a_failed_probe_that_is_hidden: HideFailedProbe => "posture", by direct routes verbs;
    fn an_export_of_another_ledger: ExportAnotherLedger => "posture", by direct routes verbs;
}

/// Every step has at least one cut that stops there.
// proves M22
#[test]
fn no_step_is_without_a_cut() {
    let source = include_str!("main.rs");
    for step in STEPS {
        assert!(source.contains(&format!("=> \"{}\", by", step.name)), "{} has no cut", step.name);
    }
}

/// Whatever the seed, one cut in three goes by routes, and another by verbs.
#[test]
fn no_share_is_empty() {
    for seed in 0..50 {
        for way in [Way::Routes, Way::Verbs] {
            let chosen = Cut::ALL.iter().filter(|cut| way.draws(**cut, seed)).count();
            assert!(chosen >= Cut::ALL.len() / 3, "{chosen} of {} by {way:?}", Cut::ALL.len());
        }
    }
}
