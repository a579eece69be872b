//! What is validated beside the cells: devices, zones, egress budgets and retention.

use crate::Cidr;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use terms::{Class, RoleId, ZoneClass, ZoneId};

/// What is validated of every request beside its RACI cell (NIST SP 800-207, tenets 4 to 6).
/// Read from `hygeia.toml`; every part has a default, and no default trusts anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    pub device: DeviceRules,
    /// Networks by name. By default just this host, as `local`.
    pub zones: BTreeMap<ZoneId, Vec<Cidr>>,
    /// From this class on, a request has to come from a known zone. By default `public`: always.
    pub known_zone_from: Class,
    /// Seconds that have to pass between two zones that a device comes from: sooner, it takes a fresh
    /// sign-in. 0 asks for none.
    pub zone_hop_secs: u32,
    pub egress: Egress,
    /// From this class on, only a row that names the asset (not `KIND/*`) lets it be deleted.
    pub retain_from: Class,
    /// The share of the people of a dataset, in percent, that may be told from all others by what a reader
    /// sees who is not accountable for it. By default 100: nobody is refused for it.
    pub max_singled_out_percent: u8,
}

/// What a device has to show. That it is managed is not negotiable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeviceRules {
    /// Seconds for which a posture report counts.
    pub max_posture_age_secs: u32,
    pub disk_encrypted: bool,
    pub firewall_on: bool,
    /// Days since the last security update.
    pub max_patch_age_days: u32,
}

/// How many bytes a principal may take out in the running window (a day).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Egress {
    /// For roles that are not listed.
    pub bytes_per_day: u64,
    pub roles: BTreeMap<RoleId, u64>,
}

impl Rules {
    /// The zone that `address` lies in: the one with the most specific block, and by name
    /// where two are alike.
    #[must_use]
    pub fn zone(&self, address: IpAddr) -> ZoneClass {
        let mut best: Option<(u8, &ZoneId)> = None;
        for (zone, blocks) in &self.zones {
            let matched = blocks.iter().filter(|block| block.contains(address));
            let Some(prefix) = matched.map(Cidr::prefix).max() else { continue };
            if best.is_none_or(|(longest, _)| prefix > longest) {
                best = Some((prefix, zone));
            }
        }
        best.map_or(ZoneClass::Unknown, |(_, zone)| ZoneClass::Known(zone.clone()))
    }
}

impl Egress {
    /// The budget of somebody who is granted something as `roles`: the largest of theirs.
    pub fn budget<'a>(&self, roles: impl IntoIterator<Item = &'a RoleId>) -> u64 {
        let of = |role| self.roles.get(role).copied().unwrap_or(self.bytes_per_day);
        roles.into_iter().map(of).max().unwrap_or(0)
    }
}

impl Default for Rules {
    fn default() -> Self {
        let local = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let blocks = local.into_iter().filter_map(|a| Cidr::parse(&a.to_string()).ok()).collect();
        Self {
            device: DeviceRules::default(),
            zones: ZoneId::new("local")
                .into_iter()
                .map(|zone| (zone, Vec::clone(&blocks)))
                .collect(),
            known_zone_from: Class::Public,
            zone_hop_secs: 60,
            egress: Egress::default(),
            retain_from: Class::Confidential,
            max_singled_out_percent: 100,
        }
    }
}

impl Default for DeviceRules {
    /// A report of the last 24 hours, encrypted disk, firewall on, patched within 30 days.
    fn default() -> Self {
        Self {
            max_posture_age_secs: 86_400,
            disk_encrypted: true,
            firewall_on: true,
            max_patch_age_days: 30,
        }
    }
}

impl Default for Egress {
    /// 10 MB a day: a report leaves, a table of people does not.
    fn default() -> Self {
        Self { bytes_per_day: 10_000_000, roles: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_zone_wins() {
        let rules: Rules = toml::from_str(
            "[zones]\noffice = ['10.0.0.0/8', '2001:db8::/32']\nlab = ['10.9.0.0/16']\n",
        )
        .unwrap();
        for (address, zone) in
            [("10.1.1.1", Some("office")), ("10.9.1.1", Some("lab")), ("127.0.0.1", None)]
        {
            let expected =
                zone.map_or(ZoneClass::Unknown, |z| ZoneClass::Known(z.parse().unwrap()));
            assert_eq!(rules.zone(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn of_zones_that_are_alike_the_first_by_name_wins() {
        let rules: Rules =
            toml::from_str("[zones]\nlab = ['10.0.0.0/8']\nannex = ['10.0.0.0/8']\n").unwrap();
        let zone = rules.zone("10.1.1.1".parse().unwrap());
        assert_eq!(zone, ZoneClass::Known("annex".parse().unwrap()));
    }

    #[test]
    fn only_this_host_is_known_by_default() {
        let rules = Rules::default();
        let local = ZoneClass::Known("local".parse().unwrap());
        assert_eq!(rules.zone("127.0.0.1".parse().unwrap()), local);
        assert_eq!(rules.zone("::1".parse().unwrap()), local);
        assert_eq!(rules.zone("10.0.0.1".parse().unwrap()), ZoneClass::Unknown);
    }

    #[test]
    fn a_typo_in_the_rules_is_an_error() {
        assert!(toml::from_str::<Rules>("[device]\nfirewal_on = false\n").is_err());
        assert!(toml::from_str::<Rules>("[zones]\noffice = ['10.0.0.1/8']\n").is_err());
    }

    #[test]
    fn the_rules_read_back_what_they_write() {
        let text = toml::to_string(&Rules::default()).unwrap();
        assert_eq!(toml::from_str::<Rules>(&text).unwrap(), Rules::default());
    }
}
