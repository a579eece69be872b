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

/// What screening suspected was neither learned from nor attacked.
fn unpoisoned(made: &TrainResponse, screened: &ScreenResponse, proof: &mut Proof) {
    let told = (made.suspected_flips, made.suspected_triggers);
    let found = (screened.flips.len(), screened.triggers.len());
    proof.check(told == found, || format!("training suspects {told:?} rows, screening {found:?}"));
    let suspects: HashSet<&u64> = screened.flips.iter().chain(&screened.triggers).collect();
    let (left, used) = (suspects.len() as u64, made.rows_used);
    let counted = left == made.rows_suspected && used + left == screened.screened as u64;
    proof.check(counted, || {
        let (all, told) = (screened.screened, made.rows_suspected);
        format!("of {all} rows with {left} suspects, {used} were used and {told} left out")
    });
    let tested = made.test_rows.iter().filter(|row| suspects.contains(row)).count();
    proof.check(tested == 0, || {
        format!("{tested} rows that screening suspects are among those that were learned from")
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
    proof.fact("rows_used", made.rows_used);
    proof.fact("rows_suspected", made.rows_suspected);
    proof.fact("weaknesses", made.weaknesses.len());
    for weakness in &made.weaknesses {
        proof.say(format!("weakness: {}", weakness.message));
    }
    proof.findings.clone_from(&made.weaknesses);
    proof.check(!matches!(input, Input::Sample { .. }) || made.weaknesses.is_empty(), || {
        "on the sample, the final model has to win under every attack".to_owned()
    });
}
