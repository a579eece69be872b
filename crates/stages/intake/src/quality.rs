//! What is disordered in a delivery, and which rules of its dataset it does not keep (M4).

use arrow::array::{ArrayRef, RecordBatch};
use protect::Plan;
use quality::HintRule;
use quality::rules::{Reference, Rule};
use std::collections::HashSet;
use std::sync::Arc;
use tables::Table;
use terms::{Classification, Finding, Timestamp};

/// A version that was kept, as text; of columns whose originals were dropped nothing.
pub struct Kept(RecordBatch);

impl Kept {
    /// Of `stored`, a table that was reopened, and the plan that it was stored under; `None` if no column
    /// has text.
    #[must_use]
    pub fn of(stored: &RecordBatch, plan: &Plan) -> Option<Self> {
        let schema = stored.schema();
        let kept = schema.fields().iter().zip(stored.columns()).filter_map(|(field, array)| {
            let retained = plan.column(field.name()).is_some_and(|column| column.retain);
            let text = tables::read::as_text(array).filter(|_| retained)?;
            Some((field.name().clone(), Arc::new(text) as ArrayRef))
        });
        RecordBatch::try_from_iter(kept).ok().map(Self)
    }

    /// All values of a column; `None` if it is not here.
    #[must_use]
    pub fn values(&self, column: &str) -> Option<HashSet<String>> {
        let text = tables::read::as_text(self.0.column_by_name(column)?)?;
        Some(text.iter().flatten().map(str::to_owned).collect())
    }

    /// Rules that it keeps by more than accident.
    #[must_use]
    pub fn suggested(&self, found: &Classification) -> Vec<Rule> {
        quality::rules::suggest(&self.0, &found.columns)
    }
}

/// What a delivery is held against.
pub struct Against<'a> {
    pub rules: &'a [Rule],
    /// The version before.
    pub before: Option<&'a Kept>,
    /// The values of `dataset.column`.
    pub values: &'a dyn Fn(&str) -> Option<HashSet<String>>,
    pub now: Timestamp,
}

/// What may be mended in `table`, a delivery to the dataset called `name` that was `found` to be what it is,
/// and the rules that it does not keep.
#[must_use]
pub fn findings(
    name: &str,
    table: &Table,
    found: &Classification,
    against: &Against<'_>,
) -> Vec<Finding> {
    let names: Vec<String> =
        table.batch.schema_ref().fields().iter().map(|field| field.name().clone()).collect();
    // Copies and shifted rows are told as defects.
    let told = [HintRule::Duplicate, HintRule::Shifted];
    let rules: Vec<HintRule> =
        HintRule::ALL.into_iter().filter(|rule| !told.contains(rule)).collect();
    let hints = quality::hints_of(&table.batch, &names, &found.columns, &rules);
    let mut findings = quality::findings(name, &hints);
    let beside = Reference {
        before: against.before.map(|kept| &kept.0),
        values: against.values,
        now: against.now,
    };
    findings.extend(quality::rules::check(name, against.rules, &table.batch, &beside));
    findings
}
