//! `hygeia train`

use super::output;
use super::place::{Actor, Shape, block_on};
use crate::failure::{At, Failure};
use crate::platform::{self, Made, Order};
use ::train::{Accuracy, Suspects};
use learn::Effort;
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use terms::{Asset, AssetKind, Digest, Finding};

/// Train a model that resists attacks, on a dataset that is decrypted in memory alone.
///
/// Rows that look poisoned are left out, identifiers are never learned from. A plain network, one
/// trained against attacks and an ensemble are attacked on rows that none of them saw. Exit 1 if
/// the final model is not surely the best under every attack.
///
/// Example: hygeia train --dataset loans --label defaulted --model credit --out credit-1 --as emil@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset to learn from.
    #[arg(long)]
    dataset: String,
    /// The column to predict.
    #[arg(long)]
    label: String,
    /// The model's name.
    #[arg(long)]
    model: String,
    /// For learning; the same seed and data give the same file. Keys never come from it.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// Small networks and few steps, for a first look.
    #[arg(long)]
    quick: bool,
    /// The folder that gets model/ and evidence/.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told<'a> {
    model: String,
    digest: String,
    model_digest: String,
    run: &'a str,
    rows_used: u64,
    rows_excluded: u64,
    rows_suspected: u64,
    suspected_flips: usize,
    suspected_triggers: usize,
    accuracies: &'a [Accuracy],
    weaknesses: &'a [Finding],
}

/// Trains, packages and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let dataset = Asset::new(AssetKind::Dataset, &args.dataset).usage()?;
    let model = Asset::new(AssetKind::Model, &args.model).usage()?;
    let made = block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let order = Order {
            dataset: &dataset,
            label: &args.label,
            model: &model,
            effort: args.quick.then(Effort::quick),
            seed: args.seed,
            folder: &args.out,
        };
        let progress = |step| {
            let mut to = std::io::stderr();
            if to.is_terminal() {
                let _ = writeln!(to, "{step:?} …");
            }
        };
        platform::train(&platform, &caller, &order, &progress).await
    })?;
    match args.format {
        Shape::Json => output::json(&told(&model, &made))?,
        Shape::Table => people(args, &model, &made)?,
    }
    match made.run.weaknesses.len() {
        0 => Ok(()),
        weak => Err(Failure::refused(format!("the model is kept, and has {weak} weaknesses"))
            .hint("train on more rows; hygeia promote --accept-weak answers for it on record")),
    }
}

fn told<'a>(model: &Asset, made: &'a Made) -> Told<'a> {
    let facts = &made.run.facts;
    Told {
        model: model.to_string(),
        digest: made.digest.hex(),
        model_digest: Digest::of(&made.run.final_onnx).hex(),
        run: &facts.run,
        rows_used: facts.rows_used,
        rows_excluded: facts.rows_excluded,
        rows_suspected: facts.rows_suspected,
        suspected_flips: made.screening.rows(Suspects::Flips).len(),
        suspected_triggers: made.screening.rows(Suspects::Triggers).len(),
        accuracies: &made.run.accuracies,
        weaknesses: &made.run.weaknesses,
    }
}

fn people(args: &Args, model: &Asset, made: &Made) -> Result<(), Failure> {
    let (facts, run) = (&made.run.facts, &made.run);
    output::print(&output::table(&attacks(&run.accuracies)))?;
    for left in &made.features.left_out {
        output::print(&format!("not learned from: {} ({})", left.column, left.why))?;
    }
    output::print(&format!(
        "{} rows used, {} left out, {} of them under suspicion: {} labels, {} trigger rows",
        facts.rows_used,
        facts.rows_excluded + facts.rows_suspected,
        facts.rows_suspected,
        made.screening.rows(Suspects::Flips).len(),
        made.screening.rows(Suspects::Triggers).len()
    ))?;
    output::findings(&run.weaknesses)?;
    let (out, name) = (args.out.display(), model.name());
    output::print(&format!(
        "{model} is in {out}/model, digest {}\nNext: hygeia promote --model {name} --folder {out} \
         --as NAME",
        made.digest
    ))
}

/// Models as columns, attacks as rows.
fn attacks(all: &[Accuracy]) -> Vec<Vec<String>> {
    const MODELS: [&str; 4] = ["plain", "pgd", "final", "constant"];
    let head = ["attack", "eps"].iter().chain(&MODELS).map(|name| (*name).to_owned());
    let mut rows = vec![head.collect::<Vec<_>>()];
    let mut seen: Vec<(&str, f64)> = Vec::new();
    for row in all {
        let key = (row.attack.as_str(), row.eps);
        if !seen.contains(&key) {
            seen.push(key);
        }
    }
    for (attack, eps) in seen {
        let of = |model: &str| {
            let same = |row: &&Accuracy| {
                // Both come from the same list.
                row.model == model && row.attack == attack && row.eps.total_cmp(&eps).is_eq()
            };
            let found = all.iter().find(same);
            found.map_or_else(|| "-".to_owned(), |row| format!("{:.1} %", 100.0 * row.accuracy))
        };
        let size = if eps > 0.0 { eps.to_string() } else { "-".to_owned() };
        let cells = [attack.to_owned(), size].into_iter().chain(MODELS.map(of));
        rows.push(cells.collect());
    }
    rows
}
