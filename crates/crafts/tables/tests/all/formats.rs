//! The same table in whatever file it lies, told by its bytes.

use super::reading::{gzip, parquet};
use super::{cells, names, options, read};
use arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use std::io::Write;
use std::sync::Arc;
use tables::read::{Doubt, Limits, ReadError, ReadOptions};
use tables::{Format, Table};

pub(crate) const CSV: &[u8] = b"name,n\nAda,1\nEmil,2\n";

pub(crate) fn opened(bytes: &[u8]) -> Table {
    read(bytes, &options()).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn people() -> RecordBatch {
    RecordBatch::try_from_iter([
        ("name", Arc::new(StringArray::from(vec!["Ada", "Emil"])) as ArrayRef),
        ("n", Arc::new(Int64Array::from(vec![1, 2]))),
    ])
    .unwrap()
}

// proves M4
#[test]
fn a_table_is_the_same_in_every_packing() {
    let plain = opened(CSV);
    let zstd = zstd::encode_all(CSV, 1).unwrap();
    for (file, packing) in [
        (gzip(CSV), vec!["gzip"]),
        (zstd.clone(), vec!["zstd"]),
        (bzip2(CSV), vec!["bzip2"]),
        (gzip(&zstd), vec!["gzip", "zstd"]),
        (zip(&[("__MACOSX/x", b"1"), ("people.csv", CSV)]), vec!["zip"]),
        (zip(&[("people.csv.zst", &zstd)]), vec!["zip", "zstd"]),
    ] {
        let table = opened(&file);
        assert_eq!((table.source.packing, table.source.bytes), (packing, file.len() as u64));
        assert_eq!((table.typed, table.batch), (plain.typed.clone(), plain.batch.clone()));
    }
}

// proves M19
#[test]
fn an_archive_that_two_readers_read_otherwise_is_told() {
    let plain = zip(&[("a.csv", CSV)]);
    let listed = plain.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut renamed = plain.clone();
    renamed[30] = b'b';
    let mut resized = plain.clone();
    resized[14] ^= 1;
    // A second file before the one that the directory lists.
    let hidden = [&plain[..listed], &plain[..]].concat();
    for file in [renamed, resized, hidden] {
        let error = read(&file, &options()).unwrap_err();
        assert!(matches!(error, ReadError::Unsure { doubt: Doubt::Headers { .. }, .. }), "{error}");
    }
    assert_eq!(opened(&plain).typed, opened(CSV).typed);
}

// proves M4
#[test]
fn xz_is_one_of_the_packings() {
    // The same table, by liblzma.
    let packed =
        b"\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\
        \xe5\xa3\x01\x00\x13\x6e\x61\x6d\x65\x2c\x6e\x0a\x41\x64\x61\x2c\x31\x0a\x45\x6d\x69\x6c\
        \x2c\x32\x0a\x00\xa0\x01\x23\x13\xfd\xf8\x4f\x92\x00\x01\x2c\x14\xf8\x0a\x6d\x03\x1f\xb6\
        \xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a";
    let table = opened(packed);
    assert_eq!((table.source.packing, table.typed), (vec!["xz"], opened(CSV).typed));
    assert!(read(&packed[..packed.len() - 9], &options()).is_err());
}

// proves M4
#[test]
fn what_grows_beyond_its_limit_ends_with_the_limit() {
    let bomb = b"1,2\n".repeat(1 << 18);
    let few = ReadOptions { limits: Limits { bytes: 500_000, ..Limits::default() }, ..options() };
    for file in [
        gzip(&gzip(&bomb)),
        zstd::encode_all(&bomb[..], 1).unwrap(),
        bzip2(&bomb),
        zip(&[("a.csv", &bomb)]),
    ] {
        let error = read(&file, &few).unwrap_err();
        assert!(matches!(error, ReadError::TooLarge { limit: 500_000, .. }), "{error}");
    }
    let line =
        ReadOptions { limits: Limits { cell_bytes: 1_000, ..Limits::default() }, ..options() };
    let error = read(&[b"a,b\n1,".as_slice(), &[b'x'; 100_000]].concat(), &line).unwrap_err();
    assert!(matches!(error, ReadError::LongLine { line: 2, .. }), "{error}");
}

// proves M4
#[test]
fn arrow_files_and_streams_keep_their_types() {
    let (mut file, mut stream) = (Vec::new(), Vec::new());
    let lz4 = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME));
    let mut writer =
        FileWriter::try_new_with_options(&mut file, &people().schema(), lz4.unwrap()).unwrap();
    writer.write(&people()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    let mut writer = StreamWriter::try_new(&mut stream, &people().schema()).unwrap();
    writer.write(&people()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    for bytes in [&file, &stream] {
        let table = opened(bytes);
        assert_eq!((table.source.format, &table.typed), (Format::ArrowIpc, &people()));
        assert_eq!(cells(&table.batch), cells(&opened(CSV).batch));
    }
    for at in 0..file.len() {
        let mut broken = file.clone();
        broken[at] ^= 0x55;
        let _ = read(&broken, &options());
    }
}

// proves M4
#[test]
fn a_sheet_keeps_text_that_looks_like_numbers() {
    // Made by hand from the parts that the standard asks for; a seed of the fuzzer, too.
    let book = include_bytes!("../../../../../fuzz/corpus/tables-any/xlsx");
    let table = opened(book);
    assert_eq!(
        (table.source.format, names(&table.typed)),
        (Format::Xlsx, vec!["code".into(), "n".into()])
    );
    let kinds: Vec<_> =
        table.typed.schema().fields().iter().map(|f| f.data_type().clone()).collect();
    assert_eq!(kinds, [DataType::Utf8, DataType::Float64]);
    assert_eq!(cells(&table.batch)[0], [Some("007".to_owned()), Some("1.5".to_owned())]);
    let wrong = ReadOptions { sheet: Some("Places".into()), ..options() };
    let error = read(book, &wrong).unwrap_err();
    assert!(matches!(error, ReadError::Unsure { doubt: Doubt::Sheets { .. }, .. }), "{error}");
}

/// A workbook of one sheet, with these cells.
fn book(sheet: &str) -> Vec<u8> {
    book_with(sheet, None)
}

/// The same, with a style 1 for times of a day (`h:mm`).
fn styled(sheet: &str) -> Vec<u8> {
    book_with(sheet, Some("<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"20\"/></cellXfs>"))
}

fn book_with(sheet: &str, styles: Option<&str>) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{REL}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets>\
         <sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>");
    let styles = styles.map(|styles| format!("<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>"));
    let styles = styles.unwrap_or_else(|| format!("<styleSheet xmlns=\"{MAIN}\"/>"));
    zip(&[
        ("xl/styles.xml", styles.as_bytes()),
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

// proves M4
#[test]
fn a_formula_without_a_value_is_told() {
    let text =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let head = format!("<row r=\"1\">{}{}</row>", text("A1", "n"), text("B1", "twice"));
    let row = |at: u32, value: &str| {
        format!(
            "<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c><c r=\"B{at}\"><f>A{at}*2</f>{value}</c></row>"
        )
    };
    let with = opened(&book(&format!("{head}{}{}", row(2, "<v>4</v>"), row(3, "<v>6</v>"))));
    assert_eq!(with.notes, []);
    let without = opened(&book(&format!("{head}{}{}", row(2, "<v>4</v>"), row(3, ""))));
    assert_eq!(without.notes.len(), 1, "{:?}", without.notes);
    assert!(without.notes[0].text.starts_with("1 formulas have no value"), "{:?}", without.notes);
}

// proves M4
#[test]
fn parts_in_folders_archives_and_patterns_are_one_table() {
    let part =
        |n: i64| parquet(vec![("n", Arc::new(Int64Array::from(vec![n, n + 1])) as ArrayRef)]);
    let folder = tempfile::tempdir().unwrap();
    let lay = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    lay("year=2023/land=a%3Ab/one.parquet", &part(1));
    lay("year=2024/land=__HIVE_DEFAULT_PARTITION__/two.parquet", &part(5));
    lay("_SUCCESS", b"");
    let table = tables::read::table(folder.path(), &options()).unwrap();
    assert_eq!(table.source.format, Format::Parts);
    assert_eq!(names(&table.typed), ["n", "year", "land"]);
    let expected =
        [["1", "2023", "a:b"], ["2", "2023", "a:b"], ["5", "2024", ""], ["6", "2024", ""]];
    let expected =
        expected.map(|row| row.map(|cell| (!cell.is_empty()).then(|| cell.to_owned())).to_vec());
    assert_eq!(cells(&table.batch), expected);
    assert_eq!(table.typed.column(1).data_type(), &DataType::Int64);
    let pattern = folder.path().join("year=*/*/*.parquet");
    assert_eq!(tables::read::table(&pattern, &options()).unwrap().typed.num_rows(), 4);
    let sent = tables::read::bundle(folder.path(), 1 << 20).unwrap().unwrap();
    let arrived = tables::read::bytes("it", sent, &options()).unwrap();
    assert_eq!((arrived.typed, arrived.batch), (table.typed, table.batch));
    assert!(tables::read::bundle(&folder.path().join("_SUCCESS"), 9).unwrap().is_none());
    let zipped = zip(&[("year=2023/a.parquet", &part(1)), ("year=2024/b.parquet", &part(5))]);
    assert_eq!(names(&opened(&zipped).typed), ["n", "year"]);
    lay(
        "year=2024/land=x/three.parquet",
        &parquet(vec![("m", Arc::new(Int64Array::from(vec![1])))]),
    );
    let error = tables::read::table(folder.path(), &options()).unwrap_err();
    assert!(matches!(error, ReadError::Unsure { doubt: Doubt::Parts { .. }, .. }), "{error}");
}

// proves M4
#[test]
fn a_time_of_day_in_a_sheet_has_no_day() {
    let row = |at: u32, value: &str| {
        format!(
            "<row r=\"{at}\"><c r=\"A{at}\" s=\"1\"><v>{value}</v></c><c r=\"B{at}\"><v>{at}</v></c></row>"
        )
    };
    let sheet = [row(1, "0.375"), row(2, "0.75"), row(3, "0.7604166666666666")].concat();
    let table = opened(&styled(&sheet));
    let times: Vec<_> =
        cells(&table.batch).into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert_eq!(times, ["09:00:00", "18:00:00", "18:15:00"]);
    let days = opened(&styled(&[row(1, "45000"), row(2, "45000.5")].concat()));
    let days: Vec<_> = cells(&days.batch).into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert_eq!(days, ["2023-03-15", "2023-03-15 12:00:00"]);
}

// proves M4
#[test]
fn days_in_milliseconds_are_days() {
    let days = |moments: Vec<i64>| {
        let file =
            parquet(vec![("d", Arc::new(arrow::array::Date64Array::from(moments)) as ArrayRef)]);
        opened(&file)
    };
    let table = days(vec![1_709_164_800_000, -86_400_000]);
    assert_eq!(table.typed.column(0).data_type(), &DataType::Date64);
    let text = cells(&table.batch).concat();
    assert_eq!(text, [Some("2024-02-29".to_owned()), Some("1969-12-31".to_owned())]);
    let moments = cells(&days(vec![1_709_164_800_000, 3_600_000]).batch).concat();
    assert_eq!(moments[1].as_deref(), Some("1970-01-01T01:00:00"));
}
