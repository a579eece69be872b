//! What holds of any text that is read as a RACI, people or rules. The fuzzer runs this, and the tests
//! its seeds.

use crate::sheet::{Meanings, read};
use crate::{
    Cidr, CidrError, Directory, Gate, Letters, Pattern, Raci, ReadError, Rules, Scene, check,
    check_sheet, compile, prove,
};
use std::fmt::Display;
use std::net::{IpAddr, Ipv6Addr};
use terms::Asset;
use terms::grid::{Grid, GridRow, Sheet};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("gate-raci-csv", raci_csv),
    ("gate-raci-toml", raci_toml),
    ("gate-sheet", sheet),
    ("gate-people", people),
    ("gate-rules", rules),
    ("gate-words", words),
];

/// Rows and people up to which it is asked whether the gate grants what the cells say.
const PROVEN: usize = 6;

fn raci_csv(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(raci) = told(Raci::from_csv(&text)) {
        sound(&raci);
    }
}

fn raci_toml(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(raci) = told(Raci::from_toml(&text)) {
        sound(&raci);
    }
}

/// A map of words, and after it lines of cells between bars: whatever they are, no letter is read that no cell
/// and no answer has, and what is read can be checked.
fn sheet(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (map, lines) = text.split_once("\n===\n").unwrap_or(("", &text));
    let meanings = Meanings::from_toml(map).unwrap_or_default();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows = (1..).zip(lines.lines()).map(|(line, text)| GridRow { line, cells: cells(text) });
    let sheet = Sheet { rows: rows.take(200).collect(), ..Sheet::default() };
    let letters = text.chars().any(|c| c.is_alphabetic());
    let Ok(reading) = read(&Grid { sheets: vec![sheet] }, &meanings) else { return };
    assert!(letters || reading.activities.iter().all(|activity| activity.letters.is_empty()));
    for activity in &reading.activities {
        assert!(activity.letters.iter().all(|(_, letters)| !letters.is_empty()));
        assert_eq!(activity.letters.len(), activity.places.len());
    }
    let made = reading.resolve(&meanings);
    assert_eq!(made.rows.len(), made.raci.rows().len());
    let _ = check_sheet(&reading, &made, &Scene::default());
    if made.is_sure() && !made.raci.rows().is_empty() && made.raci.roles().len() < 200 {
        assert_eq!(Raci::from_csv(&made.raci.to_csv()).as_ref(), Ok(&made.raci));
    }
}

/// What is written reads back in both forms; it can be checked; and if it compiles, the gate grants
/// what the cells say and nothing else.
fn sound(raci: &Raci) {
    assert_eq!(Raci::from_csv(&raci.to_csv()).as_ref(), Ok(raci));
    assert_eq!(Raci::from_toml(&raci.to_toml()).as_ref(), Ok(raci));
    let _ = check(raci, &Scene::default());
    if raci.rows().len() > PROVEN || raci.roles().len() > PROVEN {
        return;
    }
    let Ok(compiled) = compile(raci) else { return };
    let pairs = raci.roles().iter().enumerate().filter_map(|(n, role)| {
        Some((format!("person-{n}@example.org").parse().ok()?, role.clone()))
    });
    let people = Directory::of(pairs);
    if let Ok(gate) = Gate::new(compiled, people.clone(), Rules::default()) {
        let proof = prove(raci, &people, &gate);
        assert!(proof.holds(), "beyond {:?}, missing {:?}", proof.beyond, proof.missing);
    }
}

/// Both forms; every name that is read can be named again.
fn people(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for read in [told(Directory::from_csv(&text)), told(Directory::from_toml(&text))] {
        let Some(people) = read else { continue };
        let pairs =
            people.people().iter().flat_map(|(who, roles)| roles.iter().map(move |r| (who, r)));
        let csv: String = pairs.map(|(who, role)| format!("\"{who}\",{role}\n")).collect();
        let again = Directory::from_csv(&format!("person,role\n{csv}"));
        let idle = people.people().values().any(std::collections::BTreeSet::is_empty);
        let same = again.is_ok_and(|again| again.people() == people.people());
        assert!(idle || people.people().is_empty() || same, "the people read otherwise");
    }
}

/// `[access]` of `hygeia.toml`.
fn rules(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(rules) = toml::from_str::<Rules>(&text) else { return };
    let written = toml::to_string(&rules).unwrap_or_default();
    assert_eq!(toml::from_str::<Rules>(&written).as_ref(), Ok(&rules));
    for (zone, blocks) in &rules.zones {
        for block in blocks {
            assert!(block.contains(block.network()), "{zone}: {block}");
        }
    }
}

/// Blocks of addresses, patterns of assets, letters: what is printed reads back.
fn words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for word in text.lines().take(20) {
        match Cidr::parse(word) {
            Ok(block) => block_holds(block),
            Err(CidrError::HostBits { meant, .. }) => block_holds(meant),
            Err(CidrError::Form(_)) => {}
        }
        if let Ok(pattern) = Pattern::parse(word) {
            assert_eq!(pattern.to_string(), word);
            assert!(Asset::parse(word).map_or(true, |asset| pattern.matches(&asset)));
            assert!(pattern.overlaps(&pattern));
        }
        if let Ok(letters) = Letters::parse(word) {
            assert_eq!(Letters::parse(&letters.to_string()), Ok(letters));
        }
    }
}

/// It has its first address and not the one before, and no address of the other family.
fn block_holds(block: Cidr) {
    assert_eq!(Cidr::parse(&block.to_string()), Ok(block));
    assert!(block.contains(block.network()) || is_mapped(block.network()), "{block}");
    let before = match block.network() {
        IpAddr::V4(first) => first.to_bits().checked_sub(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(first) => first.to_bits().checked_sub(1).map(|bits| IpAddr::V6(bits.into())),
    };
    assert!(!before.is_some_and(|before| block.contains(before)), "{block}");
}

/// `::ffff:10.0.0.1` counts as IPv4, so no block of IPv6 has it.
fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(six) if six.to_canonical() != IpAddr::V6(six) || six == Ipv6Addr::UNSPECIFIED)
}

/// An error is one line that says where and shows no control character.
fn told<T>(read: Result<T, ReadError>) -> Option<T> {
    if let Err(error) = &read {
        shown(error);
    }
    read.ok()
}

fn shown(error: &dyn Display) {
    let error = error.to_string();
    assert!(!error.contains(|c: char| c.is_control() && c != '\n'), "{error:?}");
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
