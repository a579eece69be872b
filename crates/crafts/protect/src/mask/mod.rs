//! Masks: what is left of a value when its telling part is gone. A mask has no key: nothing leads
//! back but the other values of the table, which [`crate::mask_reversal`] measures.
//!
//! What does not look like its info type is masked wholly: a name that stands in a column of phones
//! must not show because nobody expected it there.

mod band;
mod text;

pub use text::mask_spans;

use band::{band, decade, middle_of_band, middle_of_decade};
use terms::InfoType;
use terms::info::Mask;

/// What stands for text that is not shown.
pub(crate) const DOTS: &str = "•••";

/// The mask of `value`: initials of a name, the top-level domain of an email, the first digit of a
/// card, the /16 network of an IPv4 address, the decade of a birth, a band of a number; of what
/// can't be made coarser, such as SSN, phone, street or secret, nothing at all (`•••`).
#[must_use]
pub fn mask(info_type: InfoType, value: &str) -> String {
    let value = value.trim();
    let shown = match info_type.row().mask {
        Mask::Nothing => None,
        Mask::Initials => text::initials(value),
        Mask::TopDomain => text::email(value),
        Mask::FirstDigit => text::card(value),
        Mask::AccountCountry => text::iban(value),
        Mask::BankCountry => text::bic(value),
        Mask::Network => text::ip(value),
        Mask::Vendor => text::mac(value),
        Mask::Scheme => text::url(value),
        Mask::Area => text::postal_code(value),
        Mask::Chapter => text::health_code(value),
        Mask::Decade => text::year(value).map(|year| format!("{}s", year / 10 * 10)),
        Mask::Year => text::year(value).map(|year| year.to_string()),
        Mask::Degrees => text::coordinates(value),
        Mask::AgeDecade | Mask::Band => {
            value.parse().ok().map(|number| mask_number(info_type, number))
        }
    };
    shown.unwrap_or_else(|| DOTS.to_owned())
}

/// Whether a number of this type is still a number when it is masked.
#[must_use]
pub fn stays_number(info_type: InfoType) -> bool {
    matches!(info_type.row().mask, Mask::AgeDecade | Mask::Band | Mask::Degrees)
}

/// The mask of a number of a type that [`stays_number`]: the middle of an age's decade, the middle
/// between the neighbours of [`mask_number`], a coordinate in whole degrees. It tells what their text
/// tells, and can be summed and sorted. `None` if it is of no band, and of a long whole number of which
/// nothing more is known: that may be somebody's, and its size says how it begins.
#[must_use]
pub fn coarse(info_type: InfoType, number: f64) -> Option<f64> {
    match info_type.row().mask {
        _ if info_type == InfoType::Number && is_long(number) => None,
        Mask::AgeDecade => middle_of_decade(number),
        Mask::Degrees => Some(number.round()).filter(|degrees| degrees.abs() <= 180.0),
        _ => middle_of_band(number),
    }
}

/// Eight digits and more, and no fraction: as numbers of accounts and of people are written.
fn is_long(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() >= 1e7
}

