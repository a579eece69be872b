//! Rules that become laxer, one sentence each.
//!
//! They are compared as rules: a rule that no request of today meets counts all the same, or one
//! person could loosen it before two people grant what it guards.

use super::networks;
use crate::{Egress, Rules};
use std::collections::BTreeSet;
use terms::RoleId;

pub(super) fn laxer(old: &Rules, new: &Rules) -> Vec<String> {
    let Rules {
        device: _,
        zones: _,
        known_zone_from,
        zone_hop_secs,
        egress: _,
        retain_from,
        max_singled_out_percent,
    } = new;
    let mut lax = devices(old, new);
    if *known_zone_from > old.known_zone_from {
        let (is, was) = (known_zone_from, old.known_zone_from);
        lax.push(format!("a known zone is asked for from {is} on, not from {was}"));
    }
    if *zone_hop_secs < old.zone_hop_secs {
        let (is, was) = (zone_hop_secs, old.zone_hop_secs);
        lax.push(format!("a device may come from another zone after {is} s, not {was} s"));
    }
    let beyond = networks::beyond(old, new).into_iter();
    lax.extend(beyond.map(|(zone, block)| format!("{block} becomes part of zone {zone}")));
    lax.extend(budgets(old, new));
    if *retain_from > old.retain_from {
        let (is, was) = (retain_from, old.retain_from);
        lax.push(format!("data is retained from {is} on, not from {was}"));
    }
    if *max_singled_out_percent > old.max_singled_out_percent {
        let (is, was) = (max_singled_out_percent, old.max_singled_out_percent);
        lax.push(format!("views may single out {is} % of people, not {was} %"));
    }
    lax
}

fn devices(old: &Rules, new: &Rules) -> Vec<String> {
    let crate::DeviceRules {
        max_posture_age_secs,
        disk_encrypted,
        firewall_on,
        max_patch_age_days,
    } = new.device;
    let was = &old.device;
    let mut lax = Vec::new();
    if max_posture_age_secs > was.max_posture_age_secs {
        let (is, was) = (max_posture_age_secs, was.max_posture_age_secs);
        lax.push(format!("a device's posture counts for {is} s, not {was} s"));
    }
    if max_patch_age_days > was.max_patch_age_days {
        let (is, was) = (max_patch_age_days, was.max_patch_age_days);
        lax.push(format!("a device may be unpatched for {is} days, not {was}"));
    }
    if was.disk_encrypted && !disk_encrypted {
        lax.push("a device's disk need not be encrypted".to_owned());
    }
    if was.firewall_on && !firewall_on {
        lax.push("a device's firewall need not be on".to_owned());
    }
    lax
}

fn budgets(old: &Rules, new: &Rules) -> Vec<String> {
    let mut lax = Vec::new();
    let Egress { bytes_per_day, roles } = &new.egress;
    let (was, is) = (old.egress.bytes_per_day, *bytes_per_day);
    if is > was {
        lax.push(format!("a role may take out {is} bytes a day, not {was}"));
    }
    let named: BTreeSet<&RoleId> = old.egress.roles.keys().chain(roles.keys()).collect();
    for role in named {
        let (was, is) = (old.egress.budget([role]), new.egress.budget([role]));
        if is > was {
            lax.push(format!("{role} may take out {is} bytes a day, not {was}"));
        }
    }
    lax
}
