//! A threat model made from a table, for somebody to edit.

use super::column::ColumnRule;
use super::expression::named;
use super::model::ThreatModel;
use super::relation::Relation;
use crate::features::{LEAST_ROWS_OF_A_CATEGORY, MOST_CATEGORIES};
use crate::table::{Categorical, Numeric, Table};

/// Steps that a column of numbers is tried for; a column that has none of them moves by any amount.
const STEPS: [f64; 4] = [1.0, 0.1, 0.01, 0.001];
/// Rows that relations are looked for in, and fewest that tell one.
const ASKED: usize = 5_000;
const LEAST_TOLD: usize = 50;
/// Columns of a table that relations are looked for in, at most, and relations that are suggested.
const MOST_COMPARED: usize = 40;
const MOST_SUGGESTED: usize = 20;

/// A threat model that is made from data, and what to tell about it in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub model: ThreatModel,
    /// For each column of the model, in a line.
    pub(super) remarks: Vec<String>,
    /// Relations that hold in every row. They are no part of the model: what holds by chance would forbid an
    /// attacker what can be.
    pub suggestions: Vec<Relation>,
}

/// What an attacker may do to rows of `table`, as its values say: columns of whole numbers (or of tenths,
/// hundredths, thousandths) stay so, numbers keep within the least and the most that there are, rounded outwards to two
/// digits so that no single row's value is named, and so keep their sign; a category becomes another that
/// ten rows share; one category changes at a time. Nothing is immutable or goes one way: that is for people to say.
#[must_use]
pub fn derive(table: &Table) -> Draft {
    let numbers = table.numeric().iter().map(|column| {
        let (rule, remark) = number(column);
        (column.name.clone(), rule, remark)
    });
    let categories = table.categorical().iter().map(|column| {
        let (rule, remark) = category(column);
        (column.name.clone(), rule, remark)
    });
    let mut draft = Draft {
        model: ThreatModel::default(),
        remarks: Vec::new(),
        suggestions: suggestions(table),
    };
    for (name, rule, remark) in numbers.chain(categories) {
        draft.model.columns.push((name, rule));
        draft.remarks.push(remark);
    }
    draft
}

fn number(column: &Numeric) -> (ColumnRule, String) {
    let present: Vec<f64> = finite(column).collect();
    let (Some(least), Some(most)) = (
        present.iter().copied().min_by(f64::total_cmp),
        present.iter().copied().max_by(f64::total_cmp),
    ) else {
        return (
            ColumnRule::default(),
            "no value is present, and what is missing stays so".to_owned(),
        );
    };
    let step = STEPS.into_iter().find(|step| present.iter().all(|value| fits(*value, *step)));
    let flag = step == Some(1.0) && least >= 0.0 && most <= 1.0;
    let mut remark = match step {
        Some(1.0) => "whole numbers".to_owned(),
        Some(step) => format!("multiples of {step}"),
        None => "numbers".to_owned(),
    };
    if flag {
        remark.push_str("; far = 1 lets an attacker turn 0 into 1 and back, whatever eps is");
    }
    let rule = ColumnRule {
        step,
        least: Some(outwards(least, false)),
        most: Some(outwards(most, true)),
        ..ColumnRule::default()
    };
    (rule, remark)
}

/// The values that are present, as somebody would write them: 0.1 as float32 is 0.10000000149.
fn finite(column: &Numeric) -> impl Iterator<Item = f64> {
    let finite = column.values.iter().filter(|value| value.is_finite());
    finite.map(|value| value.to_string().parse().unwrap_or_else(|_| f64::from(*value)))
}

/// Whether `value` is a multiple of `step`, and small enough to say so.
fn fits(value: f64, step: f64) -> bool {
    let steps = value / step;
    steps.abs() < 8_388_608.0 && (steps - steps.round()).abs() < 1e-3
}

