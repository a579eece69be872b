//! The proof that the gate does what the RACI says: every request is put to it, and the answers are
//! compared with a plain reading of the cells.

mod by_role;

use crate::grant::{read_plainly, targets};
use crate::{Directory, Gate, Grant, Pattern, Raci};
use by_role::by_role;
use serde::Serialize;
use std::collections::BTreeSet;
use terms::{
    Action, Asset, Class, Context, Device, DeviceId, Posture, PrincipalId, Request, Timestamp,
    View, ZoneClass,
};

/// Requests that are put to the gate one by one; of more, roles are asked instead of people.
const EACH: usize = 200_000;

/// What the gate allows, compared with what the cells say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Requests put to the gate: everybody, and a stranger, for every action on every asset that
    /// is named, and on one of each kind that is not; or as many as it takes by role.
    pub asked: usize,
    /// Whether roles were asked instead of people, as there are many: then requests and grants are
    /// those of roles.
    pub by_role: bool,
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
/// of `raci` and `directory` that shares no code with the compiler. Where that would be more than
/// 200,000 requests, each role is asked instead of each person.
#[must_use]
pub fn prove(raci: &Raci, directory: &Directory, gate: &Gate) -> Proof {
    let listed = directory.people().keys().chain(gate.directory().people().keys());
    let mut people: BTreeSet<PrincipalId> = listed.cloned().collect();
    let author = unused_principal("author", &people);
    people.extend(unused_principal("stranger", &people));
    let asking =
        Asking { gate, targets: targets(raci.named_assets()), context: clean(gate, author) };
    if people.len() * asking.targets.len() * Action::ALL.len() > EACH {
        return by_role(&asking, raci, directory);
    }
    let expected = read_plainly(raci, directory, &asking.targets);
    let (asked, allowed) = asking.each(&people);
    Proof::of(asked, &allowed, &expected)
}

/// A gate, and what it is asked about.
struct Asking<'a> {
    gate: &'a Gate,
    targets: BTreeSet<Pattern>,
    context: Context,
}

impl Asking<'_> {
    /// Puts every request of `people` to the gate; gives how many, and what was allowed.
    fn each(&self, people: &BTreeSet<PrincipalId>) -> (usize, BTreeSet<Grant>) {
        let (mut asked, mut allowed) = (0, BTreeSet::new());
        for target in &self.targets {
            let Some(asset) = representative(target, &self.targets) else { continue };
            for principal in people {
                for action in Action::ALL {
                    asked += 1;
                    let clear = self.ask(self.gate.directory(), principal, *action, &asset);
                    allowed.extend(clear.map(|clear| {
                        let (principal, action) = (principal.clone(), *action);
                        Grant { principal, action, asset: target.clone(), clear }
                    }));
                }
            }
        }
        (asked, allowed)
    }

    /// Whether clear values are shown to `principal`; `None` if the gate refuses.
    fn ask(
        &self,
        people: &Directory,
        principal: &PrincipalId,
        action: Action,
        asset: &Asset,
    ) -> Option<bool> {
        let (principal, asset) = (principal.clone(), asset.clone());
        let context = self.context.clone();
        let request = Request { principal, action, asset, detail: None, context };
        let decision = self.gate.decide_among(people, &request);
        decision.allowed().then(|| decision.view() == View::Clear)
    }
}

impl Proof {
    fn of(asked: usize, allowed: &BTreeSet<Grant>, expected: &BTreeSet<Grant>) -> Self {
        Self {
            asked,
            by_role: false,
            allowed: allowed.len(),
            expected: expected.len(),
            beyond: allowed.difference(expected).cloned().collect(),
            missing: expected.difference(allowed).cloned().collect(),
        }
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
        singled_out_percent: 0,
        lock: None,
        overdue: Vec::new(),
        break_glass: None,
        step_up: None,
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
