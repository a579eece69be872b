//! The proof where there are too many people to ask about each.
//!
//! Policies only permit, each to the members of one role, so what somebody is answered is what their
//! roles are answered, together. Of each action on each asset this asks: each role that the cells let
//! in, alone; and, at once, all others, by somebody who holds every one of them. Then it compares who
//! holds which role, and asks everything in the name of who is listed otherwise.

use super::{Asking, Proof, representative};
use crate::grant::{Plain, read_plainly};
use crate::{Directory, Grant, Pattern, Raci};
use std::collections::BTreeSet;
use terms::{Action, Asset, PrincipalId, RoleId};

/// What was asked and found so far.
#[derive(Default)]
struct Found {
    asked: usize,
    allowed: BTreeSet<Grant>,
    expected: BTreeSet<Grant>,
}

pub(super) fn by_role(asking: &Asking<'_>, raci: &Raci, directory: &Directory) -> Proof {
    let mut found = Found::default();
    let gates = asking.gate.directory();
    let held = directory.people().values().chain(gates.people().values()).flatten();
    let roles: BTreeSet<&RoleId> = raci.roles().iter().chain(held).collect();
    let plain = Plain::of(raci);
    // Any name will do, as who asks is a member of the roles that are asked about alone.
    let who = directory.people().keys().chain(gates.people().keys()).next();
    for target in who.iter().flat_map(|_| &asking.targets) {
        let (Some(who), Some(asset)) = (who, representative(target, &asking.targets)) else {
            continue;
        };
        for action in Action::ALL {
            let granted = plain.granted(*action, target);
            let others = roles.iter().filter(|role| !granted.contains_key(**role)).copied();
            let others: Vec<&RoleId> = others.collect();
            let mut question =
                Question { asking, who, action: *action, target, asset: &asset, found: &mut found };
            for (role, clear) in granted {
                question.expect(role, clear);
            }
            question.refused(&others);
        }
    }
    let listed = directory.people().keys().chain(gates.people().keys());
    let otherwise = listed.filter(|who| directory.people().get(who) != gates.people().get(who));
    let otherwise: BTreeSet<PrincipalId> = otherwise.cloned().collect();
    let (asked, allowed) = asking.each(&otherwise);
    found.asked += asked;
    found.allowed.extend(allowed);
    let people = directory.people().iter().filter(|(who, _)| otherwise.contains(who));
    let people =
        people.flat_map(|(who, roles)| roles.iter().map(|role| (who.clone(), role.clone())));
    found.expected.extend(read_plainly(raci, &Directory::of(people), &asking.targets));
    Proof { by_role: true, ..Proof::of(found.asked, &found.allowed, &found.expected) }
}

/// One action on one asset.
struct Question<'a, 'b> {
    asking: &'a Asking<'b>,
    who: &'a PrincipalId,
    action: Action,
    target: &'a Pattern,
    asset: &'a Asset,
    found: &'a mut Found,
}

impl Question<'_, '_> {
    /// A role that the cells let in, with clear values or without.
    fn expect(&mut self, role: &RoleId, clear: bool) {
        let grant = self.grant(role, clear);
        self.found.expected.insert(grant);
        if let Some(clear) = self.ask(&[role]) {
            let grant = self.grant(role, clear);
            self.found.allowed.insert(grant);
        }
    }

    /// Roles that the cells do not let in: who holds all of them is refused. If not, says by which.
    fn refused(&mut self, others: &[&RoleId]) {
        let Some(clear) = self.ask(others) else { return };
        let mut beyond = Vec::new();
        for role in others {
            beyond.extend(self.ask(&[role]).map(|clear| self.grant(role, clear)));
        }
        if beyond.is_empty() {
            let (principal, asset) = (self.who.clone(), self.target.clone());
            beyond.push(Grant { principal, action: self.action, asset, clear });
        }
        self.found.allowed.extend(beyond);
    }

    /// What somebody is answered who holds `roles`.
    fn ask(&mut self, roles: &[&RoleId]) -> Option<bool> {
        self.found.asked += 1;
        let members = roles.iter().map(|role| (self.who.clone(), (*role).clone()));
        self.asking.ask(&Directory::of(members), self.who, self.action, self.asset)
    }

    /// The grant of whoever holds `role`.
    fn grant(&self, role: &RoleId, clear: bool) -> Grant {
        let named = PrincipalId::new(&format!("role/{role}"));
        let principal = named.unwrap_or_else(|_| self.who.clone());
        Grant { principal, action: self.action, asset: self.target.clone(), clear }
    }
}
