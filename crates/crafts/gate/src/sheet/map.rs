//! `raci.map.toml`: what a team's words and signs mean, answered once.

use super::asked::SheetError;
use super::plain::{bare, key};
use crate::{Letters, Pattern};
use serde::Deserialize;
use std::collections::BTreeMap;
use terms::{Action, RoleId};

/// Answers to what a sheet leaves open. All of it may be missing:
///
/// ```toml
/// [sheet]
/// name = "RACI 2026"      # of a workbook with several
/// turned = false          # true: roles are in rows, activities in columns
///
/// [actions]               # what the gate knows an activity as; "-" for what is no access
/// "Train credit model" = "train"
/// "Hold the weekly meeting" = "-"
///
/// [assets]                # of an activity, or of a word in the sheet's column of assets
/// "Train credit model" = ["dataset/loans"]
///
/// [roles]                 # of a head; without it `Data Owner` is `data-owner`
/// "Head of Lending" = "data-owner"
///
/// [letters]               # of a text in any cell; "" for nothing
/// "S" = ""
/// "I*" = "I"
///
/// [cells."Serve model"]   # of one cell, by activity and head
/// "ML Engineer" = "R"
///
/// [people."All"]          # who is meant by a word, in sheets with names in their cells
/// are = ["Data Owner", "ML Engineer"]
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meanings {
    pub(super) sheet: Option<String>,
    pub(super) turned: Option<bool>,
    /// `None` for what is no access.
    actions: BTreeMap<String, Option<Action>>,
    assets: BTreeMap<String, Vec<Pattern>>,
    roles: BTreeMap<String, RoleId>,
    letters: BTreeMap<String, Letters>,
    cells: BTreeMap<(String, String), Letters>,
    people: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Form {
    sheet: SheetForm,
    actions: BTreeMap<String, String>,
    assets: BTreeMap<String, Vec<String>>,
    roles: BTreeMap<String, String>,
    letters: BTreeMap<String, String>,
    cells: BTreeMap<String, BTreeMap<String, String>>,
    people: BTreeMap<String, PeopleForm>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SheetForm {
    name: Option<String>,
    turned: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleForm {
    are: Vec<String>,
}

impl Meanings {
    /// Reads `raci.map.toml`.
    ///
    /// # Errors
    /// If it is no such file, or an answer is none: says which.
    pub fn from_toml(text: &str) -> Result<Self, SheetError> {
        let form: Form = toml::from_str(text)
            .map_err(|error| SheetError::Map(error.to_string().trim_end().to_owned()))?;
        let mut meanings =
            Self { sheet: form.sheet.name, turned: form.sheet.turned, ..Self::default() };
        for (words, name) in &form.actions {
            let action = match name.as_str() {
                "-" | "" => None,
                name => Some(Action::parse(name).ok_or_else(|| no_action(words, name))?),
            };
            meanings.actions.insert(key(words), action);
        }
        for (words, names) in &form.assets {
            let patterns = names.iter().map(|name| Pattern::parse(name)).collect::<Result<_, _>>();
            let patterns =
                patterns.map_err(|why| SheetError::Map(format!("[assets] {words:?}: {why}")))?;
            meanings.assets.insert(key(words), patterns);
        }
        for (head, name) in &form.roles {
            let role = RoleId::new(name)
                .map_err(|why| SheetError::Map(format!("[roles] {head:?}: {why}")))?;
            meanings.roles.insert(key(head), role);
        }
        for (text, said) in &form.letters {
            meanings.letters.insert(exactly(text), letters("letters", text, said)?);
        }
        for (activity, cells) in &form.cells {
            for (role, said) in cells {
                let said = letters("cells", activity, said)?;
                meanings.cells.insert((key(activity), key(role)), said);
            }
        }
        for (word, people) in form.people {
            meanings.people.insert(key(&word), people.are);
        }
        Ok(meanings)
    }

    /// The answer for a cell, by itself or by its text.
    pub(super) fn letters(&self, activity: &str, role: &str, text: &str) -> Option<Letters> {
        if self.cells.is_empty() && self.letters.is_empty() {
            return None;
        }
        let cell = self.cells.get(&(key(activity), key(role)));
        cell.or_else(|| self.letters.get(&exactly(text))).copied()
    }

    /// Who is meant by a word in a cell.
    pub(super) fn who(&self, activity: &str, head: &str, text: &str) -> Option<&Vec<String>> {
        let _ = (activity, head);
        self.people.get(&key(text))
    }

    /// The action of an activity: `Some(None)` for what is no access.
    pub(super) fn action(&self, activity: &str) -> Option<Option<Action>> {
        let plain = key(activity);
        let unnumbered = super::actions::unnumbered(&plain);
        self.actions.get(&plain).or_else(|| self.actions.get(&unnumbered)).copied()
    }

    pub(super) fn assets(&self, words: &str) -> Option<&Vec<Pattern>> {
        self.assets.get(&key(words))
    }

    pub(super) fn role(&self, head: &str) -> Option<&RoleId> {
        self.roles.get(&key(head))
    }
}

/// A sign as it is written: a star or a bracket makes another one of it.
fn exactly(text: &str) -> String {
    bare(text).to_lowercase()
}

fn letters(table: &str, of: &str, said: &str) -> Result<Letters, SheetError> {
    Letters::parse(said).map_err(|found| {
        SheetError::Map(format!(
            "[{table}] {of:?}: {found:?} in {said:?}: write R, A, C, I, or \"\" for nothing"
        ))
    })
}

fn no_action(words: &str, name: &str) -> SheetError {
    let known: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    let meant = crate::read::nearest(name, known.iter().copied());
    let hint = meant.map(|word| format!(" (did you mean {word}?)")).unwrap_or_default();
    let known = known.join(", ");
    SheetError::Map(format!(
        "[actions] {words:?}: {name:?} is no action{hint}: write \"-\" or one of {known}"
    ))
}
