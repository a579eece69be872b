//! Step 9: a plain network, a PGD-trained one, and the jointly trained ensemble as one file;
//! attacked, compared, and run by our own runtime.

use super::Options;
use super::cast;
use super::hands::Job;
use super::holdout::Holdout;
use super::input::{Arrived, Input};
use super::protect::Committed;
use super::screen::Screened;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::report::Attacked;
use ::train::{Plan, Registered, Run, Source};
use learn::{Effort, Runtime, TARGET_EPS};
use terms::{Action, Digest};

/// What training left.
pub struct Trained {
    pub run: Run,
    pub source: Source,
    /// Of `final.onnx`.
    pub model_digest: Digest,
    pub holdout: Holdout,
}

impl Trained {
    /// The table of attacks, as the report has it.
    #[must_use]
    pub fn attacks(&self) -> Vec<Attacked> {
        let row = |a: &::train::Accuracy| Attacked {
            model: a.model.clone(),
            attack: a.attack.clone(),
            eps: a.eps,
            accuracy: a.accuracy,
        };
        self.run.accuracies.iter().map(row).collect()
    }
}

/// Most that our runtime's probabilities may differ from the trained network's.
const PARITY: f32 = 1e-4;

/// Trains in memory by a permit; proves the file against the network, and its inputs against the
/// classification.
pub async fn step(
    world: &World,
    landed: &Arrived,
    committed: &Committed,
    screened: &Screened,
    options: &Options,
) -> Done<Trained> {
    let permit = world.permit(cast::ENGINEER, world.on_dataset(Action::Train)).await?;
    let source = Source {
        version: committed.version.clone(),
        content: committed.receipt.content_digest,
        classification: committed.classification.clone(),
    };
    let rows = landed.table.batch.num_rows();
    let effort = options.effort.clone().unwrap_or_else(|| Effort::for_rows(rows));
    let plan = Plan { effort, seed: options.seed };
    let clock = world.store().clock();
    let job = Job {
        permit: &permit,
        source: &source,
        features: &screened.features,
        screening: &screened.screening,
        plan: &plan,
        clock: clock.as_ref(),
    };
    let run = tokio::task::block_in_place(|| world.hands.train(&job))?;

    let mut proof = Proof::begin();
    parity(&run, screened, &mut proof)?;
    let probes = ::train::probes(
        &[Registered {
            name: "final".to_owned(),
            onnx: &run.final_onnx,
            trained_on: vec![&committed.classification],
        }],
        world.store().now(),
    );
    proof.check(probes.iter().all(|probe| probe.state == terms::State::Proven), || {
        probes.iter().map(|probe| probe.saw.clone()).collect::<Vec<_>>().join("; ")
    });
    tell(&run, &options.input, &mut proof);
    let model_digest = Digest::of(&run.final_onnx);
    proof.fact("model_digest", model_digest.hex());
    let holdout = Holdout::of(&run, screened)?;
    if options.keep_input {
        holdout.write(&landed.label, &world.root.join("input/holdout.csv"))?;
    }
    Ok((Trained { run, source, model_digest, holdout }, proof))
}

/// The file in our runtime answers like the network that was trained.
fn parity(run: &Run, screened: &Screened, proof: &mut Proof) -> Result<(), Failure> {
    let first: Vec<usize> = (0..screened.features.table.rows().min(256)).collect();
    let rows = screened.features.table.take(&first);
    let network = run.trained.fused.predict(&rows).internal("asking the network")?;
    let runtime = Runtime::load(&run.final_onnx).internal("loading the model file")?;
    let cells = runtime.schema().cells(&rows).internal("bringing rows into the model's columns")?;
    let file = runtime.predict(&cells).internal("asking the model file")?;
    let pairs = network.probabilities.iter().flatten().zip(file.probabilities.iter().flatten());
    let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    proof.fact("parity", f64::from(apart));
    let same = network.probabilities.len() == file.probabilities.len() && apart <= PARITY;
    proof.check(same, || format!("the file's answers are {apart} away from the network's"));
    Ok(())
}

/// Accuracies at the target; on the sample the final model has to win.
fn tell(run: &Run, input: &Input, proof: &mut Proof) {
    let of = |model: &str, attack: &str| {
        let wanted = |a: &&::train::Accuracy| {
            a.model == model
                && a.attack == attack
                && (a.attack == "clean" || (a.eps - f64::from(TARGET_EPS)).abs() < 1e-6)
        };
        run.accuracies.iter().find(wanted).map_or(f64::NAN, |a| a.accuracy)
    };
    for attack in ["clean", "worst"] {
        let told: Vec<String> = ["plain", "pgd", "final", "constant"]
            .iter()
            .map(|model| format!("{model} {:.1} %", of(model, attack) * 100.0))
            .collect();
        let name = if attack == "clean" {
            "clean".to_owned()
        } else {
            format!("worst of all attacks at eps {TARGET_EPS}")
        };
        proof.say(format!("{name}: {}", told.join(", ")));
    }
    proof.fact("rows_used", run.facts.rows_used);
    proof.fact("rows_suspected", run.facts.rows_suspected);
    proof.fact("weaknesses", run.weaknesses.len());
    for weakness in &run.weaknesses {
        proof.say(format!("weakness: {}", weakness.message));
    }
    proof.check(!matches!(input, Input::Sample { .. }) || run.weaknesses.is_empty(), || {
        "on the sample, the final model has to win under every attack".to_owned()
    });
}
