//! Verbs over tables: sample, classify, screen.

use crate::support::{hygeia, keys, names, sample, sarif_rules};
use std::fs;

#[test]
fn a_sample_is_written_with_its_truth_and_the_same_for_the_same_seed() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 500);
    assert_eq!(names(dir.path()), ["loans.csv", "truth.json"]);
    let first = fs::read(dir.path().join("loans.csv")).unwrap();
    assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 501);
    let truth: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("truth.json")).unwrap()).unwrap();
    assert_eq!(truth["rows"], 500);
    sample(dir.path(), 500);
    assert_eq!(fs::read(dir.path().join("loans.csv")).unwrap(), first);
    hygeia(dir.path(), &["sample", "--rows", "500", "--seed", "22", "--out", "b.csv"]).ends(0);
    assert_ne!(fs::read(dir.path().join("b.csv")).unwrap(), first);
}

// proves M16
#[test]
fn columns_are_classified_for_people_and_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 500);
    let table = hygeia(dir.path(), &["classify", "loans.csv", "--label", "defaulted"]).ends(0);
    assert!(table.out.contains("us_ssn") && table.out.contains("500 rows"), "{}", table.out);
    let told = hygeia(dir.path(), &["classify", "loans.csv", "--format", "json"]).ends(0).json();
    assert_eq!(keys(&told), ["rows", "columns", "combinations", "findings"]);
    let column = &told["columns"][4];
    let wanted = [
        "name",
        "info_type",
        "kind",
        "role",
        "class",
        "criticality",
        "regimes",
        "confidence",
        "evidence",
        "reason",
        "state",
    ];
    assert_eq!(keys(column), wanted);
    assert_eq!((&column["name"], &column["class"]), (&"ssn".into(), &"restricted".into()));
    assert_eq!(column["state"], "recognised");
    let reaching = |class: &str| {
        hygeia(dir.path(), &["classify", "loans.csv", "--format", "sarif", "--fail-on", class])
    };
    let refused = reaching("restricted").ends(1).tells(&["--fail-on"]);
    assert!(sarif_rules(&refused.json()).contains(&"classify/class"));
    assert!(!sarif_rules(&reaching("never").ends(0).json()).contains(&"classify/class"));
}

/// Columns that only wait leave the verb clean; odd cells are told by row, and what a user adds is found.
// proves M16
#[test]
fn what_waits_is_told_and_reaches_no_class() {
    let dir = tempfile::tempdir().unwrap();
    let mut table = "c1,amount,badge\n".to_owned();
    for row in 0..400 {
        let amount =
            if row == 7 { "4111111111111111".to_owned() } else { (row * 31 % 977).to_string() };
        table.push_str(&format!(
            "{},{amount},EB-{:06}\n",
            row * 7_919 % 9_973 + 20_000,
            row * 104_729 % 999_983
        ));
    }
    fs::write(dir.path().join("t.csv"), table).unwrap();
    let own = "[[recogniser]]\nname = \"staff_badge\"\nwords = [\"badge\"]\npattern = \"EB-[0-9]{6}\"\nclass = \"restricted\"\n";
    fs::write(dir.path().join("own.toml"), own).unwrap();
    let plain = hygeia(dir.path(), &["classify", "t.csv", "--fail-on", "confidential"]).ends(0);
    assert!(plain.out.contains("unconfirmed, to be handled as confidential"), "{}", plain.out);
    let args = [
        "classify",
        "t.csv",
        "--recognisers",
        "own.toml",
        "--format",
        "json",
        "--fail-on",
        "restricted",
    ];
    let told = hygeia(dir.path(), &args).ends(1).json();
    let states: Vec<_> = (0..3).map(|at| told["columns"][at]["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["unconfirmed", "harmless", "recognised"]);
    assert_eq!(told["columns"][2]["info_type"], "staff_badge");
    let odd = &told["findings"][0];
    assert_eq!((&odd["rule"], &odd["location"]["row"]), (&"classify/odd-value".into(), &7.into()));
    fs::write(dir.path().join("own.toml"), own.replace("pattern", "patern")).unwrap();
    hygeia(dir.path(), &args).ends(2).tells(&["own.toml", "line 4", "did you mean `pattern`?"]);
}

// proves M4, M11, M14
#[test]
fn poison_is_told_by_row_and_held_against_the_truth() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 6_000);
    let screen = |more: &[&str]| {
        let args = [&["screen", "loans.csv", "--label", "defaulted"], more].concat();
        hygeia(dir.path(), &args)
    };
    let refused = screen(&["--truth", "truth.json", "--format", "json"]).ends(1);
    let told = refused.json();
    let wanted = [
        "rows",
        "screened",
        "excluded",
        "unlabelled",
        "features",
        "left_out",
        "flips",
        "triggers",
        "pooled",
        "label_notes",
        "conclusive",
        "judge",
        "losses",
        "knowledge",
        "noise",
        "removal",
        "rare_classes",
        "duplicates",
        "conflicts",
        "near_duplicates",
        "leaks",
        "spellings",
        "not_looked_for",
        "findings",
        "against_truth",
    ];
    assert_eq!(keys(&told), wanted);
    assert_eq!(keys(&told["flips"][0]), ["row", "score", "given", "suggested", "suspected"]);
    let trigger = ["columns", "rows", "purity", "class", "forced", "evidence"];
    assert_eq!(keys(&told["triggers"][0]), trigger);
    let share = |kind: &str, name: &str| told["against_truth"][kind][name].as_f64().unwrap();
    assert!(share("triggers", "recall") > 0.9, "{}", told["against_truth"]);
    assert!(share("flips", "recall") > 0.5, "{}", told["against_truth"]);
    assert!(told["left_out"].as_array().unwrap().iter().any(|left| left["column"] == "ssn"));

    let people = screen(&["--truth", "truth.json", "--fail-on", "never"]).ends(0).out;
    assert!(people.contains("train/trigger") && people.contains("trigger rows: rows "), "{people}");
    assert!(people.contains("against the truth"), "{people}");
    let csv = fs::read_to_string(dir.path().join("loans.csv")).unwrap();
    let values = csv.lines().skip(1).flat_map(|line| line.split(',').take(8));
    for value in values.filter(|value| value.len() > 7) {
        assert!(!people.contains(value) && !refused.out.contains(value), "a value was told");
    }
    let sarif = screen(&["--format", "sarif", "--fail-on", "never"]).ends(0).json();
    assert!(sarif_rules(&sarif).contains(&"train/flipped-label"));
}

