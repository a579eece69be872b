//! Files of one crate that import each other in a loop: none of them can be read without the others.

use super::floors::Crate;
use super::modules::{Arrows, Modules};
use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// A fault for each circle, with the imports that tie it.
pub fn faults(crates: &[Crate], sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for room in crates {
        for root in ["src/lib.rs", "src/main.rs"].map(|root| format!("{}/{root}", room.folder)) {
            let arrows = Modules::below(&root, sources).arrows();
            faults.extend(between_families(&arrows).iter().map(told));
        }
    }
    faults
}

/// The circles along `arrows`, each by the arrows within it.
///
/// A module may call its children, and they may lean on what it defines: that is one room with
/// chambers. So a circle of nothing but a module and what is below it counts only for what is left of
/// it without the ways back to that module.
fn between_families<'a>(arrows: &Arrows<'a>) -> Vec<Arrows<'a>> {
    let mut found = Vec::new();
    for circle in circles(arrows) {
        let mut inner = arrows.clone();
        inner.retain(|(from, to), _| circle.contains(from) && circle.contains(to));
        let files: Vec<&str> = circle.into_iter().collect();
        match head(&files) {
            None => found.push(inner),
            Some(head) => {
                inner.retain(|(_, to), _| *to != head);
                found.extend(between_families(&inner));
            }
        }
    }
    found
}

/// The one of `files` below which all others are.
fn head<'a>(files: &[&'a str]) -> Option<&'a str> {
    files.iter().copied().find(|file| files.iter().all(|other| is_family(file, other)))
}

/// Whether the module in the file `other` is that of `head`, or below it.
fn is_family(head: &str, other: &str) -> bool {
    let roots = ["/lib.rs", "/main.rs", "/mod.rs", ".rs"];
    let folder = roots.iter().find_map(|root| head.strip_suffix(root));
    head == other || other.strip_prefix(folder.unwrap_or(head)).is_some_and(|r| r.starts_with('/'))
}

/// The sets of two files or more in which each reaches each.
fn circles<'a>(arrows: &Arrows<'a>) -> BTreeSet<BTreeSet<&'a str>> {
    let mut next: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        next.entry(from).or_default().push(to);
    }
    let files: BTreeSet<&str> = arrows.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        files.iter().map(|file| (*file, reach(file, &next))).collect();
    let meets = |a: &str, b: &str| reached.get(a).is_some_and(|far| far.contains(b));
    let circle = |file: &'a str| -> BTreeSet<&'a str> {
        files.iter().copied().filter(|other| meets(file, other) && meets(other, file)).collect()
    };
    files.iter().map(|file| circle(file)).filter(|circle| circle.len() > 1).collect()
}

fn reach<'a>(from: &str, next: &BTreeMap<&str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
    while let Some(file) = open.pop() {
        if seen.insert(file) {
            open.extend(next.get(file).into_iter().flatten());
        }
    }
    seen
}

/// Files in the longest way round that is looked for.
const ROUND: usize = 8;

/// One of the shortest ways round that leaves the family: where a cut is most likely.
fn shortest<'a>(circle: &Arrows<'a>) -> Vec<&'a str> {
    let mut ways: Vec<Vec<&str>> = circle.keys().map(|(from, to)| vec![*from, *to]).collect();
    // Longer by one file in each round; a file is never passed twice.
    for _ in 0..ROUND {
        let (rounds, open): (Vec<_>, Vec<_>) =
            ways.into_iter().partition(|way| way.first() == way.last());
        if let Some(round) = rounds.into_iter().find(|round| head(round).is_none()) {
            return round;
        }
        let longer = |way: &Vec<&'a str>| {
            let ends = way.last().copied();
            let steps = circle.keys().filter(|(from, _)| Some(*from) == ends);
            let new = steps.filter(|(_, to)| way.first() == Some(to) || !way.contains(to));
            new.map(|(_, to)| [way.as_slice(), &[*to]].concat()).collect::<Vec<_>>()
        };
        ways = open.iter().flat_map(longer).collect();
    }
    Vec::new()
}

fn told(circle: &Arrows) -> String {
    let files: BTreeSet<&str> = circle.keys().map(|(from, _)| *from).collect();
    let round = shortest(circle).join(" -> ");
    let mut text = format!("{} files import each other in a circle: {round}", files.len());
    for ((from, to), names) in circle {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        text.push_str(&format!("\n    {from} -> {to}: {}", names.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let arrows: Arrows = pairs.iter().map(|pair| (*pair, BTreeSet::new())).collect();
        let files = |circle: &Arrows| {
            circle
                .keys()
                .map(|(from, _)| *from)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(" ")
        };
        between_families(&arrows).iter().map(files).collect()
    }

    #[test]
    fn every_circle_is_found_once() {
        let pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "f"), ("f", "e")];
        assert_eq!(found(&pairs), ["a b c", "e f"]);
    }

    #[test]
    fn what_leads_one_way_is_none() {
        assert!(found(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).is_empty());
    }

    #[test]
    fn children_lean_on_their_parent_and_not_on_one_another() {
        let parent = [("a/mod.rs", "a/x.rs"), ("a/x.rs", "a/mod.rs"), ("a/y.rs", "a/mod.rs")];
        assert!(found(&parent).is_empty());
        assert!(found(&[("src/lib.rs", "src/x.rs"), ("src/x.rs", "src/lib.rs")]).is_empty());
        let siblings = [("a/x.rs", "a/y.rs"), ("a/y.rs", "a/x.rs")];
        assert_eq!(
            found(&[parent, [siblings[0], siblings[1], ("a/mod.rs", "a/y.rs")]].concat()),
            ["a/x.rs a/y.rs"]
        );
    }

    #[test]
    fn a_parent_and_a_stranger_are_no_family() {
        let pairs = [("b.rs", "a/x.rs"), ("a/x.rs", "a.rs"), ("a.rs", "b.rs")];
        assert_eq!(found(&pairs), ["a.rs a/x.rs b.rs"]);
        assert_eq!(found(&[("a.rs", "a_b.rs"), ("a_b.rs", "a.rs")]), ["a.rs a_b.rs"]);
    }

    #[test]
    fn the_shortest_way_round_is_told() {
        let pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "c")];
        let arrows: Arrows = pairs.iter().map(|pair| (*pair, BTreeSet::new())).collect();
        assert_eq!(shortest(&arrows), ["c", "d", "c"]);
        let pairs = [("a.rs", "a/x.rs"), ("a/x.rs", "a.rs"), ("a/x.rs", "b.rs"), ("b.rs", "a.rs")];
        let arrows: Arrows = pairs.iter().map(|pair| (*pair, BTreeSet::new())).collect();
        assert_eq!(shortest(&arrows), ["a.rs", "a/x.rs", "b.rs", "a.rs"]);
    }

    #[test]
    fn a_circle_is_told_with_what_ties_it() {
        let sources = [
            Source::new("crates/x/src/lib.rs", "mod a; mod b;"),
            Source::new("crates/x/src/a.rs", "use crate::b::B; pub struct A;"),
            Source::new("crates/x/src/b.rs", "use crate::a::A; pub struct B;"),
        ];
        let rooms = [Crate::new("crates/x", "").unwrap()];
        let told = faults(&rooms, &sources);
        assert!(told.len() == 1 && told[0].contains("a.rs -> crates/x/src/b.rs: B"), "{told:?}");
    }
}
