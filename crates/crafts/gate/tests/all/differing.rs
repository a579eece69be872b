//! The difference of decisions finds whatever brute force finds, and says no more than it has to.

use crate::brute::laxer;
use crate::worlds::{Read, any_edit, any_world};
use gate::{Difference, Directory, Grant, Raci, Rules, Standing, difference};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::time::Instant;
use terms::{Action, Class};

/// A runner for `share` changes, or `whole` with `HYGEIA_LONG=1`; from `HYGEIA_SEED`.
fn runner(share: u32, whole: u32) -> TestRunner {
    let long = std::env::var("HYGEIA_LONG").is_ok_and(|long| long == "1");
    let seed = std::env::var("HYGEIA_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.unwrap_or(21).to_le_bytes());
    let cases = if long { whole } else { share };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// A change that no request of today meets is taken for laxer where a rule alone becomes laxer, and
/// where what is granted is refused to everybody by a rule: no budget, all retained.
fn is_documented(difference: &Difference, new: &Read) -> bool {
    let egress = &new.rules.egress;
    let nothing = egress.bytes_per_day == 0 || egress.roles.values().any(|bytes| *bytes == 0);
    let retained = new.rules.retain_from == Class::Public;
    let deletes = |grant: &Grant| grant.action == Action::Delete;
    let in_vain = difference.widening.iter().all(|grant| nothing || (retained && deletes(grant)));
    let on_delete = |answer: &String| answer.contains("delete on");
    in_vain && difference.answers.iter().all(|told| nothing || (retained && on_delete(told)))
}

#[derive(Debug, Default)]
struct Counts {
    laxer: u32,
    conservative: u32,
    same: u32,
}

// proves M7
#[test]
fn whatever_brute_force_finds_is_widening_and_little_else() {
    let counts = RefCell::new(Counts::default());
    let changes = (any_world(), prop::collection::vec(any_edit(), 1..4));
    let done = runner(400, 100_000).run(&changes, |(world, edits)| {
        let (old, new) = (world.read(), world.edited(&edits).read());
        let told = difference(Some(old.standing()), new.standing());
        let mut counts = counts.borrow_mut();
        match laxer(&old, &new) {
            Some(found) => {
                prop_assert!(told.widens(), "missed: {found}");
                counts.laxer += 1;
            }
            None if told.widens() => {
                prop_assert!(is_documented(&told, &new), "beyond what is documented: {told:?}");
                counts.conservative += 1;
            }
            None => counts.same += 1,
        }
        Ok(())
    });
    let counts = counts.into_inner();
    eprintln!("{counts:?}");
    done.unwrap();
    let all = counts.laxer + counts.conservative + counts.same;
    assert!(counts.laxer > all / 5 && counts.same > all / 10, "too one-sided: {counts:?}");
    assert!(counts.conservative < all / 8, "{counts:?}");
}

// proves M7
#[test]
fn step_by_step_one_person_comes_no_further_than_at_once() {
    let steps = prop::collection::vec(prop::collection::vec(any_edit(), 1..3), 2..5);
    let done = runner(1_000, 100_000).run(&(any_world(), steps), |(world, steps)| {
        let first = world.read();
        let mut last = world;
        for edits in steps {
            let next = last.edited(&edits);
            let (old, new) = (last.read(), next.read());
            if !difference(Some(old.standing()), new.standing()).widens() {
                last = next;
            }
        }
        let told = difference(Some(first.standing()), last.read().standing());
        prop_assert!(!told.widens(), "{told:?}");
        Ok(())
    });
    done.unwrap();
}

/// 10,000 people in 200 roles, and 1,000 rows, five cells each, of which one in ten speaks of
/// every dataset.
fn large(last: &str) -> (Raci, Directory) {
    let roles: Vec<String> = (0..200).map(|role| format!("r{role}")).collect();
    let mut csv = format!("activity,action,asset,{}\n", roles.join(","));
    let actions = ["query", "export", "delete", "train", "approve"];
    for row in 0..1_000 {
        let asset = if row % 10 == 0 { "*".to_owned() } else { format!("d{}", row / 5) };
        let mut cells = vec![""; 200];
        for (at, letters) in ["A", "R", "R", "C", "I"].into_iter().enumerate() {
            cells[(row * 7 + at * 31) % 200] = letters;
        }
        if row == 998 {
            cells[3] = last;
        }
        let cells = cells.join(",");
        let _ = writeln!(csv, "n{row},{},dataset/{asset},{cells}", actions[row % 5]);
    }
    let people = (0..10_000_usize).flat_map(|who| {
        [who % 200, who / 200 % 200, who * 31 % 199].map(|role| {
            (format!("p{who}@example.org").parse().unwrap(), format!("r{role}").parse().unwrap())
        })
    });
    (Raci::from_csv(&csv).unwrap(), Directory::of(people))
}

// proves M7
#[test]
fn ten_thousand_people_and_a_thousand_rows_are_compared() {
    let rules = Rules::default();
    let ((narrow, people), (wide, _)) = (large(""), large("R"));
    let timed = |what: &str, old: Option<&Raci>, new: &Raci| {
        let standing = |raci| Standing { raci, people: &people, rules: &rules };
        let begun = Instant::now();
        let told = difference(old.map(standing), standing(new));
        eprintln!("{what}: {:?}", begun.elapsed());
        told
    };
    let wider = timed("one cell more", Some(&narrow), &wide);
    let role = "r3".parse().unwrap();
    assert!(!wider.widening.is_empty() && wider.narrowing.is_empty());
    assert!(wider.widening.iter().all(|grant| people.holds(&grant.principal, &role)));
    let narrower = timed("one cell less", Some(&wide), &narrow);
    assert_eq!(narrower.narrowing, wider.widening);
    assert_eq!(narrower.widening, []);
    let first = timed("all of it, for the first time", None, &wide);
    assert!(first.unlisted > 100_000 && first.widening.len() == 20_000);
    let csv = narrow.to_csv().replace("r1,", "q1,").replace("\nn", "\nm");
    let renamed =
        timed("every row renamed, and one role", Some(&narrow), &Raci::from_csv(&csv).unwrap());
    assert!(renamed.narrowing.iter().all(|g| people.holds(&g.principal, &"r1".parse().unwrap())));
}
