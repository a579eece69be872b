//! Sheets as teams keep them are read as they are meant, and what is not sure is asked.

use gate::sheet::{Meanings, SheetReading, read};
use gate::{Scene, check_sheet};
use proptest::prelude::*;
use terms::Severity;
use terms::grid::{Grid, GridRow, Merged, Sheet};

/// A sheet of lines whose cells are parted by `|`; an empty line is an empty row.
fn sheet(name: &str, lines: &str) -> Sheet {
    let rows =
        (1..).zip(lines.lines()).filter(|(_, line)| !line.trim_matches(['|', ' ']).is_empty());
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().replace("\\n", "\n")).collect();
    let rows = rows.map(|(line, text)| GridRow { line, cells: cells(text) }).collect();
    Sheet { name: name.to_owned(), rows, ..Sheet::default() }
}

fn grid(lines: &str) -> Grid {
    Grid { sheets: vec![sheet("", lines)] }
}

fn reading(lines: &str) -> SheetReading {
    read(&grid(lines), &Meanings::default()).unwrap()
}

/// `activity: letters role, …; ask role text`, one line each.
fn said(reading: &SheetReading) -> Vec<String> {
    let line = |activity: &gate::sheet::SheetActivity| {
        let letters = activity.letters.iter().map(|(role, letters)| format!("{letters} {role}"));
        let open = activity.to_ask.iter().map(|open| format!("? {} {}", open.role, open.text));
        let all: Vec<String> = letters.chain(open).collect();
        format!("{}: {}", activity.activity, all.join(", "))
    };
    reading.activities.iter().map(line).collect()
}

const PLAIN: [&str; 3] = [
    "Ingest loans: A Data Owner, R Data Steward, I Model Risk",
    "Train model: C Data Owner, R ML Engineer, A Model Risk",
    "Approve model: C ML Engineer, AR Model Risk",
];

// proves M6
#[test]
fn the_same_raci_is_read_in_whatever_shape() {
    let shapes = [
        // As a matrix, with a title, sections, a legend, dashes and marks.
        "RACI of the lending team\n\n| | | | | \nActivity | Data Owner | Data Steward | ML Engineer | Model Risk\n\
         Data preparation\nIngest loans | A | R | - | I\n**Model**\nTrain model | **C** | | R | A\n\
         Approve model | n/a | \u{2014} | C | R/A\n\nLegend: R = Responsible, A = Accountable\nC = Consulted | I = Informed",
        // Without a word over the first column, and with other columns beside it.
        "# | | Data Owner | Data Steward | ML Engineer | Model Risk | Comments\n\
         1 | Ingest loans | a | r | | i | weekly\n2 | Train model | c | | r | a |\n3 | Approve model | | | c | a, r | by the board",
        // With a phase that is written once for several, and heads of groups.
        "| | Business | | Engineering | Second line\nPhase | Task | Data Owner | Data Steward | ML Engineer | Model Risk\n\
         Prepare | Ingest loans | A | R | | I\nModel | Train model | C | | R | A\n| Approve model | | | C | RA",
        // With words in the cells.
        "Aufgabe | Data Owner | Data Steward | ML Engineer | Model Risk\n\
         Ingest loans | Accountable | Responsible | | Informiert\nTrain model | konsultiert | | verantwortlich | accountable\n\
         Approve model | | | Consulted (C) | Responsible, Accountable",
        // Turned: roles in rows.
        "Role | Ingest loans | Train model | Approve model\nData Owner | A | C |\nData Steward | R | |\nML Engineer | | R | C\nModel Risk | I | A | A/R",
        // Turned, with nothing in the corner.
        "| Ingest loans | Train model | Approve model\nData Owner | A | C |\nData Steward | R | |\nML Engineer | | R | C\nModel Risk | I | A | A/R",
        // By letter.
        "Activity | Responsible | Accountable | Consulted | Informed\n\
         Ingest loans | Data Steward | Data Owner | | Model Risk\nTrain model | ML Engineer | Model Risk | Data Owner | -\n\
         Approve model | Model Risk | Model Risk | ML Engineer |",
        // By letter, with letters alone as heads, in another order.
        "T\u{e2}che | A | R | I | C\nIngest loans | Data Owner | Data Steward | Model Risk |\n\
         Train model | Model Risk | ML Engineer | | Data Owner\nApprove model | Model Risk | model risk | | ML Engineer",
        // By letter, turned.
        "| Ingest loans | Train model | Approve model\nResponsible | Data Steward | ML Engineer | Model Risk\n\
         Accountable | Data Owner | Model Risk | Model Risk\nConsulted | | Data Owner | ML Engineer\nInformed | Model Risk | |",
        // One row for each letter.
        "Activity | Role | RACI\nIngest loans | Data Owner | A\n | Data Steward | R\n | Model Risk | I\n\
         Train model | Data Owner | C\nTrain model | ML Engineer | R\nTrain model | Model Risk | A\n\
         Approve model | ML Engineer | C\nApprove model | Model Risk | A/R",
        // Two tables under one another, each with its heads.
        "Data\nActivity | Data Owner | Data Steward | Model Risk\nIngest loans | A | R | I\n\nModel\n\
         Activity | Data Owner | ML Engineer | Model Risk\nTrain model | C | R | A\nApprove model | | C | A/R",
    ];
    for shape in shapes {
        let mut told = said(&reading(shape));
        let sorted = |line: &str| {
            let (activity, letters) = line.split_once(": ").unwrap();
            let mut letters: Vec<&str> = letters.split(", ").collect();
            letters.sort_unstable_by_key(|letter| letter.split_once(' ').map(|(_, role)| role));
            format!("{activity}: {}", letters.join(", "))
        };
        told.iter_mut().for_each(|line| *line = sorted(line));
        assert_eq!(told, PLAIN.map(sorted), "{shape}");
    }
}