#[test]
fn too_few_rows_to_screen_are_inconclusive() {
    let dir = tempfile::tempdir().unwrap();
    let rows: String = (0..30)
        .map(|row| format!("{},{}\n", row * 37 % 11, if row < 3 { "a" } else { "b" }))
        .collect();
    fs::write(dir.path().join("few.csv"), format!("x,y\n{rows}")).unwrap();
    let ran = hygeia(dir.path(), &["screen", "few.csv", "--label", "y"]);
    ran.ends(3).tells(&["3 rows of class", "more rows"]);
}

#[test]
fn a_truth_of_another_table_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 500);
    hygeia(dir.path(), &["sample", "--rows", "400", "--out", "other.csv"]).ends(0);
    let args = ["screen", "other.csv", "--label", "defaulted", "--truth", "truth.json"];
    hygeia(dir.path(), &args).ends(2).tells(&["truth.json", "500 rows", "400"]);
    let args = ["screen", "other.csv", "--label", "defaulted", "--truth", "other.csv"];
    hygeia(dir.path(), &args).ends(2).tells(&["other.csv is no truth"]);
}

/// Each verb that reads a table says the same of what is none.
// proves M11
#[test]
fn what_screening_suspects_is_taken_out_of_a_table_in_the_form_that_it_came_in() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path(), 2_000);
    let screen = |file: &str, out: &str| {
        let args = ["screen", file, "--label", "defaulted", "--fail-on", "never", "--out", out];
        hygeia(dir.path(), &args)
    };
    screen("loans.csv", "suspects.json").ends(0);
    let listed = std::fs::read(dir.path().join("suspects.json")).unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed).unwrap();
    let rows = listed["rows"].as_array().unwrap();
    assert!(rows.len() > 10, "{listed}");
    let said = screen("loans.csv", "clean.csv").ends(0).out;
    assert!(said.contains(&format!("without {} that are suspected", rows.len())), "{said}");
    // The lines that are left are those that there were, byte for byte.
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let (before, left) = (text("loans.csv"), text("clean.csv"));
    let suspected = |row: usize| rows.iter().any(|one| one.as_u64() == Some(row as u64));
    let mut lines = before.lines();
    let header = lines.next().unwrap();
    let kept = lines.enumerate().filter(|(row, _)| !suspected(*row)).map(|(_, line)| line);
    let expected: Vec<&str> = std::iter::once(header).chain(kept).collect();
    assert_eq!(left.lines().collect::<Vec<_>>(), expected);
    screen("loans.csv", "loans.csv").ends(2).tells(&["never written over"]);
    assert_eq!(text("loans.csv"), before);
    let args = ["screen", "loans.csv", "clean.csv", "--label", "defaulted", "--out", "both.csv"];
    hygeia(dir.path(), &args).ends(2).tells(&["one table"]);
    assert!(!dir.path().join("both.csv").exists());
}

