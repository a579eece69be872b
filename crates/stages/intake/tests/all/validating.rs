//! What is disordered is found, and nothing else.

use super::read;
use crate::intake::validate::learnable;
use crate::intake::{ValidateError, Validated, read_options, validate};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use std::collections::BTreeSet;
use tables::Table;
use tables::sample::{self, Sample};
use terms::{Class, Classification, DefectKind, Kind};

pub(crate) fn classified(table: &Table, label: Option<&str>) -> Classification {
    classify::classify(&table.batch, &classify::Options { label, ..Default::default() }).unwrap()
}

fn validated(sample: &Sample) -> (Table, Classification, Validated) {
    let table = sample.table().unwrap();
    let classification = classified(&table, Some(sample::LABEL));
    let validated = validate(&table, &classification, Some(sample::LABEL)).unwrap();
    (table, classification, validated)
}

fn found(validated: &Validated, kind: DefectKind) -> BTreeSet<(u64, Option<String>)> {
    let defects = validated.defects.iter().filter(|defect| defect.kind == kind);
    defects.flat_map(|d| d.rows.iter().map(|&row| (row, d.column.clone()))).collect()
}

fn rows(found: BTreeSet<(u64, Option<String>)>) -> Vec<u64> {
    found.into_iter().map(|(row, _)| row).collect::<BTreeSet<_>>().into_iter().collect()
}

fn named(cells: &[sample::Cell]) -> BTreeSet<(u64, Option<String>)> {
    cells.iter().map(|cell| (cell.row, Some(cell.column.clone()))).collect()
}

// proves M4
#[test]
fn every_planted_defect_is_found_and_nothing_else() {
    for seed in [1, 2, 3] {
        let sample = sample::generate(6_000, seed).unwrap();
        let (_, _, validated) = validated(&sample);
        let truth = &sample.truth;
        assert_eq!(rows(found(&validated, DefectKind::ShiftedBlock)), truth.shifted, "seed {seed}");
        assert_eq!(
            rows(found(&validated, DefectKind::DuplicateRow)),
            truth.duplicates,
            "seed {seed}"
        );
        assert_eq!(
            found(&validated, DefectKind::MixedType),
            named(&truth.mixed_types),
            "seed {seed}"
        );
        assert_eq!(
            found(&validated, DefectKind::MissingValue),
            named(&truth.missing),
            "seed {seed}"
        );
        let mut hidden = [truth.hidden_email.clone(), truth.hidden_card.clone()].concat();
        hidden.sort_unstable();
        assert_eq!(rows(found(&validated, DefectKind::HiddenInFreeText)), hidden, "seed {seed}");
        assert_eq!(validated.excluded, truth.shifted, "seed {seed}");
        assert_eq!(validated.batch.num_rows(), 6_000);
    }
}

// proves M5
#[test]
fn no_personal_value_is_left_in_a_column_that_is_clear_at_rest() {
    let sample = sample::generate(6_000, 4).unwrap();
    let (_, classification, validated) = validated(&sample);
    let mut personal: BTreeSet<&str> = BTreeSet::new();
    for name in [
        "full_name",
        "email",
        "phone",
        "ssn",
        "card_number",
        "iban",
        "street_address",
        "birth_date",
    ] {
        personal
            .extend(sample.batch.column_by_name(name).unwrap().as_string::<i32>().iter().flatten());
    }
    let clear = classification.columns.iter().filter(|column| column.class < Class::Confidential);
    let mut looked_at = 0;
    for column in clear {
        let Some(values) =
            validated.batch.column_by_name(&column.name).unwrap().as_string_opt::<i32>()
        else {
            continue;
        };
        for value in values.iter().flatten() {
            assert!(!personal.contains(value), "in column {}", column.name);
            looked_at += 1;
        }
    }
    assert!(looked_at > 10_000, "{looked_at}");
}

#[test]
fn columns_are_typed_and_what_was_no_number_is_null() {
    let sample = sample::generate(3_000, 5).unwrap();
    let (table, classification, validated) = validated(&sample);
    for (field, source) in
        validated.batch.schema().fields().iter().zip(table.typed.schema().fields())
    {
        assert_eq!(field.data_type(), source.data_type());
    }
    let learnable = learnable(&validated.batch, &classification).unwrap();
    for (field, column) in learnable.schema().fields().iter().zip(&classification.columns) {
        let expected = if column.kind == Kind::Number { DataType::Float64 } else { DataType::Utf8 };
        assert_eq!(*field.data_type(), expected);
    }
    let numbers = learnable.column_by_name("loan_amount").unwrap().as_primitive::<Float64Type>();
    let texts = table.batch.column_by_name("loan_amount").unwrap().as_string::<i32>();
    let shifted: BTreeSet<u64> = sample.truth.shifted.iter().copied().collect();
    for row in (0..3_000).filter(|row| !shifted.contains(&(*row as u64))) {
        let expected = texts.is_valid(row).then(|| texts.value(row).parse().ok()).flatten();
        assert_eq!(numbers.is_valid(row).then(|| numbers.value(row)), expected);
    }
    for &row in &sample.truth.shifted {
        assert!(validated.batch.columns().iter().all(|column| column.is_null(row as usize)));
    }
    assert_eq!(validated.schema[0], ("application_id".to_owned(), "utf8".to_owned()));
}

