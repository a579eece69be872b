//! What keeps a table from being learned from beside poison: rows that stand twice, columns that are the label,
//! classes written in several ways.

use crate::borrowers::{Draw, people, screened};
use learn::{Categorical, Numeric, Table};

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

// proves M4
#[test]
fn two_columns_that_are_the_label_together_are_told() {
    let made = people(1_200, 4);
    let table = made.table();
    assert!(screened(table.clone(), 1).leaks.is_empty());
    let mut draw = Draw::new(6);
    let half: Vec<bool> = (0..1_200).map(|_| draw.unit() < 0.5).collect();
    let text = |yes: bool| Some(if yes { "yes" } else { "no" });
    let categories = |first: &[bool], second: &[bool]| {
        let category = |name: &str, of: &[bool]| {
            Categorical::from_texts(name, of.iter().map(|yes| text(*yes)))
        };
        vec![category("one", first), category("two", second)]
    };
    let number = |name: &str, of: &mut dyn FnMut(usize) -> f64| Numeric {
        name: name.to_owned(),
        values: (0..1_200).map(|row| of(row) as f32).collect(),
    };
    let sign = |row: usize| if made.bad[row] { 1.0 } else { -1.0 };
    let paid: Vec<f64> = (0..1_200).map(|_| 50.0 + 20.0 * draw.normal()).collect();
    let below: Vec<f64> = (0..1_200).map(|_| (10.0 * draw.normal()).abs() + 0.01).collect();
    let other: Vec<bool> = half.iter().zip(&made.bad).map(|(half, bad)| half != bad).collect();
    // Beyond a limit that differs from one half to the other.
    let limit = |row: usize| if half[row] { 120.0 } else { 100.0 };
    let kinds = [
        ("one or the other", Vec::new(), categories(&half, &other)),
        (
            "less than what was due",
            vec![
                number("one", &mut |row| paid[row]),
                number("two", &mut |row| paid[row] + sign(row) * below[row]),
            ],
            Vec::new(),
        ),
        (
            "beyond its limit",
            vec![number("one", &mut |row| limit(row) * (1.0 + sign(row) * below[row] / 100.0))],
            categories(&half, &half).split_off(1),
        ),
    ];
    for (kind, numbers, categories) in kinds {
        let numeric = [table.numeric().to_vec(), numbers].concat();
        let categorical = [table.categorical().to_vec(), categories].concat();
        let (labels, classes) = (table.labels().to_vec(), table.classes().to_vec());
        let found = screened(Table::new(numeric, categorical, labels, classes).unwrap(), 1);
        let told: Vec<_> =
            found.leaks.iter().map(|l| (l.column.as_str(), l.with.as_deref())).collect();
        assert_eq!(told, [("one", Some("two"))], "{kind}");
        assert!(found.findings("t").iter().any(|f| f.rule == "train/leaking-column"));
    }
}
