//! The journey with one promise cut at a time: it has to stop at the very step that made the
//! promise. The dishonest hands are in this test program alone; the shipped one has no others than
//! the honest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod hands;
mod sentinels;

use hands::{Cut, Dishonest};
use hygeia::journey::{self, Ended, Hands, Honest, Input, Options, Silent};
use hygeia::steps::STEPS;
use learn::Effort;
use std::path::Path;
use std::sync::Arc;
use terms::State;

/// Rows of the sample: enough that the final model wins surely, few enough to be quick.
const ROWS: usize = 12_000;

pub fn options(dir: &Path) -> Options {
    Options {
        dir: dir.join("demo"),
        input: Input::Sample { rows: ROWS },
        seed: 21,
        advisories: Vec::new(),
        effort: Some(Effort::quick()),
        keep_input: true,
        accept_weak: false,
    }
}

pub async fn walk(dir: &Path, hands: Arc<dyn Hands>) -> Ended {
    journey::run(&options(dir), hands, &Silent).await.unwrap()
}

async fn stops(cut: Cut, step: &str) {
    let dir = tempfile::tempdir().unwrap();
    let ended = walk(dir.path(), Arc::new(Dishonest(cut))).await;
    let Err(stopped) = ended.outcome else { panic!("{cut:?} went through") };
    assert_eq!(stopped.step, step, "{cut:?}: {}", stopped.failure);
    let last = ended.report.steps.last().unwrap();
    assert_eq!((last.name, last.state, last.ok), (stopped.step, State::Failed, false));
    assert!(dir.path().join("demo/report.json").is_file(), "a stopped journey is reported too");
    println!("{cut:?} stopped at {step}: {}", stopped.failure.message);
}

// proves M1, M22
#[tokio::test(flavor = "multi_thread")]
async fn honest_hands_come_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let ended = walk(dir.path(), Arc::new(Honest)).await;
    let failed: Vec<_> = ended.report.steps.iter().filter(|step| !step.ok).collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(ended.report.steps.len(), STEPS.len());
    let up = ended.outcome.map_err(|stopped| stopped.failure).unwrap();
    up.running.stop().await.unwrap();
}

macro_rules! cuts {
    ($(fn $name:ident: $cut:ident => $step:literal;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            stops(Cut::$cut, $step).await;
        }
    )+};
}

cuts! {
    fn a_blind_scan_of_the_host: BlindSurface => "surface";
    fn a_clear_copy_on_disk: SpoolInClear => "land";
    fn a_restricted_column_called_public: CallRestrictedPublic => "classify";
    fn a_receipt_that_says_otherwise: SignAnotherReceipt => "validate";
    fn a_column_left_unencrypted: LeaveColumnUnencrypted => "protect";
    fn a_gate_that_grants_operations_the_table: GrantOperationsTheTable => "raci";
    fn access_widened_by_one_person: WidenAlone => "raci";
    fn a_decision_that_passes_unrecorded: PassUnrecorded => "query";
    fn clear_values_for_the_scientist: ShowClearToScientist => "query";
    fn an_answer_for_operations: AnswerOperations => "query";
    fn poison_that_nobody_looks_for: SkipScreening => "screen";
    fn an_identifier_that_is_learned_from: LearnFromIdentifier => "train";
    fn a_file_of_another_model: WriteAnotherModel => "train";
    fn a_pickle_that_is_trusted: TrustPickles => "handover";
    fn a_signature_that_is_skipped: SkipSignature => "handover";
    fn self_approval_that_is_accepted: AcceptSelfApproval => "handover";
    fn inference_without_a_budget: ForgetBudget => "serve";
    fn a_tampered_ledger_that_is_believed: BelieveAnyLedger => "drill";
    fn a_vault_that_skips_its_digests: SkipVaultDigests => "vault";
    fn a_failed_control_that_is_hidden: HideFailedControl => "posture";
}

/// Every step has at least one cut that stops there.
#[test]
fn no_step_is_without_a_cut() {
    let source = include_str!("main.rs");
    for step in STEPS {
        assert!(source.contains(&format!("=> \"{}\";", step.name)), "{} has no cut", step.name);
    }
}
