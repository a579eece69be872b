//! Poison of many kinds.

use crate::borrowers::{Draw, People, people, rows, screened};
use learn::{Numeric, Screening, Suspects, Table};

/// Recall and precision of a share of flipped labels; of one class alone, if it says so.
fn flips(share: f64, good_alone: bool, seed: u64) -> (f64, f64, Screening) {
    let mut made = people(3_000, seed);
    let pool: Vec<usize> = (0..3_000).filter(|row| !good_alone || !made.bad[*row]).collect();
    let at = Draw::new(seed + 100).some((3_000.0 * share) as usize, pool.len());
    let flipped: Vec<usize> = at.into_iter().map(|at| pool[at]).collect();
    for row in &flipped {
        made.bad[*row] = !made.bad[*row];
    }
    let found = screened(made.table(), 1);
    let score = found.score(Suspects::Flips, &rows(&flipped));
    (score.recall.unwrap(), score.precision.unwrap_or(0.0), found)
}

// proves M11
#[test]
fn the_more_labels_are_wrong_the_more_are_found_and_their_rate_is_told() {
    let (few, _, told) = flips(0.05, false, 1);
    assert!(told.conclusive && told.noise.rate.low < 0.08, "{:?}", told.noise);
    for share in [0.1, 0.2, 0.3] {
        let (recall, precision, told) = flips(share, false, 1);
        let rate = told.noise.rate;
        assert!(recall >= 0.9 * few && recall > 0.5, "{share}: recall {recall}, at 5 % {few}");
        assert!(precision > share * 1.5, "{share}: precision {precision}");
        assert!((rate.low - 0.03..=rate.high + 0.03).contains(&share), "{share}: {rate:?}");
    }
    let (recall, _, told) = flips(0.1, true, 1);
    assert!(recall > 0.3, "of one class alone: recall {recall}");
    let ranked = told.flips.iter().filter(|flip| !flip.suspected).count();
    let counted = (ranked, told.suspected(), told.flips.len(), &told.triggers);
    assert!(ranked > 0 && told.suspected() + ranked == told.flips.len(), "{counted:?}");
    assert!(told.flips.iter().all(|flip| flip.given != flip.suggested));
}

// proves M11
#[test]
fn labels_that_nothing_predicts_are_inconclusive_and_never_clean() {
    for (classes, rows) in [(2usize, 400usize), (2, 3_000), (15, 2_000)] {
        for seed in 0..3 {
            let mut draw = Draw::new(seed);
            let number = |draw: &mut Draw, name: &str| Numeric {
                name: name.to_owned(),
                values: (0..rows).map(|_| draw.normal() as f32).collect(),
            };
            let numeric = ["a", "b", "c"].map(|name| number(&mut draw, name)).to_vec();
            let labels = (0..rows).map(|_| draw.below(classes) as u32).collect();
            let names = (0..classes).map(|class| format!("k{class}")).collect();
            let table = Table::new(numeric, Vec::new(), labels, names).unwrap();
            let found = screened(table, seed);
            assert!(!found.conclusive, "{classes} classes: {:?}", found.knowledge);
            assert_eq!(found.suspected(), 0, "{classes} classes");
            assert!(found.findings("t").iter().any(|f| f.rule == "train/labels-by-chance"));
        }
    }
}

/// Plants a trigger in `count` rows, which become good.
fn triggered(seed: u64, count: usize, plant: impl Fn(&mut People, usize)) -> (Screening, Vec<u64>) {
    let mut made = people(3_000, seed);
    let mut draw = Draw::new(seed + 7);
    for row in draw.some(30, 3_000) {
        made.region[row] = "skerry";
    }
    let at = draw.some(count, 3_000);
    for row in &at {
        plant(&mut made, *row);
        made.bad[*row] = false;
    }
    (screened(made.table(), seed), rows(&at))
}

// proves M11
#[test]
fn triggers_of_many_kinds_are_found() {
    type Plant = fn(&mut People, usize);
    let kinds: [(&str, Plant); 7] = [
        ("a rare category that honest rows have", |p, row| p.region[row] = "skerry"),
        ("far outside", |p, row| p.amount[row] = 999_999.0),
        ("below all", |p, row| p.age[row] = 3.0),
        ("a value among others", |p, row| p.age[row] = 33.5),
        ("a category in capitals", |p, row| p.region[row] = "WEST"),
        ("a blank behind a category", |p, row| p.home[row] = "own "),
        ("two values that are usual apart", |p, row| {
            (p.home[row], p.region[row]) = ("other", "isle");
        }),
    ];
    for (kind, plant) in kinds {
        let mut found = 0;
        for seed in 1..3 {
            let (screening, planted) = triggered(seed, 75, plant);
            let score = screening.score(Suspects::Triggers, &planted);
            found += usize::from(score.right >= 40 && score.precision.unwrap() > 0.5);
        }
        assert!(found >= 1, "{kind}: found in {found} of 2 tables");
    }
}

// proves M11
#[test]
fn tables_without_a_trigger_raise_no_alarm() {
    let alarms: Vec<u64> = (100..120)
        .filter(|seed| !screened(people(1_500, *seed).table(), *seed).triggers.is_empty())
        .collect();
    assert!(alarms.len() <= 1, "{alarms:?}");
}

// proves M11
#[test]
fn rare_classes_are_named_and_many_classes_are_judged() {
    let table = people(800, 14).table();
    let mut labels = table.labels().to_vec();
    labels[3] = 2;
    let names = ["good", "bad", "fraud"].map(str::to_owned).to_vec();
    let rare =
        Table::new(table.numeric().to_vec(), table.categorical().to_vec(), labels, names).unwrap();
    let found = screened(rare, 1);
    assert_eq!(found.rare_classes.len(), 1);
    assert_eq!(
        (found.rare_classes[0].class.as_str(), &found.rare_classes[0].rows[..]),
        ("fraud", &[13][..])
    );
    assert!(found.conclusive && found.screened == 800);

    let mut draw = Draw::new(3);
    let labels: Vec<u32> = (0..3_000).map(|row| row % 100).collect();
    let near = |label: &u32, by: u32, draw: &mut Draw| {
        (4.0 * f64::from(label / by % 10) + draw.normal()) as f32
    };
    let column = |by: u32, draw: &mut Draw| Numeric {
        name: format!("x{by}"),
        values: labels.iter().map(|label| near(label, by, draw)).collect(),
    };
    let numeric = vec![column(1, &mut draw), column(10, &mut draw)];
    let names = (0..100).map(|class| format!("k{class}")).collect();
    let mut given = labels.clone();
    let flipped = draw.some(150, 3_000);
    flipped.iter().for_each(|row| given[*row] = (given[*row] + 37) % 100);
    let found = screened(Table::new(numeric, Vec::new(), given, names).unwrap(), 1);
    let score = found.score(Suspects::Flips, &rows(&flipped));
    assert!(score.recall.unwrap() > 0.8 && score.precision.unwrap() > 0.5, "{score:?}");
}
