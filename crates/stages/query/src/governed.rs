//! A dataset and the permit under which it is read.

use crate::QueryError;
use crate::scan::{Scan, Shown};
use protect::{Kek, Plan, Viewer};
use std::sync::Arc;
use store::{ObjectFile, Permit};
use terms::{Action, Classification, Column, ColumnPlan, Digest, Handlings, Timestamp, View};

/// One dataset as a table: the name of the permit's asset is the table's, and the name that binds its file's keys.
#[derive(Debug)]
pub struct Governed<'a> {
    /// To query or export this dataset, with the digest of the SQL text as its detail. It decides the view.
    pub permit: &'a Permit,
    /// How the version was stored.
    pub stored: &'a Plan,
    /// What its columns hold, as classified and as people said since.
    pub classification: &'a Classification,
    /// How each class is handled now.
    pub in_force: &'a Handlings,
    /// The encrypted Parquet object, whose footer the store has verified.
    pub object: ObjectFile,
    pub kek: Kek,
    pub viewer: Viewer,
}

impl Governed<'_> {
    /// The table's name in SQL.
    #[must_use]
    pub fn name(&self) -> &str {
        self.permit.asset().name()
    }

    /// The table as its permit lets it be seen.
    pub(crate) fn table(&self, sql: &str, now: Timestamp) -> Result<Scan, QueryError> {
        let permit = self.permit;
        let action = if permit.action() == Action::Export { Action::Export } else { Action::Query };
        permit.covers(action, permit.asset(), Some(Digest::of(sql.as_bytes())), now)?;
        let name = self.name().to_owned();
        let shown = self.stored.columns.iter().map(|column| {
            let now = self.classification.column(&column.name);
            let shown = Shown { view: self.view_of(column, now), info_type: column.shown_as(now) };
            (column.name.clone(), shown)
        });
        let shown = Arc::new(shown.collect());
        Scan::new(name, self.object.clone(), &self.kek, self.viewer.clone(), shown)
    }

    /// What the permit's reader sees of a column: what is stored, if clear; else what the handling in
    /// force says of what is stored, or nothing at all of what is handled if the grant is to hide. A
    /// column that nobody classified is hidden.
    fn view_of(&self, stored: &ColumnPlan, now: Option<&Column>) -> View {
        let asked = now.map_or(View::Hidden, |column| column.view(self.in_force));
        let handled = asked != View::Clear || !stored.retain;
        match self.permit.view() {
            View::Clear => View::Clear,
            View::Hidden if handled => View::Hidden,
            View::Hidden => View::Clear,
            View::Token | View::Mask => stored.shown(asked),
        }
    }
}
