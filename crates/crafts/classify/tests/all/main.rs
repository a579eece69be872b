//! Classification of whole tables, as its callers see it.
// Helpers of tests may panic as tests may; clippy's exemption covers only functions marked as tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod among;
mod beside;
mod combined;
mod harmless;
mod shares;
mod stranger;
mod telling;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use hygeia_classify::{ClassifyError, Options, classify};
use proptest::prelude::*;
use std::io::Read;
use std::sync::Arc;
use terms::{Class, Classification, ColumnRole, ColumnState, InfoType as T, Kind, Regime};

fn table(columns: &[(&str, Vec<Option<String>>)]) -> RecordBatch {
    RecordBatch::try_from_iter(
        columns
            .iter()
            .map(|(name, values)| (*name, Arc::new(StringArray::from(values.clone())) as ArrayRef)),
    )
    .unwrap()
}

fn made(make: impl Fn(u64) -> String) -> Vec<Option<String>> {
    // A multiplicative generator: the same values on every run, without a pattern that matters.
    let mut state = 20_011_u64;
    let next = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(make(state >> 24))
    };
    (0..400).map(next).collect()
}

fn run(columns: &[(&str, Vec<Option<String>>)]) -> Classification {
    classify(&table(columns), &Options::default()).unwrap()
}

fn types(classification: &Classification) -> Vec<(&str, T)> {
    classification.columns.iter().map(|column| (column.name.as_str(), column.info_type)).collect()
}

/// False positives: plain numbers, dates, amounts, codes stay what they are.
// proves M16
#[test]
fn plain_numbers_are_not_taken_for_people() {
    let lengths: Vec<(String, Vec<Option<String>>)> = (4..=16)
        .map(|length: u32| {
            let (least, span) = (10_u64.pow(length - 1), 9 * 10_u64.pow(length - 1));
            (format!("n{length}"), made(|n| (least + n % span).to_string()))
        })
        .collect();
    let columns: Vec<_> =
        lengths.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
    let classification = run(&columns);
    for column in &classification.columns {
        assert_eq!(column.info_type, T::Number, "{}: {}", column.name, column.reason);
        assert_eq!(
            (column.class, column.role),
            (Class::Internal, ColumnRole::Feature),
            "{}",
            column.name
        );
    }
    let classification = run(&[
        ("amount", made(|n| format!("{}.{:02}", n % 90_000, n % 100))),
        ("day", made(|n| format!("20{:02}-{:02}-{:02}", n % 24, n % 12 + 1, n % 28 + 1))),
        ("five", made(|n| format!("{:05}", n % 100_000))),
        ("code", made(|n| format!("A{}", 10 + n % 40))),
        ("credit_card_balance", made(|n| (n % 99_999).to_string())),
        ("years_at_address", made(|n| (n % 30).to_string())),
        ("phone_calls", made(|n| (n % 12).to_string())),
        ("version", made(|n| format!("1.{}.{}", n % 9, n % 7))),
    ]);
    let expected =
        [T::Number, T::Date, T::Number, T::Category, T::Number, T::Number, T::Number, T::Category];
    for (column, expected) in classification.columns.iter().zip(expected) {
        assert_eq!(column.info_type, expected, "{}: {}", column.name, column.reason);
    }
}

// proves M16
#[test]
fn names_support_what_values_alone_do_not_tell() {
    let classification = run(&[
        (
            "cust_ssn",
            made(|n| format!("{:03}{:02}{:04}", 100 + n % 500, 1 + n % 99, 1 + n % 9_000)),
        ),
        ("phone", made(|n| format!("415555{:04}", n % 10_000))),
        ("zip", made(|n| format!("{:05}", n % 100_000))),
        ("age", made(|n| format!("{}.0", 18 + n % 60))),
        ("annual_income", made(|n| (n % 200_000).to_string())),
        ("customer_id", made(|n| format!("{}", n % 1_000_000))),
        ("lat", made(|n| format!("48.{:04}", n % 10_000))),
        ("address", made(|n| format!("Hauptstraße {}, Wien", n % 100))),
        ("passport", made(|n| format!("C{:08}", n % 100_000_000))),
        ("ssn", made(|n| format!("XX-{}", 100_000 + n % 900_000))),
    ]);
    let expected = [
        ("cust_ssn", T::UsSsn),
        ("phone", T::Phone),
        ("zip", T::PostalCode),
        ("age", T::Age),
        ("annual_income", T::Salary),
        ("customer_id", T::RowId),
        ("lat", T::GeoCoordinate),
        ("address", T::StreetAddress),
        ("passport", T::Passport),
        ("ssn", T::UsSsn),
    ];
    assert_eq!(types(&classification), expected);
    assert_eq!(classification.column("age").unwrap().kind, Kind::Number);
    assert_eq!(classification.column("annual_income").unwrap().role, ColumnRole::Feature);
    assert_eq!(classification.column("cust_ssn").unwrap().class, Class::Restricted);
}

