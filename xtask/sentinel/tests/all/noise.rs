//! Nothing is found where there is nothing.

use crate::support::*;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sentinel::{Planted, search};
use std::fmt::Write;

/// As many as a demo plants, all of the kind that is most often met by chance.
fn nine_digits() -> Vec<Planted> {
    (0..200u64)
        .map(|at| {
            let number = 100_000_000 + (at * 2_654_435_761) % 799_999_999;
            let text = number.to_string();
            plant("ssn", &format!("{}-{}-{}", &text[..3], &text[3..5], &text[5..]))
        })
        .collect()
}

#[test]
fn random_bytes_hold_nothing() {
    let folder = folder("random", &noise(64 << 20, 7));
    let report = search(folder.path(), &nine_digits(), &[]).unwrap();
    assert_eq!(hits(&report), [""; 0]);
    assert_eq!(report.cut, [""; 0]);
    assert_eq!(report.bytes, 64 << 20);
}

#[test]
fn random_text_holds_nothing() {
    let random = noise(2 << 20, 8);
    let mut numbers = String::new();
    for eight in random.chunks_exact(8) {
        let number = u64::from_le_bytes(eight.try_into().unwrap());
        writeln!(numbers, "{}, {number}", number as f64 / u64::MAX as f64).unwrap();
    }
    let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = folder("numbers.csv", numbers.as_bytes());
    std::fs::write(folder.path().join("digests"), hex).unwrap();
    std::fs::write(folder.path().join("encoded"), BASE64_STANDARD.encode(random)).unwrap();
    let report = search(folder.path(), &nine_digits(), &[]).unwrap();
    assert!(report.is_clean(), "{report:?}");
}

#[test]
fn values_that_differ_in_one_digit_or_letter_are_others() {
    let mut others = Vec::new();
    for planted in planted() {
        // The digits alone are a form, which another letter leaves as it is.
        let has_digits = planted.value.bytes().any(|byte| byte.is_ascii_digit());
        for at in 0..planted.value.len() {
            let mut bytes = planted.value.clone().into_bytes();
            bytes[at] = match bytes[at] {
                digit @ b'0'..=b'8' => digit + 1,
                b'9' => b'0',
                letter @ (b'a'..=b'y' | b'A'..=b'Y') if !has_digits => letter + 1,
                _ => continue,
            };
            let text = String::from_utf8(bytes).unwrap();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse::<u64>() {
                others.extend(number.to_le_bytes());
            }
            others.extend(format!("{text}\n{digits}\n").bytes());
        }
    }
    // Two values nearby make doubtful forms sure: there are many here.
    assert_eq!(found(&others), [""; 0]);
}
