//! Columns that say little by themselves, beside people and beside things.

use crate::{made, run};
use terms::{Classification, ColumnState, InfoType as T};

type Make = fn(u64) -> String;

fn pick(n: u64, words: &[&str]) -> String {
    words[(n / 7) as usize % words.len()].to_owned()
}

fn decimal(n: u64) -> String {
    format!("{}.{}", n % 90, n / 90 % 10)
}

/// Flags, decimals, laboratory values and small categories that no list knows.
const UNKNOWN: [(&str, Make); 24] = [
    ("black", |n| (n / 7 % 2).to_string()),
    ("snap", |n| pick(n, &["0", "1"])),
    ("hisp", |n| pick(n, &["yes", "no"])),
    ("smoker", |n| pick(n, &["true", "false"])),
    ("gross", |n| format!("{}.{:02}", 900 + n % 9_000, n % 100)),
    ("net", |n| format!("{}.{:02}", 900 + n % 7_000, n % 100)),
    ("tax", |n| format!("{}.{:02}", n % 2_000, n % 100)),
    ("lactate", decimal),
    ("crp", decimal),
    ("ferritin", decimal),
    ("weight", decimal),
    ("height", |n| format!("{}.{}", 140 + n % 60, n % 10)),
    ("score", |n| (n % 40).to_string()),
    ("total", |n| (n % 27).to_string()),
    ("level", |n| (n % 5).to_string()),
    ("balance", |n| format!("{}.{:02}", n % 9_000, n % 100)),
    ("loan_amount", |n| (500 + n % 9_000).to_string()),
    ("grade", |n| pick(n, &["low", "high", "medium"])),
    ("status", |n| pick(n, &["open", "closed", "pending"])),
    ("class", |n| pick(n, &["A", "B", "C"])),
    ("group", |n| pick(n, &["control", "arm 1", "arm 2"])),
    ("is_active", |n| pick(n, &["0", "1"])),
    ("item_9", |n| (n % 4).to_string()),
    ("last_reading", |n| format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1)),
];

/// What is nobody's in any table.
const PLAIN: [(&str, Make); 8] = [
    ("unit_price", |n| format!("{}.{:02}", n % 500, n % 100)),
    ("quantity", |n| (n % 50).to_string()),
    ("order_date", |n| format!("2023-{:02}-{:02}", n % 12 + 1, n % 28 + 1)),
    ("ship_mode", |n| pick(n, &["AIR", "TRUCK", "RAIL"])),
    ("currency", |n| pick(n, &["EUR", "USD"])),
    ("country", |n| pick(n, &["Germany", "France", "Brazil"])),
    ("total_amount", |n| format!("{}.{:02}", n % 500, n % 100)),
    ("created_at", |n| format!("2024-{:02}-{:02}T{:02}:00:00Z", n % 12 + 1, n % 28 + 1, n % 24)),
];

/// What says that the rows are people.
const PEOPLE: [(&str, Make); 8] = [
    ("full_name", |n| {
        format!("{} {}", pick(n, &["Anna", "Omar", "Lars"]), pick(n / 5, &["Novak", "Silva"]))
    }),
    ("email", |n| format!("p{n}@example.org")),
    ("date_of_birth", |n| format!("19{}-{:02}-{:02}", 40 + n % 60, n % 12 + 1, n % 28 + 1)),
    ("patient_id", |n| format!("P{:06}", n % 999_983)),
    ("customer_id", |n| (n % 40).to_string()),
    ("employee_no", |n| (10_000 + n % 80_000).to_string()),
    ("sex", |n| pick(n, &["0", "1"])),
    ("age", |n| (18 + n % 60).to_string()),
];

fn beside(theirs: &[(&'static str, Make)]) -> Classification {
    let columns = theirs.iter().chain(&UNKNOWN).chain(&PLAIN);
    run(&columns.map(|(name, make)| (*name, made(make))).collect::<Vec<_>>())
}

fn harmless(found: &Classification, of: &[(&'static str, Make)]) -> Vec<&'static str> {
    let is = |name: &&str| found.column(name).unwrap().state == ColumnState::Harmless;
    of.iter().map(|(name, _)| *name).filter(is).collect()
}

// proves M5, M16
#[test]
fn beside_people_a_name_that_no_list_knows_is_not_harmless() {
    for one in PEOPLE {
        let found = beside(&[one]);
        assert_eq!(harmless(&found, &UNKNOWN), [""; 0], "beside {}", one.0);
        let plain = harmless(&found, &PLAIN);
        assert_eq!(plain.len(), PLAIN.len(), "beside {}: {plain:?}", one.0);
        let column = found.column("lactate").unwrap();
        assert_eq!(column.state, ColumnState::Unconfirmed, "{}", column.reason);
        assert!(column.evidence.iter().all(|e| !e.check.starts_with("harmless")), "{column:?}");
        assert!(column.reason.contains("in a table of people"), "{}", column.reason);
    }
}

// proves M5, M16
#[test]
fn what_several_columns_say_of_people_counts_where_none_names_them() {
    let several: [(&str, Make); 2] = [
        ("occupation", |n| pick(n, &["baker", "clerk", "miner"])),
        ("hba1c", |n| format!("{}.{}", 4 + n % 6, n % 10)),
    ];
    assert_eq!(harmless(&beside(&several), &UNKNOWN), [""; 0]);
    assert!(harmless(&beside(&several[..1]), &UNKNOWN).len() > 8);
}

// proves M16
#[test]
fn beside_things_they_are_what_they_were() {
    let things: [(&str, Make); 6] = [
        ("sensor_id", |n| format!("S{:04}", n % 60)),
        ("product_name", |n| format!("{} {}g", pick(n, &["Green Tea", "Red Rice"]), n % 900)),
        ("flight", |n| format!("LH{}", 100 + n % 900)),
        ("supplier_phone", |n| format!("+43 1 {:07}", n % 9_999_999)),
        ("contact_email", |n| format!("sales{}@example.org", n % 9)),
        ("warehouse", |n| pick(n, &["W1", "W2", "W3"])),
    ];
    let found = beside(&things);
    let still = harmless(&found, &UNKNOWN);
    for name in ["lactate", "crp", "gross", "balance", "score", "status", "weight", "is_active"] {
        assert!(still.contains(&name), "{name}: {}", found.column(name).unwrap().reason);
    }
}

// proves M16
#[test]
fn a_zero_or_a_one_of_somebodys_sex_is_their_sex() {
    let found = run(&[
        ("sex", made(|n| (n / 7 % 2).to_string())),
        ("Geschlecht", made(|n| (1 + n / 7 % 2).to_string())),
        ("gender_count", made(|n| (n % 900).to_string())),
    ]);
    assert_eq!(found.columns[0].info_type, T::Gender, "{}", found.columns[0].reason);
    assert_eq!(found.columns[1].info_type, T::Gender, "{}", found.columns[1].reason);
    assert_ne!(found.columns[2].info_type, T::Gender, "{}", found.columns[2].reason);
}
