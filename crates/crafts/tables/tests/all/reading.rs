//! Tables as people have them.

use super::{cells, names, options, read};
use arrow::array::{
    ArrayRef, BinaryArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
};
use arrow::datatypes::Int64Type;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tables::read::{ColumnType, Doubt, Limits, ReadError, ReadOptions};
use tables::{Format, Naming, Table, sample};
use terms::{DefectKind, Digest};

fn plain(text: &str) -> Result<Table, ReadError> {
    read(text.as_bytes(), &options())
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn given(names: &[&str]) -> ReadOptions {
    ReadOptions { names: Some(names.iter().map(|&n| n.to_owned()).collect()), ..options() }
}

fn row(cells: &[&str]) -> Vec<Option<String>> {
    cells.iter().map(|&c| (!c.is_empty()).then(|| c.to_owned())).collect()
}

#[test]
fn delimiters_are_found_by_consistency() {
    let cases = [
        ("id,name,sum\n1,a;b,2\n2,c d,3\n", b',', 3),
        ("id\tname\n1\ta, b, c\n2\tc\n", b'\t', 2),
        ("id;price\n1;1,50\n2;2,75\n", b';', 2),
        ("id|name\n1|a,b\n2|c\n", b'|', 2),
        ("A11 6 A34 4\nA12 48  A32 9 \nA14 12 A34 7\n", b' ', 4),
        ("only\n1\n2\n", b',', 1),
    ];
    for (text, delimiter, width) in cases {
        let table = plain(text).unwrap();
        assert_eq!(table.source.format, Format::Delimited(delimiter), "{text}");
        assert_eq!(table.batch.num_columns(), width, "{text}");
    }
}

#[test]
fn a_header_is_told_from_data() {
    assert_eq!(plain("a,b\n1,x\n2,y\n").unwrap().source.naming, Naming::Header);
    assert_eq!(plain("name,city\nAda,London\nEmil,Bern\n").unwrap().source.naming, Naming::Header);
    let headless = plain("A11 6 A34\nA12 48 A32\n").unwrap();
    assert_eq!(headless.source.naming, Naming::Generated);
    assert_eq!(names(&headless.batch), ["c1", "c2", "c3"]);
    assert_eq!(headless.batch.num_rows(), 2);
    assert_eq!(plain("x,red\ny,blue\nz,red\n").unwrap().source.naming, Naming::Generated);
    assert_eq!(names(&plain("a,,c\n1,2,3\n").unwrap().batch), ["a", "c2", "c"]);
}

#[test]
fn names_can_be_given_and_are_not_taken_for_data() {
    let named = given(&["x", "y"]);
    assert_eq!(
        cells(&read(b"1,2\n3,4\n", &named).unwrap().batch),
        [row(&["1", "2"]), row(&["3", "4"])]
    );
    let repeated = read(b"x,y\n3,4\n", &named).unwrap();
    assert_eq!((repeated.source.naming, repeated.batch.num_rows()), (Naming::Given, 1));
    let wrong = read(b"1,2,3\n", &named).unwrap_err();
    assert!(matches!(wrong, ReadError::NamesCount { given: 2, found: 3, .. }), "{wrong}");
}

#[test]
fn cells_are_trimmed_and_missing_is_missing() {
    let table = plain("a,b\n1, x \n2,?\n3,NA\n4,n/a\n5,NaN\n6,null\n7,\n8,none\n").unwrap();
    let values: Vec<Option<String>> =
        cells(&table.batch).into_iter().map(|row| row[1].clone()).collect();
    // Words that mean a missing number are words among words: a country, a surname.
    let expected =
        [Some("x"), None, Some("NA"), None, Some("NaN"), Some("null"), None, Some("none")];
    assert_eq!(values, expected.map(|value| value.map(str::to_owned)));
}

// proves M4
#[test]
fn entities_and_ragged_rows_are_mended_and_told() {
    let table = plain("a,label\n1,&lt;=50K\n2\n3,x,\n4,AT&T\n").unwrap();
    let expected = [row(&["1", "<=50K"]), row(&["2", ""]), row(&["3", "x"]), row(&["4", "AT&T"])];
    assert_eq!(cells(&table.batch), expected);
    let told: Vec<_> =
        table.defects.iter().map(|d| (d.kind, d.column.as_deref(), d.rows.clone())).collect();
    let entity = (DefectKind::EncodedEntity, Some("label"), vec![0]);
    assert_eq!(told, [entity, (DefectKind::RaggedRow, None, vec![1])]);
    // What would be cut is not read, unless somebody wants it, and then it is kept.
    let long = b"a,label\n1,x\n3,x,y\n4,z\n";
    let error = read(long, &options()).unwrap_err();
    let ragged = Doubt::Ragged { count: 1, row: 1, width: 2 };
    assert!(matches!(&error, ReadError::Unsure { doubt, .. } if *doubt == ragged), "{error}");
    let kept = read(long, &ReadOptions { ragged: true, ..options() }).unwrap();
    assert_eq!(names(&kept.batch), ["a", "label", "c3"]);
    assert_eq!(cells(&kept.batch)[1], row(&["3", "x", "y"]));
}

#[test]
fn byte_order_mark_line_ends_and_quotes_are_no_data() {
    let table =
        read("\u{feff}a;b\r\n1;\"x; \"\"y\"\"\r\nz\"\r\n2;ü\r\n".as_bytes(), &options()).unwrap();
    assert_eq!(names(&table.batch), ["a", "b"]);
    assert_eq!(cells(&table.batch), [row(&["1", "x; \"y\"\r\nz"]), row(&["2", "ü"])]);
}

#[test]
fn the_digest_is_of_the_file_as_it_is() {
    let packed = gzip(b"a,b\n1,2\n");
    let table = read(&packed, &options()).unwrap();
    assert_eq!(table.source.packing, ["gzip"]);
    assert_eq!(
        (table.source.digest, table.source.bytes),
        (Digest::of(&packed), packed.len() as u64)
    );
    let members = [gzip(b"a,b\n1,2\n"), gzip(b"3,4\n")].concat();
    assert_eq!(read(&members, &options()).unwrap().batch.num_rows(), 2);
}

#[test]
fn a_personal_value_is_never_a_column_name() {
    let text = b"Ada King,ada.king17@example.com\nEmil Roth,emil.roth2@example.org\n";
    assert_eq!(read(text, &options()).unwrap().source.naming, Naming::Generated);
    // It is the caller's judgement that counts, and nothing else would have told this row.
    let blind = ReadOptions::new(|_| false);
    assert_eq!(read(text, &blind).unwrap().source.naming, Naming::Header);
    let alone = b"name,ada.king17@example.com\n1,2\n";
    assert_eq!(names(&read(alone, &options()).unwrap().batch), ["c1", "c2"]);
}

#[test]
fn errors_say_what_where_and_what_to_do() {
    let zip = b"PK\x03\x04\x14\x00\x00\x00";
    let cases: [(&[u8], &str); 7] = [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"name,city\n", "no rows"),
        (zip, "ZIP archive"),
        (b"a,b\n1,\x00\n", "is binary"),
        (b"a,b\n1,K\xc3\xb6ln\n2,caf\xe9\n3,\xc3\xa9\xc3\xa9\n", "row 1, column 2 is not UTF-8"),
        (b"PAR1 and then nothing", "Parquet"),
    ];
    for (bytes, expected) in cases {
        let error = read(bytes, &options()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let cut = gzip(&b"a,b\n1,2\n".repeat(5_000));
    let error = read(&cut[..cut.len() / 2], &options()).unwrap_err();
    assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
    let missing = tables::read::table(Path::new("/no/such/file.csv"), &options()).unwrap_err();
    assert!(missing.to_string().contains("/no/such/file.csv"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    let error = tables::read::table(folder.path(), &options()).unwrap_err();
    assert!(error.to_string().contains("is empty"), "{error}");
}

#[test]
fn nothing_grows_beyond_its_limit() {
    let with = |limits: Limits| ReadOptions { limits, ..options() };
    let few = Limits::default();
    let bomb = gzip(&b"a,b\n".repeat(1 << 18));
    let error = read(&bomb, &with(Limits { bytes: 500_000, ..few })).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { limit: 500_000, .. }), "{error}");
    let text = b"a,b\n1,2\n3,4\n5,666666\n";
    let error = read(text, &with(Limits { rows: 2, ..few })).unwrap_err();
    assert!(matches!(error, ReadError::TooManyRows { limit: 2, .. }), "{error}");
    let error = read(text, &with(Limits { columns: 1, ..few })).unwrap_err();
    assert!(matches!(error, ReadError::TooManyColumns { found: 2, .. }), "{error}");
    let error = read(text, &with(Limits { cell_bytes: 5, ..few })).unwrap_err();
    assert!(matches!(error, ReadError::LongCell { row: 2, column: 2, .. }), "{error}");
}

pub(crate) fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_reads_as_text_gzipped_or_not() {
    let bytes = parquet(vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef),
        ("sum", Arc::new(Float64Array::from(vec![Some(1.5), None]))),
        ("label", Arc::new(StringArray::from(vec![Some("&gt;50K"), Some("?")]))),
    ]);
    for file in [bytes.clone(), gzip(&bytes)] {
        let table = read(&file, &options()).unwrap();
        assert_eq!(
            (table.source.format, table.source.digest),
            (Format::Parquet, Digest::of(&file))
        );
        assert_eq!(names(&table.batch), ["id", "sum", "label"]);
        assert_eq!(cells(&table.batch), [row(&["1", "1.5", ">50K"]), row(&["2", "", ""])]);
        assert_eq!(table.defects.len(), 1);
    }
    assert_eq!(names(&read(&bytes, &given(&["a", "b", "c"])).unwrap().batch), ["a", "b", "c"]);
}

