//! What devices, networks and readers have to keep to.

use super::baseline::{
    CONSULTED_HOURS, EGRESS_BYTES, HOP_SECONDS, PATCH_DAYS, POSTURE_SECONDS, PUBLIC_V4_PREFIX,
    PUBLIC_V6_PREFIX,
};
use super::{Line, Rule};
use crate::config::Config;
use gate::Cidr;
use std::net::IpAddr;
use terms::{Action, Area, Class, Period};

pub(super) const ALL: [Rule; 5] = [
    Rule {
        line: Line {
            id: "zero-trust/device-rules",
            area: Area::ZeroTrust,
            missions: &[20],
            claim: "a device has to be encrypted, behind a firewall, patched, and heard of lately",
            remedy: "set [access.device] in hygeia.toml to what it was, and apply it",
        },
        settings: |_| 4,
        laxer: devices,
    },
    Rule {
        line: Line {
            id: "zero-trust/zones",
            area: Area::ZeroTrust,
            missions: &[20],
            claim: "a known zone is a network that somebody answers for, and is asked for",
            remedy: "name the networks that are yours in [access.zones], and apply it",
        },
        settings: |config| config.access.zones.values().map(Vec::len).sum::<usize>() + 2,
        laxer: zones,
    },
    Rule {
        line: Line {
            id: "least-privilege/egress-budgets",
            area: Area::LeastPrivilege,
            missions: &[15],
            claim: "nobody may take out more in a day than a report",
            remedy: "lower [access.egress] in hygeia.toml, and apply it",
        },
        settings: |config| config.access.egress.roles.len() + 1,
        laxer: egress,
    },
    Rule {
        line: Line {
            id: "least-privilege/retention",
            area: Area::LeastPrivilege,
            missions: &[7, 15],
            claim: "what is confidential is deleted by a row that names it, and by no other",
            remedy: "set retain_from = \"confidential\" under [access], and apply it",
        },
        settings: |_| 1,
        laxer: retention,
    },
    Rule {
        line: Line {
            id: "least-privilege/consulted-first",
            area: Area::LeastPrivilege,
            missions: &[6],
            claim: "what leaves and what is deleted waits for who is consulted on it",
            remedy: "name export and delete under [consult] in hygeia.toml, and apply it",
        },
        settings: |_| WAITS.len(),
        laxer: unheard,
    },
];

/// What can't be taken back.
const WAITS: [Action; 2] = [Action::Export, Action::Delete];

fn devices(config: &Config) -> Vec<String> {
    let rules = &config.access.device;
    let mut laxer = Vec::new();
    if !rules.disk_encrypted {
        laxer.push("a device's disk need not be encrypted".to_owned());
    }
    if !rules.firewall_on {
        laxer.push("a device's firewall need not be on".to_owned());
    }
    if rules.max_patch_age_days > PATCH_DAYS {
        let days = rules.max_patch_age_days;
        laxer.push(format!("a device may be unpatched for {days} days, {PATCH_DAYS} are the most"));
    }
    if rules.max_posture_age_secs > POSTURE_SECONDS {
        let (is, most) = (rules.max_posture_age_secs, POSTURE_SECONDS);
        laxer.push(format!("a device's report counts for {is} s, {most} s are the most"));
    }
    laxer
}

fn zones(config: &Config) -> Vec<String> {
    let rules = &config.access;
    let blocks = rules.zones.iter().flat_map(|(zone, all)| all.iter().map(move |b| (zone, b)));
    let wide = blocks.filter(|(_, block)| is_wide(block));
    let mut laxer: Vec<String> = wide
        .map(|(zone, block)| format!("zone {zone} holds {block}: networks of anybody"))
        .collect();
    if rules.known_zone_from > Class::Confidential {
        let from = rules.known_zone_from;
        laxer.push(format!("a known zone is asked for from {from} data on alone"));
    }
    if rules.zone_hop_secs < HOP_SECONDS {
        let (is, least) = (rules.zone_hop_secs, HOP_SECONDS);
        laxer.push(format!("a device may come from another zone after {is} s, {least} s at least"));
    }
    laxer
}

/// Whether a block reaches beyond private networks (RFC 1918, RFC 6598, RFC 4193, loopback, link
/// local) farther than one organisation does.
fn is_wide(block: &Cidr) -> bool {
    let private = PRIVATE.iter().filter_map(|text| Cidr::parse(text).ok());
    let within = |outer: Cidr| outer.prefix() <= block.prefix() && outer.contains(block.network());
    let shortest = match block.network() {
        IpAddr::V4(_) => PUBLIC_V4_PREFIX,
        IpAddr::V6(_) => PUBLIC_V6_PREFIX,
    };
    block.prefix() < shortest && !private.into_iter().any(within)
}

const PRIVATE: [&str; 9] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

fn egress(config: &Config) -> Vec<String> {
    let budgets = &config.access.egress;
    let all = ("any other role".to_owned(), budgets.bytes_per_day);
    let roles = budgets.roles.iter().map(|(role, bytes)| (role.to_string(), *bytes));
    let over = roles.chain([all]).filter(|(_, bytes)| *bytes > EGRESS_BYTES);
    over.map(|(role, bytes)| {
        format!("{role} may take out {bytes} bytes a day, {EGRESS_BYTES} are the most")
    })
    .collect()
}

fn retention(config: &Config) -> Vec<String> {
    let from = config.access.retain_from;
    let lax = from > Class::Confidential;
    lax.then(|| format!("data is retained from {from} on alone")).into_iter().collect()
}

fn unheard(config: &Config) -> Vec<String> {
    let late = WAITS.into_iter().filter_map(|action| match config.consult.deadline(action) {
        None => Some(format!("{action} does not wait")),
        Some(deadline) if deadline < Period::hours(CONSULTED_HOURS) => {
            Some(format!("{action} waits {deadline} alone, {CONSULTED_HOURS}h are the least"))
        }
        Some(_) => None,
    });
    late.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_of_everybody_is_wide_however_it_is_cut() {
        let wide = |text: &str| is_wide(&Cidr::parse(text).unwrap());
        for text in ["0.0.0.0/0", "128.0.0.0/1", "8.0.0.0/6", "10.0.0.0/7", "::/0", "2000::/3"] {
            assert!(wide(text), "{text}");
        }
        for text in ["127.0.0.1", "10.0.0.0/8", "192.168.0.0/16", "203.0.113.0/24", "fd00::/8"] {
            assert!(!wide(text), "{text}");
        }
    }
}
