//! A RACI in its CSV form: a line for each activity, a column for each role.

use super::rows::{self, Builder, bounded};
use super::{ReadError, csv_form};
use crate::{Letters, Raci};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEADER: [&str; 3] = ["activity", "action", "asset"];
const WRITTEN: &str = "activity,action,asset, then one column for each role";

impl Raci {
    /// Whether a text begins as the CSV form does; what does not may be a sheet as teams keep it.
    #[must_use]
    pub fn is_csv_form(text: &str) -> bool {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        csv_form::header(&mut csv_form::reader(text), &HEADER, WRITTEN).is_ok()
    }

    /// Reads the CSV form: a header `activity,action,asset,<role>,…`, then one line for each
    /// activity, with any of the letters R, A, C, I under a role. `#` starts a comment line; rows without
    /// any text are left out, and a row with several assets between commas is one of each.
    ///
    /// # Errors
    /// If the text is too large, malformed, or names what doesn't exist; says where and what next.
    pub fn from_csv(text: &str) -> Result<Self, ReadError> {
        let mut reader = csv_form::reader(bounded(text)?);
        let header = csv_form::header(&mut reader, &HEADER, WRITTEN)?;
        let names = header.iter().enumerate().skip(HEADER.len());
        let roles = names.map(|(at, name)| (csv_form::place(&header, at), name.to_owned()));
        let mut builder = Builder::new(roles.collect())?.in_fields();
        let columns = builder.roles().to_vec();
        while let Some(record) = csv_form::next(&mut reader, header.len())? {
            let at = |field| csv_form::place(&record, field);
            let field = |field| record.get(field).unwrap_or_default();
            let key = (
                rows::activity(at(0), field(0))?,
                rows::action(at(1), field(1))?,
                rows::assets(&at(2), field(2))?,
            );
            let mut cells = BTreeMap::new();
            for (column, role) in (HEADER.len()..).zip(&columns) {
                let letters = rows::letters(at(column), role, field(column))?;
                if !letters.is_empty() {
                    cells.insert(role.clone(), letters);
                }
            }
            builder.add(&at(0), key, &cells)?;
        }
        builder.finish()
    }

    /// The CSV form, which [`Raci::from_csv`] reads back.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = HEADER.join(",");
        for role in &self.roles {
            let _ = write!(text, ",{role}");
        }
        text.push('\n');
        for row in &self.rows {
            let _ = write!(text, "{},{},{}", row.activity, row.action, row.asset);
            for role in &self.roles {
                let letters = row.cells.get(role).copied().unwrap_or(Letters::default());
                let _ = write!(text, ",{letters}");
            }
            text.push('\n');
        }
        text
    }
}
