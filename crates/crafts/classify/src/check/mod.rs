//! Validators by family, and what each is worth as a witness.

mod company;
pub mod connection;
pub mod contact;
pub mod digits;
pub mod finance;
mod months;
pub mod nation;
pub mod network;
pub mod papers;
mod rules;
pub mod secret;
pub mod things;
pub mod time;
pub mod wallet;

pub use rules::RULES;

use crate::number;
use terms::InfoType;
use terms::InfoType as T;

/// How much a passing value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Fewer than one in fifty unrelated values of the same length and alphabet pass.
    Proof,
    /// One check digit: one in ten or eleven unrelated numbers passes.
    Checksum,
    /// No check digit, but a form that little else has.
    Structure,
    /// A member of a closed list.
    Dictionary,
    /// A member of an open list, such as given names.
    OpenList,
    /// A form that much else has: counts only when the column's name says the same.
    Shape,
}

impl Strength {
    /// The weight of a passing value, 0 to 1.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Proof => 1.0,
            Self::Checksum => 0.95,
            Self::Structure => 0.8,
            Self::Dictionary => 0.75,
            Self::OpenList => 0.7,
            Self::Shape => 0.4,
        }
    }

    /// The share of passing values and the different ones that suffice without a name's support.
    pub const fn alone(self) -> Option<(f64, usize)> {
        match self {
            Self::Proof => Some((0.8, 1)),
            Self::Checksum => Some((0.8, 5)),
            Self::Structure => Some((0.8, 3)),
            Self::Dictionary => Some((0.8, 2)),
            Self::OpenList => Some((0.5, 8)),
            Self::Shape => None,
        }
    }

    /// The share of passing values that suffices where the name says the same.
    pub const fn named(self) -> f64 {
        match self {
            Self::Proof | Self::Checksum | Self::Structure => 0.3,
            Self::Dictionary | Self::OpenList | Self::Shape => 0.5,
        }
    }
}

/// One way to recognise an info type.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub info_type: InfoType,
    pub check: &'static str,
    pub strength: Strength,
    pub accepts: fn(&str) -> bool,
}

/// Whether `value` passes a checksum or has the structure of `info_type`; `None` where the info
/// type has neither (names, addresses, dictionaries, free text).
#[must_use]
pub fn is_valid(info_type: InfoType, value: &str) -> Option<bool> {
    Validity::of(info_type)?.holds(value).into()
}

/// What values of an info type are held against, found once for many of them.
pub struct Validity {
    rules: Vec<fn(&str) -> bool>,
}

impl Validity {
    /// The checks of `info_type`; `None` where it has none, as in [`is_valid`].
    #[must_use]
    pub fn of(info_type: InfoType) -> Option<Self> {
        match info_type {
            T::Number => return Some(Self { rules: vec![number::is_number] }),
            T::PersonName | T::StreetAddress | T::Gender | T::MaritalStatus => return None,
            T::Ethnicity | T::Religion | T::Nationality | T::HealthCondition => return None,
            T::PoliticalOpinion | T::SexualOrientation | T::GeneticData => return None,
            T::NationalId | T::TaxId | T::BankAccount | T::DeviceId | T::CookieId => return None,
            T::VehiclePlate | T::DriverLicence | T::Password | T::CompanyNumber => return None,
            _ => {}
        }
        let own = RULES.iter().filter(|rule| rule.info_type == info_type);
        let rules: Vec<fn(&str) -> bool> = own.map(|rule| rule.accepts).collect();
        (!rules.is_empty()).then_some(Self { rules })
    }

    /// Whether `value` passes one of them.
    #[must_use]
    pub fn holds(&self, value: &str) -> bool {
        let value = number::without_decimals(value.trim());
        self.rules.iter().any(|accepts| accepts(value))
    }
}

#[cfg(test)]
pub mod testing {
    /// Every value passes.
    pub fn accepts(check: fn(&str) -> bool, values: &[&str]) {
        for value in values {
            assert!(check(value), "refused {value}");
        }
    }

    /// No value passes.
    pub fn refuses(check: fn(&str) -> bool, values: &[&str]) {
        for value in values {
            assert!(!check(value), "accepted {value}");
        }
    }

    /// No value passes once any one of its digits is changed to any other.
    pub fn one_change_is_noticed(check: fn(&str) -> bool, values: &[&str]) {
        for value in values {
            for (at, old) in value.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                for new in ('0'..='9').filter(|new| *new != old) {
                    let mut changed = (*value).to_owned();
                    changed.replace_range(at..=at, &new.to_string());
                    assert!(!check(&changed), "accepted {changed} for {value}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    // proves M16
    #[test]
    fn at_least_25_info_types_have_a_checksum_or_structure() {
        let strict: BTreeSet<_> = RULES
            .iter()
            .filter(|rule| {
                matches!(rule.strength, Strength::Proof | Strength::Checksum | Strength::Structure)
            })
            .map(|rule| rule.info_type)
            .collect();
        assert!(strict.len() >= 25, "{}", strict.len());
    }

    // proves M16
    #[test]
    fn national_numbers_of_at_least_39_countries_are_checked() {
        use Strength::{Checksum, Proof, Structure};
        let personal = |info_type: InfoType| {
            let why = info_type.row().demand.why;
            why == "a national identifier" || why == "a patient's identifier"
        };
        let countries: BTreeSet<String> = RULES
            .iter()
            .filter(|rule| matches!(rule.strength, Proof | Checksum | Structure))
            .filter(|rule| personal(rule.info_type) && rule.info_type.name().find('_') == Some(2))
            .map(|rule| rule.info_type.name().chars().take(2).collect())
            .collect();
        assert!(countries.len() >= 39, "{}: {countries:?}", countries.len());
    }

    #[test]
    fn is_valid_answers_only_where_it_can() {
        assert_eq!(is_valid(T::PaymentCard, " 4111111111111111.0 "), Some(true));
        assert_eq!(is_valid(T::UsSsn, "536904399"), Some(true));
        assert_eq!(is_valid(T::Email, "nobody"), Some(false));
        assert_eq!(is_valid(T::Number, "1.5e3"), Some(true));
        for open in [T::FreeText, T::PersonName, T::Category, T::RowId, T::Gender] {
            assert_eq!(is_valid(open, "Anna"), None, "{open}");
        }
    }
}
