//! A few values of people among many that are nobody's; and numbers whose name alone says what they are.

use crate::{made, run};
use terms::{Column, ColumnState};

type Make = fn(u64) -> String;

/// The column `name` of 900 rows, of which one in 30 is as `rare` makes it and the others as `common`, beside one
/// of a machine.
fn among(name: &'static str, common: Make, rare: Make) -> Column {
    let values: Vec<Option<String>> =
        (0..900).map(|n| Some(if n % 30 == 11 { rare(n / 30) } else { common(n) })).collect();
    let rpm = (0..900).map(|n| Some((900 + n * 37 % 2_000).to_string())).collect();
    let found = run(&[(name, values), ("rpm", rpm)]);
    found.column(name).unwrap().clone()
}

/// A number of 16 digits that passes the check of cards (Luhn, ISO/IEC 7812-1).
fn card(n: u64) -> String {
    let digits = format!("4539{:011}", 14_880_343 + n * 7_919);
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .map(|product| if product > 9 { product - 9 } else { product })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

const RARE: [(&str, Make); 8] = [
    ("card", card),
    ("ssn", |n| format!("{}-{:02}-{:04}", 501 + n, 11 + n, 1_000 + n * 37)),
    ("phone", |n| format!("+49 171 {}", 1_234_567 + n * 7_919)),
    ("birth", |n| format!("19{:02}-{:02}-{:02}", 40 + n, n % 12 + 1, n % 28 + 1)),
    ("place", |n| format!("52.{},13.{}", 500_000 + n * 137, 400_000 + n * 91)),
    ("name", |n| {
        let given = ["Anna", "Omar", "Lars", "Maria", "Peter"][n as usize % 5];
        let family = ["Novak", "Silva", "Schmidt", "Rossi", "Jensen", "Kowalski"][n as usize % 6];
        format!("{given} {family}")
    }),
    ("password", |n| format!("Tr0ub4dor&{}", n * 7_919)),
    ("token", |n| format!("eyJhbGciOiJIUzI1NiJ9.{:040x}.{:030x}", n * 7_919, n * 104_729)),
];

const COMMON: [(&str, Make); 4] = [
    ("colour", |n| ["red", "blue"][n as usize % 2].to_owned()),
    ("qty", |n| ["1", "2", "5"][n as usize % 3].to_owned()),
    ("status", |n| ["open", "closed", "pending"][n as usize % 3].to_owned()),
    ("weight", |n| format!("{}.{}", n % 90, n % 10)),
];

// proves M5, M16
#[test]
fn a_column_with_a_few_values_of_people_is_not_harmless_whatever_the_rest_is() {
    let mut open = Vec::new();
    for (name, common) in COMMON {
        for (kind, rare) in RARE {
            if among(name, common, rare).state == ColumnState::Harmless {
                open.push(format!("{kind} in {name}"));
            }
        }
        // What is the same throughout is as harmless as it was.
        assert_eq!(among(name, common, common).state, ColumnState::Harmless, "{name}");
    }
    assert!(open.is_empty(), "{open:?}");
}

// proves M5, M16
#[test]
fn cards_are_found_among_a_few_words_and_numbers_however_many_there_are() {
    for (name, common) in &COMMON[..2] {
        let column = among(name, *common, card);
        let hidden = column.evidence.iter().find(|one| one.check.starts_with("hidden"));
        assert_eq!(hidden.map(|one| one.matched), Some(30), "{name}: {column:?}");
        assert_eq!(column.state, ColumnState::Recognised, "{name}");
    }
}

// proves M5, M16
#[test]
fn what_a_measure_is_called_opens_no_numbers_that_do_not_measure() {
    let people: [(&'static str, Make); 6] = [
        ("x", |n| (100_000_000 + n * 7_919 % 800_000_000).to_string()),
        ("x2", |n| (18 + n * 7 % 60).to_string()),
        ("age_x", |n| (18 + n * 7 % 60).to_string()),
        ("rate", |n| (491_510_000_000 + n % 300 * 7_919).to_string()),
        ("value", |n| format!("19{:02}{:02}{:02}", 40 + n % 60, n % 12 + 1, n % 28 + 1)),
        ("Breite", |n| format!("52.{:06}", 400_000 + n * 137 % 200_000)),
    ];
    for (name, make) in people {
        let found = run(&[(name, made(make)), ("rpm", made(|n| (900 + n % 2_000).to_string()))]);
        assert_ne!(found.column(name).unwrap().state, ColumnState::Harmless, "{name}");
    }
    let things: [(&'static str, Make); 3] = [
        ("x", |n| format!("{}.{}", n % 40, n % 10)),
        ("Breite", |n| format!("{}.5", 100 + n % 900)),
        ("bytes", |n| (n * 104_729 % 3_000_000).to_string()),
    ];
    for (name, make) in things {
        let found = run(&[(name, made(make)), ("rpm", made(|n| (900 + n % 2_000).to_string()))]);
        assert_eq!(found.column(name).unwrap().state, ColumnState::Harmless, "{name}");
    }
}

// proves M5, M16
#[test]
fn a_key_that_is_called_after_a_person_makes_the_rows_those_of_people() {
    // In a table of things, but for that key.
    let beside = |name: &'static str, make: Make| {
        let flag = made(|n| (n % 2).to_string());
        let product = made(|n| ["red tea", "rice", "soap"][n as usize % 3].to_owned());
        let found = run(&[(name, made(make)), ("fl", flag), ("product", product)]);
        found.column("fl").unwrap().state
    };
    let keys: [(&'static str, Make); 8] = [
        ("patient", |n| (1_000_000 + n * 7_919 % 9_000_000).to_string()),
        ("CUSTNO", |n| (1_000 + n % 300).to_string()),
        ("PatNr", |n| format!("P{:05}", n % 400)),
        ("Kundennummer", |n| (40_000 + n % 5_000).to_string()),
        ("cod_paziente", |n| (100_000 + n * 31 % 800_000).to_string()),
        ("пациент", |n| (1_000 + n % 700).to_string()),
        ("顧客番号", |n| (100_000 + n % 700).to_string()),
        ("imei", |n| format!("{}", 35_693_803_564_380_u64 * 10 + n % 10)),
    ];
    for (name, make) in keys {
        assert_eq!(beside(name, make), ColumnState::Unconfirmed, "{name}");
    }
    // How many there were, and the keys of things.
    let others: [(&'static str, Make); 4] = [
        ("customers", |n| (n * 37 % 4_000).to_string()),
        ("customer_count", |n| (n * 37 % 4_000).to_string()),
        ("machine", |n| (1_000 + n % 700).to_string()),
        ("order_no", |n| (100_000 + n % 800_000).to_string()),
    ];
    for (name, make) in others {
        assert_eq!(beside(name, make), ColumnState::Harmless, "{name}");
    }
}

// proves M5, M16
#[test]
fn a_flag_or_a_fraction_is_harmless_only_where_something_says_of_what() {
    let flag = || made(|n| (n % 2).to_string());
    let fraction = || made(|n| format!("{}.{}", n % 90, n % 10));
    let state =
        |columns: &[(&str, Vec<Option<String>>)], of: &str| run(columns).column(of).unwrap().state;
    let nobodys = [("msm12", flag()), ("hb", fraction()), ("is_active", flag())];
    for name in ["msm12", "hb"] {
        assert_eq!(state(&nobodys, name), ColumnState::Unconfirmed, "{name}");
    }
    assert_eq!(state(&nobodys, "is_active"), ColumnState::Harmless);
    let pump = ("machine", made(|n| format!("P-{}", n % 40)));
    let things = [pump, ("msm12", flag()), ("hb", fraction())];
    for name in ["msm12", "hb"] {
        assert_eq!(state(&things, name), ColumnState::Harmless, "{name}");
    }
}
