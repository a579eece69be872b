//! The folder of a demo, as `cargo xtask sentinels` searches it.

use sentinel::demo;
use std::path::Path;
use tempfile::TempDir;

const ROWS: usize = 1_000;

/// What a demo leaves, with its first two rows in clear in the evidence.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut table = String::from("id,email,age\n");
    for row in 0..ROWS {
        table += &format!("{row},person{row}@example.org,{}\n", row % 70);
    }
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("input/sample.csv", &table);
    put("evidence/truth.json", r#"{"seed": 1, "shifted": [0, 1]}"#);
    put("evidence/rows.csv", table.get(..70).unwrap());
    put(
        "report.json",
        r#"{"classification": {"columns": [
            {"name": "id", "class": "internal"},
            {"name": "email", "class": "confidential"},
            {"name": "age", "class": "public"}
        ]}}"#,
    );
    folder
}

fn write(path: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(path.join(name), bytes).unwrap();
}

#[test]
fn shifted_rows_and_the_input_are_left_out_and_everything_else_is_searched() {
    let folder = folder();
    let (planted, report) = demo(folder.path()).unwrap();
    assert_eq!((planted, report.files), (200, 3));
    assert!(report.is_clean(), "{report:?}");
    let table = std::fs::read(folder.path().join("input/sample.csv")).unwrap();
    write(folder.path(), "spill.gz", &crate::containers::gzip(&table));
    let (_, report) = demo(folder.path()).unwrap();
    assert_eq!(crate::support::hits(&report), ["email: gzip > text"]);
}

#[test]
fn a_folder_without_a_report_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let error = demo(folder.path()).unwrap_err().to_string();
    assert!(error.contains("report.json"), "{error}");
}
