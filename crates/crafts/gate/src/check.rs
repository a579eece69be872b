//! What is unsound in a RACI, before anything is compiled from it.

mod critical;
mod deputies;
mod duties;
mod everybody;
mod holders;
mod people;
mod persons;
mod placed;
mod shape;
mod steps;

pub(crate) use shape::letters;

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
/// | `change-access`, `audit` | medium | no row says who changes access, who reads the ledger |
/// | `consulted`, `informed` | medium | a critical activity of which nobody is heard or told |
/// | `orphan-role`, `unknown-role` | medium, high | a role without person, a person's role that isn't here |
/// | `sole-holder` | medium | a recovery duty that hangs on one person |
/// | `look-alike` | high | two people whose names differ in case or in scripts that look alike |
/// | `accountable-nobody`, `accountable-left` | high | an A behind which nobody stands, or who left |
/// | `accountable-service`, `service-agrees` | high | an A of services alone, a service that agrees |
/// | `responsible-nobody` | medium | an R behind which nobody stands |
/// | `one-person-both` | high | R and A of a critical activity in one person through two roles |
/// | `nobody-else-agrees` | high | who asks is the only one who could agree |
/// | `sole-approver` | medium | a person who alone can agree |
/// | `approver-reports` | medium | who agrees reports to who asks |
/// | `heard-and-granted` | medium | a C or I that another row lets do it |
/// | `step-without-row` | medium | a step in an asset's life that no row speaks of |
/// | `everybody-responsible`, `everybody-told` | medium, low | more than three quarters of all roles |
/// | `deputy`, `deputy-duties` | medium | a deputy who can't, or must not, stand in |
/// | `no-deputy`, `overload`, `idle-person` | low | somebody alone, with too much, with nothing |
/// | `own-counsel`, `step-twice` | low | a letter, a row that says nothing beside another |
/// | `asset-without-owner` | high | an asset that no row makes anybody accountable for |
/// | `absent-asset`, `idle-role`, `wildcard` | low | a row, a column, a reach without need |
#[must_use]
pub fn check(raci: &Raci, scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(shape::check(raci));
    findings.extend(duties::within_roles(raci));
    findings.extend(critical::check(raci));
    findings.extend(everybody::check(raci));
    findings.extend(steps::check(raci));
    if let Some(people) = scene.people {
        findings.extend(duties::within_people(raci, people));
        findings.extend(people::check(raci, people));
        findings.extend(holders::check(raci, people));
        findings.extend(persons::check(raci, people));
        findings.extend(deputies::check(raci, people));
    }
    if let Some(assets) = scene.assets {
        findings.extend(shape::against(raci, assets));
    }
    placed::place(raci, &mut findings);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