/// Two digits of `value`, further from the others.
fn outwards(value: f64, up: bool) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let digit = 10f64.powf(value.abs().log10().floor() - 1.0);
    // 37.000000000001 tenths are 37.
    let digits = value / digit;
    let rounded = match (digits - digits.round()).abs() < 1e-6 {
        true => digits.round(),
        false if up => digits.ceil(),
        false => digits.floor(),
    };
    let outer = rounded * digit;
    format!("{outer:.2e}").parse().unwrap_or(outer)
}

fn category(column: &Categorical) -> (ColumnRule, String) {
    let shared = |code: u32| {
        column.codes.iter().filter(|own| **own == code).take(LEAST_ROWS_OF_A_CATEGORY).count()
            == LEAST_ROWS_OF_A_CATEGORY
    };
    let codes = (0u32..).zip(&column.vocabulary);
    let listed: Vec<String> =
        codes.filter(|(code, _)| shared(*code)).map(|(_, text)| text.clone()).collect();
    let (all, count) = (column.vocabulary.len(), listed.len());
    if listed.len() > MOST_CATEGORIES || listed.is_empty() {
        return (ColumnRule::default(), format!("any of {all} categories"));
    }
    let remark = match all - count {
        0 => "categories".to_owned(),
        rare => format!(
            "categories; {rare} that fewer than {LEAST_ROWS_OF_A_CATEGORY} rows share are not named"
        ),
    };
    (ColumnRule { becomes: Some(listed), ..ColumnRule::default() }, remark)
}

/// Sums and orders that hold in every row, and could be otherwise.
fn suggestions(table: &Table) -> Vec<Relation> {
    let columns: Vec<&Numeric> = table
        .numeric()
        .iter()
        .filter(|column| varies(column) && !column.name.contains('`'))
        .collect();
    if columns.len() > MOST_COMPARED {
        return Vec::new();
    }
    let mut texts = Vec::new();
    for (at, total) in columns.iter().enumerate() {
        for (first, one) in columns.iter().enumerate() {
            for (second, two) in columns.iter().enumerate().skip(first + 1) {
                if at != first && at != second && is_sum(total, one, two) {
                    let [total, one, two] = [total, one, two].map(|column| named(&column.name));
                    texts.push(format!("{total} = {one} + {two}"));
                }
            }
        }
    }
    for (at, one) in columns.iter().enumerate() {
        for (other, two) in columns.iter().enumerate() {
            if at != other && is_never_below(one, two) {
                texts.push(format!("{} >= {}", named(&one.name), named(&two.name)));
            }
        }
    }
    texts.truncate(MOST_SUGGESTED);
    texts.iter().filter_map(|text| Relation::parse(text).ok()).collect()
}

fn varies(column: &Numeric) -> bool {
    let mut present = column.values.iter().filter(|value| value.is_finite());
    present.next().is_some_and(|first| present.any(|value| value != first))
}

fn is_sum(total: &Numeric, one: &Numeric, two: &Numeric) -> bool {
    let parts = one.values.iter().zip(&two.values);
    let rows = total.values.iter().zip(parts).take(ASKED);
    let rows = rows.map(|(total, (one, two))| [*total, *one, *two].map(f64::from));
    holds(rows, |[total, one, two]| {
        (total - one - two).abs() <= 2.5e-7 * (total.abs() + one.abs() + two.abs())
    })
}

/// Whether `one` is nowhere below `two`, though their ranges overlap.
fn is_never_below(one: &Numeric, two: &Numeric) -> bool {
    let finite = |column: &Numeric| finite(column).collect::<Vec<f64>>();
    let pairs = one.values.iter().zip(&two.values).take(ASKED);
    holds(pairs.map(|(one, two)| [*one, *two].map(f64::from)), |[one, two]| one >= two) && {
        let least = finite(one).into_iter().fold(f64::INFINITY, f64::min);
        let most = finite(two).into_iter().fold(f64::NEG_INFINITY, f64::max);
        least < most
    }
}

