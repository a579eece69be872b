//! Which protection each column gets: its class, and what the handling of that class demands.

use crate::token::TokenSecret;
use crate::view::{ViewError, Viewer};
use arrow::array::{ArrayRef, RecordBatch};
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
            fields.push(Field::new(name, shown.data_type().clone(), true));
            arrays.push(shown);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|_| PlanError::Table)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{Array, AsArray, StringArray};
    use terms::{ColumnRole, Criticality};

    fn column(name: &str, info_type: InfoType, class: Class) -> terms::Column {
        terms::Column {
            name: name.into(),
            info_type,
            kind: Kind::Text,
            role: ColumnRole::Identifier,
            class,
            criticality: Criticality::Low,
            regimes: vec![],
            confidence: 1.0,
            evidence: vec![],
            reason: String::new(),
            state: terms::ColumnState::Recognised,
        }
    }

    fn classification() -> Classification {
        let columns = vec![
            column("ssn", InfoType::UsSsn, Class::Restricted),
            column("name", InfoType::PersonName, Class::Confidential),
            column("city", InfoType::Category, Class::Internal),
        ];
        Classification { rows: 1, columns }
    }

    fn batch(names: &[&str]) -> RecordBatch {
        let value = |&name: &&str| match name {
            "ssn" => "123-45-6789",
            "name" => "Ada King",
            _ => "London",
        };
        let arrays = names.iter().map(|name| {
            let array: ArrayRef = Arc::new(StringArray::from(vec![value(name)]));
            (*name, array)
        });
        RecordBatch::try_from_iter(arrays).unwrap()
    }

    fn first(batch: &RecordBatch, name: &str) -> String {
        batch.column_by_name(name).unwrap().as_string::<i32>().value(0).to_owned()
    }

    fn viewer() -> Viewer {
        Viewer::new(TokenSecret::generate().unwrap(), Arc::new(|_| vec![]))
    }

    // proves M18
    #[test]
    fn protection_follows_the_class() {
        let plan = Plan::of(&classification(), &Handlings::default()).unwrap();
        let choice = |name| plan.column(name).map(|c| (c.encrypt, c.view)).unwrap();
        assert_eq!(choice("ssn"), (true, View::Token));
        assert_eq!(choice("name"), (true, View::Mask));
        assert_eq!(choice("city"), (false, View::Clear));
        let (whole, in_force) = (batch(&["ssn", "name", "city"]), Handlings::default());
        let view = plan.view(&whole, &in_force, &viewer()).unwrap();
        assert_ne!(first(&view, "ssn"), "123-45-6789");
        assert_eq!(
            (first(&view, "name").as_str(), first(&view, "city").as_str()),
            ("A. K.", "London")
        );
    }

    // proves M5
    #[test]
    fn what_is_not_retained_is_gone_before_anything_is_stored() {
        let mut handlings = Handlings::default();
        handlings.restricted.retain = false;
        let plan = Plan::of(&classification(), &handlings).unwrap();
        let stored = plan.apply(&batch(&["ssn", "name", "city"]), &viewer()).unwrap();
        let token = first(&stored, "ssn");
        assert_ne!(token, "123-45-6789");
        assert_eq!(first(&stored, "name"), "Ada King");
        // The stored token is shown as it is, not as a token of a token.
        assert_eq!(first(&plan.view(&stored, &handlings, &viewer()).unwrap(), "ssn"), token);
    }

    // proves M18
    #[test]
    fn tokens_that_stand_for_dropped_values_are_made_anew_under_another_secret() {
        let mut handlings = Handlings::default();
        handlings.restricted.retain = false;
        let plan = Plan::of(&classification(), &handlings).unwrap();
        let [before, after] = [(); 2].map(|()| TokenSecret::generate().unwrap());
        let viewer = |secret: &TokenSecret| Viewer::new(secret.clone(), Arc::new(|_| vec![]));
        let whole = batch(&["ssn", "name"]);
        let stored = plan.apply(&whole, &viewer(&before)).unwrap();
        let anew = plan.tokens_anew(&stored, &before, &viewer(&after)).unwrap();
        assert_eq!(anew, plan.apply(&whole, &viewer(&after)).unwrap());
        assert_ne!(first(&anew, "ssn"), first(&stored, "ssn"));
        assert_eq!(first(&anew, "name"), "Ada King");
    }

    #[test]
    fn contradictions_and_gaps_are_refused() {
        let mut handlings = Handlings::default();
        handlings.internal.retain = false;
        assert_eq!(
            Plan::of(&classification(), &handlings),
            Err(PlanError::Contradiction(Class::Internal))
        );
        let plan = Plan::of(&classification(), &Handlings::default()).unwrap();
        let error = plan.view(&batch(&["ssn", "extra"]), &handlings, &viewer()).unwrap_err();
        assert_eq!(error, PlanError::Unplanned("extra".into()));
    }

    /// What was stored under one plan and is stored again under another: an original that need not be
    /// kept any more is dropped, and no view is made of a view.
    // proves M5
    #[test]
    fn what_is_stored_again_keeps_no_more_than_it_may() {
        let viewer = viewer();
        let under = |retain| {
            let mut handlings = Handlings::default();
            handlings.restricted.retain = retain;
            Plan::of(&classification(), &handlings).unwrap()
        };
        let token = first(&under(false).apply(&batch(&["ssn"]), &viewer).unwrap(), "ssn");
        for (before, after, kept) in [
            (true, true, "123-45-6789"),
            (true, false, token.as_str()),
            (false, true, token.as_str()),
            (false, false, token.as_str()),
        ] {
            let stored = under(before).apply(&batch(&["ssn"]), &viewer).unwrap();
            let again = under(after).apply_to_stored(&stored, &under(before), &viewer).unwrap();
            assert_eq!(first(&again, "ssn"), kept, "{before} {after}");
        }
        // What the plan before does not know is taken for an original.
        let none = Plan { columns: vec![] };
        let again = under(false).apply_to_stored(&batch(&["ssn"]), &none, &viewer).unwrap();
        assert_eq!(first(&again, "ssn"), token);
    }

    /// Every pair of handlings, before and after: what was stored as an original is shown in clear
    /// only if the handling in force says so, and what was stored as a view is never more than it.
    // proves M5, M17
    #[test]
    fn no_change_of_handling_shows_more_than_it_says() {
        const CLEAR: &str = "123-45-6789";
        let views = [View::Clear, View::Token, View::Mask, View::Hidden];
        let both = [true, false];
        let pairs = views.into_iter().flat_map(|view| both.map(|retain| (view, retain)));
        let possible = |&(view, retain): &(View, bool)| retain || view != View::Clear;
        let all: Vec<(View, bool)> = pairs.filter(possible).collect();
        let viewer = viewer();
        let under = |(view, retain)| {
            let mut handlings = Handlings::default();
            (handlings.restricted.view, handlings.restricted.retain) = (view, retain);
            handlings
        };
        for &before in &all {
            let plan = Plan::of(&classification(), &under(before)).unwrap();
            let stored = plan.apply(&batch(&["ssn"]), &viewer).unwrap();
            for &after in &all {
                let shown = plan.view(&stored, &under(after), &viewer).unwrap();
                let column = shown.column(0);
                let text = column.as_string_opt::<i32>().filter(|cells| cells.is_valid(0));
                let text = text.map(|cells| cells.value(0));
                let in_clear = text == Some(CLEAR);
                assert_eq!(in_clear, after.0 == View::Clear && before.1, "{before:?}, {after:?}");
                if !before.1 {
                    let as_it_is = after.0 == View::Clear || after.0 == before.0;
                    assert_eq!(text.is_some(), as_it_is && before.0 != View::Hidden);
                    assert!(text.is_none() || column == stored.column(0), "{before:?}, {after:?}");
                }
                if after.0 == View::Hidden || before.0 == View::Hidden && !before.1 {
                    assert_eq!(text, None, "{before:?}, {after:?}");
                }
            }
        }
    }
}
