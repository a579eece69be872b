//! What must never be learned from, whatever a classification calls a feature.

use super::error::FeatureError;
use terms::{Class, Classification, Column, ColumnRole, InfoType};

/// Holds the names of a model's inputs against a classification.
///
/// # Errors
/// If an input is unknown to it, points at somebody, is text or a secret, is restricted, or has
/// another role than feature.
pub fn check_inputs<'a>(
    inputs: impl IntoIterator<Item = &'a str>,
    classification: &Classification,
) -> Result<(), FeatureError> {
    for name in inputs {
        let column = classification
            .column(name)
            .ok_or_else(|| FeatureError::Unclassified(name.to_owned()))?;
        if let Some(why) = forbidden(column) {
            return Err(FeatureError::Forbidden { column: name.to_owned(), why });
        }
    }
    Ok(())
}

/// Why nothing may be learned from `column`; `None` if it may.
pub(super) fn forbidden(column: &Column) -> Option<String> {
    let restricted =
        || (column.class >= Class::Restricted).then(|| "its class is restricted".to_owned());
    unfit(column).or_else(restricted)
}

/// Why nobody may judge by `column`, also where nothing of it is kept: it says which one a row is, not how it is.
pub(super) fn unfit(column: &Column) -> Option<String> {
    match column.role {
        ColumnRole::Feature => {}
        ColumnRole::Identifier => {
            return Some(format!("it is an identifier ({})", column.info_type));
        }
        ColumnRole::FreeText => return Some("it is free text".to_owned()),
        ColumnRole::Label => return Some("it is the label".to_owned()),
    }
    if !measures(column.info_type) {
        return Some(format!("{} points at somebody or something", column.info_type));
    }
    None
}

/// Whether values of the type say how something is, rather than which one it is. A list of what is
/// allowed, so that a new info type is refused until somebody decides.
pub(super) const fn measures(info_type: InfoType) -> bool {
    use InfoType as T;
    matches!(
        info_type,
        T::Date
            | T::Gender
            | T::Ethnicity
            | T::Religion
            | T::HealthCode
            | T::HealthCondition
            | T::MaritalStatus
            | T::Nationality
            | T::Age
            | T::Salary
            | T::Number
            | T::Category
            | T::Boolean
    )
}
