//! Tables of many files, as delta-rs and PyIceberg write them; and Parquet that PyArrow and DuckDB encrypted.

use super::options;
use std::path::Path;
use std::process::Command;
use tables::read::{self, ReadOptions};

/// Makes the cases, and reads each as it is meant.
// proves M4
#[test]
#[ignore = "needs HYGEIA_PYTHON with deltalake and pyiceberg; `cargo xtask test` sets it"]
fn lakes_are_read_as_their_own_libraries_do() {
    let python = std::env::var("HYGEIA_PYTHON").expect("HYGEIA_PYTHON names a Python");
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../xtask/clients/lakes.py");
    let made = Command::new(python).arg(script).arg(folder.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut cases: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    cases.retain(|case| case.join("expected.parquet").exists() || case.join("refused").exists());
    cases.sort();
    assert!(cases.len() >= 24, "{cases:?}");
    let faults: Vec<String> = cases.iter().filter_map(|case| fault(case)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong about a case, if something is.
fn fault(case: &Path) -> Option<String> {
    let name = case.file_name()?.to_string_lossy().into_owned();
    let version = std::fs::read_to_string(case.join("version")).ok();
    let table = match &version {
        Some(version) => case.join(format!("table@{version}")),
        None => case.join("table"),
    };
    let read = read::table(&table, &with_keys(case));
    if let Ok(word) = std::fs::read_to_string(case.join("refused")) {
        return match read {
            Ok(_) => Some(format!("{name}: it was read")),
            Err(error) if error.to_string().contains(&word) => None,
            Err(error) => Some(format!("{name}: {error}")),
        };
    }
    let expected = read::table(&case.join("expected.parquet"), &options()).unwrap();
    let read = match read {
        Ok(read) => read,
        Err(error) => return Some(format!("{name}: {error}")),
    };
    let (got, wanted) = (rows(&read), rows(&expected));
    let sent = read::bytes("sent", read::stream(&read).unwrap(), &options()).unwrap();
    if sent.typed != read.typed {
        return Some(format!("{name}: it is another after it was sent"));
    }
    (got != wanted).then(|| {
        format!(
            "{name}: {} rows {:?}\n{:?}\n{:?}",
            got.len(),
            read.typed.schema(),
            got.first(),
            wanted.first()
        )
    })
}

/// Rows in an order of their own, as a lake has none, with the names and the kinds of their columns.
fn rows(table: &tables::Table) -> Vec<String> {
    let kinds = table
        .typed
        .schema()
        .fields()
        .iter()
        .map(|f| format!("{} {}", f.name(), plain(f.data_type())))
        .collect::<Vec<_>>();
    let mut rows: Vec<String> =
        super::cells(&table.batch).into_iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    rows.insert(0, kinds.join(", "));
    rows
}

/// Without what inner fields are called and whether they may be missing.
fn plain(kind: &arrow::datatypes::DataType) -> String {
    use arrow::datatypes::DataType;
    match kind {
        DataType::List(inner) | DataType::LargeList(inner) => {
            format!("list of {}", plain(inner.data_type()))
        }
        DataType::Struct(fields) => {
            fields.iter().map(|f| format!("({} {})", f.name(), plain(f.data_type()))).collect()
        }
        DataType::LargeUtf8 => "Utf8".to_owned(),
        DataType::LargeBinary => "Binary".to_owned(),
        DataType::Timestamp(unit, zone) => format!("timestamp {unit:?} {}", zone.is_some()),
        other => other.to_string(),
    }
}

#[cfg(feature = "encryption")]
fn with_keys(case: &Path) -> ReadOptions {
    let keys = std::fs::read_to_string(case.join("keys.toml")).ok();
    ReadOptions { keys: keys.map(|text| read::ParquetKeys::parse(&text).unwrap()), ..options() }
}

#[cfg(not(feature = "encryption"))]
fn with_keys(_: &Path) -> ReadOptions {
    options()
}
