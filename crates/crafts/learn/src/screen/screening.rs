//! What screening found, told in rows of the dataset.

use super::chance::Knowledge;
use super::found::{Found, LabelNoise};
use super::hygiene::{Leak, Spelling};
use super::judges::Judge;
use super::part::Part;
use super::suspects::{Flip, Trigger};
use super::triggers::NOT_LOOKED_FOR;
use crate::error::LearnError;
use crate::features::Features;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A row whose label is held against what judges say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlippedRow {
    /// In the dataset.
    pub row: u64,
    /// 0 to 1: the probability that the label is wrong.
    pub score: f32,
    /// The class that it is labelled.
    pub given: String,
    /// The likeliest other class.
    pub suggested: String,
    /// Whether the label is probably wrong; else the row is only ranked.
    pub suspected: bool,
}

/// Rows that share a combination of values that overrides all else in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriggerRows {
    /// One or two columns; their values aren't told.
    pub columns: Vec<String>,
    /// In the dataset.
    pub rows: Vec<u64>,
    /// The share of rows with the values that have the class that is forced.
    pub purity: f64,
    /// The class that is forced.
    pub class: String,
    /// The share of rows with the values that have the class whatever else they hold.
    pub forced: f64,
    /// The logarithm of how much better that explains them than values which make a class likelier.
    pub evidence: f64,
}

/// A class of too few rows to be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RareClass {
    pub class: String,
    /// In the dataset.
    pub rows: Vec<u64>,
}

/// What would become of a class if suspects were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    pub class: String,
    pub rows: usize,
    /// Rows of it that are suspected.
    pub suspected: usize,
}

/// What screening found. A row is suspected in at most one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// The surest first; those that are not suspected are ranked only.
    pub flips: Vec<FlippedRow>,
    /// The one with the most rows first.
    pub triggers: Vec<TriggerRows>,
    /// Rows that were screened.
    pub screened: usize,
    /// Whether judges know surely more than chance: else nothing is said of single labels.
    pub conclusive: bool,
    pub judge: Judge,
    /// Mean logarithmic loss of each judge that was asked.
    pub losses: Vec<(Judge, f64)>,
    pub knowledge: Knowledge,
    pub noise: LabelNoise,
    pub removal: Vec<Removal>,
    pub rare_classes: Vec<RareClass>,
    /// Rows whose features and label equal another's.
    pub duplicates: Vec<u64>,
    /// Rows whose features equal another's, and the label does not.
    pub conflicts: Vec<u64>,
    /// Rows that are another but for next to nothing in their numbers, or for how their categories are written.
    #[serde(default)]
    pub near_duplicates: Vec<u64>,
    pub leaks: Vec<Leak>,
    pub spellings: Vec<Spelling>,
    pub not_looked_for: Vec<String>,
    /// Where the suspects stand in the screened table.
    positions: Vec<usize>,
    /// Of the numbers of the screened rows: which table it was.
    rows_hash: u64,
}

/// Which suspects a score is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspects {
    Flips,
    Triggers,
}

/// How well a screening found what was planted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub planted: usize,
    pub suspected: usize,
    /// Suspected and planted.
    pub right: usize,
    /// Right of suspected; `None` if nothing was suspected.
    pub precision: Option<f64>,
    /// Right of planted, rows that never were screened included; `None` if nothing was planted.
    pub recall: Option<f64>,
}

impl Screening {
    pub(super) fn of(features: &Features, part: &Part, found: Found) -> Self {
        let told = Told { features, part };
        let suspected = found.flips.iter().filter(|flip| flip.suspected).map(|flip| flip.row);
        let in_triggers = found.triggers.iter().flat_map(|trigger| trigger.rows.iter().copied());
        let own: Vec<usize> = suspected.chain(in_triggers).collect();
        let own: HashSet<usize> = own.into_iter().collect();
        let at = |row: &usize| part.positions.get(*row).copied();
        let mut positions: Vec<usize> = own.iter().filter_map(at).collect();
        positions.sort_unstable();
        let rare = part.rare.iter().map(|(class, positions)| RareClass {
            class: class.clone(),
            rows: positions.iter().filter_map(|at| features.rows.get(*at).copied()).collect(),
        });
        Self {
            flips: found.flips.iter().filter_map(|flip| told.flip(flip)).collect(),
            triggers: found.triggers.iter().map(|trigger| told.trigger(trigger)).collect(),
            screened: features.table.rows(),
            conclusive: found.knowledge.is_more_than_chance(),
            judge: found.judges.0,
            losses: found.judges.1,
            knowledge: found.knowledge,
            noise: found.noise,
            removal: told.removal(&own),
            rare_classes: rare.collect(),
            duplicates: told.rows(&found.copies),
            conflicts: told.rows(&found.conflicts),
            near_duplicates: told.near(&found.near),
            leaks: found.leaks,
            spellings: part.spellings.clone(),
            not_looked_for: NOT_LOOKED_FOR.iter().map(ToString::to_string).collect(),
            positions,
            rows_hash: hash(&features.rows),
        }
    }