// proves M16
#[test]
fn a_column_has_at_least_the_class_of_what_hides_in_it() {
    let notes = |n: u64| match n % 10 {
        0 => "The applicant paid with 4111 1111 1111 1111 and asked us to call back.".to_owned(),
        1 => format!("Please answer to somebody{n}@example.org before the end of the week."),
        _ => format!("The applicant has lived in town for {} years and rents a flat.", n % 1_000),
    };
    let numbers = |odd: &[usize]| {
        let mut numbers = made(|n| (n % 5_000).to_string());
        odd.iter().for_each(|row| numbers[*row] = Some("4111111111111111".to_owned()));
        numbers
    };
    let many: Vec<usize> = (0..400).step_by(40).collect();
    let classification = run(&[
        ("remarks_made", made(notes)),
        ("quantity", numbers(&[7])),
        ("amount", numbers(&many)),
    ]);
    let notes = &classification.columns[0];
    assert_eq!(
        (notes.info_type, notes.role, notes.class),
        (T::FreeText, ColumnRole::FreeText, Class::Restricted)
    );
    assert!(notes.regimes.contains(&Regime::PciDss));
    let hidden: Vec<_> = notes.evidence.iter().filter(|e| e.check.starts_with("hidden")).collect();
    assert_eq!(hidden.len(), 2);
    // One cell decides nothing, and is told; many do.
    let quantity = &classification.columns[1];
    assert_eq!((quantity.info_type, quantity.class), (T::Number, Class::Internal));
    assert_eq!(quantity.state, ColumnState::Harmless);
    let odd = quantity.evidence.iter().find(|e| e.check.starts_with("hidden")).unwrap();
    assert_eq!((odd.info_type, odd.matched, odd.rows.as_slice()), (T::PaymentCard, 1, &[7][..]));
    let amount = &classification.columns[2];
    assert_eq!((amount.class, amount.state), (Class::Restricted, ColumnState::Recognised));
    let told = format!("{classification:?}");
    assert!(!told.contains("4111") && !told.contains("somebody"), "{told}");
}

#[test]
fn edges_are_told() {
    let columns = [
        ("empty", vec![None; 30]),
        ("ssn", vec![None; 30]),
        ("same", vec![Some("x".to_owned()); 30]),
        ("yes", (0..30).map(|n| Some(["yes", "no"][n % 2].to_owned())).collect()),
    ];
    let options = Options { label: Some("yes"), ..Options::default() };
    let classification = classify(&table(&columns), &options).unwrap();
    let expected =
        [("empty", T::Unknown), ("ssn", T::UsSsn), ("same", T::Category), ("yes", T::Boolean)];
    assert_eq!(types(&classification), expected);
    assert_eq!(classification.columns[0].role, ColumnRole::Identifier);
    assert_eq!(classification.columns[1].class, Class::Restricted);
    assert_eq!(classification.columns[3].role, ColumnRole::Label);
    let missing = Options { label: Some("gone"), ..Options::default() };
    assert!(matches!(classify(&table(&columns), &missing), Err(ClassifyError::NoSuchLabel { .. })));
    let numbers = Arc::new(Int64Array::from(vec![1])) as ArrayRef;
    let numbers = RecordBatch::try_from_iter([("n", numbers)]).unwrap();
    assert!(matches!(classify(&numbers, &Options::default()), Err(ClassifyError::NotText { .. })));
}

fn read(text: &str, delimiter: u8, header: bool) -> RecordBatch {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(header)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let width = rows[0].len();
    let names: Vec<String> = match header {
        true => reader.headers().unwrap().iter().map(str::to_owned).collect(),
        false => (1..=width).map(|n| format!("c{n}")).collect(),
    };
    let cell = |row: &csv::StringRecord, at| row.get(at).filter(|v| *v != "?").map(str::to_owned);
    let columns: Vec<_> =
        (0..width).map(|at| rows.iter().map(|row| cell(row, at)).collect()).collect();
    table(&names.iter().map(String::as_str).zip(columns).collect::<Vec<_>>())
}

// proves M16
#[test]
fn adult_is_classified() {
    let Some(path) = needs::shared("adult.tsv.gz") else { return };
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let batch = read(&text, b'\t', true);
    let options = Options { label: Some("label"), ..Options::default() };
    let started = std::time::Instant::now();
    let classification = classify(&batch, &options).unwrap();
    eprintln!("adult: {} rows in {:?}", classification.rows, started.elapsed());
    let expected = [
        ("age", T::Age),
        ("workclass", T::Category),
        ("fnlwgt", T::Number),
        ("education", T::Category),
        ("education-num", T::Number),
        ("marital-status", T::MaritalStatus),
        ("occupation", T::Category),
        ("relationship", T::Category),
        ("race", T::Ethnicity),
        ("sex", T::Gender),
        ("capital-gain", T::Number),
        ("capital-loss", T::Number),
        ("hours-per-week", T::Number),
        ("native-country", T::Nationality),
        ("label", T::Category),
    ];
    assert_eq!(types(&classification), expected);
    for column in &classification.columns {
        let role = if column.name == "label" { ColumnRole::Label } else { ColumnRole::Feature };
        assert_eq!(column.role, role, "{}", column.name);
    }
    let race = classification.column("race").unwrap();
    assert_eq!(race.class, Class::Confidential);
    assert!(race.regimes.contains(&Regime::GdprSpecial));
}

// proves M16
#[test]
fn german_is_classified() {
    let Some(path) = needs::shared("german.data") else { return };
    let batch = read(&std::fs::read_to_string(path).unwrap(), b'\t', false);
    let options = Options { label: Some("c21"), ..Options::default() };
    let classification = classify(&batch, &options).unwrap();
    for column in &classification.columns {
        assert!(
            matches!(column.info_type, T::Category | T::Number),
            "{}: {}",
            column.name,
            column.reason
        );
        let role = if column.name == "c21" { ColumnRole::Label } else { ColumnRole::Feature };
        assert_eq!((column.role, column.class), (role, Class::Internal), "{}", column.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_strings_are_survived(
        name in "\\PC{0,20}",
        values in prop::collection::vec(prop::option::of(prop_oneof!["\\PC{0,60}", "[0-9A-Z@.+ -]{0,40}"]), 0..40),
    ) {
        let classification = classify(&table(&[(&name, values)]), &Options::default()).unwrap();
        let column = &classification.columns[0];
        prop_assert!((0.0..=1.0).contains(&column.confidence));
        prop_assert!(column.evidence.iter().all(|e| e.masked_examples.len() <= 3 && e.matched <= e.of));
    }
}
