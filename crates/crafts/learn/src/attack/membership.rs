//! Whether a model tells which rows it was trained on.
//!
//! LiRA (Carlini et al. 2022, "Membership inference attacks from first principles"): shadow models are trained on
//! random halves of the rows. How sure those are of a row that saw it, and those that did not, says how sure a
//! model is of its own rows. With few shadows all rows share one variance, as the paper has it.

use crate::effort::Effort;
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::model::Model;
use crate::net::Committee;
use crate::noise::Noise;
use crate::pgd::Pgd;
use crate::split::Split;
use crate::table::Table;
use crate::training::fit;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Shadow models.
const SHADOWS: usize = 8;
/// Rows of each kind that are asked about, at most.
const MOST_ASKED: usize = 1_000;

/// How well somebody tells a model's rows from others, who may ask how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    pub model: String,
    /// Rows that it was trained on, and others, that were asked about.
    pub members: usize,
    pub others: usize,
    /// The chance that a member looks more like one than another row does; 0.5 tells nothing.
    pub auc: f64,
    /// Share of members found where 1 % of the others are taken for members; `None` of fewer than 100 others.
    pub at_1_percent: Option<f64>,
    /// The same at 0.1 %; `None` of fewer than 1,000 others.
    pub at_01_percent: Option<f64>,
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, members, auc, .. } = self;
        write!(
            f,
            "rows of {model} are told from others with an AUC of {auc:.2} (0.5 tells nothing)"
        )?;
        let rates = [(self.at_1_percent, "1 %"), (self.at_01_percent, "0.1 %")];
        for (found, alarms) in rates.into_iter().filter_map(|(rate, at)| Some((rate?, at))) {
            write!(f, "; {:.1} % of {members} found at {alarms} false alarms", 100.0 * found)?;
        }
        Ok(())
    }
}

/// Attacks `model`, which was trained on `split.train` (on examples of `attack`, if there is one), with shadows that
/// are trained alike; the others are `split.test`.
///
/// # Errors
/// If a shadow's training fails.
pub(crate) fn membership(
    name: &str,
    model: &Model,
    split: &Split,
    (effort, attack): (&Effort, Option<Pgd>),
    seed: u64,
) -> Result<Membership, LearnError> {
    let mut noise = Noise::new(seed, "membership");
    let mut members: Vec<usize> = (0..split.train.rows()).collect();
    noise.shuffle(&mut members);
    let asked = MOST_ASKED.min(split.test.rows());
    members.truncate(asked);
    let others: Vec<usize> = (0..asked).collect();
    let (known, other) = (split.train.take(&members), split.test.take(&others));
    let target = [surety(model, &known)?, surety(model, &other)?].concat();
    let mut seen = vec![Seen::default(); target.len()];
    for shadow in 0..SHADOWS {
        let half = |table: &Table, noise: &mut Noise| -> Vec<usize> {
            (0..table.rows()).filter(|_| noise.unit() < 0.5).collect()
        };
        let (ours, theirs) = (half(&split.train, &mut noise), half(&split.test, &mut noise));
        let rows = split.train.take(&ours).joined(&split.test.take(&theirs))?;
        let encoding = Encoding::fit(&rows);
        let train = encoding.encode(&rows)?;
        let recipe = effort.recipe(train.rows(), attack);
        let seed = seed.wrapping_add(shadow as u64);
        let network = fit(&train, None, rows.classes().len(), &recipe, seed, "shadow")?;
        let shadow = Model::new(encoding, Committee::of_one(network), None);
        let sure = [surety(&shadow, &known)?, surety(&shadow, &other)?].concat();
        let was_in = members.iter().map(|row| ours.binary_search(row).is_ok());
        let was_in = was_in.chain(others.iter().map(|row| theirs.binary_search(row).is_ok()));
        for ((seen, sure), was_in) in seen.iter_mut().zip(sure).zip(was_in) {
            if was_in { seen.inside.push(sure) } else { seen.outside.push(sure) }
        }
    }
    let scores = scores(&target, &seen);
    let (inside, outside) = scores.split_at(members.len().min(scores.len()));
    Ok(Membership {
        model: name.to_owned(),
        members: inside.len(),
        others: outside.len(),
        auc: auc(inside, outside),
        at_1_percent: found(inside, outside, 100),
        at_01_percent: found(inside, outside, 1_000),
    })
}

/// How sure shadows were of one row.
#[derive(Debug, Clone, Default)]
struct Seen {
    inside: Vec<f64>,
    outside: Vec<f64>,
}

