//! What may be mended in a table.

mod category;
mod dates;
mod duplicate;
mod sheet;
mod shifted;
mod space;
mod unit;

use crate::column::{Seen, seen};
use arrow_array::RecordBatch;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use terms::{Column, Finding, Location, Severity, limits, parallel};

pub(crate) use shifted::moved;

/// A kind of disorder, and of its repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HintRule {
    /// White space around a cell, or characters in it that nobody sees.
    Space,
    /// Categories that differ by case, white space or accents alone: each becomes the most frequent form.
    Category,
    /// Categories a letter apart from a frequent one.
    Misspelt,
    /// Rows that say the same as an earlier one in every column: they are dropped.
    Duplicate,
    /// Rows of one key that say different things; somebody has to decide.
    Conflict,
    /// Rows whose values stand a column beside their own: they are moved back.
    Shifted,
    /// Days that there are not: the cell is emptied.
    ImpossibleDate,
    /// Days as a spreadsheet counts them, among days that are written out.
    SerialDate,
    /// Names of genes that a spreadsheet took for days (Ziemann, Eren and El-Osta 2016).
    GeneDate,
    /// Long numbers that a spreadsheet rounded, as `4.1E+15`: their digits are lost.
    Rounded,
    /// `#REF!`, `#VALUE!` and the like: the cell is emptied.
    SheetError,
    /// Codes whose zeros in front were lost: they are put back.
    LeadingZero,
    /// Units that are mixed in one column: each becomes the most frequent one.
    Unit,
    /// Numbers that are others' hundred- or thousandfold, as if in another unit; somebody has to decide.
    Scale,
}

impl HintRule {
    /// All of them, in the order in which they are mended.
    pub const ALL: [Self; 14] = [
        Self::Shifted,
        Self::Space,
        Self::SheetError,
        Self::Category,
        Self::Misspelt,
        Self::GeneDate,
        Self::SerialDate,
        Self::ImpossibleDate,
        Self::LeadingZero,
        Self::Unit,
        Self::Duplicate,
        Self::Conflict,
        Self::Rounded,
        Self::Scale,
    ];

    /// As it is called: in config, on the command line, in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Space => "space",
            Self::Category => "category",
            Self::Misspelt => "misspelt",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Shifted => "shifted",
            Self::ImpossibleDate => "impossible-date",
            Self::SerialDate => "serial-date",
            Self::GeneDate => "gene-date",
            Self::Rounded => "rounded",
            Self::SheetError => "sheet-error",
            Self::LeadingZero => "leading-zero",
            Self::Unit => "unit",
            Self::Scale => "scale",
        }
    }

    /// Whether there is a repair.
    #[must_use]
    pub const fn can_be_mended(self) -> bool {
        !matches!(self, Self::Conflict | Self::Rounded | Self::Scale)
    }

    /// Whether the repair takes nothing away that anybody could mean.
    #[must_use]
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Space | Self::Category)
    }

    /// Whether it is one of whole rows.
    const fn is_of_rows(self) -> bool {
        matches!(self, Self::Duplicate | Self::Conflict | Self::Shifted)
    }

    const fn says(self) -> (&'static str, &'static str, Severity) {
        use Severity::{High, Low, Medium};
        match self {
            Self::Space => (
                "cells have white space around them, or characters that nobody sees",
                "take it away",
                Low,
            ),
            Self::Category => (
                "cells are another way to write a category",
                "write each the way that most do",
                Medium,
            ),
            Self::Misspelt => (
                "cells are a letter away from a frequent category",
                "see whether they mean it",
                Low,
            ),
            Self::Duplicate => (
                "rows repeat an earlier one in every column",
                "drop them, if they are not meant",
                Low,
            ),
            Self::Conflict => (
                "rows have the key of another one and say something else",
                "ask the source which of them holds",
                High,
            ),
            Self::Shifted => {
                ("rows stand a column beside their own", "move them back, or ask the source", High)
            }
            Self::ImpossibleDate => {
                ("cells are days that there are not", "empty them, or ask the source", Medium)
            }
            Self::SerialDate => {
                ("cells are days as a spreadsheet counts them", "write them out", Medium)
            }
            Self::GeneDate => (
                "cells are days where names of genes stand",
                "write the gene, and keep the column as text",
                High,
            ),
            Self::Rounded => (
                "cells are numbers that a spreadsheet rounded; their digits are lost",
                "take them from the source again, as text",
                High,
            ),
            Self::SheetError => {
                ("cells are errors of a spreadsheet", "empty them, or mend the sheet", Medium)
            }
            Self::LeadingZero => (
                "cells are shorter than the others, as if zeros in front were lost",
                "put them back",
                Medium,
            ),
            Self::Unit => ("cells are in another unit than most", "convert them", High),
            Self::Scale => (
                "cells are others' hundred- or thousandfold, as if in another unit",
                "ask the source for their unit",
                Medium,
            ),
        }
    }
}

