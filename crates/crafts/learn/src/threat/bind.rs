//! A threat model held to the columns of a table.

use super::column::{ColumnRule, Moves};
use super::error::ThreatError;
use super::model::ThreatModel;
use super::row::Row;
use crate::nearest::nearest;
use crate::table::{Categorical, Numeric, Table};

/// What an attacker may do to rows of a table with these columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Threat {
    /// For each column of numbers.
    pub(crate) numbers: Vec<NumberRule>,
    /// For each column of categories.
    pub(crate) categories: Vec<CategoryRule>,
    /// How many categories of a row may change.
    pub(crate) most_changed: usize,
    pub(super) relations: Vec<Linear>,
    /// What was not said, and is taken to be so.
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberRule {
    pub(crate) name: String,
    pub(super) moves: Moves,
    pub(super) step: Option<f64>,
    least: f64,
    most: f64,
    far: Option<f64>,
    /// One standard deviation: what eps counts.
    unit: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CategoryRule {
    pub(crate) name: String,
    /// For each code, whether a row may get it.
    allowed: Vec<bool>,
}

/// A relation over the numbers of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Linear {
    /// Places of columns, and their factors, in the order in which they are written.
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) constant: f64,
    pub(super) equal: bool,
    pub(super) text: String,
}

impl ThreatModel {
    /// Holds it to the columns of `table`; `scale` is one standard deviation of each of its numbers.
    ///
    /// # Errors
    /// If it names a column that the table doesn't have, or says of a category what only a number can do, or
    /// the other way round.
    pub(crate) fn bind(&self, table: &Table, scale: &[f32]) -> Result<Threat, ThreatError> {
        let names = || {
            let numbers = table.numeric().iter().map(|column| column.name.as_str());
            numbers.chain(table.categorical().iter().map(|column| column.name.as_str()))
        };
        if let Some(column) = self.named().find(|name| names().all(|known| known != *name)) {
            let meant = nearest(column, names()).map(str::to_owned);
            return Err(ThreatError::NoSuchColumn { column: column.to_owned(), meant });
        }
        let rule =
            |name: &str| self.columns.iter().find(|(known, _)| known == name).map(|(_, rule)| rule);
        let unnamed: Vec<&str> = names().filter(|name| rule(name).is_none()).collect();
        let mut notes = Vec::new();
        if !unnamed.is_empty() && !self.columns.is_empty() {
            notes.push(format!(
                "not in the threat model, so they move freely: {}",
                unnamed.join(", ")
            ));
        }
        let units = scale.iter().copied().chain(std::iter::repeat(1.0));
        let numbers = table.numeric().iter().zip(units);
        let numbers = numbers.map(|(column, unit)| number(column, rule(&column.name), unit));
        let categories = table.categorical().iter();
        let categories = categories.map(|column| category(column, rule(&column.name), &mut notes));
        Ok(Threat {
            numbers: numbers.collect::<Result<_, _>>()?,
            categories: categories.collect::<Result<_, _>>()?,
            most_changed: self.categories,
            relations: self.linear(table)?,
            notes,
        })
    }

    fn linear(&self, table: &Table) -> Result<Vec<Linear>, ThreatError> {
        let place = |name: &str, text: &str| {
            let at = table.numeric().iter().position(|column| column.name == name);
            at.ok_or_else(|| ThreatError::Relation {
                relation: text.to_owned(),
                why: format!("{name:?} is a category here, and only numbers are compared"),
            })
        };
        let of = |relation: &super::relation::Relation| {
            let text = relation.to_string();
            let terms = relation.terms.iter();
            let terms = terms.map(|(name, factor)| Ok((place(name, &text)?, *factor)));
            Ok(Linear {
                terms: terms.collect::<Result<_, ThreatError>>()?,
                constant: relation.constant,
                equal: relation.equal,
                text,
            })
        };
        self.relations.iter().map(of).collect()
    }
}

fn number(
    column: &Numeric,
    rule: Option<&ColumnRule>,
    unit: f32,
) -> Result<NumberRule, ThreatError> {
    let rule = rule.cloned().unwrap_or_default();
    if rule.becomes.is_some() {
        let why = "it holds numbers here, and becomes is for categories".to_owned();
        return Err(ThreatError::Column { column: column.name.clone(), why });
    }
    let unit = if unit.is_finite() && unit > 0.0 { f64::from(unit) } else { 1.0 };
    Ok(NumberRule {
        name: column.name.clone(),
        moves: rule.moves,
        step: rule.step,
        least: rule.least.unwrap_or(f64::NEG_INFINITY),
        most: rule.most.unwrap_or(f64::INFINITY),
        far: rule.far,
        unit,
    })
}

