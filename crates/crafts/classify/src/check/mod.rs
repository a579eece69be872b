//! Validators by family, and what each is worth as a witness.

pub mod contact;
mod digits;
pub mod europe_north;
pub mod europe_south;
pub mod finance;
pub mod network;
mod papers;
pub mod secret;
pub mod things;
pub mod time;
pub mod united_states;
pub mod wallet;
pub mod world;

use crate::{number, words};
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

const fn rule(
    info_type: InfoType,
    check: &'static str,
    strength: Strength,
    accepts: fn(&str) -> bool,
) -> Rule {
    Rule { info_type, check, strength, accepts }
}

/// Every rule; where two are equally good, the earlier wins.
pub const RULES: &[Rule] = &{
    use Strength::{Checksum, Dictionary, OpenList, Proof, Shape, Structure};
    [
        rule(T::PrivateKey, "pem", Proof, secret::private_key),
        rule(T::Jwt, "jose header", Proof, secret::jwt),
        rule(T::ApiKey, "prefix and entropy", Proof, secret::api_key),
        rule(T::ApiKey, "entropy", Shape, secret::opaque),
        rule(T::Email, "structure", Proof, network::email),
        rule(T::Iban, "mod97", Proof, finance::iban),
        rule(T::PaymentCard, "brand and luhn", Proof, finance::payment_card),
        rule(T::CryptoWallet, "base58check, bech32 or hex", Proof, wallet::crypto_wallet),
        rule(T::Uuid, "structure", Proof, things::uuid),
        rule(T::MacAddress, "structure", Proof, network::mac_address),
        rule(T::Url, "structure", Proof, network::url),
        rule(T::IpAddress, "ipv6", Proof, network::ipv6),
        rule(T::IpAddress, "octets", Structure, network::ip_address),
        rule(T::ItFiscalCode, "check character", Proof, europe_south::fiscal_code),
        rule(T::FrNir, "mod97", Proof, europe_south::nir),
        rule(T::EsDni, "letter mod23", Proof, europe_south::dni),
        rule(T::Vin, "check digit mod11", Proof, things::vin),
        rule(T::PlPesel, "date and mod10", Proof, europe_north::pesel),
        rule(T::BrCpf, "two digits mod11", Proof, world::cpf),
        rule(T::DeTaxId, "mod11,10 and repeats", Proof, europe_north::de_tax_id),
        rule(T::Isbn, "978/979 and mod10", Proof, things::isbn13),
        rule(T::UkNino, "prefix rules", Structure, europe_north::nino),
        rule(T::UsSsn, "AAA-GG-SSSS and area rules", Structure, united_states::formatted_ssn),
        rule(T::UsItin, "9AA-GG-SSSS and group rules", Structure, united_states::formatted_itin),
        rule(T::UsSsn, "area and group rules", Shape, united_states::ssn),
        rule(T::UsItin, "group rules", Shape, united_states::itin),
        rule(T::Imei, "luhn", Checksum, things::imei),
        rule(T::InAadhaar, "verhoeff", Checksum, world::aadhaar),
        rule(T::UkNhs, "mod11", Checksum, europe_north::nhs),
        rule(T::UsNpi, "luhn over 80840", Checksum, united_states::npi),
        rule(T::Isbn, "mod11", Checksum, things::isbn),
        rule(T::AbaRouting, "prefix and 3-7-1 mod10", Checksum, finance::aba_routing),
        rule(T::CaSin, "luhn", Checksum, world::sin),
        rule(T::AuTfn, "weights mod11", Checksum, world::tfn),
        rule(T::NlBsn, "eleven test", Checksum, europe_north::bsn),
        rule(T::Bic, "iso 9362", Structure, finance::bic),
        rule(T::Date, "calendar", Structure, time::date),
        rule(T::Date, "calendar", Shape, time::compact_date),
        rule(T::BirthDate, "calendar", Shape, time::date),
        rule(T::BirthDate, "calendar", Shape, time::compact_date),
        rule(T::Phone, "structure", Structure, contact::phone),
        rule(T::Phone, "digits", Shape, contact::bare_phone),
        rule(T::GeoCoordinate, "degrees", Structure, contact::coordinates),
        rule(T::GeoCoordinate, "degrees", Shape, number::is_degrees),
        rule(T::PostalCode, "structure", Structure, contact::lettered_postal_code),
        rule(T::PostalCode, "digits", Shape, contact::postal_code),
        rule(T::HealthCode, "icd-10 with decimals", Structure, papers::dotted_icd10),
        rule(T::HealthCode, "icd-10", Shape, papers::icd10),
        rule(T::Passport, "structure", Shape, papers::passport),
        rule(T::StreetAddress, "number and street word", Structure, words::is_street_address),
        rule(T::StreetAddress, "words", Shape, words::is_place),
        rule(T::PersonName, "given names", OpenList, words::has_given_name),
        rule(T::PersonName, "words", Shape, words::is_personal),
        rule(T::Gender, "dictionary", Dictionary, words::is_gender),
        rule(T::MaritalStatus, "dictionary", Dictionary, words::is_marital_status),
        rule(T::Ethnicity, "dictionary", Dictionary, words::is_ethnicity),
        rule(T::Religion, "dictionary", Dictionary, words::is_religion),
        rule(T::Nationality, "dictionary", Dictionary, words::is_country),
        rule(T::Nationality, "iso 3166", Shape, words::is_country_code),
        rule(T::Age, "whole years", Shape, number::is_age),
        rule(T::Salary, "numbers", Shape, number::is_number),
    ]
};

/// Whether `value` passes a checksum or has the structure of `info_type`; `None` where the info
/// type has neither (names, addresses, dictionaries, free text).
#[must_use]
pub fn is_valid(info_type: InfoType, value: &str) -> Option<bool> {
    let value = number::without_decimals(value.trim());
    match info_type {
        T::Number => return Some(number::is_number(value)),
        T::PersonName | T::StreetAddress | T::Gender | T::MaritalStatus => return None,
        T::Ethnicity | T::Religion | T::Nationality => return None,
        _ => {}
    }
    let mut rules = RULES.iter().filter(|rule| rule.info_type == info_type).peekable();
    rules.peek()?;
    Some(rules.any(|rule| (rule.accepts)(value)))
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
