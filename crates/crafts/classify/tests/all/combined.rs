//! Columns that say little each, and together who somebody is.

use crate::table;
use hygeia_classify::{Options, classify, combination_findings, combined, lay_over};
use terms::{Class, Column, ColumnState, Combination};

/// A number that depends on `row` and `salt` alone, below `below`.
fn drawn(row: u64, salt: u64, below: u64) -> u64 {
    let mut hash =
        row.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash ^ (hash >> 29)) % below
}

type Make = dyn Fn(u64) -> String;
type Cells = Vec<Option<String>>;

fn made(rows: u64, columns: &[(&'static str, &Make)]) -> Vec<(&'static str, Cells)> {
    columns
        .iter()
        .map(|(name, make)| (*name, (0..rows).map(|row| Some(make(row))).collect()))
        .collect()
}

fn measured(columns: &[(&'static str, Cells)]) -> Vec<Combination> {
    let batch = table(columns);
    let found = classify(&batch, &Options::default()).unwrap();
    combined(&batch, &found, None, None)
}

fn birth(row: u64) -> String {
    let (year, month, day) = (drawn(row, 1, 60), drawn(row, 2, 12), drawn(row, 3, 28));
    format!("{}-{:02}-{:02}", 1940 + year, month + 1, day + 1)
}

fn sex(row: u64) -> String {
    ["female", "male"][drawn(row, 4, 2) as usize].to_owned()
}

fn postcode(row: u64) -> String {
    format!("{:05}", 10_115 + 7 * drawn(row, 5, 90))
}

// proves M5, M16
#[test]
fn columns_that_say_little_each_are_restricted_where_together_they_say_who() {
    let table = made(
        4_000,
        &[
            ("birth_date", &birth),
            ("postcode", &postcode),
            ("sex", &sex),
            ("diagnosis", &|row| ["E11.9", "I10", "J45"][drawn(row, 6, 3) as usize].to_owned()),
        ],
    );
    let found = measured(&table);
    let all = found.last().unwrap();
    assert!(all.columns.starts_with(&["birth_date".to_owned(), "postcode".to_owned()]), "{all:?}");
    assert!(all.identifying && all.class == Class::Restricted, "{all:?}");
    assert!(all.clear.k == 1 && all.clear.share > 0.9 && all.clear.exact, "{all:?}");
    let told = &all.clear.sensitive;
    assert!(told.iter().any(|it| it.column == "diagnosis" && it.l == 1 && it.t > 0.5), "{told:?}");
    let findings = combination_findings("people.csv", &found);
    assert!(findings.iter().any(|finding| finding.rule == "classify/combination"));
    assert!(
        !serde_json::to_string(&(&found, &findings)).unwrap().contains("19"),
        "no value is told"
    );
}

// proves M5, M16
#[test]
fn the_smallest_sets_are_found_and_what_is_in_them_is_no_longer_harmless() {
    let city = |row: u64| {
        ["Vienna", "Paris", "Osaka", "Lagos", "Victoria", "Florence"][drawn(row, 7, 6) as usize]
            .to_owned()
    };
    let day = |row: u64| format!("2021-{:02}-{:02}", drawn(row, 8, 12) + 1, drawn(row, 9, 28) + 1);
    let columns = made(
        600,
        &[
            ("age", &|row| (18 + drawn(row, 1, 70)).to_string()),
            ("city", &city),
            ("hire_date", &day),
            ("sex", &sex),
        ],
    );
    let batch = table(&columns);
    let mut found = classify(&batch, &Options::default()).unwrap();
    assert_eq!(found.column("city").unwrap().state, ColumnState::Harmless);
    let together = combined(&batch, &found, None, None);
    let minimal: Vec<&Combination> = together.iter().filter(|it| it.minimal).collect();
    assert!(!minimal.is_empty() && minimal.iter().all(|it| it.identifying));
    for (at, set) in minimal.iter().enumerate() {
        let held =
            |other: &&&Combination| other.columns.iter().all(|column| set.columns.contains(column));
        assert_eq!(minimal.iter().filter(held).count(), 1, "{at}: a smaller set is in {set:?}");
    }
    lay_over(&mut found, &together);
    let city: &Column = found.column("city").unwrap();
    assert_eq!((city.class, city.state), (Class::Confidential, ColumnState::Recognised));
    assert!(city.reason.contains("people"), "{}", city.reason);
}

// proves M16
#[test]
fn tables_of_no_people_raise_no_alarm() {
    let fraction = |salt: u64| {
        move |row: u64| format!("{}.{}", drawn(row, salt, 40), drawn(row, salt + 1, 10))
    };
    let day = |row: u64| {
        format!("199{}-{:02}-{:02}", drawn(row, 3, 8), drawn(row, 4, 12) + 1, drawn(row, 5, 28) + 1)
    };
    let city = |row: u64| ["Vienna", "Paris", "Osaka"][drawn(row, 6, 3) as usize].to_owned();
    let number = |below: u64, salt: u64| move |row: u64| drawn(row, salt, below).to_string();
    let tables = [
        made(
            2_000,
            &[
                ("sensor_id", &|row| format!("S{:04}", drawn(row, 1, 60))),
                ("timestamp", &|row| {
                    format!(
                        "2024-{:02}-{:02}T{:02}:{:02}:00Z",
                        drawn(row, 2, 12) + 1,
                        drawn(row, 3, 28) + 1,
                        drawn(row, 4, 24),
                        drawn(row, 5, 60)
                    )
                }),
                ("city", &city),
                ("latitude", &|row| format!("48.{:04}", drawn(row, 8, 10_000))),
                ("temperature_c", &fraction(9)),
            ],
        ),
        made(
            2_000,
            &[
                ("l_orderkey", &number(6_000_000, 1)),
                ("l_quantity", &number(50, 2)),
                ("l_shipdate", &day),
                ("l_shipmode", &|row| {
                    ["AIR", "SHIP", "RAIL"][drawn(row, 9, 3) as usize].to_owned()
                }),
            ],
        ),
        made(
            150,
            &[
                ("sepal_length", &fraction(1)),
                ("petal_length", &fraction(3)),
                ("species", &|row| ["setosa", "virginica"][drawn(row, 5, 2) as usize].to_owned()),
            ],
        ),
        made(
            900,
            &[
                ("shop_phone", &|row| format!("+43 1 {:07}", drawn(row, 1, 9_999_999))),
                ("city", &city),
                ("postcode", &postcode),
                ("opening_date", &day),
                ("department", &number(9, 5)),
            ],
        ),
        made(
            1_500,
            &[
                ("order_no", &number(900_000_000, 1)),
                ("country", &|row| {
                    ["Germany", "France", "Brazil"][drawn(row, 2, 3) as usize].to_owned()
                }),
                ("region", &|row| ["north", "south", "east"][drawn(row, 3, 3) as usize].to_owned()),
                ("order_date", &day),
                ("weight_kg", &fraction(4)),
            ],
        ),
        made(
            900,
            &[
                ("age", &|row| format!("{}.{}", drawn(row, 1, 100), drawn(row, 2, 10))),
                ("strength", &fraction(3)),
                ("state", &|row| ["new", "cured"][drawn(row, 6, 2) as usize].to_owned()),
            ],
        ),
    ];
    for columns in tables {
        let found = measured(&columns);
        let told: Vec<&Combination> = found.iter().filter(|it| it.identifying).collect();
        assert!(
            told.is_empty(),
            "{:?}: {told:?}",
            columns.iter().map(|it| it.0).collect::<Vec<_>>()
        );
    }
}

// proves M5
#[test]
fn where_many_are_alike_nobody_is_singled_out() {
    let columns = made(
        3_000,
        &[
            ("age_group", &|row| ["18-39", "40-64", "65+"][drawn(row, 1, 3) as usize].to_owned()),
            ("sex", &sex),
            ("city", &|row| ["Vienna", "Paris"][drawn(row, 7, 2) as usize].to_owned()),
        ],
    );
    let found = measured(&columns);
    assert!(found.iter().all(|it| !it.identifying && it.clear.k > 100), "{found:?}");
}

// proves M5
#[test]
fn people_are_counted_and_not_the_rows_that_there_are_of_them() {
    // Ten visits each: no row is alone, and every patient is.
    let of = |row: u64| row / 10;
    let columns = made(
        3_000,
        &[
            ("patient_id", &move |row| format!("P{:05}", 70_001 + of(row) * 7)),
            ("birth_date", &move |row| birth(of(row))),
            ("sex", &move |row| sex(of(row))),
            ("city", &move |row| ["Vienna", "Paris"][drawn(of(row), 7, 2) as usize].to_owned()),
        ],
    );
    let found = measured(&columns);
    let all = found.last().unwrap();
    assert_eq!((all.people, all.counted_by.as_deref()), (300, Some("patient_id")), "{all:?}");
    assert!(all.identifying && all.clear.unique > 280, "{all:?}");
}

// proves M5
#[test]
fn what_others_are_shown_is_attacked_as_well() {
    let columns = made(4_000, &[("birth_date", &birth), ("postcode", &postcode), ("sex", &sex)]);
    let batch = table(&columns);
    let found = classify(&batch, &Options::default()).unwrap();
    let decade = |column: &Column, value: &str| match column.name.as_str() {
        "birth_date" => value.get(..3).map(str::to_owned),
        "postcode" => value.get(..2).map(str::to_owned),
        _ => None,
    };
    let masked = combined(&batch, &found, None, Some(&decade));
    let all = masked.last().unwrap();
    let shown = all.shown.as_ref().unwrap();
    assert!(shown.unique == 0 && shown.k > 100 && all.clear.share > 0.9, "{all:?}");
    let nothing = combined(&batch, &found, None, Some(&|_, _| None));
    assert_eq!(nothing.last().unwrap().shown.as_ref().unwrap().k, 4_000);
    let as_it_is = combined(&batch, &found, None, Some(&|_, value| Some(value.to_owned())));
    let told = combination_findings("people", &as_it_is);
    assert!(told.iter().any(|finding| finding.rule == "classify/combination-shown"));
    let told = combination_findings("people", &masked);
    assert!(!told.iter().any(|finding| finding.rule == "classify/combination-shown"));
}
