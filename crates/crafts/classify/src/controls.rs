//! Made-up columns with known answers: whoever claims that classification works runs them first.

use crate::table::ClassifyError;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use std::sync::Arc;
use terms::InfoType;

/// Rows of the control table.
const ROWS: u64 = 40;

type Make = fn(u64) -> String;

/// The control columns. Their names say nothing where the values must speak for themselves.
const CONTROLS: [(&str, InfoType, Make); 16] = [
    ("k01", InfoType::PaymentCard, |n| with_luhn(&format!("41111{:010}", n * 7_919))),
    ("k02", InfoType::Iban, iban),
    ("k03", InfoType::UsSsn, |n| format!("{:03}-{:02}-{:04}", 100 + n * 7, 10 + n, 1000 + n * 37)),
    ("k04", InfoType::Email, |n| format!("person.{n}@example.org")),
    ("k05", InfoType::Phone, |n| format!("+1 415 555 {:04}", 100 + n)),
    ("k06", InfoType::IpAddress, |n| format!("192.0.2.{n}")),
    ("k07", InfoType::Imei, |n| with_luhn(&format!("49{:012}", n * 104_729))),
    ("k08", InfoType::Uuid, |n| format!("f81d4fae-7dec-41d0-a765-{:012x}", n * 31)),
    ("k09", InfoType::EsDni, dni),
    ("k10", InfoType::Date, |n| format!("2021-{:02}-{:02}", n % 12 + 1, n % 28 + 1)),
    ("date_of_birth", InfoType::BirthDate, |n| format!("19{:02}-03-{:02}", 40 + n, n % 28 + 1)),
    ("full_name", InfoType::PersonName, |n| format!("Anna Control{}", letters(n))),
    ("row_id", InfoType::RowId, |n| format!("R-{n:06}")),
    ("k13", InfoType::Number, |n| format!("{}", 123_456_789 + n * n * 104_729)),
    ("k14", InfoType::Category, |n| format!("kind {}", letters(n % 4))),
    ("notes", InfoType::FreeText, |n| {
        format!("The applicant called about offer {n} and will call again.")
    }),
];

/// The control table, and what classification must answer for each of its columns. The values are
/// made by a fixed pattern with right check digits, and belong to nobody.
///
/// # Errors
/// Never in practice: only if the fixed columns did not form a table.
pub fn controls() -> Result<(RecordBatch, Vec<(String, InfoType)>), ClassifyError> {
    let columns = CONTROLS.iter().map(|(name, _, make)| {
        let values: StringArray = (1..=ROWS).map(|n| Some(make(n))).collect();
        (*name, Arc::new(values) as ArrayRef)
    });
    let table = RecordBatch::try_from_iter(columns)?;
    let answers = CONTROLS.iter().map(|(name, info_type, _)| ((*name).to_owned(), *info_type));
    Ok((table, answers.collect()))
}

/// `body` and the digit that makes it pass Luhn.
fn with_luhn(body: &str) -> String {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, double) if double > 9 => double - 9,
            (0, double) => double,
            _ => digit,
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// A German account: `DE` is 1314, so the check digits are 98 less the number mod 97.
fn iban(n: u64) -> String {
    let account = 370_400_440_532_013_000_u128 + u128::from(n) * 7_919;
    let check = 98 - (account * 1_000_000 + 131_400) % 97;
    format!("DE{check:02}{account:018}")
}

fn dni(n: u64) -> String {
    let number = 12_345_678 + n * 104_729;
    let letter = "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth((number % 23) as usize).unwrap_or('?');
    format!("{number:08}{letter}")
}

fn letters(n: u64) -> String {
    format!("{n}")
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| char::from_digit(digit + 10, 36))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, classify};

    // proves M16
    #[test]
    fn every_control_is_answered_rightly() {
        let (table, answers) = controls().unwrap();
        let classification = classify(&table, &Options::default()).unwrap();
        for (name, info_type) in answers {
            let column = classification.column(&name).unwrap();
            assert_eq!(column.info_type, info_type, "{name}: {}", column.reason);
        }
    }
}
