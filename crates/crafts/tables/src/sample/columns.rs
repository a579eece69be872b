//! The columns of the sample.

use super::features;

/// The label column: `yes` if the loan defaulted.
pub const LABEL: &str = "defaulted";

/// Columns before the features.
pub(super) const PERSON: [&str; 11] = [
    "application_id",
    "full_name",
    "email",
    "phone",
    "ssn",
    "card_number",
    "iban",
    "ip_address",
    "street_address",
    "postal_code",
    "birth_date",
];

/// The names of the sample's columns, in order.
#[must_use]
pub fn columns() -> Vec<&'static str> {
    let features = features::NUMERIC.iter().chain(&features::CATEGORICAL);
    PERSON.iter().chain(features).copied().chain(["notes", LABEL]).collect()
}
