//! JSON in whatever form rows lie in it; and what lies beside a table.

use super::formats::{CSV, opened, zip};
use super::{cells, names, options, read};
use arrow::array::Array;
use arrow::datatypes::DataType;
use tables::Format;
use tables::read::{Doubt, ReadError};

// proves M4
#[test]
fn json_is_a_row_for_each_object() {
    let lines =
        "{\"name\": \"Ada\", \"n\": 1, \"tags\": [1, \"x\"]}\n{\"n\": 1e2, \"code\": \"007\"}\n";
    let array =
        "[{\"name\": \"Ada\", \"n\": 1, \"tags\": [1, \"x\"]},\n {\"n\": 1e2, \"code\": \"007\"}]";
    for text in [lines, array] {
        let table = opened(text.as_bytes());
        assert_eq!(table.source.format, Format::Json);
        assert_eq!(names(&table.typed), ["name", "n", "tags", "code"]);
        let kinds: Vec<_> =
            table.typed.schema().fields().iter().map(|f| f.data_type().clone()).collect();
        assert_eq!(kinds, [DataType::Utf8, DataType::Float64, DataType::Utf8, DataType::Utf8]);
        let cells = cells(&table.batch);
        assert_eq!(cells[0][2].as_deref(), Some("[1, \"x\"]"));
        assert_eq!(cells[1][3].as_deref(), Some("007"));
        assert_eq!(cells[1][0], None);
    }
    let big = opened(b"{\"id\": 1765432109876543210}\n{\"id\": 1765432109876543211}\n");
    assert_eq!(big.typed.column(0).data_type(), &DataType::Int64);
    for wrong in ["{\"a\": 1}\n{\"a\": }", "[{\"a\": 1}", "{\"a\": 1} x", "[{\"a\": 1}] []"] {
        let error = read(wrong.as_bytes(), &options()).unwrap_err();
        assert!(matches!(error, ReadError::Format { format: "JSON", .. }), "{wrong}: {error}");
    }
}

// proves M4
#[test]
fn json_in_an_envelope_and_in_arrays_is_read_or_told() {
    let rows = "[{\"name\": \"Ada\", \"n\": 1}, {\"name\": \"Emil\", \"n\": 2}]";
    let plain = opened(rows.as_bytes());
    for text in [
        format!("{{\"data\": {rows}}}"),
        format!(
            "{{\"total\": 2, \"results\": {rows}, \"next\": null, \"meta\": {{\"a\": [1]}}}}\n"
        ),
    ] {
        let table = opened(text.as_bytes());
        assert_eq!((&table.typed, &table.batch), (&plain.typed, &plain.batch), "{text}");
        let rules: Vec<_> = table.notes.iter().map(|note| note.rule).collect();
        assert_eq!(rules, ["tables/envelope"], "{text}");
    }
    for (text, filter) in [
        // The one order that a customer made, or a table of items?
        (format!("{{\"id\": 7, \"customer\": \"Ada\", \"items\": {rows}}}"), ".items[]"),
        (format!("{{\"a\": {rows}, \"b\": {rows}}}"), ".a[]"),
        ("{\"columns\": [\"a\"], \"data\": [[1], [2]]}".to_owned(), ".data[]"),
        ("{\"a\": [1, 2], \"b\": [3, 4]}".to_owned(), "[.[]] | transpose[]"),
        ("{\"r1\": {\"a\": 1}, \"r2\": {\"a\": 2}}".to_owned(), ".[]"),
        (format!("{{\"the rows\": {rows}, \"x\": 1}}"), ".[\"the rows\"][]"),
    ] {
        let error = read(text.as_bytes(), &options()).unwrap_err();
        let ReadError::Unsure { doubt: Doubt::Envelope { filter: told, .. }, .. } = &error else {
            panic!("{error}: {text}")
        };
        assert_eq!(told, filter, "{text}");
    }
    let one = opened(b"{\"id\": 7, \"name\": \"Ada\", \"tags\": [1, 2]}");
    assert_eq!(
        (one.typed.num_rows(), names(&one.typed)),
        (1, vec!["id".into(), "name".into(), "tags".into()])
    );

    let values = opened(b"[1, 2, 3]");
    assert_eq!((names(&values.typed), values.typed.num_rows()), (vec!["value".to_owned()], 3));
    assert_eq!(values.typed.column(0).data_type(), &DataType::Int64);
    for text in [
        "[[\"name\", \"n\"], [\"Ada\", 1], [\"Emil\", 2]]",
        "[\"name\", \"n\"]\n[\"Ada\", 1]\n[\"Emil\", 2]\n",
    ] {
        assert_eq!(opened(text.as_bytes()).typed, plain.typed, "{text}");
    }
    let bare = opened(b"[[1, \"x\"], [2, \"y\"]]");
    assert_eq!(names(&bare.typed), ["c1", "c2"]);
    assert_eq!(bare.typed.num_rows(), 2);
    // What only begins so is CSV.
    assert_eq!(names(&opened(b"[id],[name]\n1,Ada\n2,Emil\n").typed), ["[id]", "[name]"]);
}

// proves M4
#[test]
fn numbers_that_are_none_are_missing_in_json() {
    let text = "{\"x\": 1.5, \"y\": NaN}\n{\"x\": NaN, \"y\": 2}\n{\"x\": -Infinity, \"y\": 3}\n";
    let table = opened(text.as_bytes());
    let kinds: Vec<_> =
        table.typed.schema().fields().iter().map(|f| f.data_type().clone()).collect();
    assert_eq!(kinds, [DataType::Float64, DataType::Int64]);
    assert_eq!((table.typed.column(0).null_count(), table.typed.column(1).null_count()), (1, 1));
    let rules: Vec<_> = table.notes.iter().map(|note| note.rule).collect();
    assert_eq!(rules, ["tables/nan"]);
    assert!(table.defects.iter().any(|d| d.kind == terms::DefectKind::NotFinite));
    assert!(read(b"{\"x\": NaNa}\n", &options()).is_err());
}

// proves M4
#[test]
fn what_is_written_about_a_table_is_no_part_of_it() {
    let readme = b"# Data\n\nTwo people, made up, and what they count.\n";
    let table =
        opened(&zip(&[("data/README.md", readme), ("data/people.csv", CSV), ("LICENSE", b"MIT")]));
    assert_eq!(table.typed, opened(CSV).typed);
    let note = table.notes.iter().find(|note| note.rule == "tables/left-out").unwrap();
    assert!(note.text.contains("README.md") && note.text.contains("LICENSE"), "{note:?}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("part.csv"), CSV).unwrap();
    std::fs::write(folder.path().join("README.txt"), readme).unwrap();
    assert_eq!(tables::read::table(folder.path(), &options()).unwrap().typed.num_rows(), 2);
}