    /// How many rows are suspected.
    #[must_use]
    pub fn suspected(&self) -> usize {
        self.positions.len()
    }

    /// What is left of the screened `features` without the suspects: what may be trained on.
    ///
    /// # Errors
    /// If it was another table that was screened.
    pub fn without_suspects(&self, features: &Features) -> Result<Features, LearnError> {
        let (screened, rows) = (self.screened, features.table.rows());
        if screened != rows || self.rows_hash != hash(&features.rows) {
            return Err(LearnError::OtherScreening { screened, rows });
        }
        let suspects: HashSet<usize> = self.positions.iter().copied().collect();
        let kept: Vec<usize> = (0..rows).filter(|at| !suspects.contains(at)).collect();
        Ok(features.take(&kept))
    }

    /// The suspected rows of one kind, in the dataset.
    #[must_use]
    pub fn rows(&self, suspects: Suspects) -> Vec<u64> {
        match suspects {
            Suspects::Flips => {
                let suspected = self.flips.iter().filter(|flip| flip.suspected);
                suspected.map(|flip| flip.row).collect()
            }
            Suspects::Triggers => {
                self.triggers.iter().flat_map(|trigger| trigger.rows.iter().copied()).collect()
            }
        }
    }

    /// Compares with the rows that were `planted`.
    #[must_use]
    pub fn score(&self, suspects: Suspects, planted: &[u64]) -> Score {
        let planted: HashSet<u64> = planted.iter().copied().collect();
        let suspected: HashSet<u64> = self.rows(suspects).into_iter().collect();
        let right = suspected.intersection(&planted).count();
        let share = |of: usize| (of > 0).then(|| right as f64 / of as f64);
        Score {
            planted: planted.len(),
            suspected: suspected.len(),
            right,
            precision: share(suspected.len()),
            recall: share(planted.len()),
        }
    }
}

fn hash(rows: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    hasher.finish()
}

/// From positions of the judged part to rows and names of the dataset.
struct Told<'a> {
    features: &'a Features,
    part: &'a Part,
}

impl Told<'_> {
    fn row(&self, row: usize) -> Option<u64> {
        self.features.rows.get(*self.part.positions.get(row)?).copied()
    }

    fn rows(&self, rows: &[usize]) -> Vec<u64> {
        rows.iter().filter_map(|row| self.row(*row)).collect()
    }

    fn near(&self, pairs: &[(u32, u32)]) -> Vec<u64> {
        let rows = pairs.iter().flat_map(|(earlier, later)| [*earlier as usize, *later as usize]);
        let rows: BTreeSet<usize> = rows.collect();
        rows.into_iter().filter_map(|row| self.row(row)).collect()
    }

    fn class(&self, class: u32) -> String {
        self.part.table.classes().get(class as usize).cloned().unwrap_or_default()
    }

    fn flip(&self, flip: &Flip) -> Option<FlippedRow> {
        Some(FlippedRow {
            row: self.row(flip.row)?,
            score: flip.score,
            given: self.class(flip.given),
            suggested: self.class(flip.suggested),
            suspected: flip.suspected,
        })
    }

    fn trigger(&self, trigger: &Trigger) -> TriggerRows {
        TriggerRows {
            columns: trigger.columns.clone(),
            rows: self.rows(&trigger.rows),
            purity: trigger.purity,
            class: self.class(trigger.class),
            forced: trigger.forced,
            evidence: trigger.evidence,
        }
    }

    fn removal(&self, suspects: &HashSet<usize>) -> Vec<Removal> {
        let table = &self.part.table;
        let mut counts = vec![(0usize, 0usize); table.classes().len()];
        for (row, label) in table.labels().iter().enumerate() {
            if let Some((rows, suspected)) = counts.get_mut(*label as usize) {
                *rows += 1;
                *suspected += usize::from(suspects.contains(&row));
            }
        }
        let classes = table.classes().iter().cloned().zip(counts);
        classes.map(|(class, (rows, suspected))| Removal { class, rows, suspected }).collect()
    }
}
