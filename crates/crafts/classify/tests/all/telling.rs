//! Columns of 88 kinds that are somebody's: under their own names, and under names that say nothing.

use crate::{made, table};
use hygeia_classify::{Options, classify};
use terms::{Class, ColumnState};

type Make = fn(u64) -> String;

fn pick(n: u64, words: &[&str]) -> String {
    words[(n / 7) as usize % words.len()].to_owned()
}

fn digits(n: u64, length: usize) -> String {
    let mut text = String::new();
    let mut state = n;
    while text.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        text.push_str(&(state >> 33).to_string());
    }
    text.truncate(length);
    text
}

fn hex(n: u64, length: usize) -> String {
    let word = |part: u64| format!("{:016x}", (n ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (1..6).map(word).collect::<String>()[..length].to_owned()
}

fn capitals(n: u64, length: usize) -> String {
    digits(n, length).bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
}

fn first(n: u64) -> String {
    pick(
        n,
        &[
            "Anna", "Omar", "Yuki", "Thaddeus", "Zeynep", "Priya", "Lars", "Ingrid", "Pablo",
            "Chloe", "Ivan", "Mei",
        ],
    )
}

fn last(n: u64) -> String {
    let surnames = [
        "Okafor", "Smith", "Garcia", "Novak", "Yilmaz", "Silva", "Kowalski", "Jensen", "Tanaka",
        "Rossi", "Nguyen",
    ];
    pick(n / 13, &surnames)
}

fn day(n: u64) -> (u64, u64, u64) {
    (1935 + n % 70, n / 70 % 12 + 1, n / 840 % 28 + 1)
}

/// Names as teams write them, and values that mostly have no pattern of their own.
const COLUMNS: [(&str, Make); 88] = [
    ("account_number", |n| digits(n, 10)),
    ("national_id", |n| digits(n, 11)),
    ("hiv_status", |n| pick(n, &["positive", "negative"])),
    ("cvv", |n| digits(n, 3)),
    ("pin", |n| digits(n, 4)),
    ("connection_string", |n| format!("Server=db{};Uid=app;Pwd={};", n % 9, hex(n, 8))),
    ("soc_sec_no", |n| format!("{}{:02}{:04}", 100 + n % 500, 1 + n % 99, 1 + n % 9_000)),
    ("medical_record_number", |n| format!("MRN{}", digits(n, 7))),
    ("political_party", |n| pick(n, &["Left", "Right", "Green"])),
    ("license_plate", |n| format!("{}-{}", capitals(n, 3), digits(n, 4))),
    ("mothersMaidenName", last),
    ("password", |n| format!("{}!x", hex(n, 8))),
    ("cust_ssn", |n| digits(n, 9)),
    ("SocialSecurityNumber", |n| digits(n, 9)),
    ("passport_no", |n| format!("{}{}", capitals(n, 1), digits(n, 8))),
    ("DriversLicense", |n| format!("{}{}", capitals(n, 1), digits(n, 7))),
    ("tax_id", |n| digits(n, 9)),
    ("date_of_birth", |n| {
        let (y, m, d) = day(n);
        format!("{y}-{m:02}-{d:02}")
    }),
    ("DOB", |n| {
        let (y, m, d) = day(n);
        format!("{d:02}.{m:02}.{y}")
    }),
    ("birth_year", |n| day(n).0.to_string()),
    ("first_name", first),
    ("LASTNAME", last),
    ("full_name", |n| format!("{} {}", first(n), last(n))),
    ("email_address", |n| format!("p{n}@example.org")),
    ("phone_number", |n| format!("+44 20 {} {}", digits(n, 4), digits(n / 3, 4))),
    ("mobile", |n| digits(n, 10)),
    ("home_address", |n| format!("{} {} Street", n % 200 + 1, last(n))),
    ("zip_code", |n| digits(n, 5)),
    ("client_ip", |n| format!("10.{}.{}.{}", n % 250, n / 250 % 250, n / 999 % 250)),
    ("MacAddress", |n| {
        let h = hex(n, 12);
        format!("{}:{}:{}:{}:{}:{}", &h[..2], &h[2..4], &h[4..6], &h[6..8], &h[8..10], &h[10..])
    }),
    ("CCNumber", |n| digits(n, 16)),
    ("card_expiry", |n| format!("{:02}/{:02}", n % 12 + 1, 25 + n % 8)),
    ("card_security_code", |n| digits(n, 3)),
    ("iban", |n| format!("DE{}", digits(n, 20))),
    ("swift_code", |n| format!("{}DE{}", capitals(n, 4), digits(n, 2))),
    ("routing_number", |n| digits(n, 9)),
    ("sort_code", |n| format!("{}-{}-{}", digits(n, 2), digits(n / 3, 2), digits(n / 7, 2))),
    ("bank_acct", |n| digits(n, 12)),
    ("salary", |n| (20_000 + n % 90_000).to_string()),
    ("AnnualIncome", |n| (20_000 + n % 90_000).to_string()),
    ("religion", |n| pick(n, &["Catholic", "Muslim", "None", "Hindu"])),
    ("ethnicity", |n| pick(n, &["White", "Asian", "Black"])),
    ("race", |n| pick(n, &["White", "Asian", "Black"])),
    ("sexual_orientation", |n| pick(n, &["straight", "gay", "bi"])),
    ("trade_union_member", |n| pick(n, &["yes", "no"])),
    ("union-membership", |n| pick(n, &["0", "1"])),
    ("disability", |n| pick(n, &["none", "visual", "hearing"])),
    ("diagnosis", |n| pick(n, &["flu", "diabetes", "asthma", "none"])),
    ("icd10_code", |n| format!("{}{}.{}", capitals(n, 1), digits(n, 2), n % 10)),
    ("blood_type", |n| pick(n, &["A+", "B-", "O+"])),
    ("medication", |n| pick(n, &["aspirin", "metformin", "none"])),
    ("is_pregnant", |n| pick(n, &["true", "false"])),
    ("genetic_marker", |n| format!("rs{}", digits(n, 6))),
    ("dna_sequence", |n| {
        digits(n, 24).bytes().map(|d| char::from(b"ACGT"[usize::from(d) % 4])).collect()
    }),
    ("fingerprint_template", |n| hex(n, 32)),
    ("face_embedding", |n| hex(n, 40)),
    ("gender", |n| pick(n, &["M", "F"])),
    ("marital_status", |n| pick(n, &["single", "married"])),
    ("nationality", |n| pick(n, &["German", "French", "Thai"])),
    ("citizenship", |n| pick(n, &["DE", "FR", "TH"])),
    ("age", |n| (18 + n % 70).to_string()),
    ("username", |n| format!("{}{}", first(n).to_lowercase(), n % 999)),
    ("login", |n| format!("u{}", n % 99_999)),
    ("api_key", |n| hex(n, 32)),
    ("access-token", |n| hex(n, 40)),
    ("client_secret", |n| hex(n, 12)),
    ("private_key", |n| hex(n, 48)),
    ("jwt", |n| hex(n, 30)),
    ("session_id", |n| hex(n, 24)),
    ("CookieID", |n| hex(n, 32)),
    ("device_id", |n| hex(n, 16)),
    ("imei", |n| digits(n, 15)),
    ("imsi", |n| format!("310{}", digits(n, 12))),
    ("vin", |n| format!("{}{}", capitals(n, 3), digits(n, 14))),
    ("latitude", |n| format!("{}.{:05}", n % 90, n % 100_000)),
    ("longitude", |n| format!("-{}.{:05}", n % 179, n % 100_000)),
    ("bitcoin_address", |n| format!("1{}", hex(n, 30))),
    ("wallet_address", |n| format!("0x{}", hex(n, 40))),
    ("npi", |n| digits(n, 10)),
    ("health_insurance_number", |n| format!("A{}", digits(n, 9))),
    ("criminal_record", |n| pick(n, &["yes", "no"])),
    ("employee_id", |n| format!("E{}", digits(n, 5))),
    ("patient_id", |n| digits(n, 6)),
    ("emergency_contact", |n| format!("{} {}", first(n), last(n))),
    ("security_answer", first),
    ("DATABASE_URL", |n| format!("mysql://root:{}@db/app", hex(n, 6))),
    ("voter_id", |n| format!("{}{}", capitals(n, 3), digits(n, 7))),
    ("place_of_birth", |n| pick(n, &["Graz", "Lyon", "Osaka", "Lagos"])),
];

fn classified(name: impl Fn(usize) -> String) -> terms::Classification {
    let names: Vec<String> = (0..COLUMNS.len()).map(name).collect();
    let columns: Vec<_> =
        names.iter().zip(COLUMNS).map(|(name, (_, make))| (name.as_str(), made(make))).collect();
    classify(&table(&columns), &Options::default()).unwrap()
}

// proves M16, M18
#[test]
fn every_telling_name_is_recognised() {
    let found = classified(|at| COLUMNS[at].0.to_owned());
    for column in &found.columns {
        assert_eq!(column.state, ColumnState::Recognised, "{}: {}", column.name, column.reason);
        assert!(column.class >= Class::Confidential, "{}: {}", column.name, column.reason);
    }
}

// proves M16, M18
#[test]
fn under_names_that_say_nothing_hardly_one_is_called_harmless() {
    let found = classified(|at| format!("c{}", at + 1));
    let clear: Vec<&str> = found
        .columns
        .iter()
        .zip(COLUMNS)
        .filter(|(column, _)| column.handled_as() < Class::Confidential)
        .map(|(_, (name, _))| name)
        .collect();
    let recognised = found.columns.iter().filter(|c| c.state == ColumnState::Recognised).count();
    eprintln!("{recognised} of 88 by their values alone; in clear: {clear:?}");
    assert!(COLUMNS.len() - clear.len() >= 80, "{clear:?}");
    assert!(recognised >= 25, "{recognised}");
}
