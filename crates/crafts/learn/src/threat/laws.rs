//! What holds of any threat model, any row and any attack.

use super::{ColumnRule, Moves, Relation, Row, Threat, ThreatModel, Violation};
use crate::noise::Noise;
use crate::table::{Categorical, Numeric, Table};
use proptest::prelude::*;

/// Three numbers and two categories.
const NAMES: [&str; 3] = ["a", "b", "c"];

fn table(numbers: &[[f32; 3]], codes: &[[u32; 2]]) -> Table {
    let number = |(at, name): (usize, &&str)| Numeric {
        name: (*name).to_owned(),
        values: numbers.iter().map(|row| row[at]).collect(),
    };
    let category = |at: usize, name: &str| Categorical {
        name: name.to_owned(),
        vocabulary: ["x", "y", "z"].map(str::to_owned).to_vec(),
        codes: codes.iter().map(|row| row[at]).collect(),
    };
    let classes = vec!["no".to_owned(), "yes".to_owned()];
    let numeric = NAMES.iter().enumerate().map(number).collect();
    let categorical = vec![category(0, "home"), category(1, "job")];
    Table::new(numeric, categorical, vec![0; numbers.len()], classes).unwrap()
}

fn rule() -> impl Strategy<Value = ColumnRule> {
    let moves = prop_oneof![
        3 => Just(Moves::Freely),
        1 => Just(Moves::Up),
        1 => Just(Moves::Down),
        1 => Just(Moves::Never),
    ];
    let step = proptest::option::of(prop_oneof![Just(1.0), Just(0.01), Just(0.3), Just(250.0)]);
    let bounds = proptest::option::of((-50.0f64..50.0, 0.0f64..100.0));
    let far = proptest::option::weighted(0.3, 0.0f64..20.0);
    (moves, step, bounds, far).prop_map(|(moves, step, bounds, far)| ColumnRule {
        moves,
        step,
        least: bounds.map(|(least, _)| least),
        most: bounds.map(|(least, more)| least + more),
        far,
        becomes: None,
    })
}

fn relation() -> impl Strategy<Value = Relation> {
    let texts = [
        "a >= b",
        "c = a + b",
        "a + b + c <= 40",
        "2 * a - 3*b >= c - 7",
        "b <= 12.5",
        "a = b",
        "c <= 3 * a",
    ];
    proptest::sample::select(texts.to_vec()).prop_map(|text| Relation::parse(text).unwrap())
}

fn model() -> impl Strategy<Value = ThreatModel> {
    let rules = proptest::collection::vec(rule(), 3);
    let home = (any::<bool>(), proptest::option::of(Just(vec!["x".to_owned(), "z".to_owned()])));
    let relations = proptest::collection::vec(relation(), 0..4);
    (rules, home, relations, 0usize..3).prop_map(
        |(rules, (never, becomes), relations, categories)| {
            let moves = if never { Moves::Never } else { Moves::Freely };
            let home = ColumnRule { moves, becomes, ..ColumnRule::default() };
            let names = NAMES.iter().map(|name| (*name).to_owned());
            let columns = names.zip(rules).chain([("home".to_owned(), home)]).collect();
            ThreatModel { categories, relations, columns }
        },
    )
}

fn value() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => (-60i16..60).prop_map(f32::from),
        4 => -60.0f32..60.0,
        1 => -1e6f32..1e6,
        1 => Just(f32::NAN),
    ]
}

fn row() -> impl Strategy<Value = ([f32; 3], [u32; 2])> {
    let code = || prop_oneof![6 => 0u32..3, 1 => Just(Categorical::UNKNOWN)];
    ([value(), value(), value()], [code(), code()])
}

fn bound(model: &ThreatModel, origin: &([f32; 3], [u32; 2])) -> (Threat, Row) {
    let table = table(&[origin.0], &[origin.1]);
    let threat = model.bind(&table, &[2.0, 5.0, 30.0]).unwrap();
    (threat, Row::all(&table).remove(0))
}

fn made(row: ([f32; 3], [u32; 2])) -> Row {
    Row { numbers: row.0.to_vec(), codes: row.1.to_vec() }
}

