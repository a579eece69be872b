//! Which protection each column gets: its class, and what the handling of that class demands.

use crate::token::TokenSecret;
use crate::view::{ViewError, Viewer};
use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};
use std::sync::Arc;
use terms::{Class, Classification, Column, ColumnPlan, Handlings, InfoType, View};

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

/// The protection of a table, in the order of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub columns: Vec<ColumnPlan>,
}

impl Plan {
    /// What `handlings` demand for the class that each column is handled as. All are encrypted: nothing
    /// of a table is at rest in clear, whatever its class.
    ///
    /// # Errors
    /// If the handling of a class that occurs contradicts itself.
    pub fn of(classification: &Classification, handlings: &Handlings) -> Result<Self, PlanError> {
        let plan = |column: &Column| planned(column, column.handled_as(), handlings);
        Ok(Self { columns: classification.columns.iter().map(plan).collect::<Result<_, _>>()? })
    }

    /// What a version was stored under that doesn't carry its plan, as those of before: each column was
    /// handled by its class, whether it waited for somebody or not, and encrypted where that said so.
    ///
    /// # Errors
    /// As [`Plan::of`].
    pub fn by_class(
        classification: &Classification,
        handlings: &Handlings,
    ) -> Result<Self, PlanError> {
        let plan = |column: &Column| {
            let encrypt = handlings.of(column.class).encrypt;
            planned(column, column.class, handlings).map(|plan| ColumnPlan { encrypt, ..plan })
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
        self.through(batch, viewer, |column| {
            (if column.retain { View::Clear } else { column.view }, column.info_type)
        })
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
        self.through(batch, viewer, |column| {
            let kept = column.retain || !original(&column.name);
            (if kept { View::Clear } else { column.view }, column.info_type)
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
    /// what the handlings `in_force` show of columns as they are classified `now`. A column that is not
    /// classified now is hidden.
    ///
    /// # Errors
    /// If a column is not in the plan or can't be shown.
    pub fn view(
        &self,
        stored: &RecordBatch,
        now: &Classification,
        in_force: &Handlings,
        viewer: &Viewer,
    ) -> Result<RecordBatch, PlanError> {
        self.through(stored, viewer, |column| {
            let now = now.column(&column.name);
            let asked = now.map_or(View::Hidden, |now| now.view(in_force));
            (column.shown(asked), column.shown_as(now))
        })
    }

    fn through(
        &self,
        batch: &RecordBatch,
        viewer: &Viewer,
        how: impl Fn(&ColumnPlan) -> (View, InfoType),
    ) -> Result<RecordBatch, PlanError> {
        let (mut fields, mut arrays) = (Vec::new(), Vec::new());
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            let name = field.name();
            // A column that nobody planned for is never passed on in clear.
            let column = self.column(name).ok_or_else(|| PlanError::Unplanned(name.clone()))?;
            let (view, info_type) = how(column);
            let shown = viewer
                .show(view, info_type, array)
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

fn planned(column: &Column, class: Class, handlings: &Handlings) -> Result<ColumnPlan, PlanError> {
    let handling = handlings.of(class);
    if !handling.retain && handling.view == View::Clear {
        return Err(PlanError::Contradiction(class));
    }
    Ok(ColumnPlan {
        name: column.name.clone(),
        info_type: column.info_type,
        kind: column.kind,
        class,
        encrypt: true,
        view: handling.view,
        retain: handling.retain,
    })
}

#[cfg(test)]
mod tests;
