//! Which values are planted.

use sentinel::{Error, plant};
use std::collections::HashSet;
use tempfile::NamedTempFile;

const ROWS: usize = 400;

fn table() -> NamedTempFile {
    let mut text = String::from("id,email,ssn,level,score,copy\n");
    for row in 0..ROWS {
        let ssn = format!("{:03}-{:02}-{:04}", row + 100, row % 90 + 10, row * 7 + 1_000);
        let level = if row % 2 == 0 { "elementary" } else { "advanced" };
        // The copy has the emails of the last rows in clear.
        let copy =
            if row >= 390 { format!("\"mail to p{row}@example.org, please\"") } else { "".into() };
        text += &format!("{row},p{row}@example.org,{ssn},{level},{}.25,{copy}\n", row + 10_000);
    }
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn values_are_distinct_and_spread_over_columns_and_rows() {
    let planted = plant(table().path(), &columns(&["email", "ssn"]), 100, &HashSet::new()).unwrap();
    let values: HashSet<&str> = planted.iter().map(|p| p.value.as_str()).collect();
    assert_eq!(values.len(), 100);
    let emails: Vec<usize> = planted
        .iter()
        .filter(|p| p.column == "email")
        .map(|p| p.value[1..].split('@').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(emails.len(), 50);
    for quarter in 0..4 {
        let within = emails.iter().filter(|row| *row / 100 == quarter).count();
        assert!((10..=15).contains(&within), "{within} in quarter {quarter}");
    }
}

#[test]
fn what_tells_nothing_is_left_out() {
    let table = table();
    let too_few = plant(table.path(), &columns(&["level", "score"]), 1, &HashSet::new());
    assert!(matches!(too_few, Err(Error::TooFew { found: 0, wanted: 1 })), "{too_few:?}");
    // Ten emails are in clear, ten rows are to be skipped.
    let skipped: HashSet<u64> = (0..10).collect();
    let planted = plant(table.path(), &columns(&["email"]), 380, &skipped).unwrap();
    for (row, there) in [(9, false), (10, true), (389, true), (390, false), (399, false)] {
        let value = format!("p{row}@example.org");
        assert_eq!(planted.iter().any(|p| p.value == value), there, "{value}");
    }
    let too_many = plant(table.path(), &columns(&["email"]), 381, &skipped);
    assert!(matches!(too_many, Err(Error::TooFew { found: 380, .. })), "{too_many:?}");
}

#[test]
fn a_column_that_is_not_there_is_told() {
    let error = plant(table().path(), &columns(&["emial"]), 1, &HashSet::new()).unwrap_err();
    assert!(error.to_string().ends_with("has no column \"emial\""), "{error}");
}
