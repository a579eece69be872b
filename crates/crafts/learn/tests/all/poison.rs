//! Poison of many kinds in a table whose label follows from its columns in some 85 % of the cases, as
//! real tables do.

use crate::support::as_features;
use learn::{Categorical, Numeric, Screening, Suspects, Table, screen};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of numbers.
struct Draw(ChaCha8Rng);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }
    fn unit(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }
    fn below(&mut self, below: usize) -> usize {
        (self.unit() * below as f64) as usize
    }
    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
    /// `count` of `all`, ascending.
    fn some(&mut self, count: usize, all: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..all).collect();
        for at in 0..count {
            order.swap(at, at + self.below(all - at));
        }
        order.truncate(count);
        order.sort_unstable();
        order
    }
}

/// People who repay or don't, column by column.
struct People {
    amount: Vec<f32>,
    age: Vec<f32>,
    score: Vec<f32>,
    home: Vec<&'static str>,
    region: Vec<&'static str>,
    bad: Vec<bool>,
}

fn people(rows: usize, seed: u64) -> People {
    let mut draw = Draw::new(seed);
    let mut made = People {
        amount: Vec::new(),
        age: Vec::new(),
        score: Vec::new(),
        home: Vec::new(),
        region: Vec::new(),
        bad: Vec::new(),
    };
    for _ in 0..rows {
        let amount = (9.0 + 0.6 * draw.normal()).exp().round();
        let (age, score) = ((18 + draw.below(58)) as f64, draw.normal());
        let (home, odds) = match draw.below(11) {
            0..5 => ("rent", 0.5),
            5..8 => ("own", -0.8),
            8..10 => ("family", 0.0),
            _ => ("other", 0.9),
        };
        let region = ["north", "south", "east", "west", "isle"][draw.below(5)];
        let isle = if region == "isle" { 0.4 } else { 0.0 };
        let sum = 1.6 * (amount.ln() - 9.0) - 0.04 * (age - 45.0) + 1.2 * score + odds + isle;
        let chance = (draw.unit() / draw.unit()).ln();
        made.amount.push(amount as f32);
        made.age.push(age as f32);
        made.score.push((score * 1_000.0).round() as f32 / 1_000.0);
        made.home.push(home);
        made.region.push(region);
        made.bad.push(1.6 * sum + 0.8 * chance > 1.35);
    }
    made
}

impl People {
    fn table(&self) -> Table {
        let number =
            |name: &str, values: &[f32]| Numeric { name: name.to_owned(), values: values.to_vec() };
        let numeric = vec![
            number("amount", &self.amount),
            number("age", &self.age),
            number("score", &self.score),
        ];
        let category = |name: &str, texts: &[&'static str]| {
            Categorical::from_texts(name, texts.iter().map(|text| Some(*text)))
        };
        let categorical = vec![category("home", &self.home), category("region", &self.region)];
        let labels = self.bad.iter().map(|bad| u32::from(*bad)).collect();
        Table::new(numeric, categorical, labels, vec!["good".to_owned(), "bad".to_owned()]).unwrap()
    }
}

fn screened(table: Table, seed: u64) -> Screening {
    screen(&as_features(table), seed).unwrap()
}

