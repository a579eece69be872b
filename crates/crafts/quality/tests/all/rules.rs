//! Rules, suggested from one delivery and held against another.

use crate::table;
use arrow_array::RecordBatch;
use hygeia_quality::rules::{Reference, Rule, RuleKind, check, suggest};
use std::collections::HashSet;
use terms::{
    Class, Column, ColumnRole, ColumnState, Criticality, Finding, InfoType, Kind, Timestamp,
};

fn delivery(odd: &[(&str, &str)]) -> RecordBatch {
    let made = |make: &dyn Fn(usize) -> String| (0..60).map(make).collect::<Vec<_>>();
    let mut columns = vec![
        ("id", made(&|row| format!("K{row:04}"))),
        ("amount", made(&|row| format!("{}.5", 100 + row % 40))),
        ("state", made(&|row| ["open", "paid", "void"][row % 3].to_owned())),
        ("day", made(&|row| format!("2021-03-{:02}", row % 28 + 1))),
    ];
    for (name, cell) in odd {
        let column = columns.iter_mut().find(|column| column.0 == *name).unwrap();
        column.1[30] = (*cell).to_owned();
    }
    table(&columns).0
}

fn found() -> Vec<Column> {
    let column = |name: &str, info_type: InfoType, role| Column {
        name: name.to_owned(),
        info_type,
        kind: Kind::Text,
        role,
        class: Class::Internal,
        criticality: Criticality::Low,
        regimes: vec![],
        confidence: 1.0,
        evidence: vec![],
        reason: String::new(),
        state: ColumnState::Harmless,
        open: false,
    };
    vec![
        column("id", InfoType::RowId, ColumnRole::Identifier),
        column("amount", InfoType::Number, ColumnRole::Feature),
        column("state", InfoType::Category, ColumnRole::Feature),
        column("day", InfoType::Date, ColumnRole::Feature),
    ]
}

fn held(rules: &[Rule], batch: &RecordBatch, before: Option<&RecordBatch>) -> Vec<Finding> {
    let values = |to: &str| (to == "orders.id").then(|| HashSet::from(["K0001".to_owned()]));
    // 2021-04-07.
    let now = Timestamp::from_unix(1_617_753_600);
    check("sales", rules, batch, &Reference { before, values: &values, now })
}

// proves M4
#[test]
fn rules_are_suggested_without_values_and_break_on_the_next_delivery() {
    let first = delivery(&[]);
    let rules = suggest(&first, &found());
    let has =
        |column: &str, kind| rules.iter().any(|r: &Rule| r.column == column && r.kind == kind);
    assert!(has("id", RuleKind::Unique) && has("amount", RuleKind::Range), "{rules:?}");
    assert!(has("state", RuleKind::Set) && has("amount", RuleKind::NotNull), "{rules:?}");
    assert_eq!(serde_json::to_string(&rules).unwrap().matches("open").count(), 0);
    assert_eq!(held(&rules, &first, Some(&first)), []);
    assert_eq!(held(&rules, &delivery(&[]), Some(&first)), []);
    for (column, cell, rule) in [
        ("id", "K0001", "quality/rule-unique"),
        ("amount", "99999", "quality/rule-range"),
        ("amount", "", "quality/rule-not-null"),
        ("state", "lost", "quality/rule-set"),
    ] {
        let told = held(&rules, &delivery(&[(column, cell)]), Some(&first));
        let right =
            told.iter().any(|finding| finding.rule == rule && finding.location.row == Some(30));
        assert!(right && !format!("{told:?}").contains("lost"), "{column} {cell}: {told:?}");
    }
}

// proves M4
#[test]
fn rules_that_people_wrote_hold_by_what_they_say() {
    let bare = Rule::bare;
    let range = Rule { max: Some(120.0), ..bare("amount", RuleKind::Range) };
    let set = Rule { values: vec!["open".into(), "paid".into()], ..bare("state", RuleKind::Set) };
    let pattern = Rule { pattern: Some("K[0-9]{4}".into()), ..bare("id", RuleKind::Pattern) };
    let refers = Rule { refers_to: Some("orders.id".into()), ..bare("id", RuleKind::Reference) };
    let fresh = |days| Rule { days: Some(days), ..bare("day", RuleKind::Freshness) };
    let gone = bare("gone", RuleKind::NotNull);
    let batch = delivery(&[("id", "K12345")]);
    let told = |rule: &Rule| {
        held(std::slice::from_ref(rule), &batch, None).first().map(|f| f.message.clone())
    };
    assert!(told(&range).unwrap().starts_with("20 cells"), "{:?}", told(&range));
    assert!(told(&set).unwrap().starts_with("20 cells"));
    assert!(told(&pattern).unwrap().starts_with("1 cells"));
    assert!(told(&refers).unwrap().starts_with("59 cells"));
    assert!(told(&fresh(7)).unwrap().contains("too old"));
    assert_eq!(told(&fresh(30)), None);
    assert!(told(&gone).unwrap().contains("not known"));
    assert!(told(&bare("amount", RuleKind::Range)).unwrap().contains("not known"));
    for rule in [&range, &set, &pattern, &refers, &fresh(7)] {
        assert_eq!(rule.judge(), Ok(()));
        let text = serde_json::to_string(rule).unwrap();
        assert_eq!(&serde_json::from_str::<Rule>(&text).unwrap(), rule);
    }
    for wrong in [
        bare("id", RuleKind::Pattern),
        Rule { pattern: Some("(".into()), ..bare("id", RuleKind::Pattern) },
        bare("id", RuleKind::Reference),
        bare("day", RuleKind::Freshness),
        Rule { min: Some(2.0), max: Some(1.0), ..bare("amount", RuleKind::Range) },
        Rule { min: Some(2.0), ..bare("id", RuleKind::Unique) },
    ] {
        assert!(wrong.judge().is_err(), "{wrong:?}");
    }
}
