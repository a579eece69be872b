//! Every request that tells two standings apart, put to both gates: the judge of the difference.

use crate::kit::request;
use crate::worlds::{ADDRESSES, Read};
use gate::{Gate, Letters};
use std::collections::BTreeSet;
use terms::{
    Action, Asset, AssetKind, Class, Decision, Obligation, PrincipalId, Request, RoleId, View,
};

/// A request that the new gate answers more laxly, and how.
pub fn laxer(old: &Read, new: &Read) -> Option<String> {
    let (was, is) = (Asked { read: old, gate: old.gate() }, Asked { read: new, gate: new.gate() });
    let people: BTreeSet<_> =
        old.people.people().keys().chain(new.people.people().keys()).cloned().collect();
    for (action, asset) in targets(old, new) {
        if let Some(found) = fewer_agree(&was, &is, &people, action, &asset) {
            return Some(found);
        }
        for who in &people {
            let base = request(who.as_str(), action, &asset.to_string());
            if is.gate.decide(&base).denial == Some(terms::Denial::NotGranted) {
                continue;
            }
            for (request, address) in variants(&base, &was, &is) {
                let (before, after) = (was.ask(&request, address), is.ask(&request, address));
                if let Some(how) = how_laxer(&was, &before, &is, &after) {
                    return Some(format!("{who} {action} {asset} from {address}: {how}"));
                }
            }
        }
    }
    None
}

struct Asked<'a> {
    read: &'a Read,
    gate: Gate,
}

impl Asked<'_> {
    /// The network follows from the address, as the enforcement point does it.
    fn ask(&self, request: &Request, address: &str) -> Decision {
        let mut request = request.clone();
        request.context.zone = self.gate.rules().zone(address.parse().unwrap());
        self.gate.decide(&request)
    }

    fn known(&self, address: &str) -> bool {
        self.gate.rules().zone(address.parse().unwrap()) != terms::ZoneClass::Unknown
    }

    /// Roles of `wanted` that somebody else than `who` holds.
    fn others(&self, wanted: Vec<RoleId>, who: &PrincipalId) -> BTreeSet<RoleId> {
        let others = |role: &RoleId| self.read.people.holders(role).any(|holder| holder != who);
        wanted.into_iter().filter(others).collect()
    }

    /// Whether somebody is accountable for one of the rows that allow.
    fn answered(&self, decision: &Decision) -> bool {
        let rows = self.read.raci.rows().iter().filter(|row| row.action == decision.request.action);
        let mut allowing = rows.filter(|row| {
            decision.cells.iter().any(|cell| {
                row.activity == cell.activity
                    && row.asset.matches(&cell.asset)
                    && row.cells.get(&cell.role).copied().is_some_and(Letters::grants)
            })
        });
        allowing.any(|row| {
            let roles = row.roles_where(|letters| letters.accountable);
            roles.iter().any(|role| self.read.people.holders(role).next().is_some())
        })
    }

    fn agrees(&self, who: &PrincipalId, action: Action, asset: &Asset) -> bool {
        let rows = self.read.raci.rows().iter();
        let mut rows = rows.filter(|row| row.action == action && row.asset.matches(asset));
        let wanted = |letters: &Letters| match action {
            Action::ChangeAccess => letters.accountable,
            _ => letters.grants(),
        };
        rows.any(|row| {
            self.read.people.roles_of(who).any(|role| row.cells.get(role).is_some_and(wanted))
        })
    }
}

/// Every action that a row names, on every asset that is named and on one that is not.
fn targets(old: &Read, new: &Read) -> BTreeSet<(Action, Asset)> {
    let rows = old.raci.rows().iter().chain(new.raci.rows());
    rows.flat_map(|row| {
        let kind: AssetKind = row.asset.kind();
        ["a", "b", "c"].map(|name| (row.action, Asset::new(kind, name).unwrap()))
    })
    .collect()
}