#[test]
fn the_content_digest_is_of_the_values_alone() {
    let sample = sample::generate(300, 6).unwrap();
    let (table, classification, first) = validated(&sample);
    let parquet = {
        let mut bytes = Vec::new();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(&mut bytes, table.typed.schema(), None).unwrap();
        writer.write(&table.typed).unwrap();
        writer.close().unwrap();
        read(&bytes)
    };
    let again = validate(&parquet, &classification, Some(sample::LABEL)).unwrap();
    assert_ne!(table.source.digest, parquet.source.digest);
    assert_eq!(first.content_digest, again.content_digest);
    let changed = validated(&sample::generate(300, 7).unwrap()).2;
    assert_ne!(first.content_digest, changed.content_digest);
}

fn small(text: &str, label: Option<&str>) -> Validated {
    let table = read(text.as_bytes());
    validate(&table, &classified(&table, label), label).unwrap()
}

#[test]
fn rows_without_a_label_are_excluded() {
    let rows_of = |row: usize| {
        if row == 7 {
            "7,red,\n".to_owned()
        } else {
            format!("{row},red,{}\n", ["yes", "no"][row % 2])
        }
    };
    let text = format!("size,colour,bought\n{}", (0..40).map(rows_of).collect::<String>());
    let validated = small(&text, Some("bought"));
    assert_eq!(validated.excluded, [7]);
    assert_eq!(rows(found(&validated, DefectKind::MissingLabel)), [7]);
    assert!(found(&validated, DefectKind::MissingValue).is_empty());
}

#[test]
fn numbers_far_out_are_told_and_kept() {
    let value = |row: usize| if row == 30 { 90_000 } else { 100 + (row * 7) % 23 };
    let text = format!(
        "weight,colour\n{}",
        (0..200).map(|row| format!("{},c{}\n", value(row), row % 3)).collect::<String>()
    );
    let validated = small(&text, None);
    assert_eq!(rows(found(&validated, DefectKind::OutOfRange)), [30]);
    assert_eq!(validated.batch.column(0).as_primitive::<Int64Type>().value(30), 90_000);
}

// proves M5
#[test]
fn a_personal_value_in_a_column_of_categories_is_withheld() {
    let value = |row: usize| {
        if row == 90 { "ada.king@example.com".to_owned() } else { format!("kind {}", row % 3) }
    };
    let text = format!(
        "amount,category\n{}",
        (0..400).map(|row| format!("{row},{}\n", value(row))).collect::<String>()
    );
    let table = read(text.as_bytes());
    let mut classification = classified(&table, None);
    // One cell says nothing of the column: it alone is withheld.
    assert_eq!(classification.columns[1].class, Class::Internal);
    let clear = validate(&table, &classification, None).unwrap();
    assert_eq!(rows(found(&clear, DefectKind::HiddenInFreeText)), [90]);
    assert!(clear.batch.column(1).is_null(90));
    assert_eq!((clear.withheld, clear.batch.column(1).null_count()), (1, 1));

    // In a column that is protected anyway it stays.
    classification.columns[1].class = Class::Confidential;
    let protected = validate(&table, &classification, None).unwrap();
    assert_eq!(rows(found(&protected, DefectKind::HiddenInFreeText)), [90]);
    assert!(protected.batch.column(1).is_valid(90));
    assert_eq!(protected.withheld, 0);
}

#[test]
fn a_row_shifted_to_the_left_is_found_too() {
    let honest = |row: usize| {
        format!(
            "{},k{},{:.1},p{},2020-01-{:02}\n",
            row * 3,
            row % 4,
            row as f64 / 7.0,
            row % 5,
            1 + row % 28
        )
    };
    let line = |row: usize| {
        if (50..54).contains(&row) {
            honest(row).split_once(',').unwrap().1.replace('\n', ",\n")
        } else {
            honest(row)
        }
    };
    let text = format!("n,kind,share,place,day\n{}", (0..1_000).map(line).collect::<String>());
    let validated = small(&text, None);
    assert_eq!(validated.excluded, [50, 51, 52, 53]);
}

#[test]
fn another_tables_classification_and_an_unknown_label_are_refused() {
    let table = sample::generate(50, 1).unwrap().table().unwrap();
    let classification = classified(&table, None);
    let other = read(b"a,b\n1,2\n");
    assert!(matches!(
        validate(&other, &classification, None),
        Err(ValidateError::OtherTable { .. })
    ));
    let error = validate(&table, &classification, Some("default")).unwrap_err().to_string();
    assert!(error.contains("\"default\"") && error.contains("defaulted"), "{error}");
}

#[test]
fn the_real_tables_are_in_order_but_for_what_is_known() {
    let count = |validated: &Validated, kind| {
        validated.defects.iter().filter(|d| d.kind == kind).map(|d| d.count).sum::<u64>()
    };
    if let Some(path) = needs::shared("adult.tsv.gz") {
        let table = tables::read::table(&path, &read_options()).unwrap();
        let validated =
            validate(&table, &classified(&table, Some("label")), Some("label")).unwrap();
        // 2,799 + 2,809 + 857 question marks; 52 repeated rows: the published counts of this table.
        assert_eq!(count(&validated, DefectKind::MissingValue), 6_465);
        assert_eq!(count(&validated, DefectKind::DuplicateRow), 52);
        assert_eq!(count(&validated, DefectKind::ShiftedBlock), 0);
        assert_eq!(count(&validated, DefectKind::MixedType), 0);
        assert!(validated.excluded.is_empty());
    }
    if let Some(path) = needs::shared("german.data") {
        let table = tables::read::table(&path, &read_options()).unwrap();
        let validated = validate(&table, &classified(&table, Some("c21")), Some("c21")).unwrap();
        assert!(
            validated.defects.iter().all(|d| d.kind == DefectKind::OutOfRange),
            "{:?}",
            validated.defects
        );
        assert!(validated.excluded.is_empty());
    }
}
