//! Shares of values decide, drawn over all rows; one cell does not. And what a user adds.

use crate::table;
use hygeia_classify::{Options, Recognisers, classify, odd_values};
use terms::{Class, ColumnState, InfoType as T};

fn rows(count: usize, make: impl Fn(usize) -> String) -> Vec<Option<String>> {
    (0..count).map(|row| Some(make(row))).collect()
}

// proves M16
#[test]
fn a_table_that_alternates_hides_nothing() {
    let note = |row: usize| match row % 10 {
        1 => format!("{} Novak", ["Anna", "Omar", "Priya", "Ingrid", "Pablo"][row / 10 % 5]),
        _ => ["steel", "copper", "wood", "glass", "paper"][row % 5].to_owned(),
    };
    let found = classify(&table(&[("note", rows(8_000, note))]), &Options::default()).unwrap();
    let column = &found.columns[0];
    let part = column.evidence.iter().find(|e| e.info_type == T::PersonName).unwrap();
    let share = part.matched as f64 / part.of as f64;
    assert!((0.07..0.13).contains(&share), "{share}");
    assert_eq!((column.class, column.state), (Class::Confidential, ColumnState::Recognised));
}

// proves M16
#[test]
fn one_odd_cell_is_told_by_row_and_decides_nothing() {
    let status = |row: usize| match row {
        1_700 => "p1700@example.org".to_owned(),
        _ => ["open", "closed"][row % 2].to_owned(),
    };
    let amount = |row: usize| match row {
        1_500 => "4111111111111111".to_owned(),
        _ => (row * 7 % 9_000).to_string(),
    };
    let columns = [("status", rows(3_000, status)), ("amount", rows(3_000, amount))];
    let found = classify(&table(&columns), &Options::default()).unwrap();
    for column in &found.columns {
        assert_eq!(
            (column.class, column.state),
            (Class::Internal, ColumnState::Harmless),
            "{}",
            column.reason
        );
    }
    let findings = odd_values("t.csv", &found);
    let places: Vec<_> = findings
        .iter()
        .map(|f| (f.location.column.as_deref().unwrap(), f.location.row.unwrap()))
        .collect();
    assert_eq!(places, [("status", 1_700), ("amount", 1_500)]);
    assert!(!format!("{findings:?}").contains("4111"));
}

// proves M16
#[test]
fn a_users_recogniser_is_found_by_name_and_by_values() {
    let own = Recognisers::parse(
        "[[recogniser]]\nname = \"employee_badge\"\nwords = [\"badge no\"]\npattern = \"EB-[0-9]{6}\"\nclass = \"restricted\"\nregimes = [\"GDPR\"]\n",
    )
    .unwrap();
    let badge = |row: usize| format!("EB-{:06}", row * 7_919 % 999_983);
    let columns = [
        ("c1", rows(200, badge)),
        ("BadgeNo", rows(200, |row| format!("x{row}"))),
        ("c3", rows(200, |row| format!("EC-{row:06}"))),
    ];
    let options = Options { recognisers: Some(&own), ..Options::default() };
    let found = classify(&table(&columns), &options).unwrap();
    let seen: Vec<_> = found.columns.iter().map(|c| (c.info_type.name(), c.class)).collect();
    assert_eq!(seen[0], ("employee_badge", Class::Restricted));
    assert_eq!(seen[1], ("employee_badge", Class::Restricted));
    assert_ne!(seen[2].0, "employee_badge");
}
