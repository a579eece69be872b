//! Errors say where, what, and what to do next.

use gate::{Directory, Raci, ReadError};
use proptest::prelude::*;

fn csv_error(text: &str) -> String {
    Raci::from_csv(text).unwrap_err().to_string()
}

fn toml_error(text: &str) -> String {
    Raci::from_toml(text).unwrap_err().to_string()
}

#[test]
fn a_wrong_csv_is_told_line_and_column() {
    let head = "activity,action,asset,owner\n";
    let cases = [
        (
            "activity;action;asset;owner\n".to_owned(),
            "line 1, column 1: this line of 1 fields is no header: it has to start with \
             activity,action,asset, then one column for each role",
        ),
        (
            format!("# note\n{head}q,query,dataset/loans,A\nq2,quary,dataset/loans,A\n"),
            "line 4, column 2: \"quary\" is no action (did you mean query?): write one of ingest, \
             query, export, delete, screen, train, promote, approve, infer, operate, audit, \
             change-access, pull, activate",
        ),
        (
            format!("{head}q,query,datset/loans,A\n"),
            "line 2, column 3: \"datset/loans\" is no asset (did you mean dataset/…?): write \
             KIND/NAME or KIND/*, KIND one of dataset, model, workspace, vault, NAME of a-z, 0-9, \
             _ and -, starting with a letter",
        ),
        (
            format!("{head}q,query,dataset/loans,X\n"),
            "line 2, column 4: \"X\" for role owner: write R, A, C, I, each at most once, or \
             nothing",
        ),
        (
            format!("{head}q,query,dataset/loans\n"),
            "line 2, column 4: this line has 3 fields, the header has 4: add or remove commas",
        ),
        (
            format!("{head}q,query,dataset/loans,A\nq,query,dataset/loans,R\n"),
            "line 3, column 1: activity q on dataset/loans stands twice: join the two, or rename \
             one",
        ),
        (
            "activity,action,asset,a,a\n".to_owned(),
            "line 1, column 5: role a stands twice: join the two, or rename one",
        ),
        (
            "activity,action,asset,a b\n".to_owned(),
            "line 1, column 4: \"a b\" is no role: character ' ' is not allowed in an id: use \
             letters, digits, and . _ @ / -",
        ),
        (head.to_owned(), "there is no activity in the file: write at least one"),
        ("activity,action,asset\n".to_owned(), "there is no role in the file: write at least one"),
    ];
    for (text, told) in cases {
        assert_eq!(csv_error(&text), told);
    }
}

