//! An evolutionary search that needs no gradient, after MOEVA2.
//!
//! Simonetto et al. 2022 ("A unified framework for adversarial attack and defense in constrained feature space")
//! evolve many rows from one, by crossover and mutation, towards three aims at once: a wrong answer, a short
//! distance, no constraint broken. Here the last two are kept by repair, as the box is given, so that the first
//! alone decides which rows live on. Scores come from a network that the attacker knows; where that is a copy,
//! only the most promising child of each generation is asked about.

use super::scored::Scored;
use crate::attack::constraints::Constraints;
use crate::attack::oracle::LabelOracle;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::threat::{Row, Threat};

/// Rows that live on, and children of each generation.
const PARENTS: usize = 6;
const CHILDREN: usize = 6;

/// One that lives.
struct Individual {
    row: Row,
    margin: f32,
    asked: bool,
}

/// One row under attack.
struct Lineage {
    at: usize,
    living: Vec<Individual>,
}

/// Which rows are still answered right at each of `epsilons` (ascending): a search goes on in the larger box where
/// it ended in the smaller one. Rows that are not `right` as they came are not attacked. Each row costs at most
/// `queries` questions.
///
/// # Errors
/// As the oracle.
pub(super) fn moeva(
    (scored, oracle): (Scored<'_>, &dyn LabelOracle),
    constraints: &Constraints<'_>,
    right: &[bool],
    epsilons: &[f32],
    queries: usize,
    noise: &mut Noise,
) -> Result<Vec<Vec<bool>>, LearnError> {
    let mut survived = right.to_vec();
    let margins = scored.margins(constraints.origin)?;
    let begin = |(at, (row, margin)): (usize, (&Row, f32))| {
        let origin = Individual { row: row.clone(), margin, asked: true };
        Lineage { at, living: vec![origin] }
    };
    let rows = constraints.rows.iter().zip(margins).enumerate();
    let is_right = |lineage: &Lineage| right.get(lineage.at) == Some(&true);
    let mut lineages: Vec<Lineage> = rows.map(begin).filter(is_right).collect();
    let mut all = Vec::with_capacity(epsilons.len());
    let mut left = queries;
    for (done, &eps) in epsilons.iter().enumerate() {
        let generations = left / (epsilons.len() - done).max(1);
        left -= generations;
        for _ in 0..generations {
            if lineages.is_empty() {
                break;
            }
            breed(scored, constraints, &mut lineages, eps, noise)?;
            let turned = ask(oracle, constraints, &mut lineages)?;
            for at in &turned {
                if let Some(survived) = survived.get_mut(*at) {
                    *survived = false;
                }
            }
            lineages.retain(|lineage| survived.get(lineage.at) == Some(&true));
        }
        all.push(survived.clone());
    }
    Ok(all)
}

/// A generation: children of each lineage, of which the most promising live on.
fn breed(
    scored: Scored<'_>,
    constraints: &Constraints<'_>,
    lineages: &mut [Lineage],
    eps: f32,
    noise: &mut Noise,
) -> Result<(), LearnError> {
    let (mut children, mut labels) = (Vec::new(), Vec::new());
    for lineage in lineages.iter() {
        let Some(origin) = constraints.rows.get(lineage.at) else { continue };
        for _ in 0..CHILDREN {
            let child = lineage.child(origin, constraints.threat, eps, noise);
            children.push(constraints.threat.repair(origin, &child, eps));
            labels.push(constraints.origin.labels().get(lineage.at).copied().unwrap_or(0));
        }
    }
    let margins = scored.margins(&Row::table(children.iter(), labels, constraints.origin)?)?;
    let mut born = children.into_iter().zip(margins);
    for lineage in lineages {
        for (row, margin) in born.by_ref().take(CHILDREN) {
            if !lineage.living.iter().any(|one| one.row == row) {
                lineage.living.push(Individual { row, margin, asked: false });
            }
        }
        lineage.living.sort_by(|a, b| b.margin.total_cmp(&a.margin));
        lineage.living.truncate(PARENTS);
    }
    Ok(())
}

/// Asks about the most promising individual of each lineage that was not asked about, and says which rows it turns.
fn ask(
    oracle: &dyn LabelOracle,
    constraints: &Constraints<'_>,
    lineages: &mut [Lineage],
) -> Result<Vec<usize>, LearnError> {
    let (mut asked, mut rows, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for lineage in lineages {
        if let Some(best) = lineage.living.iter_mut().find(|one| !one.asked) {
            best.asked = true;
            asked.push(lineage.at);
            rows.push(best.row.clone());
            labels.push(constraints.origin.labels().get(lineage.at).copied().unwrap_or(0));
        }
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let answers = oracle.labels(&Row::table(rows.iter(), labels.clone(), constraints.origin)?)?;
    let turned = asked.into_iter().zip(answers.into_iter().zip(labels));
    Ok(turned.filter(|(_, (answer, label))| answer != label).map(|(at, _)| at).collect())
}

impl Lineage {
    /// A child of two of the living, each the better of two that are drawn.
    fn child(&self, origin: &Row, threat: &Threat, eps: f32, noise: &mut Noise) -> Row {
        let (one, other) = (self.drawn(noise), self.drawn(noise));
        let (Some(one), Some(other)) = (one, other) else { return origin.clone() };
        let mut child = one.clone();
        for (own, theirs) in child.numbers.iter_mut().zip(&other.numbers) {
            if noise.unit() < 0.5 {
                *own = *theirs;
            }
        }
        // Of one alone, as few categories may change.
        if noise.unit() < 0.5 {
            child.codes.clone_from(&other.codes);
        }
        mutate(&mut child, origin, threat, eps, noise);
        child
    }

    fn drawn(&self, noise: &mut Noise) -> Option<&Row> {
        let [one, other] = [(); 2].map(|()| self.living.get(noise.below(self.living.len())));
        let best = if one?.margin >= other?.margin { one } else { other };
        best.map(|best| &best.row)
    }
}

/// Changes one column, and each other with a chance of one in all.
fn mutate(child: &mut Row, origin: &Row, threat: &Threat, eps: f32, noise: &mut Noise) {
    let (numbers, categories) = (child.numbers.len(), child.codes.len());
    let all = numbers + categories;
    let sure = noise.below(all);
    let chosen: Vec<bool> =
        (0..all).map(|at| at == sure || noise.unit() < 1.0 / all.max(1) as f32).collect();
    let (of_numbers, of_categories) = chosen.split_at(numbers.min(chosen.len()));
    let own = child.numbers.iter_mut().zip(&origin.numbers).zip(&threat.numbers).zip(of_numbers);
    for (((number, own), rule), _) in own.filter(|(_, chosen)| **chosen) {
        let reach = rule.reach(eps);
        let (own, now) = (f64::from(*own), f64::from(*number));
        // To an edge of the box, where most attacks end; anywhere in it; or a little from where it is.
        *number = match noise.below(4) {
            0 => own - reach,
            1 => own + reach,
            2 => own + reach * f64::from(2.0 * noise.unit() - 1.0),
            _ => now + 0.2 * reach * f64::from(2.0 * noise.unit() - 1.0),
        } as f32;
    }
    let rules =
        child.codes.iter_mut().zip(&origin.codes).zip(&threat.categories).zip(of_categories);
    let mut changed = None;
    for (at, (((code, own), rule), _)) in rules.enumerate().filter(|(_, (_, chosen))| **chosen) {
        let drawn = u32::try_from(noise.below(rule.count())).unwrap_or(*own);
        if rule.allows(*own, drawn) {
            *code = drawn;
            changed = Some(at);
        }
    }
    // Where one alone may change, the new one takes the place of the old.
    if let (Some(changed), 1) = (changed, threat.most_changed) {
        for (at, (code, own)) in child.codes.iter_mut().zip(&origin.codes).enumerate() {
            if at != changed {
                *code = *own;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;
    use crate::net::{Committee, Mlp};
    use crate::table::Table;
    use crate::testing::blobs;
    use crate::threat::derive;
    use std::sync::Mutex;

    /// Says the second class of rows that are wide or rent, and remembers what it was asked.
    struct Rule(Mutex<Vec<Row>>);

    impl LabelOracle for Rule {
        fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
            let rows = Row::all(table);
            let rent = table.categorical()[0].vocabulary.iter().position(|text| text == "rent");
            let rent = u32::try_from(rent.unwrap()).unwrap();
            let says = |row: &Row| u32::from(row.numbers[0] >= 60.0 || row.codes[0] == rent);
            let answers = rows.iter().map(says).collect();
            self.0.lock().unwrap().extend(rows);
            Ok(answers)
        }
    }

    // proves M13
    #[test]
    fn moeva_finds_what_turns_an_answer_and_asks_about_nothing_that_can_not_be() {
        let table = blobs(80, 6);
        let rule = Rule(Mutex::new(Vec::new()));
        let table = table.relabelled(rule.labels(&table).unwrap()).unwrap();
        rule.0.lock().unwrap().clear();
        let encoding = Encoding::fit(&table);
        let mut noise = Noise::new(4, "moeva");
        // A copy that knows nothing: the search is blind, and finds what one change does.
        let committee = Committee::of_one(Mlp::new(encoding.width(), &[4], 2, &mut noise));
        let scored = Scored { committee: &committee, encoding: &encoding };
        let model = derive(&table).model;
        let threat = model.bind(&table, &encoding.deviations()).unwrap();
        let constraints = Constraints::new(&threat, &table);
        let right = vec![true; 80];
        let attacked = (scored, &rule as &dyn LabelOracle);
        let found = moeva(attacked, &constraints, &right, &[0.1, 1.0], 40, &mut noise).unwrap();
        let count = |rows: &[bool]| rows.iter().filter(|right| !**right).count();
        let (near, far) = (count(&found[0]), count(&found[1]));
        assert!(near > 0 && far >= near && far > 20, "{near} {far}");
        let asked = rule.0.lock().unwrap();
        assert!(asked.len() <= 80 * 40, "{}", asked.len());
        // Of whom a question was is not said: it has to be what can be made of somebody.
        let can_be = |row: &Row| {
            constraints.rows.iter().any(|own| threat.violations(own, row, 1.0).is_empty())
        };
        assert!(asked.iter().all(can_be));
        let none = moeva(attacked, &constraints, &[false; 80], &[0.1], 40, &mut noise).unwrap();
        assert_eq!(none, [vec![false; 80]]);
    }
}
