//! What the columns of a table say together of people, as they are and as others are shown them (M5).

use tables::Table;
use terms::{Classification, Column, Combination, Handlings, View};

/// Measures the combinations of a table that was classified; `shown` is its classification as it stands with
/// what people say, by which others see it under the handling in force.
#[must_use]
pub fn combined(table: &Table, shown: &Classification, in_force: &Handlings) -> Vec<Combination> {
    let show = |column: &Column, value: &str| seen(column, value, in_force);
    classify::combined(&table.batch, shown, None, Some(&show))
}

/// What others see of a value. A token leads to nothing that is known elsewhere.
fn seen(column: &Column, value: &str, in_force: &Handlings) -> Option<String> {
    match column.view(in_force) {
        View::Clear => Some(value.to_owned()),
        View::Mask => Some(protect::mask(column.info_type, value)),
        View::Token | View::Hidden => None,
    }
}

/// Lays what was measured over what was found: a column that helps to single people out is confidential.
pub fn lay_over(found: &mut Classification, combinations: &[Combination]) {
    classify::lay_over(found, combinations);
}

/// What is to be told of them, of the table called `name`.
#[must_use]
pub fn combination_findings(name: &str, combinations: &[Combination]) -> Vec<terms::Finding> {
    classify::combination_findings(name, combinations)
}
