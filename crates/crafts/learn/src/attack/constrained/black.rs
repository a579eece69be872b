//! Attacks that keep to a threat model, on a model that can only be asked, through a copy of it.

use super::capgd::Capgd;
use super::moeva::moeva;
use super::scored::Scored;
use super::unconstrained::{Tally, Unconstrained};
use crate::attack::constraints::Constraints;
use crate::attack::oracle::LabelOracle;
use crate::attack::suite::Attack;
use crate::attack::transfer::Surrogate;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::objective::Loss;
use crate::table::Table;

/// Steps of CAPGD on the copy.
const STEPS: usize = 30;
/// Questions about each row that the evolutionary search may ask, of the budget.
const MOST_ASKED: usize = 100;

/// Who is asked, how often, and through what.
pub(in crate::attack) struct Asked<'a> {
    pub(in crate::attack) oracle: &'a dyn LabelOracle,
    pub(in crate::attack) name: &'a str,
    pub(in crate::attack) surrogate: &'a Surrogate,
    /// For each row.
    pub(in crate::attack) queries: usize,
    pub(in crate::attack) seed: u64,
}

/// What attacks left of the rows at one eps; every row that they made can be.
pub(in crate::attack) struct Left {
    pub(in crate::attack) transfer: Vec<bool>,
    pub(in crate::attack) capgd: Vec<bool>,
    pub(in crate::attack) moeva: Vec<bool>,
    /// What `transfer` was before repair.
    pub(in crate::attack) unconstrained: Unconstrained,
}

/// Attacks at each of `epsilons`, in their order. Rows that are not `right` as they came are wrong anyway.
///
/// # Errors
/// As the oracle.
pub(in crate::attack) fn search(
    asked: &Asked<'_>,
    constraints: &Constraints<'_>,
    right: &[bool],
    epsilons: &[f32],
) -> Result<Vec<Left>, LearnError> {
    let Asked { oracle, name, surrogate, queries, seed } = asked;
    let scored = Scored { committee: &surrogate.committee, encoding: &surrogate.encoding };
    let mut noise = Noise::new(*seed, "constrained");
    let mut ascending = epsilons.to_vec();
    ascending.sort_by(f32::total_cmp);
    let subject = (scored, *oracle);
    let queries = (*queries).min(MOST_ASKED);
    let evolved = moeva(subject, constraints, right, &ascending, queries, &mut noise)?;
    let attacked = surrogate.attacks(constraints.origin, epsilons, *seed)?;
    let mut all = Vec::with_capacity(epsilons.len());
    for (&eps, attacked) in epsilons.iter().zip(attacked) {
        let mut tally = Tally::new(right);
        tally.add(constraints, &attacked, &survives(*oracle, &attacked)?, eps);
        let transfer = survives(*oracle, &constraints.repair(&attacked, eps)?)?;
        let mut capgd = right.to_vec();
        for (loss, random_start) in [(Loss::Margin, false), (Loss::CrossEntropy, true)] {
            let capgd_of = Capgd { eps, steps: STEPS, loss, random_start };
            let rows = capgd_of.run(scored, constraints, &constraints.rows, &mut noise)?;
            let left = survives(*oracle, &constraints.table(&rows)?)?;
            crate::attack::suite::worsen(&mut capgd, &left);
        }
        let place = ascending.iter().position(|other| other.total_cmp(&eps).is_eq());
        let moeva = place.and_then(|at| evolved.get(at)).cloned().unwrap_or_else(|| right.to_vec());
        let unconstrained = tally.told(name, Attack::Transfer, eps);
        all.push(Left { transfer, capgd, moeva, unconstrained });
    }
    Ok(all)
}

fn survives(oracle: &dyn LabelOracle, table: &Table) -> Result<Vec<bool>, LearnError> {
    let answers = oracle.labels(table)?;
    Ok(answers.iter().zip(table.labels()).map(|(answer, label)| answer == label).collect())
}
