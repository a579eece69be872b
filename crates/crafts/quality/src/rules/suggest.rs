//! Rules that a delivery keeps, and the next one should.

use super::check::names;
use super::{Rule, RuleKind};
use crate::column::{Seen, number, seen};
use arrow_array::RecordBatch;
use terms::{Column, ColumnRole, InfoType};

/// Fewer rows show no habit.
const LEAST: usize = 20;

/// Rules that `batch`, a table of text whose columns were `found` to be what they are, keeps by more than
/// accident. None has a value of the table in it.
#[must_use]
pub fn suggest(batch: &RecordBatch, found: &[Column]) -> Vec<Rule> {
    if batch.num_rows() < LEAST {
        return Vec::new();
    }
    let names = names(batch);
    seen(batch, found, &names).iter().flat_map(of_column).collect()
}

fn of_column(column: &Seen<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let cells = column.cells().count();
    let rule = |kind| Rule::bare(column.name, kind);
    if cells == 0 {
        return rules;
    }
    if cells == column.rows() {
        rules.push(rule(RuleKind::NotNull));
    }
    let mut known = std::collections::HashSet::new();
    let unique = column.cells().all(|(_, cell)| known.insert(cell));
    let keyed = column.found.is_some_and(|found| found.role == ColumnRole::Identifier);
    if unique && keyed {
        rules.push(rule(RuleKind::Unique));
        return rules;
    }
    let (numeric, _) = column.share(|cell| number(cell).is_some());
    let counted = column.found.is_some_and(|found| {
        matches!(found.info_type, InfoType::Number | InfoType::Age | InfoType::Salary)
    });
    if numeric >= 1.0 && counted && known.len() > 2 {
        rules.push(rule(RuleKind::Range));
        return rules;
    }
    // Few values that all came often: another one is a surprise.
    let few = column
        .categories()
        .is_some_and(|counts| counts.len() <= 50 && counts.values().all(|count| *count >= 3));
    if few {
        rules.push(rule(RuleKind::Set));
    }
    rules
}
