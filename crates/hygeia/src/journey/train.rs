//! Step 9: a plain network, a PGD-trained one, and the jointly trained ensemble as one file;
//! attacked, compared, and run by our own runtime.

use super::Options;
use super::check::{Committed, Holdout, Source, Stored};
use super::input::Input;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use crate::report::Attacked;
use std::collections::HashSet;
use terms::Digest;
use workspace::records::Accuracy;
use workspace::{Progress, ScreenResponse, TrainRequest, TrainResponse};

/// The eps at which models are compared, in standard deviations.
const TARGET_EPS: f64 = 0.1;

/// What training left.
pub struct Trained {
    pub made: TrainResponse,
    /// Of `final.onnx`, as it lies in the folder.
    pub model_digest: Digest,
    pub holdout: Holdout,
}

impl Trained {
    /// The table of attacks, as the report has it.
    #[must_use]
    pub fn attacks(&self) -> Vec<Attacked> {
        let row = |a: &Accuracy| Attacked {
            model: a.model.clone(),
            attack: a.attack.clone(),
            eps: a.eps,
            accuracy: a.accuracy,
        };
        self.made.accuracies.iter().map(row).collect()
    }
}

/// What the steps before know of the dataset.
pub struct Known<'a> {
    pub source: &'a Source,
    pub committed: &'a Committed,
    pub screened: &'a ScreenResponse,
}

/// Has the engineer train; proves the files against the rows that nothing was trained on, and their
/// inputs against the classification.
pub async fn step(
    world: &World,
    known: &Known<'_>,
    options: &Options,
    progress: Progress,
) -> Done<Trained> {
    let label = &known.source.label;
    let request = TrainRequest {
        dataset: world.dataset.name().to_owned(),
        label: label.clone(),
        model: world.model.name().to_owned(),
        seed: options.seed,
        quick: options.quick,
        columns: Vec::new(),
        eps: None,
        width: None,
        epochs: None,
        threat: None,
        membership: false,
    };
    let caller = world.people.caller(people::ENGINEER)?;
    let made = world.use_cases.train(&caller, request, &world.root, progress).await?;

    let mut proof = Proof::begin();
    let onnx = file(world, "model/final.onnx")?;
    let model_digest = Digest::of(&onnx);
    proof.check(model_digest == made.model_digest, || {
        "another model file was written than was told".to_owned()
    });
    // Opened again, so that no clear table is in memory while others train.
    let stored = Stored::open(world.workspace(), &world.dataset, known.committed).await?;
    let classification = &known.committed.classification;
    let holdout = Holdout::of(&onnx, &stored, classification, label, &made.test_rows)?;
    proof.check(holdout.rows() == made.test_rows.len() && holdout.rows() > 0, || {
        "the rows that models were attacked on are not those of the dataset".to_owned()
    });
    proof.check(holdout.is_final(stored.content, options.seed), || {
        "the file says that it is another model, or of another table or seed".to_owned()
    });
    parity(world, &made, &holdout, &mut proof)?;
    unpoisoned(&made, known.screened, &mut proof);
    tell(&made, &options.input, &mut proof);
    proof.fact("model_digest", model_digest.hex());
    if options.keep_input {
        holdout.write(label, &world.root.join("input/holdout.csv"))?;
    }
    Ok((Trained { made, model_digest, holdout }, proof))
}

fn file(world: &World, name: &str) -> Result<Vec<u8>, Failure> {
    let path = world.root.join(name);
    std::fs::read(&path).map_err(|e| Failure::refused(format!("{name} was not written: {e}")))
}

