//! What a row breaks.

use super::bind::{NumberRule, Threat};
use super::column::Moves;
use super::row::Row;
use crate::table::Categorical;
use std::fmt;

/// One thing that a row breaks, with names and no values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Violation {
    /// A missing value came, or went.
    Missing { column: String },
    /// It moved, and may not; or in the other direction.
    Moved { column: String },
    /// It moved too far.
    Far { column: String },
    /// It is below the least or above the most.
    Outside { column: String },
    /// It is no multiple of the column's step.
    Step { column: String },
    /// It became a category that it can't.
    Category { column: String },
    /// More categories changed than may.
    Changes,
    /// A relation that held no longer does.
    Relation { relation: String },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { column } => write!(f, "{column} came or went"),
            Self::Moved { column } => write!(f, "{column} moved as it can't"),
            Self::Far { column } => write!(f, "{column} moved too far"),
            Self::Outside { column } => write!(f, "{column} is out of its bounds"),
            Self::Step { column } => write!(f, "{column} is between two steps"),
            Self::Category { column } => write!(f, "{column} is no category that it can become"),
            Self::Changes => f.write_str("too many categories changed"),
            Self::Relation { relation } => write!(f, "{relation} no longer holds"),
        }
    }
}

impl Threat {
    /// What an attacker breaks who makes `row` of `origin` at `eps`; empty if the row can be.
    pub(crate) fn violations(&self, origin: &Row, row: &Row, eps: f32) -> Vec<Violation> {
        let numbers = self.numbers.iter().zip(origin.numbers.iter().zip(&row.numbers));
        let numbers = numbers.filter_map(|(rule, (own, now))| of_number(rule, *own, *now, eps));
        let codes = || self.categories.iter().zip(origin.codes.iter().zip(&row.codes));
        let categories = codes().filter(|(rule, (own, now))| !rule.allows(**own, **now));
        let categories = categories.map(|(rule, (own, _))| match *own {
            Categorical::UNKNOWN => Violation::Missing { column: rule.name.clone() },
            _ => Violation::Category { column: rule.name.clone() },
        });
        let changed = codes().filter(|(_, (own, now))| own != now).count();
        let many = (changed > self.most_changed).then_some(Violation::Changes);
        let broken = self.kept(origin).filter(|relation| relation.holds(row) == Some(false));
        let broken = broken.map(|relation| Violation::Relation { relation: relation.text.clone() });
        numbers.chain(categories).chain(many).chain(broken).collect()
    }
}

/// What floats may be off by around a value: two roundings of a float32.
pub(super) fn slack(value: f64) -> f64 {
    2.4e-7 * value.abs() + 1e-12
}

fn of_number(rule: &NumberRule, own: f32, now: f32, eps: f32) -> Option<Violation> {
    let column = || rule.name.clone();
    match (own.is_finite(), now.is_finite()) {
        (true, true) => {}
        (false, false) => return None,
        _ => return Some(Violation::Missing { column: column() }),
    }
    if own.total_cmp(&now).is_eq() || own == now {
        return None;
    }
    let wrong_way = match rule.moves {
        Moves::Freely => false,
        Moves::Up => now < own,
        Moves::Down => now > own,
        Moves::Never => true,
    };
    if wrong_way {
        return Some(Violation::Moved { column: column() });
    }
    let (own, now) = (f64::from(own), f64::from(now));
    let slack = slack(own.abs().max(now.abs()));
    if (now - own).abs() > rule.reach(eps) + slack {
        return Some(Violation::Far { column: column() });
    }
    let (low, high) = rule.between(own, eps);
    if now < low - slack || now > high + slack {
        return Some(Violation::Outside { column: column() });
    }
    let between = rule.step.is_some_and(|step| !is_multiple(now, step));
    between.then(|| Violation::Step { column: column() })
}

/// Whether `value`, a float32, is a multiple of `step` as far as it can say.
pub(super) fn is_multiple(value: f64, step: f64) -> bool {
    let steps = value / step;
    (steps - steps.round()).abs() * step <= slack(value).max(1e-6 * step)
}
