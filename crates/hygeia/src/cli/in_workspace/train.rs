//! `hygeia train`

use super::place::{Actor, block_on};
use crate::cli::file;
use crate::cli::output::{self, Shape};
use crate::failure::{At, Failure};
use std::path::{Path, PathBuf};
use terms::{Asset, AssetKind};
use workspace::records::Accuracy;
use workspace::{TrainRequest, TrainResponse};

/// Train a model that resists attacks, on a dataset that is decrypted in memory alone.
///
/// Rows that look poisoned are left out, identifiers are never learned from. A plain network, one
/// trained against attacks and an ensemble are attacked on rows that none of them saw; the better of
/// the last two becomes final. Exit 1 if under any attack it is not surely better than a constant
/// answer, or may be more than a point worse than the plain one.
///
/// Example: hygeia train --dataset loans --label defaulted --model credit --out credit-1 --as emil@example.org
///
/// Example: hygeia train --dataset loans --label defaulted --model credit --out credit-1 --threat threat.toml
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
    /// What an attacker may change in a row (hygeia attack --make-threat writes one): then every row that counts as
    /// attacked can be. If not given, numbers move anywhere in the box.
    #[arg(long, value_name = "FILE")]
    threat: Option<PathBuf>,
    /// Measure how well the models' own rows can be told from others (LiRA): some minutes more.
    #[arg(long)]
    membership: bool,
    /// The folder that gets model/ and evidence/.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Trains, packages and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    Asset::new(AssetKind::Model, &args.model).usage()?;
    without_model(&args.out)?;
    let request = TrainRequest {
        dataset: args.dataset.clone(),
        label: args.label.clone(),
        model: args.model.clone(),
        seed: args.seed,
        quick: args.quick,
        threat: args.threat.as_deref().map(file::text).transpose()?,
        membership: args.membership,
    };
    let made: TrainResponse = block_on(async {
        let client = args.actor.client().await?;
        let made = client.post_for_files("/v1/train", &request, &args.out).await;
        client.close().await;
        made
    })?;
    match args.format {
        Shape::Json => output::json(&made)?,
        Shape::Table => people(args, &made)?,
    }
    match made.weaknesses.len() {
        0 => Ok(()),
        weak => Err(Failure::refused(format!("the model is kept, and has {weak} weaknesses"))
            .hint("train on more rows; hygeia promote --accept-weak answers for it on record")),
    }
}

/// That the folder `out` holds no package yet.
pub(super) fn without_model(out: &Path) -> Result<(), Failure> {
    let model = out.join("model");
    if model.exists() {
        return Err(Failure::usage(format!("{} exists already", model.display()))
            .hint("name another folder with --out: a package is never changed"));
    }
    Ok(())
}

fn people(args: &Args, made: &TrainResponse) -> Result<(), Failure> {
    output::print(&output::table(&attacks(&made.accuracies)))?;
    for line in made.chosen() {
        output::print(&line)?;
    }
    for told in made.unconstrained.iter().filter(|told| told.turned > 0) {
        output::print(&told.to_string())?;
    }
    for told in &made.membership {
        output::print(&told.to_string())?;
    }
    for note in &made.notes {
        output::print(&format!("note: {note}"))?;
    }
    for left in &made.left_out {
        output::print(&format!("not learned from: {} ({})", left.column, left.why))?;
    }
    if made.rows_quarantined > 0 {
        output::print(&format!("{} rows under quarantine left out", made.rows_quarantined))?;
    }
    output::print(&format!(
        "{} rows used, {} left out, {} of them under suspicion: {} labels, {} trigger rows",
        made.rows_used,
        made.rows_excluded + made.rows_suspected,
        made.rows_suspected,
        made.suspected_flips,
        made.suspected_triggers
    ))?;
    output::findings(&made.weaknesses)?;
    output::print(&format!(
        "{} is in {out}/model, digest {}\nNext: hygeia promote --model {} --folder {out}{flag} \
         --as NAME",
        made.model,
        made.digest,
        args.model,
        out = args.out.display(),
        flag = args.actor.place.flag()
    ))
}

/// Models as columns, attacks as rows.
pub fn attacks(all: &[Accuracy]) -> Vec<Vec<String>> {
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
