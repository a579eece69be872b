//! RACI = policy: what the gate allows is what the cells say, for any RACI and any people.

use crate::kit::{people, raci};
use gate::{Directory, Gate, Raci, Rules, compile, has_meaning, prove, sample};
use proptest::prelude::*;
use terms::{Action, AssetKind, RoleId};

const KINDS: [(AssetKind, &str); 4] = [
    (AssetKind::Dataset, "dataset"),
    (AssetKind::Model, "model"),
    (AssetKind::Workspace, "workspace"),
    (AssetKind::Vault, "vault"),
];

/// Rows with meaning: up to four roles, three names and a wildcard for each kind.
fn any_raci() -> impl Strategy<Value = Raci> {
    let row = (
        prop::sample::select(Action::ALL.to_vec()),
        0usize..4,
        prop::sample::select(vec!["*", "a", "b", "c"]),
        prop::collection::vec(prop::sample::select(vec!["", "R", "A", "C", "I", "AR", "RCI"]), 4),
    );
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let mut csv = "activity,action,asset,r0,r1,r2,r3\n".to_owned();
        for (at, (action, kind, name, cells)) in rows.into_iter().enumerate() {
            let fits = KINDS.iter().cycle().skip(kind).find(|(k, _)| has_meaning(action, *k));
            let kind = fits.unwrap().1;
            csv.push_str(&format!("row-{at},{action},{kind}/{name},{}\n", cells.join(",")));
        }
        raci(&csv)
    })
}

/// Up to five people with any of the roles, one of which the RACI may not have.
fn any_people() -> impl Strategy<Value = Directory> {
    prop::collection::vec((0usize..5, 0usize..5), 0..12).prop_map(|pairs| {
        Directory::of(pairs.into_iter().map(|(who, role)| {
            let role = RoleId::new(&format!("r{role}")).unwrap();
            (format!("person-{who}@example.org").parse().unwrap(), role)
        }))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    // proves M6, M7
    #[test]
    fn the_gate_allows_what_the_raci_says_and_nothing_else(
        raci in any_raci(), people in any_people(),
    ) {
        // `compile` validates strictly against the schema, so this proves that too.
        let compiled = compile(&raci).unwrap();
        let granting = raci.cells().filter(|cell| cell.letters.grants()).count();
        prop_assert_eq!(compiled.policies(), granting);
        let gate = Gate::new(compiled, people.clone(), Rules::default()).unwrap();
        let proof = prove(&raci, &people, &gate);
        prop_assert!(proof.holds(), "{:?}", proof);
        prop_assert_eq!(proof.allowed, proof.expected);
        let targets = raci.named_assets().len() + KINDS.len();
        prop_assert_eq!(proof.asked, targets * (people.people().len() + 1) * Action::ALL.len());
    }

    #[test]
    fn a_raci_reads_back_what_it_writes(raci in any_raci()) {
        prop_assert_eq!(&Raci::from_csv(&raci.to_csv()).unwrap(), &raci);
        prop_assert_eq!(&Raci::from_toml(&raci.to_toml()).unwrap(), &raci);
    }
}

const NARROW: &str = "activity,action,asset,owner,scientist\nquery,query,dataset/loans,A,R\n";

/// Proves `csv` of a gate that was built from `other` and `holders`.
fn proof_of(csv: &str, other: &str, holders: &str) -> gate::Proof {
    let gate = Gate::new(compile(&raci(other)).unwrap(), people(holders), Rules::default());
    prove(&raci(csv), &people("olga owner\ndana scientist"), &gate.unwrap())
}

// proves M7
#[test]
fn a_gate_that_grants_more_or_less_is_found_out() {
    let honest = "olga owner\ndana scientist";
    assert!(proof_of(NARROW, NARROW, honest).holds());
    let cases = [
        // Another cell, a wider reach, a clearer view, another member: each goes beyond.
        (NARROW.replace(",A,R", ",A,R\nexport,export,dataset/loans,,R"), honest),
        (NARROW.replace("dataset/loans", "dataset/*"), honest),
        (NARROW.replace(",A,R", ",A,AR"), honest),
        (NARROW.to_owned(), "olga owner\ndana scientist\neve scientist"),
    ];
    for (wide, holders) in cases {
        let proof = proof_of(NARROW, &wide, holders);
        assert!(!proof.beyond.is_empty(), "{wide} {holders}");
    }
    let proof = proof_of(NARROW, &NARROW.replace(",A,R", ",A,C"), honest);
    assert_eq!(proof.beyond, []);
    assert_eq!(proof.missing[0].to_string(), "dana may query dataset/loans");
}

// proves M6, M7
#[test]
fn the_sample_is_proven() {
    let raci = Raci::from_csv(sample::RACI_CSV).unwrap();
    let people = Directory::from_toml(sample::PEOPLE_TOML).unwrap();
    let compiled = compile(&raci).unwrap();
    let gate = Gate::new(compiled, people.clone(), Rules::default()).unwrap();
    let proof = prove(&raci, &people, &gate);
    assert!(proof.holds(), "{proof:?}");
    // 19 people and a stranger, 14 actions, 4 named assets and one more of each kind.
    assert_eq!(proof.asked, 20 * 14 * 8);
    assert_eq!((proof.allowed, proof.expected), (39, 39));
}

/// A thousand scientists beside the two, so that roles are asked.
fn crowd(honest: &str) -> String {
    let more: Vec<String> = (0..1_000).map(|n| format!("p{n} scientist")).collect();
    format!("{honest}\n{}", more.join("\n"))
}

/// Of twenty datasets, and a thousand people.
fn proof_of_many(other: &str, holders: &str) -> gate::Proof {
    let rows: String = (0..20).map(|n| format!("query-{n},query,dataset/d{n},A,R\n")).collect();
    let gate = compile(&raci(&format!("{other}{rows}"))).unwrap();
    let gate = Gate::new(gate, people(&crowd(holders)), Rules::default()).unwrap();
    let honest = people(&crowd("olga owner\ndana scientist"));
    prove(&raci(&format!("{NARROW}{rows}")), &honest, &gate)
}

// proves M7
#[test]
fn a_gate_that_grants_many_people_more_or_less_is_found_out_by_role() {
    let honest = "olga owner\ndana scientist";
    let proof = proof_of_many(NARROW, honest);
    assert!(proof.holds() && proof.by_role, "{proof:?}");
    // Owner and scientist of 21 datasets; those, and everybody else at once on each of 25 targets.
    assert_eq!((proof.allowed, proof.expected), (42, 42));
    assert_eq!(proof.asked, 42 + 25 * 14);
    for (wide, holders, told) in [
        (
            NARROW.replace(",A,R", ",A,R\nexport,export,dataset/loans,,R"),
            honest,
            "role/scientist may export dataset/loans",
        ),
        (
            NARROW.replace(",A,R", ",A,AR"),
            honest,
            "role/scientist may query dataset/loans in clear",
        ),
        (
            NARROW.to_owned(),
            "olga owner\ndana scientist\neve scientist",
            "eve may query dataset/d0",
        ),
    ] {
        let proof = proof_of_many(&wide, holders);
        assert_eq!(proof.beyond.first().map(ToString::to_string).as_deref(), Some(told));
    }
    let proof = proof_of_many(&NARROW.replace(",A,R", ",A,C"), honest);
    assert_eq!(proof.beyond, []);
    assert_eq!(proof.missing[0].to_string(), "role/scientist may query dataset/loans");
}
