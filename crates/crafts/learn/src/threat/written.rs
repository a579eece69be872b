//! A threat model as text, with comments for whoever edits it.

use super::column::{ColumnRule, Moves};
use super::derive::Draft;
use super::model::ThreatModel;
use super::relation::Relation;
use std::fmt::Write;

/// What stands above all.
const HEAD: &str = "\
# What an attacker may change in a row. Edit it: what an attacker can't do where the rows come from makes the
# test fairer; what is forbidden wrongly makes it blind.
#
# For each column, what is not said is allowed:
#   moves = \"freely\"   or \"up\", \"down\" (numbers alone), \"never\"
#   step = 1           a number becomes a multiple of this alone; without it, any
#   least, most        bounds of what it becomes
#   far = 5            how far it moves, in its own unit, in place of eps standard deviations
#   becomes = [...]    what a category becomes; without it, whatever stands in the column
# What is missing stays missing. A row that breaks a bound or a relation as it came may do so still.

# How many categories of a row change, at most.
";

/// What stands above relations.
const RELATIONS: &str = "
# What holds between numbers, in all that an attacker makes: sums of columns with <=, >= or =, as in
# \"age >= years_employed + 14\" or \"total = base + 2 * bonus\". Other names than letters, digits and _ stand in
# backticks.
";

impl Draft {
    /// The text of a file, which [`ThreatModel::parse`] reads as the draft's model.
    #[must_use]
    pub fn to_text(&self) -> String {
        let remarks = self.remarks.iter().map(String::as_str);
        text(&self.model, remarks, &self.suggestions)
    }
}

impl ThreatModel {
    /// The text of a file, which [`ThreatModel::parse`] reads as this model.
    #[must_use]
    pub fn to_text(&self) -> String {
        text(self, std::iter::empty(), &[])
    }
}

fn text<'a>(
    model: &ThreatModel,
    remarks: impl Iterator<Item = &'a str>,
    suggestions: &[Relation],
) -> String {
    let mut text = format!("{HEAD}categories = {}\n{RELATIONS}relations = [\n", model.categories);
    for relation in &model.relations {
        line(&mut text, format_args!("  {},", quoted(&relation.to_string())));
    }
    if !suggestions.is_empty() {
        line(
            &mut text,
            format_args!(
                "  # These hold in every row of the data. Take the # away from those that must:"
            ),
        );
    }
    for relation in suggestions {
        line(&mut text, format_args!("  # {},", quoted(&relation.to_string())));
    }
    text.push_str("]\n");
    let remarks = remarks.map(Some).chain(std::iter::repeat(None));
    for ((name, rule), remark) in model.columns.iter().zip(remarks) {
        line(&mut text, format_args!("\n[columns.{}]", key(name)));
        if let Some(remark) = remark {
            line(&mut text, format_args!("# {remark}"));
        }
        column(&mut text, rule);
    }
    text
}

fn column(text: &mut String, rule: &ColumnRule) {
    let moves = match rule.moves {
        Moves::Freely => "freely",
        Moves::Up => "up",
        Moves::Down => "down",
        Moves::Never => "never",
    };
    line(text, format_args!("moves = \"{moves}\""));
    let numbers =
        [("step", rule.step), ("least", rule.least), ("most", rule.most), ("far", rule.far)];
    for (name, number) in numbers {
        if let Some(number) = number {
            line(text, format_args!("{name} = {}", written(number)));
        }
    }
    if let Some(becomes) = &rule.becomes {
        let listed: Vec<String> = becomes.iter().map(|text| quoted(text)).collect();
        line(text, format_args!("becomes = [{}]", listed.join(", ")));
    }
}

/// A number of TOML: without a point or an exponent it would be an integer, which has an end.
fn written(number: f64) -> String {
    if number == 0.0 || (1e-4..1e15).contains(&number.abs()) {
        return number.to_string();
    }
    format!("{number:?}")
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "{line}");
}

/// A key of TOML.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::blobs;
    use crate::threat::derive;
    use proptest::prelude::*;

    fn sorted(mut model: ThreatModel) -> ThreatModel {
        model.columns.sort_by(|a, b| a.0.cmp(&b.0));
        model
    }

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let draft = derive(&blobs(300, 4));
        let text = draft.to_text();
        assert!(text.contains("# numbers") && text.contains("moves = \"freely\""), "{text}");
        assert_eq!(sorted(ThreatModel::parse(&text).unwrap()), sorted(draft.model));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_columns_are_called_it_reads_back(
            name in "\\PC{1,12}|[\\x00-\\x7f]{1,8}",
            category in "\\PC{0,12}|[\\x00-\\x7f]{0,8}",
            number in proptest::num::f64::NORMAL,
        ) {
            let rule = ColumnRule { least: Some(number), moves: Moves::Up, ..ColumnRule::default() };
            let home = ColumnRule { becomes: Some(vec![category]), ..ColumnRule::default() };
            let columns = vec![(name.clone(), rule), (format!("{name} 2"), home)];
            let relations = vec![Relation::parse("a >= `b c`").unwrap()];
            let model = ThreatModel { categories: 3, relations, columns };
            prop_assert_eq!(sorted(ThreatModel::parse(&model.to_text()).unwrap()), sorted(model));
        }
    }
}
