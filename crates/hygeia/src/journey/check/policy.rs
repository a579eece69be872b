//! The gate that decides, held against the texts that two people agreed to.

use crate::failure::{At, Failure};
use crate::journey::walk::Proof;
use gate::{Directory, Letters, Raci, Scene};
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::{Asset, Class, Context, Decision, Device, Request, Severity, Timestamp, ZoneClass};
use workspace::access::healthy;
use workspace::{Applied, Caller, Texts, Workspace};

/// What was agreed to, read by the gate craft anew; and what is in force.
pub struct Policy {
    raci: Raci,
    people: Directory,
    applied: Arc<Applied>,
    at: Timestamp,
}

impl Policy {
    /// Of `texts`, and of what decides in `workspace` now.
    pub fn of(texts: &Texts, workspace: &Workspace) -> Result<Self, Failure> {
        Ok(Self {
            raci: Raci::from_csv(&texts.raci).internal("reading the RACI")?,
            people: Directory::from_toml(&texts.people).internal("reading who is who")?,
            applied: workspace.in_force()?,
            at: workspace.store.now(),
        })
    }

    /// Nothing in the RACI is unsound.
    pub fn sound(&self, assets: &BTreeMap<Asset, Class>, proof: &mut Proof) {
        let scene = Scene { assets: Some(assets), people: Some(&self.people) };
        let findings = gate::check(&self.raci, &scene);
        let grave = findings.iter().filter(|finding| finding.severity >= Severity::High);
        let grave: Vec<String> = grave.map(|finding| finding.message.clone()).collect();
        proof.fact("findings", findings.len());
        proof.check(grave.is_empty(), || grave.join("; "));
        proof.findings.extend(findings);
    }

    /// Asks the gate everything: it allows what the RACI says, and nothing else.
    pub fn compare(&self, proof: &mut Proof) {
        let gate = &self.applied.gate;
        let compared = gate::prove(&self.raci, &self.people, gate);
        let (beyond, missing) = (compared.beyond.len(), compared.missing.len());
        proof.fact("requests_asked", compared.asked);
        proof.fact("requests_allowed", compared.allowed);
        proof.fact("grants_in_the_raci", compared.expected);
        proof.fact("policy_digest", gate.policy().hex());
        proof.check(compared.holds(), || {
            format!("{beyond} grants beyond the RACI, {missing} missing")
        });
        proof.say(format!(
            "{} requests tried: {} allowed, {} said by the RACI, {beyond} beyond it",
            compared.asked, compared.allowed, compared.expected
        ));
    }

    /// Who is consulted before, and who is informed after.
    pub fn letters(&self, proof: &mut Proof) {
        let count =
            |of: fn(Letters) -> bool| self.raci.cells().filter(|cell| of(cell.letters)).count();
        let (before, after) = (count(|l| l.consulted), count(|l| l.informed));
        proof.fact("consulted_before", before);
        proof.fact("informed_after", after);
        proof.say(format!("{before} cells are consulted before, {after} are informed after"));
    }

    /// Whether the gate still allows what the RACI says, and nothing else.
    #[must_use]
    pub fn holds(&self) -> bool {
        gate::prove(&self.raci, &self.people, &self.applied.gate).holds()
    }

    /// A context of `caller` that no rule refuses.
    #[must_use]
    pub fn context(&self, caller: &Caller) -> Context {
        let posture = Some(healthy(self.at));
        let device =
            caller.device.clone().map(|id| Device { id, managed: true, posture, drill: false });
        let zone = self.applied.gate.rules().zones.keys().next().cloned();
        Context {
            device,
            zone: zone.map_or(ZoneClass::Unknown, ZoneClass::Known),
            at: self.at,
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Restricted,
            behind_live_model: false,
            singled_out_percent: 0,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: None,
        }
    }

    /// What the gate says to `request`.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        self.applied.gate.decide(request)
    }
}
