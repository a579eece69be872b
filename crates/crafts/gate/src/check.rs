//! What is unsound in a RACI, before anything is compiled from it.

mod critical;
mod duties;
mod people;
mod shape;

use crate::{Directory, Raci};
use std::collections::BTreeMap;
use terms::{Asset, Class, Finding};

/// What the RACI is checked against. What is `None` is not known, and its rules don't run: say so
/// to people, for an empty list of findings then proves less.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scene<'a> {
    /// What there is, with its class.
    pub assets: Option<&'a BTreeMap<Asset, Class>>,
    /// Who holds which role.
    pub people: Option<&'a Directory>,
}

/// Checks `raci`, gravest findings first. Rules, all prefixed `raci/`:
///
/// | rule | severity | finds |
/// |---|---|---|
/// | `one-accountable` | high | an activity without exactly one A |
/// | `responsible` | high | an activity without an R |
/// | `orphan-activity` | high | an action that has no meaning on its asset |
/// | `split-accountability` | medium | two rows with different A for one action on one asset |
/// | `separation-of-duties` | critical, high | two duties of one role, or of one person |
/// | `promotion-without-approval` | high | a model that can be promoted, and nobody to agree |
/// | `change-access`, `audit` | high | no row says who changes access, who reads the ledger |
/// | `consulted`, `informed` | medium | a critical activity of which nobody is heard or told |
/// | `orphan-role`, `unknown-role` | medium, high | a role without person, a person's role that isn't here |
/// | `sole-holder` | medium | a recovery duty that hangs on one person |
/// | `look-alike` | high | two people whose names differ in upper and lower case alone |
/// | `asset-without-owner` | high | an asset that no row makes anybody accountable for |
/// | `absent-asset`, `idle-role`, `wildcard` | low | a row, a column, a reach without need |
#[must_use]
pub fn check(raci: &Raci, scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(shape::check(raci));
    findings.extend(duties::within_roles(raci));
    findings.extend(critical::check(raci));
    if let Some(people) = scene.people {
        findings.extend(duties::within_people(raci, people));
        findings.extend(people::check(raci, people));
    }
    if let Some(assets) = scene.assets {
        findings.extend(shape::against(raci, assets));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