#[test]
fn nested_values_and_bytes_are_kept_and_classified_as_text() {
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(vec![
        Some(vec![Some(1), None]),
        None,
    ]));
    let binary: ArrayRef = Arc::new(BinaryArray::from(vec![&b"\xff\xfe"[..], b"text"]));
    let file = parquet(vec![("l", Arc::clone(&list)), ("b", Arc::clone(&binary))]);
    let table = read(&file, &options()).unwrap();
    assert_eq!(table.typed.columns(), [list, binary]);
    assert_eq!(cells(&table.batch), [row(&["[1,null]", "fffe"]), row(&["", "text"])]);
}

#[test]
fn the_real_tables_read_as_they_are() {
    if let Some(path) = needs::shared("adult.tsv.gz") {
        let table = tables::read::table(&path, &options()).unwrap();
        assert_eq!((table.batch.num_rows(), table.batch.num_columns()), (48_842, 15));
        assert_eq!(table.source.naming, Naming::Header);
        let labels = cells(&table.batch).into_iter().filter_map(|row| row[14].clone());
        let labels: std::collections::BTreeSet<String> = labels.collect();
        assert_eq!(labels.into_iter().collect::<Vec<_>>(), ["<=50K", ">50K"]);
        assert!(table.batch.column_by_name("workclass").unwrap().null_count() > 2_000);
        let entities: Vec<_> =
            table.defects.iter().map(|d| (d.kind, d.column.as_deref(), d.count)).collect();
        let spoilt = [("native-country", 27), ("label", 48_842)];
        assert_eq!(
            entities,
            spoilt.map(|(column, count)| (DefectKind::EncodedEntity, Some(column), count))
        );
    }
    if let Some(path) = needs::shared("german.data") {
        for delimiter in [None, Some(b' '), Some(b'\t')] {
            let given = ReadOptions { delimiter, ..options() };
            let table = tables::read::table(&path, &given).unwrap();
            assert_eq!((table.batch.num_rows(), table.batch.num_columns()), (1_000, 21));
            assert_eq!(table.source.naming, Naming::Generated);
            assert_eq!(cells(&table.batch)[0][0].as_deref(), Some("A11"));
        }
    }
}

