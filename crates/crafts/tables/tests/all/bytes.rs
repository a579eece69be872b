//! A table out of memory is the table that a file of the same bytes would be.

use super::reading::{gzip, parquet};
use super::{cells, options};
use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use bytes::Bytes;
use std::sync::Arc;
use tables::read::{self, Limits, ReadError, ReadOptions};
use tables::sample;
use terms::Digest;

fn csv() -> Vec<u8> {
    let mut csv = Vec::new();
    sample::write_csv(&sample::generate(3_000, 4).unwrap().batch, &mut csv).unwrap();
    csv
}

fn columns() -> Vec<u8> {
    parquet(vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef),
        ("sum", Arc::new(Float64Array::from(vec![Some(1.5), None]))),
        ("label", Arc::new(StringArray::from(vec![Some("&gt;50K"), Some("?")]))),
    ])
}

#[test]
fn a_path_and_its_bytes_give_the_same_table() {
    let files = [
        ("loans.csv", csv()),
        ("loans.csv.gz", gzip(&csv())),
        ("sums.parquet", columns()),
        ("sums.parquet.gz", gzip(&columns())),
        ("ragged.tsv", b"\xef\xbb\xbfa\tb\n1\t&lt;2\n3\n4\t5\n6\t7\n".to_vec()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, file) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, &file).unwrap();
        let by_path = read::table(&path, &options()).unwrap();
        let shown = path.display().to_string();
        let by_bytes = read::bytes(&shown, Bytes::from(file.clone()), &options()).unwrap();
        assert_eq!(by_path, by_bytes, "{name}");
        assert_eq!(cells(&by_path.batch), cells(&by_bytes.batch), "{name}");
        assert_eq!(by_bytes.source.digest, Digest::of(&file), "{name}");
        assert_eq!((by_bytes.source.bytes, &by_bytes.source.name), (file.len() as u64, &shown));
    }
}

#[test]
fn what_is_refused_by_path_is_refused_by_its_bytes() {
    let with = |limits: Limits| ReadOptions { limits, ..options() };
    let few = Limits::default();
    let of = |bytes: &[u8], options: &ReadOptions| {
        read::bytes("it", Bytes::copy_from_slice(bytes), options).unwrap_err()
    };
    let bomb = gzip(&b"a,b\n".repeat(1 << 18));
    let error = of(&bomb, &with(Limits { bytes: 500_000, ..few }));
    assert!(matches!(error, ReadError::TooLarge { limit: 500_000, .. }), "{error}");
    let error = of(&b"a,b\n".repeat(1 << 18), &with(Limits { bytes: 500_000, ..few }));
    assert!(matches!(error, ReadError::TooLarge { limit: 500_000, .. }), "{error}");
    let error = of(b"a,b\n1,2\n3,4\n5,6\n", &with(Limits { rows: 2, ..few }));
    assert!(matches!(error, ReadError::TooManyRows { limit: 2, .. }), "{error}");
    let cut = gzip(&csv());
    let error = of(&cut[..cut.len() / 2], &options());
    assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
    assert!(matches!(of(b"", &options()), ReadError::Empty { .. }));
    assert!(matches!(of(b"PK\x03\x04", &options()), ReadError::Format { .. }));
}

#[test]
fn a_name_is_shown_and_never_opened() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("there.csv");
    std::fs::write(&there, "secret,file\n1,2\n").unwrap();
    let there = there.display().to_string();
    let table = read::bytes(&there, Bytes::from_static(b"a,b\n1,2\n"), &options()).unwrap();
    assert_eq!((table.source.name, table.batch.num_columns()), (there, 2));
    assert_eq!(table.batch.schema().field(0).name(), "a");

    let hostile = format!("x\u{1b}[2J\n{}", "y".repeat(10_000));
    let error = read::bytes(&hostile, Bytes::new(), &options()).unwrap_err().to_string();
    assert!(!error.contains(char::is_control) && error.len() < 400, "{error}");
    assert!(error.contains("is empty"), "{error}");
}

#[test]
fn a_table_shows_shapes_and_no_value() {
    let bytes = Bytes::from_static(b"name,city\nAda,London\nEmil,Bern\n");
    let shown = format!("{:?}", read::bytes("people.csv", bytes, &options()).unwrap());
    assert!(shown.contains("people.csv") && shown.contains("rows: 2"), "{shown}");
    assert!(!shown.contains("London") && !shown.contains("Emil"), "{shown}");
}

#[test]
fn what_entities_grow_to_is_bounded_and_its_place_is_told() {
    let with = |limits: Limits| ReadOptions { limits, ..options() };
    let of = |bytes: &[u8], limits: Limits| {
        read::bytes("it", Bytes::copy_from_slice(bytes), &with(limits)).unwrap_err()
    };
    // Five bytes are six once they are decoded, so the text is within the limit and its cells are not.
    let text = [&b"a,b\n"[..], &b"&nGt;&nGt;&nGt;&nGt;,\n".repeat(5_000)].concat();
    let limit = text.len() as u64;
    let error = of(&text, Limits { bytes: limit, ..Limits::default() });
    assert!(
        matches!(error, ReadError::TooMuchText { row, column: 1, .. } if row > 4_000),
        "{error}"
    );
    let error =
        of(b"a,b\n1,&nGt;&nGt;&nGt;&nGt;\n", Limits { cell_bytes: 22, ..Limits::default() });
    assert!(matches!(error, ReadError::LongCell { row: 0, column: 2, limit: 22, .. }), "{error}");
}

#[test]
fn a_cell_is_decoded_once_and_white_space_is_none_however_it_is_written() {
    // Decoded twice, the first row would be a header that shows an address in every report.
    let bytes = Bytes::from_static(b"ada&amp;#64;example.org,n\nx,1\ny,&#32;\n");
    let table = read::bytes("it", bytes, &options()).unwrap();
    assert_eq!(table.batch.schema().field(0).name(), "ada&#64;example.org");
    let bytes = Bytes::from_static(b"a,b\n&nbsp;1,2\n3,&nbsp;\n");
    let cells = cells(&read::bytes("it", bytes, &options()).unwrap().batch);
    assert_eq!(cells, [[Some("1".to_owned()), Some("2".to_owned())], [Some("3".to_owned()), None]]);
}
