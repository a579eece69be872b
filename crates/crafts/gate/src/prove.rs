//! The proof that the gate does what the RACI says: every request is put to it, and the answers are
//! compared with a plain reading of the cells.

use crate::grant::{read_plainly, targets};
use crate::{Directory, Gate, Grant, Pattern, Raci};
use serde::Serialize;
use std::collections::BTreeSet;
use terms::{
    Action, Asset, Class, Context, Device, DeviceId, Posture, PrincipalId, Request, Timestamp,
    View, ZoneClass,
};

/// What the gate allows, compared with what the cells say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Requests put to the gate: everybody, and a stranger, for every action on every asset that
    /// is named, and on one of each kind that is not.
    pub asked: usize,
    /// How many of them the gate allowed.
    pub allowed: usize,
    /// How many the cells grant.
    pub expected: usize,
    /// Allowed though no cell grants it.
    pub beyond: Vec<Grant>,
    /// Refused though a cell grants it.
    pub missing: Vec<Grant>,
}

impl Proof {
    /// The gate allows what the RACI says, and nothing else.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.beyond.is_empty() && self.missing.is_empty()
    }
}

/// Asks `gate` everything, in a context that no rule refuses, and compares with a plain reading
/// of `raci` and `directory` that shares no code with the compiler.
#[must_use]
pub fn prove(raci: &Raci, directory: &Directory, gate: &Gate) -> Proof {
    let targets = targets(raci.named_assets());
    let expected = read_plainly(raci, directory, &targets);
    let listed = directory.people().keys().chain(gate.directory().people().keys());
    let mut people: BTreeSet<PrincipalId> = listed.cloned().collect();
    let author = unused_principal("author", &people);
    people.extend(unused_principal("stranger", &people));
    let context = clean(gate, author);
    let mut allowed = BTreeSet::new();
    let mut asked = 0;
    for target in &targets {
        let Some(asset) = representative(target, &targets) else { continue };
        for principal in &people {
            for action in Action::ALL {
                asked += 1;
                let decision = gate.decide(&Request {
                    principal: principal.clone(),
                    action: *action,
                    asset: asset.clone(),
                    detail: None,
                    context: context.clone(),
                });
                if decision.allowed() {
                    let clear = decision.view() == View::Clear;
                    let (principal, action) = (principal.clone(), *action);
                    allowed.insert(Grant { principal, action, asset: target.clone(), clear });
                }
            }
        }
    }
    Proof {
        asked,
        allowed: allowed.len(),
        expected: expected.len(),
        beyond: allowed.difference(&expected).cloned().collect(),
        missing: expected.difference(&allowed).cloned().collect(),
    }
}

/// A context that passes every check of the gate's rules.
fn clean(gate: &Gate, author: Option<PrincipalId>) -> Context {
    let at = Timestamp::from_unix(0);
    let posture =
        Posture { disk_encrypted: true, firewall_on: true, patch_age_days: 0, reported_at: at };
    let device = DeviceId::new("prover").ok();
    let zone = gate.rules().zones.keys().next().cloned();
    Context {
        device: device.map(|id| Device { id, managed: true, posture: Some(posture), drill: false }),
        zone: zone.map_or(ZoneClass::Unknown, ZoneClass::Known),
        at,
        egress_bytes: 0,
        egress_used: 0,
        class: Class::Public,
        behind_live_model: false,
        author,
    }
}

/// The asset to ask about: the one that is named, or one that nobody names.
fn representative(target: &Pattern, targets: &BTreeSet<Pattern>) -> Option<Asset> {
    match target {
        Pattern::Named(asset) => Some(asset.clone()),
        Pattern::Every(kind) => (0..=targets.len())
            .filter_map(|n| Asset::new(*kind, &format!("unnamed-{n}")).ok())
            .find(|asset| !targets.contains(&Pattern::Named(asset.clone()))),
    }
}

/// A principal that is in no list.
fn unused_principal(word: &str, people: &BTreeSet<PrincipalId>) -> Option<PrincipalId> {
    (0..=people.len())
        .filter_map(|n| PrincipalId::new(&format!("{word}-{n}@nowhere")).ok())
        .find(|principal| !people.contains(principal))
}
