//! One way from a table that was read to one in order.

use super::read;
use super::validating::classified;
use crate::intake::validate::{content_digest, excluded, learnable_rows};
use crate::intake::{PrepareError, Prepared, prepare, protect, reopen, validate, viewer};
use arrow::array::{Array, AsArray};
use protect::{Kek, TokenSecret};
use tables::{Naming, Table, sample};
use terms::{Class, DefectKind, Handlings, InfoType, Timestamp};

fn prepared(text: &str, label: Option<&str>) -> (Table, Prepared) {
    let table = read(text.as_bytes());
    let prepared = prepare(&table, label).unwrap();
    (table, prepared)
}

/// Orders of which some slipped to the left, so that an email stands where a code belongs.
fn slipped(rows: usize, at: std::ops::Range<usize>) -> String {
    let honest = |row: usize| {
        format!(
            "{},k{},{:.1},p{},user{row}@example.com,2020-01-{:02}\n",
            row * 3,
            row % 4,
            row as f64 / 7.0,
            row % 5,
            1 + row % 28
        )
    };
    let line = |row: usize| match honest(row) {
        line if at.contains(&row) => line.split_once(',').unwrap().1.replace('\n', ",\n"),
        line => line,
    };
    format!("n,kind,share,place,mail,day\n{}", (0..rows).map(line).collect::<String>())
}

// proves M4
#[test]
fn what_slipped_one_column_over_does_not_lift_its_neighbours() {
    let (table, prepared) = prepared(&slipped(1_000, 50..90), None);
    let honest = read(slipped(1_000, 0..0).as_bytes());
    let of_honest = classified(&honest, None);
    let classes = |of: &terms::Classification| {
        of.columns.iter().map(|c| (c.name.clone(), c.info_type, c.class)).collect::<Vec<_>>()
    };
    assert_ne!(classes(&classified(&table, None)), classes(&of_honest), "the test tests nothing");
    assert_eq!(classes(&prepared.classification), classes(&of_honest));
    assert_eq!(prepared.classification.column("mail").unwrap().info_type, InfoType::Email);
}

// proves M5
#[test]
fn every_row_is_kept_and_what_was_not_classified_is_empty() {
    let (table, prepared) = prepared(&slipped(1_000, 50..54), None);
    let validated = &prepared.validated;
    assert_eq!(validated.batch.num_rows(), table.batch.num_rows());
    assert_eq!(validated.shifted, [50, 51, 52, 53]);
    assert_eq!(validated.excluded, validated.shifted);
    for &row in &validated.shifted {
        assert!(validated.batch.columns().iter().all(|column| column.is_null(row as usize)));
    }
    let told = validated.defects.iter().find(|d| d.kind == DefectKind::ShiftedBlock).unwrap();
    assert_eq!((told.count, &told.rows), (4, &validated.shifted));
    // The table as it came was validated: cells of shifted rows are withheld, and none is missing.
    let missing = validated.defects.iter().filter(|d| d.kind == DefectKind::MissingValue);
    assert_eq!(missing.count(), 0);
    assert_eq!(validated.withheld, 4 * 5);
}

// proves M5
#[test]
fn rows_without_a_label_are_classified_as_they_are_kept() {
    // The unlabelled rows alone hold emails among the codes.
    let line = |row: usize| match row % 4 {
        0 => format!("{row},user{row}@example.com,\n"),
        _ => format!("{row},k{},{}\n", row % 3, ["yes", "no"][row % 2]),
    };
    let text = format!("n,code,bought\n{}", (0..400).map(line).collect::<String>());
    let (_, prepared) = prepared(&text, Some("bought"));
    assert!(prepared.validated.shifted.is_empty());
    assert_eq!(prepared.validated.excluded.len(), 100);
    let code = prepared.classification.column("code").unwrap();
    assert!(code.class >= Class::Confidential, "{}", code.class);
}

#[test]
fn a_table_in_order_is_classified_and_validated_as_it_is() {
    let sample = sample::generate(60, 3).unwrap();
    let table = sample.table().unwrap();
    let prepared = prepare(&table, Some(sample::LABEL)).unwrap();
    let classification = classified(&table, Some(sample::LABEL));
    let validated = validate(&table, &classification, Some(sample::LABEL)).unwrap();
    assert_eq!(prepared.classification, classification);
    assert_eq!(prepared.validated.content_digest, validated.content_digest);
    assert_eq!(prepared.validated.defects, validated.defects);
}

#[test]
fn the_rows_to_learn_from_are_counted_the_same_before_and_after_the_store() {
    let sample = sample::generate(4_000, 8).unwrap();
    let table = sample.table().unwrap();
    let prepared = prepare(&table, Some(sample::LABEL)).unwrap();
    assert_eq!(prepared.validated.excluded, sample.truth.shifted);
    assert_eq!(prepared.learnable_rows(), 4_000 - sample.truth.shifted.len());

    let (kek, viewer) = (Kek::generate().unwrap(), viewer(TokenSecret::generate().unwrap()));
    let Prepared { classification, validated } = &prepared;
    let handlings = Handlings::default();
    let protected = protect("loans", validated, classification, &handlings, &kek, &viewer).unwrap();
    let receipt =
        crate::intake::receipt("loans", &table.source, validated, Timestamp::from_unix(0));
    let back = reopen(protected.file, "loans", &kek, &protected.plan, &receipt).unwrap();
    assert_eq!(content_digest(&back), validated.content_digest);
    let left_out = excluded(&back, Some(sample::LABEL));
    assert_eq!(learnable_rows(&back, &left_out), prepared.learnable_rows());
}

#[test]
fn what_cannot_be_prepared_is_told() {
    let table = read(b"size,colour\n1,red\n2,blue\n");
    let error = prepare(&table, Some("weight")).unwrap_err();
    assert!(matches!(error, PrepareError::Classify(_)), "{error}");
    assert!(error.to_string().contains("weight") && error.to_string().contains("colour"));
}

#[test]
fn preparing_shows_shapes_and_no_value() {
    let (_, prepared) = prepared(&slipped(100, 0..0), None);
    let shown = format!("{:?}", prepared.validated);
    assert!(shown.contains("rows: 100") && !shown.contains("user7"), "{shown}");
    let mail = prepared.validated.batch.column_by_name("mail").unwrap();
    assert_eq!(mail.as_string::<i32>().value(7), "user7@example.com");
}

// proves M5
#[test]
fn a_value_that_the_classify_craft_knows_is_never_a_column_name() {
    for value in [
        "ada.king17@example.com",
        "4539578763621486",
        "DE89370400440532013000",
        "536-22-8145",
        "+1 415 555 0132",
        "192.168.17.4",
    ] {
        let table = read(format!("Ada King,{value}\nEmil Roth,none\n").as_bytes());
        assert_eq!(table.source.naming, Naming::Generated, "{value}");
    }
    let table = read(b"[YR1990],2020-01-01,second_bureau_score\n1,2,3\n4,5,6\n");
    assert_eq!(table.source.naming, Naming::Header);
}
