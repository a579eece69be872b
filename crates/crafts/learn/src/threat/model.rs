//! The threat model as somebody writes it, `threat.toml`, parsed at the edge.

use super::column::ColumnRule;
use super::error::ThreatError;
use super::relation::Relation;
use crate::nearest::nearest;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use terms::printable;

/// Bytes of the longest file.
const MOST_BYTES: usize = 4 << 20;
/// Columns that may be named, and relations between them.
const MOST_COLUMNS: usize = 10_000;
const MOST_RELATIONS: usize = 1_000;
/// Categories that one row may change.
const MOST_CHANGED: usize = 64;
/// Characters of what is wrong that are told.
const SHOWN: usize = 300;

/// What an attacker may do to a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreatModel {
    /// How many categories of a row may change.
    #[serde(default = "one")]
    pub categories: usize,
    /// What holds between numbers; a row that doesn't keep a relation as it came need not keep it.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// By name. A column that is not named moves freely.
    #[serde(default, serialize_with = "as_map", deserialize_with = "by_name")]
    pub columns: Vec<(String, ColumnRule)>,
}

const fn one() -> usize {
    1
}

impl Default for ThreatModel {
    /// Any column moves freely, and one category changes.
    fn default() -> Self {
        Self { categories: one(), relations: Vec::new(), columns: Vec::new() }
    }
}

impl ThreatModel {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is not TOML, has an unknown key, a rule that nothing can keep, or passes a limit.
    pub fn parse(text: &str) -> Result<Self, ThreatError> {
        if text.len() > MOST_BYTES {
            return Err(ThreatError::TooMany {
                what: "bytes",
                found: text.len(),
                most: MOST_BYTES,
            });
        }
        let model: Self = toml::from_str(text).map_err(|error| explained(text, &error))?;
        model.check()?;
        Ok(model)
    }

    /// Whether it can be true of any table.
    fn check(&self) -> Result<(), ThreatError> {
        let limits = [
            ("columns", self.columns.len(), MOST_COLUMNS),
            ("relations", self.relations.len(), MOST_RELATIONS),
            ("categories that change", self.categories, MOST_CHANGED),
        ];
        if let Some((what, found, most)) = limits.into_iter().find(|(_, found, most)| found > most)
        {
            return Err(ThreatError::TooMany { what, found, most });
        }
        self.columns.iter().try_for_each(|(name, rule)| rule.check(name))
    }

    /// Every column that it names, in rules and in relations.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        let related = self.relations.iter().flat_map(Relation::columns);
        self.columns.iter().map(|(name, _)| name.as_str()).chain(related)
    }

    /// The part of it that says something of the columns `taken` by a model, out of the `data`'s columns; and
    /// notes on relations that can't be held.
    ///
    /// # Errors
    /// If it names a column that the data does not have.
    pub fn on(mut self, taken: &[&str], data: &[&str]) -> Result<(Self, Vec<String>), ThreatError> {
        let known = |name: &str| taken.contains(&name) || data.contains(&name);
        if let Some(column) = self.named().find(|name| !known(name)) {
            let meant = nearest(column, data.iter().copied()).map(str::to_owned);
            return Err(ThreatError::NoSuchColumn { column: column.to_owned(), meant });
        }
        let mut notes = Vec::new();
        self.columns.retain(|(name, _)| taken.contains(&name.as_str()));
        self.relations.retain(|relation| {
            let missing = relation.columns().find(|name| !taken.contains(name));
            if let Some(name) = missing {
                notes.push(format!("{relation} is not asked for: the model does not take {name}"));
            }
            missing.is_none()
        });
        Ok((self, notes))
    }
}

/// Where, what, and what was probably meant.
fn explained(text: &str, error: &toml::de::Error) -> ThreatError {
    let line = error.span().map_or(1, |span| {
        text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1)
    });
    let message: String = error.message().chars().take(SHOWN).collect();
    let meant = error.message().strip_prefix("unknown field").and_then(|rest| {
        let mut quoted = rest.split('`').skip(1).step_by(2);
        nearest(quoted.next()?, quoted).map(str::to_owned)
    });
    ThreatError::Syntax { line, what: printable(&message).into_owned(), meant }
}

fn as_map<S: Serializer>(
    columns: &[(String, ColumnRule)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(columns.iter().map(|(name, rule)| (name, rule)))
}

/// A table of TOML as pairs.
fn by_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, ColumnRule)>, D::Error> {
    struct Pairs;
    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, ColumnRule)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table for each column: [columns.NAME]")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }
    deserializer.deserialize_map(Pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threat::Moves;

    const TEXT: &str = r#"
categories = 2
relations = ["age >= years_employed"]

[columns.age]
moves = "up"
step = 1
least = 18
most = 90.5

[columns."years employed"]
far = 2

[columns.home]
becomes = ["rent", "own"]
"#;

    // proves M13
    #[test]
    fn a_threat_model_is_read_as_it_is_written() {
        let model = ThreatModel::parse(TEXT).unwrap();
        let mut names: Vec<&str> = model.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["age", "home", "years employed"]);
        let age = &model.columns.iter().find(|(name, _)| name == "age").unwrap().1;
        assert_eq!((age.moves, age.step, age.most), (Moves::Up, Some(1.0), Some(90.5)));
        assert_eq!(model.categories, 2);
        assert_eq!(ThreatModel::parse("").unwrap(), ThreatModel::default());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
        let told = |text: &str| ThreatModel::parse(text).unwrap_err().to_string();
        let typo = told("[columns.age]\nmoves = \"up\"\nstop = 1\n");
        assert!(typo.starts_with("line 3") && typo.contains("did you mean `step`?"), "{typo}");
        let typo = told("relation = []\n");
        assert!(typo.contains("did you mean `relations`?"), "{typo}");
        assert!(told("[columns.age]\nmoves = \"upwards\"\n").contains("line 2"));
        assert!(told("relations = [\"a < b\"]\n").contains("write <= or >="));
        for (rule, why) in [
            ("step = 0", "above 0"),
            ("far = -1", "below 0"),
            ("least = 2\nmost = 1", "above most"),
            ("least = nan", "finite"),
            ("becomes = [\"x\"]\nstep = 1", "categories"),
            ("becomes = [\"x\"]\nmoves = \"up\"", "categories"),
        ] {
            let error = told(&format!("[columns.a]\n{rule}\n"));
            assert!(error.contains(why) && error.contains("\"a\""), "{error}");
        }
        assert!(told("categories = 65").contains("limit is 64"));
        assert!(told("not toml").contains("line 1"));
    }

    #[test]
    fn columns_that_a_model_does_not_take_are_left_out_and_unknown_ones_refused() {
        let model = ThreatModel::parse(TEXT).unwrap();
        let data = ["age", "years_employed", "years employed", "home", "id"];
        let (kept, notes) = model.clone().on(&["age", "home"], &data).unwrap();
        assert_eq!((kept.columns.len(), kept.relations.len()), (2, 0));
        assert!(notes[0].contains("does not take years_employed"), "{notes:?}");
        let error = model.on(&["age"], &["age", "years_employed", "years employd", "home"]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("did you mean `years employd`?"), "{error}");
    }
}
