//! How much of an attack that knows no constraints could ever be.

use crate::attack::constraints::Constraints;
use crate::attack::suite::Attack;
use crate::table::Table;
use crate::threat::{Row, Violation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Kinds of what is broken that are told, the most frequent first.
const MOST_TOLD: usize = 5;

/// An attack that knows no constraints, before its rows were repaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unconstrained {
    pub model: String,
    pub attack: Attack,
    /// In standard deviations.
    pub eps: f32,
    /// Share of rows that it leaves right, could all its rows be.
    pub accuracy: f64,
    /// Rows that were right as they came, and wrong after it.
    pub turned: usize,
    /// Of those, the ones that the threat model says can't be.
    pub unrealisable: usize,
    /// What they break, the most frequent first.
    pub broken: Vec<Broken>,
}

/// Something that rows break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    pub what: String,
    pub rows: usize,
}

impl fmt::Display for Unconstrained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, attack, eps, turned, unrealisable, broken, .. } = self;
        let attack = attack.name();
        write!(
            f,
            "{unrealisable} of {turned} rows by which {attack} turns {model} at eps {eps} can't be"
        )?;
        let broken = broken.iter().map(|broken| format!("{} ({})", broken.what, broken.rows));
        let broken: Vec<String> = broken.collect();
        if broken.is_empty() { Ok(()) } else { write!(f, ": {}", broken.join(", ")) }
    }
}

/// Counts over one attack, of one try or more: a row counts as one that can be if any try that turned it can.
pub(super) struct Tally {
    right: Vec<bool>,
    /// For each row, whether it was turned, and what the rows that turned it break.
    turned: Vec<Option<Vec<Violation>>>,
}

impl Tally {
    /// Of rows of which those that are `right` were answered right as they came.
    pub(super) fn new(right: &[bool]) -> Self {
        Self { right: right.to_vec(), turned: vec![None; right.len()] }
    }

    /// Adds a try: rows of `attacked`, of which those that are not `survived` are answered wrong.
    pub(super) fn add(
        &mut self,
        constraints: &Constraints<'_>,
        attacked: &Table,
        survived: &[bool],
        eps: f32,
    ) {
        let rows = Row::all(attacked);
        let pairs = constraints.rows.iter().zip(&rows).zip(survived.iter().zip(&self.right));
        for (turned, ((origin, row), (survived, right))) in self.turned.iter_mut().zip(pairs) {
            let settled = turned.as_ref().is_some_and(Vec::is_empty);
            if *right && !*survived && !settled {
                *turned = Some(constraints.threat.violations(origin, row, eps));
            }
        }
    }

    pub(super) fn told(self, model: &str, attack: Attack, eps: f32) -> Unconstrained {
        let right = self.right.iter().filter(|right| **right).count();
        let turned = self.turned.iter().flatten();
        let broken: Vec<&Vec<Violation>> = turned.clone().filter(|one| !one.is_empty()).collect();
        let turned = turned.count();
        let mut kinds: BTreeMap<&Violation, usize> = BTreeMap::new();
        broken
            .iter()
            .flat_map(|row| row.iter())
            .for_each(|kind| *kinds.entry(kind).or_default() += 1);
        let mut kinds: Vec<Broken> =
            kinds.into_iter().map(|(kind, rows)| Broken { what: kind.to_string(), rows }).collect();
        kinds.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.what.cmp(&b.what)));
        kinds.truncate(MOST_TOLD);
        Unconstrained {
            model: model.to_owned(),
            attack,
            eps,
            accuracy: (right - turned) as f64 / self.right.len().max(1) as f64,
            turned,
            unrealisable: broken.len(),
            broken: kinds,
        }
    }
}