/// Equal, where what is missing equals itself.
fn same(a: &Row, b: &Row) -> bool {
    let numbers = a.numbers.iter().zip(&b.numbers);
    a.codes == b.codes && numbers.into_iter().all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    // proves M13
    #[test]
    fn a_repaired_row_breaks_nothing(model in model(), origin in row(), attacked in row(), eps in 0.0f32..4.0) {
        let (threat, origin) = bound(&model, &origin);
        let repaired = threat.repair(&origin, &made(attacked), eps);
        prop_assert_eq!(threat.violations(&origin, &repaired, eps), vec![], "{:?}", repaired);
        // A larger box holds the smaller one.
        prop_assert_eq!(threat.violations(&origin, &repaired, 2.0 * eps), vec![]);
        // What is right stays as it is.
        let again = threat.repair(&origin, &repaired, eps);
        prop_assert!(same(&again, &repaired), "{:?} {:?}", repaired, again);
        prop_assert!(same(&threat.repair(&origin, &origin, eps), &origin));
    }

    #[test]
    fn what_may_not_move_does_not(model in model(), origin in row(), attacked in row(), eps in 0.0f32..4.0) {
        let (threat, origin) = bound(&model, &origin);
        for row in [
            threat.repair(&origin, &made(attacked), eps),
            threat.project(&origin, &made(attacked), eps),
        ] {
            for ((name, rule), (own, now)) in
                model.columns.iter().zip(origin.numbers.iter().zip(&row.numbers))
            {
                let stays = match rule.moves {
                    Moves::Never => own == now,
                    Moves::Up => now >= own,
                    Moves::Down => now <= own,
                    Moves::Freely => true,
                };
                prop_assert!(stays || own.is_nan() && now.is_nan(), "{} {} {}", name, own, now);
            }
            for (own, now) in origin.codes.iter().zip(&row.codes) {
                prop_assert!(*own != Categorical::UNKNOWN || own == now, "a missing category came");
                prop_assert!(*now != Categorical::UNKNOWN || own == now, "a category went missing");
            }
        }
    }

    #[test]
    fn an_origin_breaks_nothing_whatever_it_holds(model in model(), origin in row(), eps in 0.0f32..4.0) {
        let (threat, origin) = bound(&model, &origin);
        prop_assert_eq!(threat.violations(&origin, &origin, eps), vec![]);
    }
}

fn threat(text: &str) -> (Threat, Row) {
    bound(&ThreatModel::parse(text).unwrap(), &([10.0, 4.0, 14.0], [0, 1]))
}

#[test]
fn each_thing_that_a_row_breaks_is_told() {
    let (threat, origin) = threat(
        "relations = [\"a >= b\", \"c = a + b\"]\n[columns.a]\nstep = 1\nmost = 12\n[columns.b]\nmoves = \"up\"\n\
         [columns.c]\nfar = 3\n[columns.home]\nbecomes = [\"y\"]\n[columns.job]\nmoves = \"never\"",
    );
    let told = |numbers: [f32; 3], codes: [u32; 2]| -> Vec<String> {
        let broken = threat.violations(&origin, &made((numbers, codes)), 10.0);
        broken.iter().map(Violation::to_string).collect()
    };
    assert_eq!(told([10.0, 4.0, 14.0], [1, 1]), Vec::<String>::new());
    assert_eq!(told([10.5, 4.0, 14.5], [0, 1]), ["a is between two steps"]);
    assert_eq!(told([13.0, 4.0, 17.0], [0, 1]), ["a is out of its bounds"]);
    assert_eq!(told([10.0, 3.0, 13.0], [0, 1]), ["b moved as it can't"]);
    assert_eq!(told([10.0, 8.0, 18.0], [0, 1]), ["c moved too far"]);
    assert_eq!(told([10.0, 4.0, 15.0], [0, 1]), ["c = a + b no longer holds"]);
    assert_eq!(told([6.0, 8.0, 14.0], [0, 1]), ["a >= b no longer holds"]);
    assert_eq!(told([f32::NAN, 4.0, 14.0], [0, 1]), ["a came or went"]);
    assert_eq!(told([10.0, 4.0, 14.0], [2, 1]), ["home is no category that it can become"]);
    let both = ["job is no category that it can become", "too many categories changed"];
    assert_eq!(told([10.0, 4.0, 14.0], [1, 0]), both);
}

