//! What lies in a vault: the points that are whole, and what is wrong with which file.

use crate::points::{HEAD, Head, POINTS, Shelf, name_of};
use crate::told::finding;
use crate::{Point, Vault, VaultError, strays};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Digest, Finding, Severity, Timestamp};

/// What lies in a vault. Nothing that `findings` tell of a file takes anything from a point that
/// does not need it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contents {
    /// Those whose manifest is whole, oldest first.
    pub points: Vec<Point>,
    /// How many points there should be: those above, and those that are damaged or missing.
    pub of: u64,
    /// What is damaged, missing, out of order, or not the vault's.
    pub findings: Vec<Finding>,
}

impl Vault {
    /// Looks at every name in the vault, and reads every manifest. What age files say is not read:
    /// see [`Vault::verify`].
    ///
    /// # Errors
    /// If a folder can't be looked at.
    pub fn contents(&self, now: Timestamp) -> Result<Contents, VaultError> {
        let shelf = self.shelf()?;
        let head = self.head();
        let mut findings = Vec::new();
        for (name, bad, why) in self.keys.damage(&self.folder) {
            let remedy = "put it back from where you keep the vault's keys";
            findings.push(finding("vault/key", bad, name, why, remedy));
        }
        findings.extend(damaged(&shelf));
        let gaps = gaps(&shelf, head.as_ref().ok().copied().flatten());
        findings.extend(gaps.iter().map(|gap| missing(*gap)));
        findings.extend(of_head(&shelf, &head));
        findings.extend(self.damaged_note());
        findings.extend(order(&shelf.whole, now));
        findings.extend(strays::findings(self, &shelf)?);
        let lost: u64 = gaps.iter().map(|(from, to)| to - from + 1).sum();
        let of = shelf.whole.len() as u64 + shelf.damaged.len() as u64 + lost;
        Ok(Contents { points: shelf.whole, of, findings })
    }

    /// The number of the next point: of none that is there, damaged, or was ever the newest.
    pub(crate) fn next_number(&self) -> Result<u64, VaultError> {
        let shelf = self.shelf()?;
        let head = self.head().ok().flatten().map_or(0, |head| head.number);
        let newest = shelf.whole.last().map_or(0, |point| point.number);
        let taken: BTreeSet<u64> = shelf.damaged.iter().map(|(number, _)| *number).collect();
        let mut next = newest.max(head).saturating_add(1);
        while taken.contains(&next) {
            next = next.saturating_add(1);
        }
        Ok(next)
    }
}

fn file_of(number: u64) -> String {
    format!("{POINTS}/{}.dsse.json", name_of(number))
}

fn damaged(shelf: &Shelf) -> Vec<Finding> {
    let remedy = "put it back from a copy of the vault; every other point stays as good as it is";
    let closed = shelf.closed.iter().map(|why| {
        let message = format!("no point can be read: {why}");
        finding("vault/point", Severity::Critical, POINTS, message, remedy)
    });
    let damaged = shelf.damaged.iter().map(|(number, why)| {
        let message = format!("point {} can't be trusted: {why}", name_of(*number));
        finding("vault/point", Severity::Critical, file_of(*number), message, remedy)
    });
    closed.chain(damaged).collect()
}

/// First and last number of each row of points that are not there, up to the newest that is known.
fn gaps(shelf: &Shelf, head: Option<Head>) -> Vec<(u64, u64)> {
    let newest = shelf.whole.last().map_or(0, |point| point.number);
    let last = newest.max(head.map_or(0, |head| head.number));
    let mut there: BTreeSet<u64> = shelf.whole.iter().map(|point| point.number).collect();
    there.extend(shelf.damaged.iter().map(|(number, _)| *number).filter(|number| *number <= last));
    let mut gaps = Vec::new();
    let mut next = 1;
    for number in there.into_iter().chain([last.saturating_add(1)]) {
        if number > next {
            gaps.push((next, number - 1));
        }
        next = number.saturating_add(1);
    }
    gaps
}

fn missing((from, to): (u64, u64)) -> Finding {
    let message = match from == to {
        true => format!("point {} is missing", name_of(from)),
        false => format!("points {} to {} are missing", name_of(from), name_of(to)),
    };
    let remedy = "find out who removed it; put it back from a copy of the vault, if it is needed";
    finding("vault/point-missing", Severity::High, file_of(from), message, remedy)
}

/// The head may be one point behind (a pull was killed in between).
fn of_head(shelf: &Shelf, head: &Result<Option<Head>, String>) -> Option<Finding> {
    let newest = shelf.whole.last();
    let why = match (head, newest) {
        (Ok(None), None) => return None,
        (Ok(None), Some(_)) => "it is missing: whether the newest point was lost can't be seen",
        (Err(why), _) => why,
        (Ok(Some(head)), _) => {
            let named = shelf.whole.iter().find(|point| point.number == head.number);
            if named.is_some_and(|point| point.digest != head.digest) {
                "it names another point than the one that lies in its place"
            } else if newest.is_some_and(|point| point.number > head.number) {
                "it is behind the newest point: a pull was cut off, or it is one of before"
            } else {
                return None;
            }
        }
    };
    let remedy = "compare with `hygeia posture --vault`; the next pull writes it anew";
    Some(finding("vault/head", Severity::Medium, HEAD, why, remedy))
}

/// What the points say of one another and of the time.
fn order(points: &[Point], now: Timestamp) -> Vec<Finding> {
    let known: BTreeMap<Digest, u64> = points.iter().map(|p| (p.digest, p.number)).collect();
    let mut findings = Vec::new();
    let mut before: Option<&Point> = None;
    for point in points {
        let (file, name) = (file_of(point.number), name_of(point.number));
        let followed = point.previous.map(|digest| known.get(&digest));
        match (before, followed) {
            (Some(before), Some(Some(number))) if *number != before.number => {
                let message = format!(
                    "point {name} goes on from point {}, not from the one before it: that one was activated, or others were damaged then",
                    name_of(*number)
                );
                let remedy = "nothing, if that is so";
                findings.push(finding("vault/fork", Severity::Info, file.clone(), message, remedy));
            }
            // A neighbour that is missing or damaged is told already.
            (Some(before), Some(None)) if before.number + 1 == point.number => {
                let message = format!(
                    "point {name} does not follow point {} as it lies there",
                    name_of(before.number)
                );
                let remedy = "find out who replaced the point before it";
                findings.push(finding(
                    "vault/chain",
                    Severity::High,
                    file.clone(),
                    message,
                    remedy,
                ));
            }
            _ => {}
        }
        let early = before.is_some_and(|before| point.created < before.created);
        if early || point.created > now {
            let when = if early { "before the point before it" } else { "in the future" };
            let message = format!("point {name} says that it was taken {when}: {}", point.created);
            let remedy = "find out whose clock was wrong; the order is that of the numbers";
            findings.push(finding("vault/time", Severity::Medium, file, message, remedy));
        }
        before = Some(point);
    }
    findings
}
