//! Kinds of columns that a stranger's tables brought, and that were called harmless: what only people have
//! under the name of a quantity or a flag; numbers of people under the name of an amount; people among kinds
//! of a thing.

use crate::{made, run};
use terms::{Class, ColumnState};

fn pick(n: u64, words: &[&str]) -> String {
    words[(n / 7) as usize % words.len()].to_owned()
}

const FIRST: [&str; 9] =
    ["Anna", "Omar", "Thaddeus", "Zeynep", "Lars", "Ingrid", "Pablo", "Chloe", "Ivan"];
const LAST: [&str; 8] =
    ["Okafor", "Garcia", "Novak", "Yilmaz", "Silva", "Kowalski", "Jensen", "Tanaka"];

fn full(n: u64, between: &str) -> String {
    format!("{}{between}{}", pick(n, &FIRST), pick(n / 11, &LAST))
}

type Make = fn(u64) -> String;

/// What only people have.
const INTIMATE: [(&str, Make); 16] = [
    ("perf_rating", |n| (1 + n % 5).to_string()),
    ("alcohol_units", |n| (n % 30).to_string()),
    ("psych_eval_score", |n| (n % 100).to_string()),
    ("credit_score", |n| (300 + n % 550).to_string()),
    ("CreditScore", |n| (300 + n % 550).to_string()),
    ("net_worth", |n| format!("{}.{:02}", n % 900_000, n % 100)),
    ("bankruptcy_flag", |n| pick(n, &["Y", "N"])),
    ("gpa", |n| format!("{}.{:02}", n % 4, n % 100)),
    ("iq_score", |n| (70 + n % 70).to_string()),
    ("veteran_status", |n| pick(n, &["Y", "N"])),
    ("Schwerbehindert", |n| pick(n, &["ja", "nein"])),
    ("sick_days", |n| (n % 20).to_string()),
    ("arrests", |n| (n % 3).to_string()),
    ("avg_heart_rate", |n| format!("{}.{}", 50 + n % 60, n % 10)),
    ("discapacidad", |n| pick(n, &["si", "no"])),
    ("больничный", |n| (n % 9).to_string()),
];