#[test]
fn a_repair_keeps_what_it_can_of_an_attack() {
    let (threat, origin) =
        threat("relations = [\"c = a + b\", \"a >= 2 * b\"]\n[columns.a]\nstep = 1\n");
    let repaired =
        |numbers: [f32; 3]| threat.repair(&origin, &made((numbers, [0, 1])), 10.0).numbers;
    // The sum follows its parts.
    assert_eq!(repaired([13.2, 4.5, 14.0]), [13.0, 4.5, 17.5]);
    // `a` rises to what `b` asks for, by whole steps.
    assert_eq!(repaired([10.0, 5.25, 0.0]), [11.0, 5.25, 16.25]);
    let (threat, origin) = threat_of_still();
    // Nothing can follow: all stay.
    assert_eq!(threat.repair(&origin, &made(([13.0, 4.0, 14.0], [0, 1])), 10.0), origin);
}

fn threat_of_still() -> (Threat, Row) {
    threat(
        "relations = [\"c = a + b\"]\n[columns.b]\nmoves = \"never\"\n[columns.c]\nmoves = \"never\"",
    )
}

#[test]
fn a_step_that_floats_put_on_a_bound_is_kept() {
    let model =
        ThreatModel::parse("[columns.b]\nstep = 0.3\nleast = 0\nmost = 0\n[columns.a]").unwrap();
    // Its step is 391,896.0, of which a float32 can tell 0.03.
    let (threat, origin) = bound(&model, &([0.0, -391_895.9, 0.0], [0, 0]));
    let repaired = threat.repair(&origin, &made(([0.0; 3], [0, 0])), 0.010_822_842);
    assert_eq!(threat.repair(&origin, &repaired, 0.010_822_842), repaired);
}

#[test]
fn a_relation_that_a_row_never_kept_is_not_asked_of_it() {
    let (threat, origin) = threat("relations = [\"b >= a\", \"b >= 3\"]");
    let lower = threat.repair(&origin, &made(([11.0, 1.0, 14.0], [0, 1])), 10.0);
    assert_eq!(lower.numbers, [11.0, 3.0, 14.0]);
}

#[test]
fn a_threat_model_of_other_columns_is_refused_by_name() {
    let table = table(&[[0.0; 3]], &[[0; 2]]);
    let told = |text: &str| {
        ThreatModel::parse(text).unwrap().bind(&table, &[1.0; 3]).unwrap_err().to_string()
    };
    assert!(told("[columns.hom]").contains("did you mean `home`?"));
    assert!(told("relations = [\"a >= bb\"]").contains("\"bb\""));
    assert!(told("relations = [\"a >= home\"]").contains("category"));
    assert!(told("[columns.home]\nstep = 1").contains("holds categories"));
    assert!(told("[columns.a]\nbecomes = []").contains("holds numbers"));
    let partly = ThreatModel::parse("[columns.a]\n[columns.home]\nbecomes = [\"q\"]").unwrap();
    let notes = partly.bind(&table, &[1.0; 3]).unwrap().notes;
    assert!(notes[0].contains("b, c, job") && notes[1].contains("1 categories"), "{notes:?}");
}

#[test]
fn whole_numbers_that_eps_does_not_reach_are_told() {
    let mut noise = Noise::new(1, "still");
    let numbers: Vec<[f32; 3]> =
        (0..50).map(|_| [noise.below(9) as f32, noise.unit(), 0.0]).collect();
    let table = table(&numbers, &vec![[0, 0]; 50]);
    let model = super::derive(&table).model;
    let threat = model.bind(&table, &[2.5, 0.3, 1.0]).unwrap();
    assert_eq!(threat.still(0.1), ["a", "c"]);
    assert_eq!(threat.still(0.5), ["c"]);
}