/// Rows of the dataset.
fn rows(positions: &[usize]) -> Vec<u64> {
    positions.iter().map(|at| *at as u64 + 10).collect()
}

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
    let kinds: [(&str, Plant); 5] = [
        ("a rare category that honest rows have", |p, row| p.region[row] = "skerry"),
        ("far outside", |p, row| p.amount[row] = 999_999.0),
        ("below all", |p, row| p.age[row] = 3.0),
        ("a value among others", |p, row| p.age[row] = 33.5),
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

// proves M4, M11
#[test]
fn twins_leaks_and_ways_to_write_a_class_are_told() {
    let made = people(1_200, 4);
    let table = made.table();
    let twins = Draw::new(5).some(300, 1_200);
    let with_twins: Vec<usize> = (0..1_200).chain(twins.iter().copied()).collect();
    let doubled = table.take(&with_twins);
    let mut labels = doubled.labels().to_vec();
    labels[1_200..].iter_mut().for_each(|label| *label = 1 - *label);
    let found = screened(doubled.relabelled(labels).unwrap(), 1);
    assert_eq!(found.conflicts.len(), 600);
    let listed: Vec<u64> = found.flips.iter().map(|flip| flip.row).collect();
    assert!(found.conflicts.iter().all(|row| listed.contains(row)));
    let same = screened(table.take(&with_twins), 1);
    assert_eq!((same.duplicates.len(), same.conflicts.len()), (600, 0));

    let code = made.bad.iter().map(|bad| f32::from(u8::from(*bad))).collect();
    let mut numeric = table.numeric().to_vec();
    numeric.push(Numeric { name: "code".to_owned(), values: code });
    let classes = table.classes().to_vec();
    let leaky = Table::new(numeric, table.categorical().to_vec(), table.labels().to_vec(), classes)
        .unwrap();
    let found = screened(leaky, 1);
    let leak = &found.leaks[0];
    assert_eq!((leak.column.as_str(), leak.equal, found.leaks.len()), ("code", true, 1));
    assert!(found.knowledge.loss > 0.1, "judges saw the label: {:?}", found.knowledge);

    let ways = ["good", "bad", "Good", "BAD"].map(str::to_owned).to_vec();
    let labels = table.labels().iter().enumerate();
    let labels = labels.map(|(row, label)| label + if row % 3 == 0 { 2 } else { 0 }).collect();
    let written =
        Table::new(table.numeric().to_vec(), table.categorical().to_vec(), labels, ways).unwrap();
    let found = screened(written, 1);
    assert_eq!(found.spellings.len(), 2);
    assert!(found.suspected() < 150, "{} rows for how they are written", found.suspected());
}

// proves M4
#[test]
fn rows_that_are_nearly_another_are_told_and_rows_that_merely_lie_close_are_not() {
    let table = people(1_200, 4).table();
    assert!(screened(table.clone(), 1).near_duplicates.is_empty());
    let twins: Vec<usize> = (0..1_200).chain(Draw::new(5).some(100, 1_200)).collect();
    let doubled = table.take(&twins);
    let again = |change: &dyn Fn(&mut Vec<Numeric>, &mut Vec<Categorical>)| {
        let (mut numeric, mut categorical) =
            (doubled.numeric().to_vec(), doubled.categorical().to_vec());
        change(&mut numeric, &mut categorical);
        let (labels, classes) = (doubled.labels().to_vec(), doubled.classes().to_vec());
        screened(Table::new(numeric, categorical, labels, classes).unwrap(), 1)
    };
    let measured = again(&|numeric, _| {
        for (row, amount) in numeric[0].values.iter_mut().enumerate().skip(1_200) {
            *amount += 0.25 * (row % 9 + 1) as f32;
        }
    });
    let in_letters = again(&|_, categorical| {
        let known = categorical[1].vocabulary.len() as u32;
        let capitals = categorical[1].vocabulary.iter().map(|text| text.to_uppercase());
        let capitals: Vec<String> = capitals.collect();
        categorical[1].vocabulary.extend(capitals);
        categorical[1].codes.iter_mut().skip(1_200).for_each(|code| *code += known);
    });
    for (told, found) in [("measured again", measured), ("in capitals", in_letters)] {
        let near = &found.near_duplicates;
        assert!((1_210..1_310).all(|row| near.contains(&row)), "{told}: {}", near.len());
        assert_eq!((near.len(), found.duplicates.len()), (200, 0), "{told}");
        assert!(found.findings("t").iter().any(|f| f.rule == "train/nearly-repeated-rows"));
    }

    let mut draw = Draw::new(8);
    let mut columns = |of: &dyn Fn(&mut Draw, f64) -> [f64; 2]| {
        let rows = (0..2_000).scan(0.0, |walk, _| {
            *walk += draw.normal();
            let made = of(&mut draw, *walk);
            Some((made, u32::from(made[0] + draw.normal() > 0.0)))
        });
        let (rows, labels): (Vec<[f64; 2]>, Vec<u32>) = rows.unzip();
        let number = |at: usize| Numeric {
            name: format!("x{at}"),
            values: rows.iter().map(|row| row[at] as f32).collect(),
        };
        let classes = ["a", "b"].map(str::to_owned).to_vec();
        let table = Table::new(vec![number(0), number(1)], Vec::new(), labels, classes).unwrap();
        screened(table, 1).near_duplicates.len()
    };
    let close = [
        columns(&|draw, _| {
            let x = draw.normal();
            [x, 2.0 * x]
        }),
        columns(&|draw, _| [draw.normal(), draw.below(3) as f64]),
        columns(&|draw, _| [10f64.powf(6.0 * draw.unit() - 3.0), 0.0]),
        columns(&|draw, _| [(100.0 * draw.normal()).round() / 100.0, draw.below(2) as f64]),
        columns(&|draw, walk| [walk, walk + 0.001 * draw.normal()]),
    ];
    assert_eq!(close, [0; 5]);
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