// proves M6
#[test]
fn what_is_not_sure_is_asked_and_grants_nothing() {
    let odd = "Activity | Owner | Steward | Engineer | Risk | Ops\n\
        Ingest | A | R | I* | (I) | -\nTrain | C | S | R1 | A | n/a\nApprove | I | X | C? | A & R |\nServe | | | R (Lead) | A | ~~R~~";
    assert_eq!(
        said(&reading(odd)),
        [
            "Ingest: A Owner, R Steward, ? Engineer I*, ? Risk (I)",
            "Train: C Owner, A Risk, ? Steward S, ? Engineer R1",
            "Approve: I Owner, AR Risk, ? Steward X, ? Engineer C?",
            "Serve: A Risk, ? Engineer R (Lead), ? Ops ~~R~~",
        ]
    );
    // A legend that makes another chart of it.
    let rapid = "Activity | Owner | Risk\nTrain | R | A\nApprove | A | R\n\nR = Recommends, A = Accountable";
    assert_eq!(said(&reading(rapid)), ["Train: A Risk, ? Owner R", "Approve: A Owner, ? Risk R"]);
    // A column for support, and somebody under a condition.
    let rasci =
        "Activity | R | A | S | C | I\nTrain model | Engineer | Lead | Ops | Owner; Risk? | All";
    assert_eq!(
        said(&reading(rasci)),
        ["Train model: R Engineer, A Lead, C Owner, ? Ops S, ? C Risk?, ? I All"]
    );
}

// proves M6
#[test]
fn merged_cells_are_of_each_row_and_letters_of_each_column() {
    let mut merged = sheet(
        "RACI",
        "Who does what | | | |\nPhase | Task | Owner | Steward | Engineer\nPrepare | Ingest | A | R |\n| Screen | | R | I\n\
         Model | Train | I | | AR",
    );
    let block = |first_line, last_line, first_column, last_column| Merged {
        first_line,
        last_line,
        first_column,
        last_column,
    };
    merged.merged =
        vec![block(1, 1, 0, 4), block(3, 4, 0, 0), block(3, 4, 2, 2), block(5, 5, 2, 3)];
    let legend = sheet("Legend", "R | Responsible\nA | Accountable\nC | Consulted\nI | Informed");
    let hidden = Sheet { hidden: true, ..sheet("old", "Task | Owner | Steward\nIngest | R | A") };
    let grid = Grid { sheets: vec![merged, legend, hidden] };
    let reading = read(&grid, &Meanings::default()).unwrap();
    assert_eq!(
        said(&reading),
        [
            "Ingest: A Owner, R Steward",
            "Screen: A Owner, R Steward, I Engineer",
            "Train: I Owner, I Steward, AR Engineer"
        ]
    );
    let sections: Vec<_> = reading.activities.iter().map(|a| a.section.as_deref()).collect();
    assert_eq!(sections, [Some("Prepare"), Some("Prepare"), Some("Model")]);
    assert_eq!(reading.activities[1].place.to_string(), "line 4, column 2 (cell B4 of RACI)");
    assert!(
        reading.assumed.iter().any(|one| one.what.contains("\"old\" is hidden")),
        "{:?}",
        reading.assumed
    );
    let old = Meanings::from_toml("[sheet]\nname = \"Old\"\n").unwrap();
    assert_eq!(said(&read(&grid, &old).unwrap()), ["Ingest: R Owner, A Steward"]);
    let none = Meanings::from_toml("[sheet]\nname = \"new\"\n").unwrap();
    assert!(read(&grid, &none).unwrap_err().to_string().contains("RACI, Legend, old"));
}