#[test]
fn the_sample_reads_back_as_it_was_made() {
    let sample = sample::generate(2_000, 11).unwrap();
    let mut csv = Vec::new();
    sample::write_csv(&sample.batch, &mut csv).unwrap();
    let table = read(&gzip(&csv), &options()).unwrap();
    assert_eq!(cells(&table.batch), cells(&sample.batch));
    assert!(table.defects.is_empty());
}

proptest! {
    #[test]
    fn csv_reads_back_what_it_writes(table in prop::collection::vec(prop::array::uniform3("[ -~\\n\"\u{e4}\u{1f600}]{0,12}"), 1..20)) {
        let kept = |cell: &str| {
            let cell = html_escape::decode_html_entities(cell.trim());
            let cell = cell.trim();
            let missing = ["", "?", "n/a", "#n/a"].contains(&cell.to_ascii_lowercase().as_str());
            (!missing).then(|| cell.to_owned())
        };
        let expected: Vec<Vec<Option<String>>> =
            table.iter().map(|row| row.iter().map(|cell| kept(cell)).collect()).collect();
        let mut columns: Vec<(String, ArrayRef)> = Vec::new();
        for at in 0..3 {
            let values: Vec<&str> = table.iter().map(|row| row[at].as_str()).collect();
            columns.push((format!("column {at}"), Arc::new(StringArray::from(values))));
        }
        let mut csv = Vec::new();
        sample::write_csv(&RecordBatch::try_from_iter(columns).unwrap(), &mut csv).unwrap();
        let named = given(&["column 0", "column 1", "column 2"]);
        // Numbers are shown in plain notation, text as it is.
        let text = |at: usize| (format!("column {at}"), ColumnType::Text);
        let types = (0..3).map(text).collect();
        let comma = ReadOptions { delimiter: Some(b','), types, ..named };
        let read = read(&csv, &comma).unwrap();
        prop_assert_eq!(cells(&read.batch), expected);
        let harmless = [DefectKind::EncodedEntity, DefectKind::Formula, DefectKind::ControlCharacter];
        prop_assert!(read.defects.iter().all(|d| harmless.contains(&d.kind)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), delimiter in prop::option::of(any::<u8>())) {
        let _ = read(&bytes, &ReadOptions { delimiter, ..options() });
        let _ = read(&[b"PAR1", &bytes[..], b"PAR1"].concat(), &options());
    }
}
