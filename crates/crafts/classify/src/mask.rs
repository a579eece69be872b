//! Examples for evidence, from which no value can be recovered.

use terms::info::Mask;
use terms::{ColumnRole, InfoType, Regime};

/// Characters of an example, beyond which only `…` is shown.
const LONGEST: usize = 24;

/// `value` with its telling characters gone: letters and digits become `•`, signs stay, and of
/// names and mail addresses the first letter stays. At most one letter or digit of the value is
/// left, so a value is never recovered from its example.
///
/// Empty for info types with few values (a sex, an age, a number): there even the form would tell.
#[must_use]
pub fn masked_example(info_type: InfoType, value: &str) -> String {
    let row = info_type.row();
    let few = row.demand.role != ColumnRole::Identifier && info_type != InfoType::Date;
    let secret =
        matches!(info_type, InfoType::Unknown | InfoType::Password | InfoType::ConnectionString)
            || matches!(info_type, InfoType::CardCvv | InfoType::Pin | InfoType::Custom(_))
            || row.demand.regimes.contains(&Regime::GdprSpecial);
    match row.mask {
        Mask::Initials | Mask::TopDomain => named(info_type, value),
        _ if few || secret => String::new(),
        _ => form(value),
    }
}

fn named(info_type: InfoType, value: &str) -> String {
    let first = value.chars().next().filter(|c| c.is_alphabetic());
    match (first, info_type) {
        (Some(first), InfoType::Email) => format!("{first}…@…"),
        (Some(first), _) => format!("{first}…"),
        (None, _) => "…".to_owned(),
    }
}

fn form(value: &str) -> String {
    let sign = |c: char| c.is_ascii_punctuation() || c == ' ';
    let mut masked: String =
        value.chars().take(LONGEST).map(|c| if sign(c) { c } else { '•' }).collect();
    if value.chars().nth(LONGEST).is_some() {
        masked.push('…');
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_stay_and_values_go() {
        assert_eq!(masked_example(InfoType::UsSsn, "536-90-4399"), "•••-••-••••");
        assert_eq!(masked_example(InfoType::Email, "anna@example.org"), "a…@…");
        assert_eq!(masked_example(InfoType::PersonName, "Anna Li"), "A…");
        assert_eq!(masked_example(InfoType::Gender, "Male"), "");
    }

    proptest! {
        // proves M16
        #[test]
        fn at_most_one_telling_character_is_left(value in "\\PC{0,80}", kind in 0..InfoType::ALL.len()) {
            let masked = masked_example(InfoType::ALL[kind], &value);
            prop_assert!(masked.chars().filter(|c| c.is_alphanumeric()).count() <= 1);
            prop_assert!(masked.chars().count() <= LONGEST + 1);
        }
    }
}
