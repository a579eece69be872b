//! Which protection each column gets: its class, and what the handling of that class demands.

use crate::token::TokenSecret;
use crate::view::{ViewError, Viewer};
use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use terms::{Class, Classification, Handlings, InfoType, Kind, View};

/// Why a plan can't be made or followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error(
        "handling of {0}: `retain = false` needs `view` token, mask or hidden, as the clear value would be kept"
    )]
    Contradiction(Class),
    #[error("column {0:?} is not in the protection plan: classify the table again")]
    Unplanned(String),
    #[error("column {column:?}: {error}")]
    View { column: String, error: ViewError },
    #[error("the views don't make a table")]
    Table,
}

/// The protection of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPlan {
    pub name: String,
    pub info_type: InfoType,
    pub kind: Kind,
    pub class: Class,
    /// Encrypted at rest under a data key of its own.
    pub encrypt: bool,
    /// What a reader without clearance for the class sees.
    pub view: View,
    /// Whether the original is kept; if not, only its view is stored.
    pub retain: bool,
}

impl ColumnPlan {
    /// The view to make of what is stored, where the handling that is in force now asks for
    /// `in_force`. `View::Clear` is what is stored, as it is.
    ///
    /// Of an original, that is what the handling asks for. Where only a view was kept, that is shown
    /// as it is if it is the one asked for, or none is; a token is no mask, and a mask no token, so
    /// where the other is asked for, nothing is shown.
    #[must_use]
    pub fn shown(&self, in_force: View) -> View {
        match in_force {
            _ if self.retain => in_force,
            View::Clear => View::Clear,
            view if view == self.view => View::Clear,
            _ => View::Hidden,
        }
    }
}

/// The protection of a table, in the order of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub columns: Vec<ColumnPlan>,
}

impl Plan {
    /// What `handlings` demand for each column's class.
    ///
    /// # Errors
    /// If the handling of a class that occurs contradicts itself.
    pub fn of(classification: &Classification, handlings: &Handlings) -> Result<Self, PlanError> {
        let plan = |column: &terms::Column| {
            let handling = handlings.of(column.class);
            if !handling.retain && handling.view == View::Clear {
                return Err(PlanError::Contradiction(column.class));
            }
            Ok(ColumnPlan {
                name: column.name.clone(),
                info_type: column.info_type,
                kind: column.kind,
                class: column.class,
                encrypt: handling.encrypt,
                view: handling.view,
                retain: handling.retain,
            })
        };
        Ok(Self { columns: classification.columns.iter().map(plan).collect::<Result<_, _>>()? })
    }

    /// The plan of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnPlan> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// `batch` as it may be stored: what is not to be retained is replaced by its view.
    ///
    /// # Errors
    /// If a column is not in the plan or can't be shown.
    pub fn apply(&self, batch: &RecordBatch, viewer: &Viewer) -> Result<RecordBatch, PlanError> {
        self.through(batch, viewer, |column| if column.retain { View::Clear } else { column.view })
    }

    /// `batch`, which was stored under the plan `before`, as it may be stored under this one: what was
    /// replaced by its view stays as it is.
    ///
    /// # Errors
    /// If a column is not in the plan or can't be shown.
    pub fn apply_to_stored(
        &self,
        batch: &RecordBatch,
        before: &Self,
        viewer: &Viewer,
    ) -> Result<RecordBatch, PlanError> {
        let original = |name: &str| before.column(name).is_none_or(|column| column.retain);
        self.through(batch, viewer, |column| match column.retain || !original(&column.name) {
            true => View::Clear,
            false => column.view,
        })
    }

    /// `stored`, which was stored under this plan while the secret for tokens was `before`, with the
    /// tokens that were kept in the place of originals made anew by `viewer`.
    ///
    /// # Errors
    /// If such a column holds something else than tokens of that secret.
    pub fn tokens_anew(
        &self,
        stored: &RecordBatch,
        before: &TokenSecret,
        viewer: &Viewer,
    ) -> Result<RecordBatch, PlanError> {
        let schema = stored.schema();
        let anew = |(field, array): (&Arc<Field>, &ArrayRef)| {
            let column = self.column(field.name());
            let column = column.filter(|column| !column.retain && column.view == View::Token);
            let Some(column) = column else { return Ok(Arc::clone(array)) };
            let anew = viewer.tokens_anew(before, column.info_type, array);
            anew.map_err(|error| PlanError::View { column: column.name.clone(), error })
        };
        let arrays = schema.fields().iter().zip(stored.columns()).map(anew);
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(schema, arrays).map_err(|_| PlanError::Table)
    }

    /// `stored`, which was stored under this plan, as a reader sees it who is cleared for no more than
    /// the views of the handlings `in_force`.
    ///
    /// # Errors
    /// If a column is not in the plan or can't be shown.
    pub fn view(
        &self,
        stored: &RecordBatch,
        in_force: &Handlings,
        viewer: &Viewer,
    ) -> Result<RecordBatch, PlanError> {
        self.through(stored, viewer, |column| column.shown(in_force.of(column.class).view))
    }

    fn through(
        &self,
        batch: &RecordBatch,
        viewer: &Viewer,
        view: impl Fn(&ColumnPlan) -> View,
    ) -> Result<RecordBatch, PlanError> {
        let (mut fields, mut arrays) = (Vec::new(), Vec::new());
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            let name = field.name();
            // A column that nobody planned for is never passed on in clear.
            let column = self.column(name).ok_or_else(|| PlanError::Unplanned(name.clone()))?;
            let shown = viewer
                .show(view(column), column.info_type, array)
                .map_err(|error| PlanError::View { column: name.clone(), error })?;
            // What is shown as it is keeps its field, with what it says of itself.
            let same = shown.data_type() == array.data_type();
            let kept = if same {
                field.as_ref().clone()
            } else {
                Field::new(name, shown.data_type().clone(), true)
            };
            let nullable = kept.is_nullable() || shown.null_count() > 0;
            fields.push(kept.with_nullable(nullable));
            arrays.push(shown);
        }
        let schema = Schema::new_with_metadata(fields, batch.schema().metadata().clone());
        RecordBatch::try_new(Arc::new(schema), arrays).map_err(|_| PlanError::Table)
    }
}

#[cfg(test)]
mod tests;