/// Whether `rule` is true of all rows in which nothing is missing, and there are enough of them.
fn holds<const N: usize>(
    rows: impl Iterator<Item = [f64; N]>,
    rule: impl Fn([f64; N]) -> bool,
) -> bool {
    let mut told = 0;
    for row in rows.filter(|row| row.iter().all(|value| value.is_finite())) {
        if !rule(row) {
            return false;
        }
        told += 1;
    }
    told >= LEAST_TOLD
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    fn table() -> Table {
        let mut noise = Noise::new(3, "derive");
        let mut whole =
            |most: usize| -> Vec<f32> { (0..200).map(|_| noise.below(most) as f32).collect() };
        let (base, bonus) = (whole(900), whole(90));
        let total = base.iter().zip(&bonus).map(|(a, b)| a + b).collect();
        let number = |name: &str, values: Vec<f32>| Numeric { name: name.to_owned(), values };
        let cents: Vec<f32> = base.iter().map(|v| -v / 100.0).collect();
        let ratio = base.iter().map(|v| v / 977.0 + 1e-4).collect();
        let mut missing = whole(3);
        missing[7] = f32::NAN;
        let homes = (0..200).map(|row| match row {
            0..5 => Some("boat"),
            5..100 => Some("rent"),
            _ => Some("own"),
        });
        Table::new(
            vec![
                number("total", total),
                number("base pay", base),
                number("bonus", bonus),
                number("cents", cents),
                number("ratio", ratio),
                number("late", missing),
                number("flag", (0..200).map(|row| f32::from(row % 3 == 0)).collect()),
                number("gone", vec![f32::NAN; 200]),
            ],
            vec![Categorical::from_texts("home", homes)],
            vec![0; 200],
            vec!["no".to_owned(), "yes".to_owned()],
        )
        .unwrap()
    }

    // proves M13
    #[test]
    fn a_draft_keeps_types_bounds_and_signs() {
        let draft = derive(&table());
        let rule = |name: &str| {
            draft.model.columns.iter().find(|(known, _)| known == name).unwrap().1.clone()
        };
        let total = rule("total");
        assert_eq!(total.step, Some(1.0));
        assert!(total.least.unwrap() >= 0.0 && total.most.unwrap() >= 800.0, "{total:?}");
        assert_eq!(total.most.unwrap() % 10.0, 0.0, "it names somebody's value");
        let cents = rule("cents");
        assert_eq!(cents.step, Some(0.01));
        assert!(cents.most.unwrap() <= 0.0, "the sign is kept: {cents:?}");
        assert_eq!(rule("ratio").step, None);
        assert_eq!((rule("late").step, rule("late").most), (Some(1.0), Some(2.0)));
        assert_eq!((rule("flag").least, rule("flag").most), (Some(0.0), Some(1.0)));
        assert_eq!(rule("gone"), ColumnRule::default());
        let home = rule("home").becomes.unwrap();
        assert_eq!(home, ["rent", "own"], "boat is shared by five rows");
        assert_eq!(draft.model.relations, []);
    }

    #[test]
    fn relations_that_hold_are_suggested_and_not_assumed() {
        let told: Vec<String> =
            derive(&table()).suggestions.iter().map(ToString::to_string).collect();
        assert!(told.contains(&"total = `base pay` + bonus".to_owned()), "{told:?}");
        assert!(told.contains(&"total >= bonus".to_owned()), "{told:?}");
        assert!(
            !told.iter().any(|text| text.starts_with("bonus") || text.contains("gone")),
            "{told:?}"
        );
    }

    #[test]
    fn two_digits_lie_outwards() {
        let cases = [(18.0, 18.0, 18.0), (187.0, 180.0, 190.0), (-187.0, -190.0, -180.0)];
        let more = [
            (0.376, 0.37, 0.38),
            (5.0, 5.0, 5.0),
            (99_999.0, 99_000.0, 100_000.0),
            (0.0, 0.0, 0.0),
        ];
        for (value, down, up) in cases.into_iter().chain(more) {
            assert_eq!((outwards(value, false), outwards(value, true)), (down, up), "{value}");
        }
    }
}
