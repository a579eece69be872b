//! A dataset and the permit under which it is read.

use crate::QueryError;
use crate::scan::{Scan, Shown};
use bytes::Bytes;
use protect::{ColumnPlan, Kek, Plan, Viewer};
use std::sync::Arc;
use store::Permit;
use terms::{Action, Classification, Digest, Handlings, Timestamp, View};

/// One dataset as a table: the name of the permit's asset is the table's, and the name that binds its file's keys.
#[derive(Debug)]
pub struct Governed<'a> {
    /// To query or export this dataset, with the digest of the SQL text as its detail. It decides the view.
    pub permit: &'a Permit,
    pub classification: &'a Classification,
    /// What the version was stored under.
    pub stored: &'a Handlings,
    /// What is in force now.
    pub in_force: &'a Handlings,
    /// The encrypted Parquet object, verified by the store.
    pub object: Bytes,
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
        let plan = Plan::of(self.classification, self.stored)
            .map_err(|error| QueryError::View { table: name.clone(), error })?;
        let shown = plan
            .columns
            .iter()
            .map(|column| {
                (
                    column.name.clone(),
                    Shown { view: self.view_of(column), info_type: column.info_type },
                )
            })
            .collect();
        Scan::new(name, self.object.clone(), &self.kek, self.viewer.clone(), Arc::new(shown))
    }

    /// What the permit's reader sees of a column: what is stored, if clear; else what the handling in
    /// force says of what is stored, or nothing at all of what is handled if the grant is to hide.
    fn view_of(&self, column: &ColumnPlan) -> View {
        let in_force = self.in_force.of(column.class).view;
        let handled = in_force != View::Clear || !column.retain;
        match self.permit.view() {
            View::Clear => View::Clear,
            View::Hidden if handled => View::Hidden,
            View::Hidden => View::Clear,
            View::Token | View::Mask => column.shown(in_force),
        }
    }
}