impl fmt::Display for HintRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for HintRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|rule| rule.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|rule| rule.name()).collect();
            format!("there is no such rule; there are {}", names.join(", "))
        })
    }
}

/// Something that may be mended. Rows count from 0, after the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub rule: HintRule,
    /// None of whole rows.
    pub column: Option<String>,
    /// Cells, or rows, that have it.
    pub count: u64,
    /// The rows, ascending; at most [`limits::LISTED_ROWS`].
    pub rows: Vec<u64>,
    /// Whether [`crate::mend()`] can.
    pub mendable: bool,
    /// Whether that takes nothing away that anybody could mean.
    pub safe: bool,
}

/// A repair of one cell; `None` empties it.
pub(crate) type Repair = (usize, Option<String>);

/// What may be mended in `batch`, a table of text whose columns are called `names` and were `found` to be what
/// they are.
#[must_use]
pub fn hints(batch: &RecordBatch, names: &[String], found: &[Column]) -> Vec<Hint> {
    hints_of(batch, names, found, &HintRule::ALL)
}

/// As [`hints()`], of some rules alone.
#[must_use]
pub fn hints_of(
    batch: &RecordBatch,
    names: &[String],
    found: &[Column],
    rules: &[HintRule],
) -> Vec<Hint> {
    let columns = seen(batch, found, names);
    let of_column = |rule: HintRule, column: &Seen<'_>| {
        let rows = repairs(rule, column).into_iter().map(|(row, _)| row as u64);
        hint(rule, Some(column.name), rows.collect())
    };
    let looks: Vec<(HintRule, Option<&Seen<'_>>)> = rules
        .iter()
        .flat_map(|&rule| match rule.is_of_rows() {
            true => vec![(rule, None)],
            false => columns.iter().map(|column| (rule, Some(column))).collect(),
        })
        .collect();
    let all = parallel::map(looks, |(rule, column)| match column {
        Some(column) => of_column(rule, column),
        None => hint(rule, None, of_rows(rule, &columns, batch.num_rows()).unwrap_or_default()),
    });
    all.into_iter().flatten().collect()
}

/// The rows that have `rule`, if it is one of whole rows.
pub(crate) fn of_rows(rule: HintRule, columns: &[Seen<'_>], rows: usize) -> Option<Vec<u64>> {
    match rule {
        HintRule::Duplicate => Some(duplicate::repeated(columns, rows)),
        HintRule::Conflict => Some(duplicate::conflicting(columns, rows)),
        HintRule::Shifted => Some(shifted::rows(columns, rows)),
        _ => None,
    }
}

/// The cells of `column` that have `rule`, with what they become; as they are where nothing can be done.
pub(crate) fn repairs(rule: HintRule, column: &Seen<'_>) -> Vec<Repair> {
    match rule {
        HintRule::Space => space::repairs(column),
        HintRule::Category => category::repairs(column),
        HintRule::Misspelt => category::misspelt(column),
        HintRule::ImpossibleDate => dates::impossible(column),
        HintRule::SerialDate => dates::serial(column),
        HintRule::GeneDate => sheet::genes(column),
        HintRule::Rounded => sheet::rounded(column),
        HintRule::SheetError => sheet::errors(column),
        HintRule::LeadingZero => sheet::zeros(column),
        HintRule::Unit => unit::mixed(column),
        HintRule::Scale => unit::scaled(column),
        HintRule::Duplicate | HintRule::Conflict | HintRule::Shifted => Vec::new(),
    }
}

fn hint(rule: HintRule, column: Option<&str>, mut rows: Vec<u64>) -> Option<Hint> {
    let count = rows.len() as u64;
    rows.truncate(limits::LISTED_ROWS);
    (count > 0).then(|| Hint {
        rule,
        column: column.map(str::to_owned),
        count,
        rows,
        mendable: rule.can_be_mended(),
        safe: rule.is_safe(),
    })
}

/// A finding for each hint, of the table called `subject`.
#[must_use]
pub fn findings(subject: &str, hints: &[Hint]) -> Vec<Finding> {
    let finding = |hint: &Hint| {
        let (what, remedy, severity) = hint.rule.says();
        let place = Location {
            column: hint.column.clone(),
            row: hint.rows.first().copied(),
            ..Location::of(subject)
        };
        let fix = match (&hint.column, hint.mendable) {
            (_, false) => String::new(),
            (Some(column), true) => format!(": hygeia mend --fix {}:{column}", hint.rule),
            (None, true) => format!(": hygeia mend --fix {}", hint.rule),
        };
        Finding::new(
            &format!("quality/{}", hint.rule),
            severity,
            place,
            format!("{} {what}", hint.count),
            format!("{remedy}{fix}"),
        )
    };
    hints.iter().map(finding).collect()
}
