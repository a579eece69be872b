//! How one column of a stored version is protected.

use crate::{Class, Column, InfoType, Kind, View};
use serde::{Deserialize, Serialize};

/// The protection of one column, as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPlan {
    pub name: String,
    pub info_type: InfoType,
    pub kind: Kind,
    /// The class by which it was handled ([`crate::Column::handled_as`]).
    pub class: Class,
    /// Encrypted at rest under a data key of its own, as every column is since versions carry their plan.
    pub encrypt: bool,
    /// What was made of the values, where the original was not kept.
    pub view: View,
    /// Whether the original is kept; if not, only its view is stored.
    pub retain: bool,
}

impl ColumnPlan {
    /// The view to make of what is stored, where `asked` is what a reader is to see now. `View::Clear`
    /// is what is stored, as it is.
    ///
    /// Of an original, that is what is asked for. Where only a view was kept, that is shown as it is if
    /// it is the one asked for, or none is; a token is no mask, and a mask no token, so where the other
    /// is asked for, nothing is shown.
    #[must_use]
    pub fn shown(&self, asked: View) -> View {
        match asked {
            _ if self.retain => asked,
            View::Clear => View::Clear,
            view if view == self.view => View::Clear,
            _ => View::Hidden,
        }
    }

    /// The type that tokens and masks are made for: of an original what it is held to be `now`, else what
    /// it was when its view was made.
    #[must_use]
    pub fn shown_as(&self, now: Option<&Column>) -> InfoType {
        now.filter(|_| self.retain).map_or(self.info_type, |column| column.info_type)
    }
}