// proves M16
#[test]
fn what_only_people_have_is_not_harmless_by_a_quantity_or_a_flag() {
    let columns: Vec<_> = INTIMATE.iter().map(|(name, make)| (*name, made(make))).collect();
    for column in &run(&columns).columns {
        assert_ne!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
}

// proves M16
#[test]
fn numbers_of_one_length_are_no_amounts() {
    let nine = |n: u64| (100_000_000 + n.wrapping_mul(7_919) % 800_000_000).to_string();
    let ten = |n: u64| (6_000_000_000 + n.wrapping_mul(104_729) % 3_999_999_999).to_string();
    let cut = |n: u64| (1_000_000 + n.wrapping_mul(7_919) % 899_000_000).to_string();
    let columns = [
        ("value", made(nine)),
        ("amount", made(ten)),
        ("score", made(cut)),
        ("total", made(nine)),
        // What really counts something has few digits here and many there.
        ("population", made(|n| 10_u64.pow(3 + (n % 6) as u32).to_string())),
    ];
    let found = run(&columns);
    let (people, counts) = found.columns.split_at(4);
    for column in people {
        assert_ne!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
    assert_eq!(counts[0].state, ColumnState::Harmless, "{}", counts[0].reason);
}

// proves M16
#[test]
fn people_among_things_keep_a_column_from_being_harmless() {
    let one_in = |every: u64, word: fn(u64) -> String| {
        move |n: u64| if n.is_multiple_of(every) { full(n, " ") } else { word(n) }
    };
    let columns = [
        ("kind", made(one_in(20, |n| pick(n, &["a", "b", "c"])))),
        ("region", made(one_in(9, |n| pick(n, &["North", "South"])))),
        ("tags", made(|n| format!("{}|vip {}", full(n, "|"), n % 97))),
        ("filename", made(|n| format!("{}_{n}_passport.pdf", full(n, "_")))),
        ("path", made(|n| format!("/home/user{n}/docs/cv.pdf"))),
        ("sku", made(|n| format!("+43 1 {:07}", n % 9_999_999))),
        (
            "color",
            made(|n| match n % 40 {
                0 => format!("{}-{:02}-{:04}", 100 + n % 565, 1 + n % 99, 1 + n % 9_000),
                _ => pick(n, &["red", "blue"]),
            }),
        ),
    ];
    for column in &run(&columns).columns {
        assert_ne!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
}

// proves M16
#[test]
fn things_that_are_called_like_people_stay_harmless() {
    let columns = [
        (
            "city",
            made(|n| {
                pick(
                    n,
                    &["San Jose", "Santa Maria", "St. Paul", "San Pedro", "Los Angeles", "Wien"],
                )
            }),
        ),
        ("product_name", made(|n| format!("{} {}g", pick(n, &["Green Tea", "Red Rice"]), n % 900))),
        ("warehouse", made(|n| pick(n, &["W1", "W2", "W3"]))),
        ("alcohol", made(|n| format!("{}.{}", 8 + n % 7, n % 10))),
    ];
    for column in &run(&columns).columns {
        assert_eq!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
}

// proves M16
#[test]
fn sentences_tell_that_they_name_people() {
    let text =
        |n: u64| format!("The parcel {n} for {} came late, please call again.", full(n, " "));
    let found = run(&[("remarks", made(text))]);
    let column = &found.columns[0];
    assert!(column.class >= Class::Confidential, "{}", column.reason);
    let named = column.evidence.iter().find(|e| e.info_type == terms::InfoType::PersonName);
    assert!(named.is_some_and(|named| named.matched >= 100), "{}", column.reason);
}

// proves M16
#[test]
fn what_people_write_on_things_may_name_somebody() {
    let among = |every: u64, word: fn(u64) -> String| {
        move |n: u64| if n.is_multiple_of(every) { full(n, " ") } else { word(n) }
    };
    let small = |n: u64| format!("{}_cv_{}.pdf", full(n, "_").to_lowercase(), n % 7);
    let columns = [
        ("title", made(among(9, |n| format!("Report {}", n % 9_999)))),
        // A few people, each many times over.
        ("label", made(|n| full(n, " "))),
        ("file", made(small)),
        ("attachment_name", made(|n| format!("Contract {} {n}.docx", full(n, " ")))),
        ("task", made(among(12, |n| pick(n, &["call back", "send offer", "check"])))),
    ];
    for column in &run(&columns).columns {
        assert_ne!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
    let things = [
        ("title", made(|n| format!("Report {}", n % 9_999))),
        ("label", made(|n| pick(n, &["cat", "dog", "bird"]))),
        ("file", made(|n| format!("part-{:05}.parquet", n % 99_999))),
    ];
    for column in &run(&things).columns {
        assert_eq!(column.state, ColumnState::Harmless, "{}: {}", column.name, column.reason);
    }
}

// proves M16
#[test]
fn keys_to_products_and_doors_are_secrets() {
    let key = |n: u64| {
        let drawn = |at: u64| {
            let hash = (n ^ at).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
            char::from(b"ABCDEFGHJKMNPQRTVWXY2346789"[hash as usize % 27])
        };
        let group = |g: u64| (0..5).map(|at| drawn(g * 5 + at + 1)).collect::<String>();
        (0..5).map(group).collect::<Vec<_>>().join("-")
    };
    let found = run(&[
        ("product_key", made(key)),
        ("gate_code", made(|n| (1_000 + n % 9_000).to_string())),
        ("door code", made(|n| format!("{:06}", n % 999_999))),
        ("activation_key", made(|n| format!("K{n}"))),
        // The key of a product in a warehouse of data opens nothing.
        ("ProductKey", made(|n| (n % 900).to_string())),
    ]);
    let (secret, plain) = found.columns.split_at(4);
    for column in secret {
        assert_eq!(column.state, ColumnState::Recognised, "{}: {}", column.name, column.reason);
        assert!(column.class >= Class::Confidential, "{}: {}", column.name, column.reason);
    }
    assert_eq!(plain[0].class, Class::Internal, "{}", plain[0].reason);
}

// proves M16
#[test]
fn places_and_companies_that_are_called_like_people_are_no_people() {
    let found = run(&[
        (
            "name",
            made(|n| {
                let place = pick(n, &["Charles de Gaulle", "John Kennedy", "Victoria", "Jackson"]);
                format!("{place} {}", pick(n / 3, &["International Airport", "Regional Airport"]))
            }),
        ),
        ("origin", made(|n| pick(n, &["Jackson, MS", "Houston, TX", "Austin, TX", "Madison, WI"]))),
        (
            "account_name",
            made(|n| format!("{} {}", pick(n, &LAST), pick(n / 3, &["Ltd", "GmbH", "Inc."]))),
        ),
        ("account name", made(|n| full(n, " "))),
    ]);
    let (places, people) = found.columns.split_at(3);
    for column in places {
        assert_eq!(column.class, Class::Internal, "{}: {}", column.name, column.reason);
    }
    assert_eq!(people[0].info_type, terms::InfoType::PersonName, "{}", people[0].reason);
}

// proves M16
#[test]
fn names_of_east_asia_are_names() {
    let found = run(&[
        (
            "c1",
            made(|n| {
                format!(
                    "{}{}",
                    pick(n, &["佐々木", "佐藤", "高橋", "長谷川"]),
                    pick(n / 5, &["希", "さくら", "みなみ", "健太"])
                )
            }),
        ),
        (
            "c2",
            made(|n| {
                format!(
                    "{}{}",
                    pick(n, &["王", "李", "张", "欧阳"]),
                    pick(n / 5, &["小明", "伟", "秀英", "娜"])
                )
            }),
        ),
        (
            "c3",
            made(|n| {
                format!(
                    "{}{}",
                    pick(n, &["김", "이", "박"]),
                    pick(n / 5, &["민준", "서연", "지우", "하은"])
                )
            }),
        ),
        ("c4", made(|n| pick(n, &["钢铁产品", "电子元件", "办公用品", "机械设备"]))),
    ]);
    let (people, things) = found.columns.split_at(3);
    for column in people {
        assert_eq!(
            column.info_type,
            terms::InfoType::PersonName,
            "{}: {}",
            column.name,
            column.reason
        );
    }
    assert_ne!(things[0].info_type, terms::InfoType::PersonName, "{}", things[0].reason);
}
