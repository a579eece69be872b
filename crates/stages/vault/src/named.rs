//! The points that a workspace's ledger names, against those that are there.

use crate::points::name_of;
use crate::{Vault, VaultError, probes};
use ledger::{Event, Operation};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Area, Digest, Fact, Mission, Probed, State, Timestamp};

/// Points that are named in what a probe saw; the facts count all.
const LISTED: usize = 8;

/// A point as an entry of a workspace's ledger names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPoint {
    pub digest: Digest,
    pub number: Option<u64>,
    /// Id of the key of the vault that holds it; entries of before don't say.
    pub vault: Option<Digest>,
    pub at: Timestamp,
}

impl NamedPoint {
    /// The point that `event` says was taken or activated, if it is of that kind.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        let kinds = [Operation::RecoveryPointTaken, Operation::VaultActivated];
        if kinds.iter().all(|kind| kind.as_str() != event.api.operation) {
            return None;
        }
        let fact = |name: &str| event.unmapped.facts.get(name);
        let digest = |name: &str| fact(name).and_then(|value| value.as_str()?.parse().ok());
        Some(Self {
            digest: digest("point")?,
            number: fact("number").and_then(serde_json::Value::as_u64),
            vault: digest("vault"),
            at: event.at(),
        })
    }
}

impl Vault {
    /// Whether every point that the ledger names is there: an older vault that was put back lacks
    /// some. Points of other vaults are left out.
    #[must_use]
    pub fn against_ledger(&self, named: &[NamedPoint], now: Timestamp) -> Probed {
        let own = self.public().id();
        let ours = named.iter().filter(|point| point.vault.is_none_or(|vault| vault == own));
        let mut by_digest: BTreeMap<Digest, Option<u64>> = BTreeMap::new();
        for point in ours {
            let number = by_digest.entry(point.digest).or_default();
            *number = number.or(point.number);
        }
        let seen = self.points().map(|points| {
            let there: BTreeSet<Digest> = points.iter().map(|point| point.digest).collect();
            compare(&by_digest, &there)
        });
        let (state, saw, facts) = seen.unwrap_or_else(|error: VaultError| {
            let (state, saw) = probes::why(&error);
            (state, saw, Vec::new())
        });
        let remedy = "find out who put an older vault back or removed points; put the newer ones back from a copy, or pull again";
        Probed {
            id: "recovery/vault-ledger".to_owned(),
            area: Area::Recovery,
            missions: vec![Mission(9), Mission(21)],
            claim: "every point that the workspace's ledger names is in the vault".to_owned(),
            state,
            saw,
            facts,
            remedy: (state != State::Proven).then(|| remedy.to_owned()),
            at: now,
        }
    }
}

fn compare(
    named: &BTreeMap<Digest, Option<u64>>,
    there: &BTreeSet<Digest>,
) -> (State, String, Vec<Fact>) {
    let mut missing: Vec<_> = named.iter().filter(|(digest, _)| !there.contains(digest)).collect();
    missing.sort_by_key(|(_, number)| **number);
    let beyond = there.iter().filter(|digest| !named.contains_key(digest)).count();
    let facts = vec![
        Fact::new("points", there.len()),
        Fact::new("named", named.len()),
        Fact::new("missing", missing.len()),
        Fact::new("beyond", beyond),
    ];
    let more = match beyond {
        0 => String::new(),
        some => format!(
            "; {some} more are there: of a pull that was cut off, or of a ledger that went on elsewhere"
        ),
    };
    if named.is_empty() {
        let saw =
            format!("the ledger names no point of this vault, which holds {}{more}", there.len());
        return (State::Unknown, saw, facts);
    }
    if missing.is_empty() {
        let saw = format!("all {} points that the ledger names are there{more}", named.len());
        return (State::Proven, saw, facts);
    }
    let name = |(digest, number): &(&Digest, &Option<u64>)| {
        let short: String = digest.hex().chars().take(12).collect();
        number.map_or(format!("({short}…)"), |number| format!("{} ({short}…)", name_of(number)))
    };
    let mut names: Vec<String> = missing.iter().take(LISTED).map(name).collect();
    if missing.len() > LISTED {
        names.push(format!("{} more", missing.len() - LISTED));
    }
    let saw = format!(
        "{} of {} points that the ledger names are missing or damaged: {}; the vault is older than the ledger, or points were removed{more}",
        missing.len(),
        named.len(),
        names.join(", ")
    );
    (State::Failed, saw, facts)
}
