//! Each kind of disorder, among cells in order.

use crate::{cells, table};
use hygeia_quality::{Became, Hint, HintRule, Pick, findings, hints, mend};
use terms::{Class, Column, ColumnRole, ColumnState, Criticality, InfoType, Kind};

fn column(name: &str, info_type: InfoType) -> Column {
    Column {
        name: name.to_owned(),
        info_type,
        kind: Kind::Text,
        role: info_type.row().demand.role,
        class: Class::Internal,
        criticality: Criticality::Low,
        regimes: vec![],
        confidence: 1.0,
        evidence: vec![],
        reason: String::new(),
        state: ColumnState::Harmless,
        open: false,
    }
}

fn one(cells: &[&str], rule: HintRule, found: &[Column]) -> Option<Hint> {
    let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
    let (batch, names) = table(&[("c", cells)]);
    hints(&batch, &names, found).into_iter().find(|hint| hint.rule == rule)
}

/// `common` forty times, then `odd`.
fn among<'a>(common: &[&'a str], odd: &[&'a str]) -> Vec<&'a str> {
    common.iter().cycle().take(40).chain(odd).copied().collect()
}

fn fixed(cells: &[&str], rule: HintRule, found: &[Column]) -> (Vec<String>, Vec<Became>) {
    let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    let (batch, names) = table(&[("c", cells)]);
    let pick = Pick { rule, column: Some("c".to_owned()) };
    let mended = mend(&batch, &names, found, &[pick]).unwrap();
    (crate::cells(&mended.batch, 0), mended.cells.iter().map(|cell| cell.became).collect())
}

// proves M4
#[test]
fn ways_to_write_a_category_become_the_one_that_most_do() {
    let cells = among(&["yes", "no"], &["Yes", " NO ", "YES", "No."]);
    assert_eq!(one(&cells, HintRule::Category, &[]).unwrap().count, 4);
    let (mended, became) = fixed(&cells, HintRule::Category, &[]);
    assert_eq!(mended[40..], ["yes", "no", "yes", "no"]);
    assert_eq!(became, [Became::Rewritten; 4]);
    // Numbers and keys are no categories.
    assert_eq!(one(&among(&["1.0", "1"], &[]), HintRule::Category, &[]), None);
    let key = [column("c", InfoType::RowId)];
    assert_eq!(one(&among(&["aB", "ab"], &[]), HintRule::Category, &key), None);
}

// proves M4
#[test]
fn a_slip_of_a_letter_is_told_and_a_word_of_its_own_is_not() {
    let words = ["Germany", "France", "Austria", "Australia", "Niger", "Nigeria"];
    let cells = among(&words, &["Germny", "Frnace"]);
    assert_eq!(one(&cells, HintRule::Misspelt, &[]).unwrap().rows, [40, 41]);
    assert_eq!(fixed(&cells, HintRule::Misspelt, &[]).0[40..], ["Germany", "France"]);
    assert_eq!(one(&among(&words, &["Austria"]), HintRule::Misspelt, &[]), None);
    assert!(!HintRule::Misspelt.is_safe());
}

// proves M4
#[test]
fn what_spreadsheets_do_to_cells_is_seen() {
    let genes = among(
        &["TP53", "BRCA1", "EGFR", "KRAS", "MYC", "CDK4"],
        &["1-Mar", "Sep-02", "1-Dec", "1-Oct"],
    );
    assert_eq!(one(&genes, HintRule::GeneDate, &[]).unwrap().rows, [40, 41, 42, 43]);
    let (mended, became) = fixed(&genes, HintRule::GeneDate, &[]);
    assert_eq!(mended[40..], ["MARCHF1", "SEPTIN2", "DELEC1", "1-Oct"]);
    assert_eq!(became[3], Became::Left);
    let days = among(&["1-Mar", "2-Mar", "3-Apr"], &[]);
    assert_eq!(one(&days, HintRule::GeneDate, &[]), None, "a column of days is one");
    let ids = among(&["4111111111111", "4222222222222", "4333333333333"], &["4.11111E+15"]);
    let hint = one(&ids, HintRule::Rounded, &[]).unwrap();
    assert!(hint.rows == [40] && !hint.mendable && "rounded".parse::<Pick>().is_err());
    let measures = among(&["1.5E+12", "2.25E+13", "100"], &[]);
    assert_eq!(one(&measures, HintRule::Rounded, &[]), None);
    let errors = among(&["12", "13"], &["#REF!", "#div/0!", "#N/A"]);
    assert_eq!(fixed(&errors, HintRule::SheetError, &[]).0[40..], ["", "", ""]);
    assert_eq!(one(&among(&["#1", "#tag"], &[]), HintRule::SheetError, &[]), None);
    let postal = [column("c", InfoType::PostalCode)];
    let codes = among(&["10115", "20095", "80331"], &["1067", "4109"]);
    assert_eq!(fixed(&codes, HintRule::LeadingZero, &postal).0[40..], ["01067", "04109"]);
    assert_eq!(one(&codes, HintRule::LeadingZero, &[]), None, "numbers are just smaller");
}

// proves M4
#[test]
fn days_that_there_are_not_and_days_that_are_counted_are_seen() {
    let days = among(&["2021-03-04", "2020-02-29"], &["2021-02-30", "0000-00-00", "44927", "n/a"]);
    assert_eq!(one(&days, HintRule::ImpossibleDate, &[]).unwrap().rows, [40, 41]);
    assert_eq!(fixed(&days, HintRule::ImpossibleDate, &[]).0[40..], ["", "", "44927", "n/a"]);
    assert_eq!(fixed(&days, HintRule::SerialDate, &[]).0[42], "2023-01-01");
    assert_eq!(one(&among(&["10115", "44927"], &[]), HintRule::SerialDate, &[]), None);
}

// proves M4
#[test]
fn mixed_units_are_converted_and_scales_are_told() {
    let heights = among(&["170 cm", "182 cm"], &["1.75 m", "70 in"]);
    assert_eq!(fixed(&heights, HintRule::Unit, &[]).0[40..], ["175 cm", "177.8 cm"]);
    let heat = among(&["20 °C", "21.5 °C"], &["68 °F"]);
    assert_eq!(fixed(&heat, HintRule::Unit, &[]).0[40..], ["20 °C"]);
    assert_eq!(one(&among(&["5 kg", "3 m"], &[]), HintRule::Unit, &[]), None, "other kinds");
    let scaled = among(&["170", "182", "165"], &["1.75", "1.80"]);
    assert_eq!(one(&scaled, HintRule::Scale, &[]).unwrap().rows, [40, 41]);
    let spread = among(&["1", "20", "300", "4000"], &[]);
    assert_eq!(one(&spread, HintRule::Scale, &[]), None);
}

fn rows(count: usize) -> Vec<(&'static str, Vec<String>)> {
    let made = |make: &dyn Fn(usize) -> String| (0..count).map(make).collect::<Vec<_>>();
    vec![
        ("id", made(&|row| format!("K{row:04}"))),
        ("day", made(&|row| format!("2021-{:02}-{:02}", row % 12 + 1, row % 28 + 1))),
        ("colour", made(&|row| ["red", "green", "blue"][row % 3].to_owned())),
        ("weight", made(&|row| format!("{}.5", row % 50))),
        ("note", made(&|_| String::new())),
    ]
}

// proves M4
#[test]
fn copies_and_conflicts_are_told_apart() {
    let mut columns = rows(60);
    for (_, cells) in &mut columns {
        cells.push(cells[7].clone());
        cells.push(cells[9].clone());
    }
    columns[3].1[61] = "99.5".to_owned();
    let (batch, names) = table(&columns);
    let found = [column("id", InfoType::RowId)];
    let all = hints(&batch, &names, &found);
    let of = |rule| all.iter().find(|hint: &&Hint| hint.rule == rule).unwrap();
    assert_eq!(
        (&of(HintRule::Duplicate).rows, &of(HintRule::Conflict).rows),
        (&vec![60], &vec![61])
    );
    assert!(!of(HintRule::Conflict).mendable);
    let picks = ["duplicate".parse().unwrap()];
    let mended = mend(&batch, &names, &found, &picks).unwrap();
    assert_eq!((mended.batch.num_rows(), mended.cells.len()), (61, 1));
    assert_eq!((mended.cells[0].row, mended.cells[0].became), (60, Became::Dropped));
    let told = findings("t.csv", &all);
    assert!(told.iter().all(|finding| finding.rule.starts_with("quality/")));
    assert!(!format!("{told:?}").contains("K0007"), "no value is told");
}

// proves M4
#[test]
fn rows_that_slipped_are_moved_back_where_that_loses_nothing() {
    let mut columns = rows(60);
    // A delimiter too many: an empty cell in front of the day.
    for at in (2..5).rev() {
        columns[at].1[10] = columns[at - 1].1[10].clone();
    }
    columns[1].1[10] = String::new();
    let was = rows(60);
    let (batch, names) = table(&columns);
    let all = hints(&batch, &names, &[]);
    assert_eq!(all.iter().find(|hint| hint.rule == HintRule::Shifted).unwrap().rows, [10]);
    let mended = mend(&batch, &names, &[], &["shifted".parse().unwrap()]).unwrap();
    for (at, (name, expected)) in was.iter().enumerate() {
        assert_eq!(&cells(&mended.batch, at), expected, "{name}");
    }
    // What would fall out is kept.
    columns[1].1[10] = "here".to_owned();
    let (batch, names) = table(&columns);
    let mended = mend(&batch, &names, &[], &["shifted".parse().unwrap()]).unwrap();
    assert!(mended.cells.iter().all(|cell| cell.became == Became::Left));
    assert_eq!(mended.batch.columns(), batch.columns());
}

// proves M4
#[test]
fn nothing_changes_but_what_was_picked_and_each_change_is_told() {
    let columns = [
        ("a", among(&["yes", "no"], &["Yes"]).iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()),
        ("b", among(&["on", "off"], &["On"]).iter().map(|c| (*c).to_owned()).collect()),
    ];
    let (batch, names) = table(&columns);
    let mended = mend(&batch, &names, &[], &["category:a".parse().unwrap()]).unwrap();
    assert_eq!(
        (cells(&mended.batch, 0)[40].as_str(), cells(&mended.batch, 1)[40].as_str()),
        ("yes", "On")
    );
    assert_eq!(mended.cells.len(), 1);
    assert_eq!(mend(&batch, &names, &[], &[]).unwrap().batch.columns(), batch.columns());
    assert!(mend(&batch, &names, &[], &["category:x".parse().unwrap()]).is_err());
    assert!(mend(&batch, &names, &[], &["duplicate:a".parse().unwrap()]).is_err());
    assert!("nonsense".parse::<Pick>().is_err());
    let role = column("a", InfoType::Category).role;
    assert_eq!(role, ColumnRole::Feature);
}