fn category(
    column: &Categorical,
    rule: Option<&ColumnRule>,
    notes: &mut Vec<String>,
) -> Result<CategoryRule, ThreatError> {
    if rule.is_some_and(ColumnRule::is_of_numbers) {
        let why = "it holds categories here, which have no size and no direction: make the threat model \
                   with this model and this data";
        return Err(ThreatError::Column { column: column.name.clone(), why: why.to_owned() });
    }
    let never = rule.is_some_and(|rule| rule.moves == Moves::Never);
    let becomes = rule.and_then(|rule| rule.becomes.as_deref());
    let allowed = |text: &String| !never && becomes.is_none_or(|listed| listed.contains(text));
    let unknown = becomes.into_iter().flatten().filter(|text| !column.vocabulary.contains(text));
    match unknown.count() {
        0 => {}
        strange => notes.push(format!(
            "{strange} categories that {:?} may become are none of the column's, and are left out",
            column.name
        )),
    }
    let allowed = column.vocabulary.iter().map(allowed).collect();
    Ok(CategoryRule { name: column.name.clone(), allowed })
}

impl CategoryRule {
    /// Whether a row whose code was `own` may get `code`. What is missing stays so.
    pub(crate) fn allows(&self, own: u32, code: u32) -> bool {
        own == code || self.is_known(own) && self.allowed.get(code as usize) == Some(&true)
    }

    /// How many codes there are.
    pub(crate) fn count(&self) -> usize {
        self.allowed.len()
    }

    fn is_known(&self, code: u32) -> bool {
        (code as usize) < self.allowed.len()
    }
}

impl NumberRule {
    /// How far it moves whatever eps is, if the threat model says so.
    pub(crate) fn far(&self) -> Option<f64> {
        self.far
    }

    /// How far the number moves at `eps`, in its own unit.
    pub(crate) fn reach(&self, eps: f32) -> f64 {
        if self.moves == Moves::Never {
            return 0.0;
        }
        self.far.unwrap_or(f64::from(eps) * self.unit)
    }

    /// The lowest and the highest value that a number which was `own` may get at `eps`; `own` is always
    /// between them, even where it lies out of the bounds.
    pub(super) fn between(&self, own: f64, eps: f32) -> (f64, f64) {
        let reach = self.reach(eps);
        let low = if self.moves == Moves::Up { own } else { own - reach };
        let high = if self.moves == Moves::Down { own } else { own + reach };
        (low.max(self.least.min(own)), high.min(self.most.max(own)))
    }
}

impl Threat {
    /// Names of numbers that `eps` does not let move by one step.
    pub(crate) fn still(&self, eps: f32) -> Vec<&str> {
        let still = |rule: &&NumberRule| {
            rule.moves != Moves::Never && rule.step.is_some_and(|step| rule.reach(eps) < step)
        };
        self.numbers.iter().filter(still).map(|rule| rule.name.as_str()).collect()
    }

    /// How many numbers may move at all.
    pub(crate) fn movable(&self) -> usize {
        self.numbers.iter().filter(|rule| rule.moves != Moves::Never).count()
    }

    /// Whether it lets nothing move at all.
    pub(crate) fn is_still(&self) -> bool {
        let may = |rule: &CategoryRule| rule.allowed.contains(&true);
        self.movable() == 0 && (self.most_changed == 0 || !self.categories.iter().any(may))
    }

    /// What the threat model does not say, and which numbers each eps is too small for.
    pub(crate) fn remarks(&self, epsilons: &[f32]) -> Vec<String> {
        let mut remarks = self.notes.clone();
        remarks.extend(epsilons.iter().filter_map(|eps| {
            let still = self.still(*eps);
            (!still.is_empty()).then(|| {
                format!(
                    "eps {eps} moves none of these by one step (far in the threat model does): {}",
                    still.join(", ")
                )
            })
        }));
        remarks
    }

    /// The relations that `row` keeps: those that are asked of what an attacker makes of it.
    pub(super) fn kept<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Linear> {
        self.relations.iter().filter(|relation| relation.holds(row) == Some(true))
    }
}

/// What sums of floats may be off by, as a share of what is summed: four roundings of a float32.
const ROUNDED: f64 = 2.5e-7;

impl Linear {
    /// Whether it holds in a row; `None` if a number is missing.
    pub(super) fn holds(&self, row: &Row) -> Option<bool> {
        let numbers: Vec<f64> = row.numbers.iter().map(|number| f64::from(*number)).collect();
        let gap = self.gap(&numbers)?;
        Some(if self.equal { gap == 0.0 } else { gap <= 0.0 })
    }

    /// The sum; 0 if it is nothing but rounding, and `None` if a number is missing.
    pub(super) fn gap(&self, numbers: &[f64]) -> Option<f64> {
        let (mut gap, mut size) = (self.constant, self.constant.abs());
        for (at, factor) in &self.terms {
            let part = factor * numbers.get(*at).copied().filter(|number| number.is_finite())?;
            gap += part;
            size += part.abs();
        }
        Some(if gap.abs() <= ROUNDED * size { 0.0 } else { gap })
    }
}
