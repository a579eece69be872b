//! A RACI in its TOML form, which says the same as the CSV form.

use super::rows::{self, Builder, bounded};
use super::{Lines, ReadError};
use crate::Raci;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    roles: Vec<Spanned<String>>,
    activity: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    activity: Spanned<String>,
    action: Spanned<String>,
    asset: Spanned<String>,
    cells: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Raci {
    /// Reads the TOML form, which says the same as the CSV form:
    ///
    /// ```toml
    /// roles = ["data-owner", "data-scientist"]
    ///
    /// [[activity]]
    /// activity = "query"
    /// action = "query"
    /// asset = "dataset/loans"
    /// cells = { data-owner = "A", data-scientist = "R" }
    /// ```
    ///
    /// # Errors
    /// As [`Raci::from_csv`].
    pub fn from_toml(text: &str) -> Result<Self, ReadError> {
        let text = bounded(text)?;
        let form: Form = parse(text)?;
        let lines = Lines::of(text);
        let place = |spanned: &Spanned<String>| lines.place(spanned.span().start);
        let roles = form.roles.into_iter().map(|role| (place(&role), role.into_inner()));
        let mut builder = Builder::new(roles.collect())?;
        for entry in form.activity {
            let key = (
                rows::activity(place(&entry.activity), entry.activity.get_ref())?,
                rows::action(place(&entry.action), entry.action.get_ref())?,
                rows::assets(&place(&entry.asset), entry.asset.get_ref())?,
            );
            let mut cells = BTreeMap::new();
            for (name, found) in &entry.cells {
                let role = builder.role(&place(name), name.get_ref())?;
                let letters = rows::letters(place(found), &role, found.get_ref())?;
                if !letters.is_empty() {
                    cells.insert(role, letters);
                }
            }
            builder.add(&place(&entry.activity), key, &cells)?;
        }
        builder.finish()
    }

    /// The TOML form, which [`Raci::from_toml`] reads back.
    #[must_use]
    pub fn to_toml(&self) -> String {
        // Ids have no character that TOML would have to escape.
        let roles: Vec<String> = self.roles.iter().map(|role| format!("\"{role}\"")).collect();
        let mut text = format!("roles = [{}]\n", roles.join(", "));
        for row in &self.rows {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|(role, letters)| format!("\"{role}\" = \"{letters}\""))
                .collect();
            let _ = write!(
                text,
                "\n[[activity]]\nactivity = \"{}\"\naction = \"{}\"\nasset = \"{}\"\ncells = {{ {} }}\n",
                row.activity,
                row.action,
                row.asset,
                cells.join(", ")
            );
        }
        text
    }
}

pub(super) fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ReadError> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        ReadError::Syntax { place: Lines::of(text).place(offset), why: error.message().to_owned() }
    })
}
