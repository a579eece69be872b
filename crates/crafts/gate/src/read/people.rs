//! Who holds which role, from TOML or CSV.

use super::rows::bounded;
use super::{Lines, Place, ReadError, csv_form, raci_toml};
use crate::Directory;
use serde::Deserialize;
use std::collections::BTreeMap;
use terms::{PrincipalId, RoleId};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    people: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

impl Directory {
    /// Reads the TOML form, a table of lists:
    ///
    /// ```toml
    /// [people]
    /// "dana@example.org" = ["data-scientist"]
    /// ```
    ///
    /// # Errors
    /// If the text is too large or malformed; says where and what next.
    pub fn from_toml(text: &str) -> Result<Self, ReadError> {
        let text = bounded(text)?;
        let form: Form = raci_toml::parse(text)?;
        let lines = Lines::of(text);
        let place = |spanned: &Spanned<String>| lines.place(spanned.span().start);
        let mut directory = Self::default();
        for (name, roles) in &form.people {
            let held = directory.people.entry(principal(place(name), name.get_ref())?).or_default();
            for found in roles {
                held.insert(role(place(found), found.get_ref())?);
            }
        }
        directory.some()
    }

    /// Reads the CSV form: a header `person,role`, then one line for each role that somebody
    /// holds.
    ///
    /// # Errors
    /// As [`Directory::from_toml`].
    pub fn from_csv(text: &str) -> Result<Self, ReadError> {
        let mut reader = csv_form::reader(bounded(text)?);
        let header = csv_form::header(&mut reader, &["person", "role"], "person,role")?;
        let mut directory = Self::default();
        while let Some(record) = csv_form::next(&mut reader, header.len())? {
            let at = |field| csv_form::place(&record, field);
            let field = |field| record.get(field).unwrap_or_default();
            let held = directory.people.entry(principal(at(0), field(0))?).or_default();
            held.insert(role(at(1), field(1))?);
        }
        directory.some()
    }

    fn some(self) -> Result<Self, ReadError> {
        if self.people.is_empty() { Err(ReadError::Empty { what: "person" }) } else { Ok(self) }
    }
}

fn principal(place: Place, found: &str) -> Result<PrincipalId, ReadError> {
    PrincipalId::new(found).map_err(|why| {
        let (found, why) = (found.to_owned(), why.to_string());
        ReadError::Id { place, what: "principal", found, why }
    })
}

fn role(place: Place, found: &str) -> Result<RoleId, ReadError> {
    RoleId::new(found).map_err(|why| {
        let (found, why) = (found.to_owned(), why.to_string());
        ReadError::Id { place, what: "role", found, why }
    })
}
