//! What others are shown of a value than who is accountable for it, where nothing else was applied.

use terms::{Column, Handlings, View};

/// As the handling by default has it. A token is nothing that is known elsewhere.
#[must_use]
pub fn by_default(column: &Column, value: &str) -> Option<String> {
    match column.view(&Handlings::default()) {
        View::Clear => Some(value.to_owned()),
        View::Mask => Some(protect::mask(column.info_type, value)),
        View::Token | View::Hidden => None,
    }
}