/// The mask of a number as text: ages by decade, salaries and measures between neighbours of 1, 2, 5, 10,
/// 20, 50 …, coordinates in whole degrees (about 100 km); other types as [`mask`] of its digits.
#[must_use]
pub fn mask_number(info_type: InfoType, number: f64) -> String {
    match info_type.row().mask {
        Mask::AgeDecade => decade(number),
        Mask::Band => band(number),
        _ => mask(info_type, &number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // proves M5, M18
    #[test]
    fn a_long_number_of_which_nothing_is_known_shows_not_how_it_begins() {
        assert_eq!(coarse(InfoType::Number, 512_235_205.0), None);
        assert_eq!(coarse(InfoType::Number, 1_234.0), Some(1_500.0));
        assert_eq!(coarse(InfoType::Number, 12_345_678.5), Some(15_000_000.0));
        assert_eq!(coarse(InfoType::Salary, 12_345_678.0), Some(15_000_000.0));
    }

    // proves M18
    #[test]
    fn masks_show_what_they_promise() {
        use InfoType as I;
        for (info_type, value, shown) in [
            (I::PersonName, "Ada King Lovelace", "A. K. L."),
            (I::Email, "ada.lovelace@example.org", "•••@•••.org"),
            (I::Email, "not an email", DOTS),
            (I::Email, "ada@example.c0m", DOTS),
            (I::Email, "ada@example.lovelace", DOTS),
            (I::PaymentCard, "4111 1111 1111 1111", "4••• •••• •••• ••••"),
            (I::PaymentCard, "Ada", DOTS),
            (I::Iban, "DE89 3704 0044 0532 0130 00", "DE•• •••"),
            (I::Iban, "D189370400440532013000", DOTS),
            (I::Iban, "DE8A370400440532013000", DOTS),
            (I::Bic, "DEUTDEFF500", "••••DE•••"),
            (I::Bic, "DEUTDEFF", "••••DE•••"),
            (I::Bic, "DEUTDEFF5", DOTS),
            (I::Bic, "DEUT-EFF", DOTS),
            (I::IpAddress, "10.20.30.40", "10.20.•.•"),
            (I::IpAddress, "2001:db8:85a3::7334", "2001:db8:•"),
            (I::MacAddress, "00:1a:2b:3c:4d:5e", "00:1a:2b:•:•:•"),
            (I::MacAddress, "0:1a:2b:3c:4d:5e", DOTS),
            (I::MacAddress, "zz:1a:2b:3c:4d:5e", DOTS),
            (I::MacAddress, "00:1a:2b:3c:4d", DOTS),
            (I::Url, "https://example.org/ada?token=1", "https://•••"),
            (I::PostalCode, "90210-1234", "90•••"),
            (I::PostalCode, "SW1A 1AA", "SW•••"),
            (I::PostalCode, "90", DOTS),
            (I::PostalCode, "ABCDE", DOTS),
            (I::PostalCode, "90/210", DOTS),
            (I::PostalCode, "90210-12345", DOTS),
            (I::HealthCode, "E11.9", "E••"),
            (I::HealthCode, "e11.9", DOTS),
            (I::HealthCode, "Eleven", DOTS),
            (I::BirthDate, "1984-02-29", "1980s"),
            (I::BirthDate, "29/02/1984", "1980s"),
            (I::BirthDate, "Ada", DOTS),
            (I::Date, "2024-02-29", "2024"),
            (I::GeoCoordinate, "48.8584, 2.2945", "49, 2"),
            (I::GeoCoordinate, "-0.1276", "0"),
            (I::GeoCoordinate, "-180", "-180"),
            (I::GeoCoordinate, "181", DOTS),
            (I::GeoCoordinate, "1, 2, 3", DOTS),
            (I::GeoCoordinate, ",", DOTS),
            (I::Age, "34", "30–39"),
            (I::Age, "0", "0–9"),
            (I::Age, "89.9", "80–89"),
            (I::Age, "90", "90+"),
            (I::Age, "97", "90+"),
            (I::Age, "-1", DOTS),
            (I::Age, "inf", DOTS),
            (I::Salary, "63250", "50000–100000"),
            (I::Number, "abc", DOTS),
            (I::UsSsn, "123-45-6789", DOTS),
            (I::Phone, "+1 555 0100", DOTS),
            (I::ApiKey, "sk-1", DOTS),
            (I::FreeText, "call me", DOTS),
        ] {
            assert_eq!(mask(info_type, value), shown, "{info_type} {value}");
        }
        assert_eq!(mask_number(I::BirthDate, 1984.0), "1980s");
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(mask_number(I::Salary, number), DOTS);
            assert_eq!(mask_number(I::Age, number), DOTS);
        }
    }

    proptest! {
        // proves M5
        #[test]
        fn a_mask_never_shows_a_long_run_of_the_value(value in "\\PC{10,60}|[A-Za-z0-9@.:/+-]{9,40}|[0-9]{9,20}") {
            let numeric = [InfoType::Age, InfoType::Salary, InfoType::Number, InfoType::GeoCoordinate];
            for &info_type in InfoType::ALL.iter().filter(|t| !numeric.contains(t)) {
                let shown = mask(info_type, &value);
                let letters: Vec<char> = value.chars().collect();
                // Nine is the length of the vendor part of a MAC address, the longest that any mask keeps.
                for run in letters.windows(10) {
                    let run: String = run.iter().collect();
                    prop_assert!(!shown.contains(&run), "{} shows {:?}", info_type, run);
                }
            }
        }
    }
}