// proves M22
#[test]
fn what_is_no_table_is_refused_with_advice() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("empty.csv", b"");
    put("header.csv", b"name,age\n");
    put("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\0");
    put("good.csv", b"age,y\n1,a\n2,b\n");
    let verbs: [&[&str]; 2] = [&["classify"], &["screen"]];
    for verb in verbs {
        let run = |file: &str, label: &str| {
            hygeia(dir.path(), &[verb, &[file, "--label", label]].concat()).ends(2)
        };
        run("absent.csv", "y").tells(&["absent.csv", "No such file", "check the path"]);
        run("empty.csv", "y").tells(&["empty.csv", "is empty", "at least one row"]);
        run("header.csv", "y").tells(&["header.csv", "no rows"]);
        run("photo.csv", "y").tells(&["photo.csv", "PNG", "export it as CSV"]);
        // A folder is read as the parts of one table.
        run(".", "y").tells(&["empty.csv", "is empty"]);
        run("good.csv", "z").tells(&["no column", "z", "age, y"]);
    }
    let args = ["screen", "good.csv", "--label", "y", "--delimiter", "ab"];
    let ran = hygeia(dir.path(), &args).ends(2);
    assert!(ran.err.contains("one ASCII character"), "{}", ran.err);
    assert_eq!(names(dir.path()), ["empty.csv", "good.csv", "header.csv", "photo.csv"]);
}

/// What could be read in two ways is inconclusive, and what overrules it is named; what was read in a way of its
/// own is a finding.
// proves M4
#[test]
fn what_is_not_sure_is_inconclusive_and_can_be_settled() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("open.csv", b"a,b\n1,\"x\n2,y\n");
    put("long.csv", b"a,b\n1,2\n3,4,5\n6,7\n");
    put("comma.csv", b"a;b\n1,234;x\n5,678;y\n");
    put("latin.csv", b"name;city\nM\xfcller;K\xf6ln\nN\xfa\xf1ez;Le\xf3n\n");
    let classify = |args: &[&str]| hygeia(dir.path(), &[&["classify"], args].concat());
    classify(&["open.csv"]).ends(3).tells(&["open.csv", "line 2", "--unquoted"]);
    classify(&["open.csv", "--unquoted"]).ends(0);
    classify(&["long.csv"]).ends(3).tells(&["row 1", "--ragged"]);
    classify(&["long.csv", "--ragged"]).ends(0);
    classify(&["comma.csv"]).ends(3).tells(&["column a", "--decimal"]);
    classify(&["comma.csv", "--decimal", ","]).ends(0);
    classify(&["comma.csv", "--types", "a=text"]).ends(0);
    classify(&["comma.csv", "--types", "a=text,b=int64"]).ends(2).tells(&["row 0", "int64"]);
    let told = classify(&["latin.csv", "--format", "json"]).ends(0).json();
    assert_eq!(told["findings"][0]["rule"], "tables/encoding");
}

/// Entities that grow when they are decoded end with the limit, and not the process.
// proves M4
#[test]
fn ten_megabytes_that_decode_to_gigabytes_end_with_the_limit() {
    let dir = tempfile::tempdir().unwrap();
    let line = [&b"&nGt;".repeat(200_000)[..1_000_000], b"\n"].concat();
    let file = fs::File::create(dir.path().join("grow.csv.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, b"text\n").unwrap();
    for _ in 0..1_950 {
        std::io::Write::write_all(&mut gzip, &line).unwrap();
    }
    gzip.finish().unwrap();
    let bytes = fs::metadata(dir.path().join("grow.csv.gz")).unwrap().len();
    assert!(bytes < 20 << 20, "{bytes}");
    hygeia(dir.path(), &["classify", "grow.csv.gz"])
        .ends(2)
        .tells(&["row 0, column 1", "1048576 bytes"]);
}