// proves M6
#[test]
fn heads_of_two_groups_that_are_called_alike_are_told_apart() {
    let grouped = "| Bank | | Insurer |\nActivity | Owner | Steward | Owner | Steward\nIngest | A | R | I | C";
    assert_eq!(
        said(&reading(grouped)),
        ["Ingest: A Bank: Owner, R Bank: Steward, I Insurer: Owner, C Insurer: Steward"]
    );
}

const SHEET: &str = "Activity | Data Owner | ML Engineer | Model Risk\nTrain credit model | C | A/R | I\n\
    Deploy model | I | R | A\nHold the weekly meeting | I | I* | A\nApprove model | C | I | A/R";

// proves M6, M7
#[test]
fn what_was_answered_once_is_asked_no_more() {
    let open = reading(SHEET);
    let made = open.resolve(&Meanings::default());
    assert!(!made.is_sure());
    let unknown: Vec<&str> =
        made.unknown.iter().map(|(activity, _)| activity.activity.as_str()).collect();
    assert_eq!(unknown, ["Deploy model", "Hold the weekly meeting"]);
    let findings = check_sheet(&open, &made, &Scene::default());
    let serious: Vec<&str> = findings
        .iter()
        .filter(|f| f.severity > Severity::Medium)
        .map(|f| f.rule.as_str())
        .collect();
    assert_eq!(
        serious,
        [] as [&str; 0],
        "what follows from a question is no more than that: {findings:?}"
    );

    let map = "[actions]\n\"Train credit model\" = \"train\"\n\"deploy  MODEL\" = \"promote\"\n\"Hold the weekly meeting\" = \"-\"\n\
        \"Approve model\" = \"approve\"\n[assets]\n\"Train credit model\" = [\"dataset/loans\"]\n\"Deploy model\" = [\"model/credit\"]\n\
        \"Approve model\" = [\"model/credit\"]\n[roles]\n\"Model Risk\" = \"risk\"\n[letters]\n\"I*\" = \"I\"\n";
    let map = Meanings::from_toml(map).unwrap();
    let answered = read(&grid(SHEET), &map).unwrap();
    assert_eq!(answered.open(), 0);
    let made = answered.resolve(&map);
    assert!(made.is_sure() && made.left_out == 1);
    assert_eq!(
        made.raci.to_csv(),
        "activity,action,asset,data-owner,ml-engineer,risk\ntrain-credit-model,train,dataset/loans,C,AR,I\n\
         deploy-model,promote,model/credit,I,R,A\napprove-model,approve,model/credit,C,I,AR\n"
    );
}

// proves M6
#[test]
fn a_map_that_is_none_says_what_is_wrong() {
    for (map, told) in [
        ("[actions]\n\"Train\" = \"trian\"\n", "did you mean train?"),
        ("[letters]\n\"I*\" = \"X\"\n", "'X' in \"X\""),
        ("[assets]\n\"Train\" = [\"loans\"]\n", "\"loans\" is no asset"),
        ("[roles]\n\"Owner\" = \"a b\"\n", "not allowed in an id"),
        ("[answers]\n", "unknown field"),
    ] {
        let error = Meanings::from_toml(map).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    assert!(Meanings::from_toml(gate::sample::MAP_TOML).is_ok());
}

// proves M6
#[test]
fn a_text_without_a_raci_is_none() {
    for lines in
        ["", "a | b | c\n1 | 2 | 3", "Name | City\nAnn | Rome\nBob | Oslo", "Dear all\nplease read"]
    {
        assert!(read(&grid(lines), &Meanings::default()).is_err(), "{lines}");
    }
}

proptest! {
    #[test]
    fn no_sheet_makes_the_reader_panic_and_no_letter_comes_from_nowhere(
        rows in proptest::collection::vec(proptest::collection::vec("(Activity|Role|R|A|C/I|I\\*|Data Owner|Responsible|Accountable|train|-|)", 0..6), 0..8),
        blocks in proptest::collection::vec((1u64..9, 0u64..3, 0usize..6, 0usize..3), 0..3),
    ) {
        let rows: Vec<GridRow> = (1..).zip(rows).map(|(line, cells)| GridRow { line, cells }).collect();
        let merged = blocks.into_iter().map(|(line, down, column, right)| Merged {
            first_line: line, last_line: line + down, first_column: column, last_column: column + right,
        });
        let sheet = Sheet { rows, merged: merged.collect(), ..Sheet::default() };
        let letters = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| {
            ["R", "A", "C/I", "Responsible", "Accountable"].contains(&cell.as_str())
        });
        if let Ok(reading) = read(&Grid { sheets: vec![sheet] }, &Meanings::default()) {
            let read: usize = reading.activities.iter().map(|a| a.letters.len()).sum();
            prop_assert!(letters || read == 0);
            let made = reading.resolve(&Meanings::default());
            let _ = check_sheet(&reading, &made, &Scene::default());
        }
    }
}
