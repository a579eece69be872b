//! Each way to write a value.

use crate::support::*;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

#[test]
fn text_is_found() {
    assert_eq!(found(EMAIL.as_bytes()), ["email: text"]);
    assert_eq!(found(b"card=4111111111111111;"), ["card: text"]);
}

#[test]
fn utf_16_is_found() {
    let le: Vec<u8> = EMAIL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = IBAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
    has(&found(&le), "email: utf-16le");
    has(&found(&be), "iban: utf-16be");
}

#[test]
fn digits_are_found_without_what_stands_between_them() {
    assert_eq!(found(b"12125550123"), ["phone: digits"]);
    assert_eq!(found(b"457555462"), ["ssn: digits"]);
    has(&found(b"DE89370400440532013000"), "iban: compact");
}

#[test]
fn nine_digits_within_a_longer_number_tell_nothing_unless_another_value_is_near() {
    for chance in ["0.457555462", "31457555462", "a457555462f"] {
        assert_eq!(found(chance.as_bytes()), [""; 0], "{chance}");
    }
    assert_eq!(found(b"45755546212125550123"), ["phone: digits", "ssn: digits"]);
}

#[test]
fn integers_are_found() {
    let ssn = 457_555_462u32;
    let long = u64::from(ssn);
    for bytes in [long.to_le_bytes(), long.to_be_bytes()] {
        has(&found(&bytes), "ssn: 8-byte integer");
    }
    has(&found(&4_111_111_111_111_111u64.to_be_bytes()), "card: 8-byte integer");
    has(&found(&12_125_550_123f64.to_le_bytes()), "phone: 8-byte float");
    assert_eq!(found(&ssn.to_le_bytes()), [""; 0], "four bytes are no proof");
}

#[test]
fn four_bytes_are_found_where_two_values_stand_in_line() {
    let values = [plant("ssn", SSN), plant("ssn too", "123-45-6789")];
    let with = |filler: usize| {
        let bytes =
            [&457_555_462u32.to_le_bytes()[..], &noise(filler, 2), &123_456_789u32.to_le_bytes()];
        let folder = folder("column", &bytes.concat());
        hits(&sentinel::search(folder.path(), &values, &[]).unwrap())
    };
    assert_eq!(with(40_000), ["ssn: 4-byte integer", "ssn too: 4-byte integer"]);
    assert_eq!(with(40_001), [""; 0], "out of line");
    assert_eq!(with(400_000), [""; 0], "too far away");
}

#[test]
fn hex_and_lists_of_bytes_are_found() {
    assert_eq!(found(hex(EMAIL).as_bytes()), ["email: hex"]);
    assert_eq!(found(hex(EMAIL).to_uppercase().as_bytes()), ["email: hex"]);
    let json = serde_json::to_string(&EMAIL.as_bytes()).unwrap();
    assert_eq!(found(json.as_bytes()), ["email: list of bytes"]);
    assert_eq!(found(format!("{:?}", EMAIL.as_bytes()).as_bytes()), ["email: list of bytes"]);
}

// proves M5
#[test]
fn base64_is_found_at_every_alignment_in_both_alphabets() {
    for before in ["", "a", "ab", "abc", "?>?>"] {
        let text = format!("{before}{EMAIL}~~?");
        for encoded in [BASE64_STANDARD.encode(&text), BASE64_URL_SAFE_NO_PAD.encode(&text)] {
            for glued in ["", "x", "xy", "xyz"] {
                has(&found(format!("{glued}{encoded}").as_bytes()), "email: base64 > text");
            }
        }
    }
}

#[test]
fn base64_in_a_json_string_is_found_whatever_is_escaped() {
    let encoded = BASE64_STANDARD.encode(format!("\u{fffd}\u{fffd}?{EMAIL}???>>>"));
    assert!(encoded.contains('/'), "{encoded}");
    let json = format!(r#"{{"value":"{}"}}"#, encoded.replace('/', r"\/"));
    has(&found(json.as_bytes()), "email: escapes > base64 > text");
    // The value goes on over a line break.
    let long = ["QUFB".repeat(9), encoded].concat();
    let lines: Vec<_> = long.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    has(&found(lines.join(r"\r\n").as_bytes()), "email: escapes > base64 > text");
    has(&found(lines.join("\n").as_bytes()), "email: base64 > text");
}

#[test]
fn json_escapes_are_found_also_in_json_within_json() {
    let escape =
        |text: &str| text.chars().map(|c| format!("\\u{:04x}", c as u32)).collect::<String>();
    has(&found(escape(EMAIL).as_bytes()), "email: escapes > text");
    has(&found(EMAIL.replace('\'', r"\u0027").as_bytes()), "email: escapes > text");
    let twice = serde_json::to_string(&EMAIL.replace('@', r"\u0040")).unwrap();
    has(&found(twice.as_bytes()), "email: escapes > escapes > text");
    has(&found(br"ada.o%27keller%40example.com"), "email: percent-encoded");
}

#[test]
fn names_are_searched_and_never_told() {
    let folder = folder(&format!("{SSN}.txt"), format!("so {EMAIL}").as_bytes());
    let report = report(folder.path());
    assert_eq!(hits(&report), ["email: text", "ssn: name > text"]);
    assert!(report.hits.iter().all(|hit| hit.file == "entry 0"), "{report:?}");
    assert!(!format!("{report:?}{:?}", planted()).contains(SSN));
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
