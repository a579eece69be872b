//! What a change makes laxer without giving anybody a cell: rules, and roles that are no longer
//! heard or told.

use crate::{Raci, Rules, Standing};
use std::collections::BTreeSet;
use terms::RoleId;

/// What becomes laxer though nobody gains a cell: rules for devices, networks, budgets and
/// retention, and roles that are no longer heard or told. One sentence each.
#[must_use]
pub fn loosened(old: Standing<'_>, new: Standing<'_>) -> Vec<String> {
    let mut lax = unheard(old.raci, new.raci);
    lax.extend(devices(old.rules, new.rules));
    lax.extend(networks(old.rules, new.rules));
    lax.extend(budgets(old.rules, new.rules));
    if new.rules.retain_from > old.rules.retain_from {
        let (was, is) = (old.rules.retain_from, new.rules.retain_from);
        lax.push(format!("data is retained from {is} on, not from {was}"));
    }
    lax
}

/// Roles that lose a C or an I in a row that stays.
fn unheard(old: &Raci, new: &Raci) -> Vec<String> {
    let mut lax = Vec::new();
    for was in old.rows() {
        let same = |row: &&crate::Row| row.activity == was.activity && row.asset == was.asset;
        let Some(is) = new.rows().iter().find(same) else { continue };
        for (role, letters) in &was.cells {
            let now = is.cells.get(role).copied().unwrap_or_default();
            if letters.consulted && !now.consulted {
                lax.push(format!("{} no longer consults {role}", was.label()));
            }
            if letters.informed && !now.informed {
                lax.push(format!("{} no longer informs {role}", was.label()));
            }
        }
    }
    lax
}

fn devices(old: &Rules, new: &Rules) -> Vec<String> {
    let (was, is) = (&old.device, &new.device);
    let mut lax = Vec::new();
    if is.max_posture_age_secs > was.max_posture_age_secs {
        let (is, was) = (is.max_posture_age_secs, was.max_posture_age_secs);
        lax.push(format!("a device's posture counts for {is} s, not {was} s"));
    }
    if is.max_patch_age_days > was.max_patch_age_days {
        let (is, was) = (is.max_patch_age_days, was.max_patch_age_days);
        lax.push(format!("a device may be unpatched for {is} days, not {was}"));
    }
    if was.disk_encrypted && !is.disk_encrypted {
        lax.push("a device's disk need not be encrypted".to_owned());
    }
    if was.firewall_on && !is.firewall_on {
        lax.push("a device's firewall need not be on".to_owned());
    }
    lax
}

fn networks(old: &Rules, new: &Rules) -> Vec<String> {
    let mut lax = Vec::new();
    if new.known_zone_from > old.known_zone_from {
        let (is, was) = (new.known_zone_from, old.known_zone_from);
        lax.push(format!("a known zone is asked for from {is} on, not from {was}"));
    }
    for (zone, blocks) in &new.zones {
        let known = old.zones.get(zone);
        for block in blocks.iter().filter(|block| !known.is_some_and(|all| all.contains(block))) {
            lax.push(format!("{block} becomes part of zone {zone}"));
        }
    }
    lax
}

fn budgets(old: &Rules, new: &Rules) -> Vec<String> {
    let mut lax = Vec::new();
    let (was, is) = (old.egress.bytes_per_day, new.egress.bytes_per_day);
    if is > was {
        lax.push(format!("a role may take out {is} bytes a day, not {was}"));
    }
    let roles: BTreeSet<&RoleId> = old.egress.roles.keys().chain(new.egress.roles.keys()).collect();
    for role in roles {
        let (was, is) = (old.egress.budget([role]), new.egress.budget([role]));
        if is > was {
            lax.push(format!("{role} may take out {is} bytes a day, not {was}"));
        }
    }
    lax
}