#[test]
fn a_wrong_toml_is_told_line_and_column() {
    let good = "roles = [\"owner\"]\n[[activity]]\nactivity = \"q\"\naction = \"query\"\n\
                asset = \"dataset/loans\"\ncells = { owner = \"AR\" }\n";
    assert_eq!(Raci::from_toml(good).unwrap().rows().len(), 1);
    let cases = [
        (
            "\"query\"",
            "\"quary\"",
            "line 4, column 10: \"quary\" is no action (did you mean query?)",
        ),
        (
            "cells = { owner",
            "cells = { ower",
            "line 6, column 11: role \"ower\" is not declared (did you mean owner?)",
        ),
        ("\"AR\"", "\"AA\"", "line 6, column 19: \"AA\" for role owner"),
        ("asset =", "aset =", "line 5, column 1: unknown field `aset`"),
    ];
    for (from, to, told) in cases {
        let error = toml_error(&good.replace(from, to));
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let mut long = "activity,action,asset,a\n".to_owned();
    for n in 0..20_001 {
        long.push_str(&format!("q{n},query,dataset/d,A\n"));
    }
    assert!(matches!(Raci::from_csv(&long), Err(ReadError::TooLarge { what: "activities", .. })));
    let wide: String = (0..201).map(|n| format!(",r{n}")).collect();
    let wide = format!("activity,action,asset{wide}\n");
    assert!(matches!(Raci::from_csv(&wide), Err(ReadError::TooLarge { what: "roles", .. })));
    let big = "#".repeat((4 << 20) + 1);
    assert!(matches!(Raci::from_csv(&big), Err(ReadError::TooLarge { what: "bytes", .. })));
    assert!(matches!(Directory::from_toml(&big), Err(ReadError::TooLarge { .. })));
}

#[test]
fn what_is_as_large_as_may_be_is_read() {
    let rows = |many: usize| -> String {
        (0..many).map(|n| format!("q{n},query,dataset/d,A\n")).collect()
    };
    let long = format!("activity,action,asset,a\n{}", rows(2_000));
    assert_eq!(Raci::from_csv(&long).unwrap().rows().len(), 2_000);
    let roles: Vec<String> = (0..200).map(|n| format!("r{n}")).collect();
    let wide = format!(
        "activity,action,asset,{}\nq,query,dataset/d{}\n",
        roles.join(","),
        ",A".repeat(200)
    );
    assert_eq!(Raci::from_csv(&wide).unwrap().roles().len(), 200);
    let head = "person,role\nann,a\n";
    let big = format!("{head}{}", "#".repeat((4 << 20) - head.len()));
    assert_eq!(Directory::from_csv(&big).unwrap().people().len(), 1);
}

#[test]
fn the_last_line_may_be_a_comment_with_or_without_a_line_break() {
    for end in ["", "\n", "# a note", "# a note\n", "#", "\r\n# a note"] {
        let people = Directory::from_csv(&format!("person,role\nann,a\n{end}")).unwrap();
        assert_eq!(people.people().len(), 1, "{end:?}");
        let csv = format!("activity,action,asset,a\nq,query,dataset/d,A\n{end}");
        assert_eq!(Raci::from_csv(&csv).unwrap().rows().len(), 1, "{end:?}");
    }
}

#[test]
fn a_text_may_begin_with_a_byte_order_mark() {
    let csv = "\u{feff}activity,action,asset,a\nq,query,dataset/d,A\n";
    assert_eq!(Raci::from_csv(csv).unwrap().rows().len(), 1);
    assert_eq!(Directory::from_toml("\u{feff}[people]\nann = ['a']\n").unwrap().people().len(), 1);
}

#[test]
fn a_word_is_suggested_only_where_it_may_have_been_meant() {
    let suggested = |roles: &str, found: &str| {
        let text = format!(
            "roles = [{roles}]\n[[activity]]\nactivity = 'q'\naction = 'query'\nasset = 'dataset/d'\ncells = {{ {found} = 'A' }}\n"
        );
        let told = toml_error(&text);
        let (_, after) = told.split_once("did you mean ")?;
        after.split_once('?').map(|(word, _)| word.to_owned())
    };
    let long = |n: usize, last: &str| format!("{}{last}", "x".repeat(n - 1));
    let cases = [
        // A third of the letters may differ, and one of a short word.
        ("'owner'", "ownr", Some("owner")),
        ("'owner'", "owns", None),
        ("'steward'", "stwrd", Some("steward")),
        ("'steward'", "stwd", None),
        ("'ml'", "mx", Some("ml")),
        ("'ml'", "xx", None),
        // The nearest of several.
        ("'oster', 'owner'", "owter", Some("oster")),
        ("'steward', 'stewart'", "stewart-", Some("stewart")),
        ("'steward', 'data-owner'", "x-y-z", None),
    ];
    for (roles, found, meant) in cases {
        assert_eq!(suggested(roles, found).as_deref(), meant, "{found} of {roles}");
    }
    // Beyond 64 letters nothing was meant.
    for (known, found, meant) in [(64, 64, true), (65, 64, false), (64, 65, false)] {
        let told = suggested(&format!("'{}'", long(known, "a")), &long(found, "b"));
        assert_eq!(told.is_some(), meant, "{found} of {known}");
    }
}

#[test]
fn people_are_read_from_both_forms() {
    let toml = Directory::from_toml("[people]\n\"dana@x\" = [\"a\", \"b\"]\n\"svc/app\" = []\n");
    let toml = toml.unwrap();
    assert_eq!(toml.people().len(), 2);
    let csv = Directory::from_csv("person,role\ndana@x,a\ndana@x,b\n").unwrap();
    let dana = "dana@x".parse().unwrap();
    assert_eq!(csv.people().get(&dana), toml.people().get(&dana));
    assert_eq!(
        Directory::from_csv("person,role\nda<na,a\n").unwrap_err().to_string(),
        "line 2, column 1: \"da<na\" is no principal: character '<' is not allowed in an id: use letters, \
         digits, single spaces within, and what mail systems and identity providers use (. _ @ / - + ' | \\ : \
         and the like)"
    );
    assert!(Directory::from_toml("[people]\n").is_err());
    assert!(Directory::from_toml("[poeple]\n").is_err());
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "(?s).{0,300}") {
        let _ = (Raci::from_csv(&text), Raci::from_toml(&text));
        let _ = (Directory::from_csv(&text), Directory::from_toml(&text));
        let _ = Raci::from_csv(&format!("activity,action,asset,a\n{text}"));
        let _ = Raci::from_toml(&format!("roles = ['a']\n[[activity]]\n{text}"));
    }
}