/// Each file in our runtime answers the rows that nothing was trained on as rightly as was told.
fn parity(
    world: &World,
    made: &TrainResponse,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let files = [
        ("plain", "evidence/plain.onnx"),
        ("pgd", "evidence/pgd.onnx"),
        ("final", "model/final.onnx"),
    ];
    let mut apart: f64 = 0.0;
    for (model, name) in files {
        let right = holdout.right(&file(world, name)?)?;
        let measured = right as f64 / holdout.rows().max(1) as f64;
        apart = apart.max((measured - accuracy(made, model, "clean")).abs());
    }
    proof.fact("parity", apart);
    // A row whose classes are all but equally likely may fall either way in another runtime.
    proof.check(apart * holdout.rows() as f64 <= 1.5, || {
        format!("the files' accuracies are {apart} away from those that were told")
    });
    Ok(())
}

/// Nothing was learned from what the steward put under quarantine, nor from what training's own screening
/// suspects beside, and the test is fair: it was drawn before, so that no suspect of it was taken out.
fn unpoisoned(made: &TrainResponse, screened: &ScreenResponse, proof: &mut Proof) {
    let (told, left) = (made.suspected_flips + made.suspected_triggers, made.rows_suspected);
    let listed: HashSet<&u64> = made.suspected_rows.iter().collect();
    proof.check(told as u64 == left && listed.len() == told, || {
        format!("training suspects {told} rows, lists {} and left {left} out", listed.len())
    });
    let tested: HashSet<&u64> = made.test_rows.iter().collect();
    proof.check(listed.is_disjoint(&tested), || {
        "rows that are suspected are among those that models were tested on".to_owned()
    });
    let quarantined: HashSet<&u64> = screened.quarantined.iter().collect();
    let unheld = screened.flips.iter().chain(&screened.triggers);
    let unheld = unheld.filter(|row| !quarantined.contains(row)).count();
    proof.check(unheld == 0, || format!("{unheld} suspects did not come under quarantine"));
    proof.check(listed.is_disjoint(&quarantined), || {
        "training screened rows that are under quarantine".to_owned()
    });
    let held = quarantined.difference(&tested).count() as u64;
    let (used, all) = (made.rows_used, screened.screened as u64);
    proof.check(made.rows_quarantined == held && used + held + left == all, || {
        format!(
            "of {all} rows with {told} suspects and {held} under quarantine, {used} were used, {left} \
             and {} left out",
            made.rows_quarantined
        )
    });
}

/// The accuracy of `model` under `attack` at the target; a model that was not attacked has none.
fn accuracy(made: &TrainResponse, model: &str, attack: &str) -> f64 {
    let wanted = |a: &&Accuracy| {
        let at_target = a.attack == "clean" || (a.eps - TARGET_EPS).abs() < 1e-6;
        a.model == model && a.attack == attack && at_target
    };
    made.accuracies.iter().find(wanted).map_or(f64::NAN, |a| a.accuracy)
}

/// Accuracies at the target; on the sample the final model has to win.
fn tell(made: &TrainResponse, input: &Input, proof: &mut Proof) {
    for attack in ["clean", "worst"] {
        let models = ["plain", "pgd", "final", "constant"];
        let shares: Vec<String> = models
            .iter()
            .map(|model| format!("{model} {:.1} %", accuracy(made, model, attack) * 100.0))
            .collect();
        let name = match attack {
            "clean" => "clean".to_owned(),
            _ => format!("worst of all attacks at eps {TARGET_EPS}"),
        };
        proof.say(format!("{name}: {}", shares.join(", ")));
    }
    made.chosen().into_iter().for_each(|line| proof.say(line));
    proof.fact("rows_used", made.rows_used);
    proof.fact("rows_quarantined", made.rows_quarantined);
    proof.fact("rows_suspected", made.rows_suspected);
    proof.fact("weaknesses", made.weaknesses.len());
    for weakness in &made.weaknesses {
        proof.say(format!("weakness: {}", weakness.message));
    }
    proof.findings.clone_from(&made.weaknesses);
    let to_pass = matches!(input, Input::Sample { .. }) && !input.is_small_sample();
    proof.check(!to_pass || made.weaknesses.is_empty(), || {
        "on the sample, the final model has to pass the gate".to_owned()
    });
}