/// The logarithm of the odds that the model gives to each row's label.
fn surety(model: &Model, table: &Table) -> Result<Vec<f64>, LearnError> {
    let told = model.predict(table)?;
    let rows = told.probabilities.iter().zip(table.labels());
    let odds = rows.map(|(probabilities, label)| {
        let own = probabilities.get(*label as usize).copied().map_or(0.0, f64::from);
        let rest: f64 = probabilities.iter().map(|p| f64::from(*p)).sum::<f64>() - own;
        own.max(1e-9).ln() - rest.max(1e-9).ln()
    });
    Ok(odds.collect())
}

/// How much likelier each row is a member's, in logarithms.
fn scores(target: &[f64], seen: &[Seen]) -> Vec<f64> {
    let spread = |of: &dyn Fn(&Seen) -> &Vec<f64>| {
        let apart = seen.iter().flat_map(|seen| {
            let mean = mean(of(seen));
            of(seen).iter().map(move |value| (value - mean).powi(2))
        });
        let (sum, count) = apart.fold((0.0, 0usize), |(sum, count), one| (sum + one, count + 1));
        // Each mean is of the same values: one of them is not free.
        let free = count.saturating_sub(seen.iter().filter(|seen| !of(seen).is_empty()).count());
        (sum / free.max(1) as f64).max(1e-9)
    };
    let (inside, outside) = (spread(&|seen| &seen.inside), spread(&|seen| &seen.outside));
    let likely = |value: f64, centre: f64, spread: f64| {
        -(value - centre).powi(2) / (2.0 * spread) - spread.ln() / 2.0
    };
    let score = |(value, seen): (&f64, &Seen)| {
        if seen.inside.is_empty() || seen.outside.is_empty() {
            return 0.0;
        }
        likely(*value, mean(&seen.inside), inside) - likely(*value, mean(&seen.outside), outside)
    };
    target.iter().zip(seen).map(score).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The share of pairs in which the member's score is the higher one.
fn auc(inside: &[f64], outside: &[f64]) -> f64 {
    let mut sorted = outside.to_vec();
    sorted.sort_by(f64::total_cmp);
    let below = |score: &f64| {
        let (less, most) =
            (sorted.partition_point(|o| o < score), sorted.partition_point(|o| o <= score));
        less as f64 + (most - less) as f64 / 2.0
    };
    inside.iter().map(below).sum::<f64>() / (inside.len() * outside.len()).max(1) as f64
}

/// The share of members above the score that one in `of` others reaches.
fn found(inside: &[f64], outside: &[f64], of: usize) -> Option<f64> {
    let mut sorted = outside.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    // So many others may be taken for members.
    let bar = sorted.get(outside.len() / of).filter(|_| outside.len() >= of)?;
    let above = inside.iter().filter(|score| *score > bar).count();
    Some(above as f64 / inside.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::blobs;

    #[test]
    fn rates_are_those_of_the_scores() {
        let others: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(auc(&[199.5, 99.5], &others), 0.75);
        // Two of two hundred may be above: the third is the bar.
        assert_eq!(found(&[198.0, 197.0, 500.0, 3.0], &others, 100), Some(0.5));
        assert_eq!(found(&[500.0], &others, 1_000), None);
        let seen = Seen { inside: vec![5.0, 5.2], outside: vec![1.0, 1.2] };
        let told = scores(&[5.1, 1.1, 3.1], &[seen.clone(), seen.clone(), seen]);
        assert!(told[0] > 1.0 && told[1] < -1.0 && told[2].abs() < 1e-6, "{told:?}");
    }

    // proves M5
    #[test]
    fn a_model_that_learned_rows_by_heart_tells_whose_they_are() {
        // Labels that nothing predicts can only be learned by heart.
        let table = blobs(600, 4);
        let mut noise = Noise::new(4, "random labels");
        let labels = (0..600).map(|_| noise.below(2) as u32).collect();
        let split = table.relabelled(labels).unwrap().split(4).unwrap();
        let effort = Effort { plain_steps: 2_000, epochs: 600, ..Effort::quick() };
        let fitted = |steps| {
            let effort = Effort { plain_steps: steps, ..effort.clone() };
            let encoding = Encoding::fit(&split.train);
            let train = encoding.encode(&split.train).unwrap();
            let recipe = effort.plain(train.rows());
            let network = fit(&train, None, 2, &recipe, 4, "plain").unwrap();
            let model = Model::new(encoding, Committee::of_one(network), None);
            membership("plain", &model, &split, (&effort, None), 4).unwrap()
        };
        let by_heart = fitted(2_000);
        assert!(by_heart.auc > 0.7, "{by_heart:?}");
        assert!(
            by_heart.at_1_percent.unwrap() > 0.02 && by_heart.at_01_percent.is_none(),
            "{by_heart:?}"
        );
        let barely = fitted(60);
        assert!(barely.auc < by_heart.auc - 0.1, "{barely:?}");
    }
}