/// `base` from everywhere, at every class; over every device; and of every size.
fn variants<'a>(base: &Request, was: &Asked<'_>, is: &Asked<'_>) -> Vec<(Request, &'a str)> {
    let (mut all, mut best) = (Vec::new(), ADDRESSES[0]);
    let mut vary = |address, change: &dyn Fn(&mut Request)| {
        let mut request = base.clone();
        request.context.device.as_mut().unwrap().posture.as_mut().unwrap().patch_age_days = 0;
        change(&mut request);
        all.push((request, address));
    };
    for address in ADDRESSES {
        if is.known(address) && (was.known(address) || !was.known(best)) {
            best = address;
        }
        for class in Class::ALL {
            vary(address, &|r| r.context.class = class);
        }
    }
    // What nothing retains, from where both are likely to answer.
    let mut vary = |change: &dyn Fn(&mut Request)| {
        vary(best, &|request| {
            request.context.class = Class::Public;
            change(request);
        });
    };
    for age in [0, 60, 3_600, 86_400] {
        vary(&|r| {
            let posture = r.context.device.as_mut().unwrap().posture.as_mut().unwrap();
            posture.reported_at = r.context.at.plus_seconds(-age);
        });
    }
    for (disk, firewall, days) in
        [(false, true, 0), (true, false, 0), (true, true, 10), (true, true, 30)]
    {
        vary(&|r| {
            let posture = r.context.device.as_mut().unwrap().posture.as_mut().unwrap();
            posture.disk_encrypted = disk;
            posture.firewall_on = firewall;
            posture.patch_age_days = days;
        });
    }
    for bytes in [5, 50, 500, 10_000_000] {
        vary(&|r| r.context.egress_bytes = bytes);
        vary(&|r| r.context.egress_used = bytes - 1);
    }
    all
}

fn how_laxer(
    was: &Asked<'_>,
    before: &Decision,
    is: &Asked<'_>,
    after: &Decision,
) -> Option<String> {
    if !after.allowed() {
        return None;
    }
    if !before.allowed() {
        return Some(format!("allowed, was {:?}", before.denial));
    }
    if after.view() == View::Clear && before.view() != View::Clear {
        return Some("a clearer view".to_owned());
    }
    if limit(after) > limit(before) {
        return Some("a larger budget".to_owned());
    }
    let who = &after.request.principal;
    let heard = was.others(consulted(before), who);
    if !heard.is_subset(&is.others(consulted(after), who)) {
        return Some(format!("{heard:?} are not all heard"));
    }
    let told = was.others(informed(before), who);
    if !told.is_subset(&is.others(informed(after), who)) {
        return Some(format!("{told:?} are not all told"));
    }
    if was.answered(before) && !is.answered(after) {
        return Some("nobody accountable".to_owned());
    }
    let accountable = |decision: &Decision| decision.cells.iter().any(|c| c.letters.contains('A'));
    let right = matches!(after.request.action, Action::ChangeAccess | Action::Approve);
    (right && accountable(after) && !accountable(before)).then(|| "the right to agree".to_owned())
}

fn limit(decision: &Decision) -> u64 {
    let limits = decision.obligations.iter().filter_map(|o| match o {
        Obligation::EgressLimit(bytes) => Some(*bytes),
        _ => None,
    });
    limits.sum()
}

fn consulted(decision: &Decision) -> Vec<RoleId> {
    decision
        .obligations
        .iter()
        .find_map(|o| match o {
            Obligation::Consult(roles) => Some(roles.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

fn informed(decision: &Decision) -> Vec<RoleId> {
    decision
        .obligations
        .iter()
        .find_map(|o| match o {
            Obligation::Inform(roles) => Some(roles.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

/// Somebody who could agree no longer can, and somebody else still does.
fn fewer_agree(
    was: &Asked<'_>,
    is: &Asked<'_>,
    people: &BTreeSet<PrincipalId>,
    action: Action,
    asset: &Asset,
) -> Option<String> {
    if !matches!(action, Action::ChangeAccess | Action::Approve) {
        return None;
    }
    let agree = |asked: &Asked<'_>| {
        people
            .iter()
            .filter(|who| asked.agrees(who, action, asset))
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let (before, after) = (agree(was), agree(is));
    (!after.is_empty() && !before.is_subset(&after))
        .then(|| format!("of {before:?} only {after:?} can agree to {action} on {asset}"))
}
