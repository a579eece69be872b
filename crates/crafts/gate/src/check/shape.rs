//! Rows, columns and assets: exactly one A, at least one R, nothing orphaned.

use crate::meaning::{has_meaning, kinds_of};
use crate::{Letters, Pattern, Raci, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terms::{Action, Asset, AssetKind, Class, Finding, Location, RoleId, Severity};

pub(super) fn check(raci: &Raci) -> Vec<Finding> {
    let mut findings: Vec<Finding> = raci.rows().iter().flat_map(row).collect();
    findings.extend(split(raci));
    let lettered: BTreeSet<&RoleId> = raci.rows().iter().flat_map(|row| row.cells.keys()).collect();
    for role in raci.roles() {
        if !lettered.contains(role) {
            findings.push(Finding::new(
                "raci/idle-role",
                Severity::Low,
                Location { subject: role.to_string(), ..Location::default() },
                format!("role {role} has no letter in any activity"),
                "give it its letters, or remove the column",
            ));
        }
    }
    findings
}

/// Exactly one A, and at least one R, of whatever `label` names.
pub(crate) fn letters(label: &str, cells: &[(&str, Letters)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |rule, column: Option<&str>, message, remedy: &str| {
        let location = Location { column: column.map(str::to_owned), ..Location::of(label) };
        findings.push(Finding::new(rule, Severity::High, location, message, remedy));
    };
    let with = |wanted: fn(&Letters) -> bool| {
        cells.iter().filter(move |(_, letters)| wanted(letters)).map(|(role, _)| *role)
    };
    let accountable: Vec<&str> = with(|letters| letters.accountable).collect();
    if accountable.len() != 1 {
        let message = match accountable.is_empty() {
            true => format!("nobody is accountable for {label}"),
            false => format!("{} are accountable for {label} at once", accountable.join(" and ")),
        };
        let second = accountable.get(1).copied();
        find("raci/one-accountable", second, message, "give exactly one role the A");
    }
    if with(|letters| letters.responsible).next().is_none() {
        let message = format!("nobody is responsible for {label}");
        find("raci/responsible", None, message, "give at least one role the R");
    }
    findings
}

fn row(row: &Row) -> Vec<Finding> {
    let cells: Vec<(&str, Letters)> =
        row.cells.iter().map(|(role, l)| (role.as_str(), *l)).collect();
    let mut findings = letters(&row.label(), &cells);
    let mut find = |rule, severity, message, remedy: String| {
        findings.push(Finding::new(rule, severity, Location::of(row.label()), message, remedy));
    };
    if !has_meaning(row.action, row.asset.kind()) {
        let kind = row.asset.kind().name();
        let message = format!("{} has no meaning on a {kind}", row.action);
        let kinds: Vec<&str> = kinds_of(row.action).iter().map(|kind| kind.name()).collect();
        let remedy = format!("{} belongs to a {}", row.action, kinds.join(" or a "));
        find("raci/orphan-activity", Severity::High, message, remedy);
    }
    if matches!(row.asset, Pattern::Every(_)) && row.cells.values().any(|letters| letters.grants())
    {
        let message = format!("{} also reaches assets that don't exist yet", row.label());
        find("raci/wildcard", Severity::Low, message, "name the assets that are meant".into());
    }
    findings
}

/// Two rows that make different roles accountable for the same action on the same asset.
fn split(raci: &Raci) -> Vec<Finding> {
    let mut by_action: BTreeMap<Action, Vec<&Row>> = BTreeMap::new();
    for row in raci.rows() {
        by_action.entry(row.action).or_default().push(row);
    }
    let mut findings = Vec::new();
    for rows in by_action.values() {
        for (at, later) in meeting(rows) {
            let Some(one) = rows.get(at) else { continue };
            let a = one.roles_where(|l| l.accountable);
            for other in later.into_iter().filter_map(|at| rows.get(at)) {
                if a != other.roles_where(|l| l.accountable) {
                    findings.push(divided(one, other));
                }
            }
        }
    }
    findings
}

/// For each of `rows`, by number, the later ones that speak of an asset that it speaks of too.
fn meeting(rows: &[&Row]) -> Vec<(usize, Vec<usize>)> {
    let mut named: HashMap<&Pattern, Vec<usize>> = HashMap::new();
    let mut kinds: HashMap<AssetKind, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        named.entry(&row.asset).or_default().push(at);
        kinds.entry(row.asset.kind()).or_default().push(at);
    }
    let of = |at: usize, row: &Row| {
        let kind = row.asset.kind();
        let mut met: Vec<usize> = match &row.asset {
            Pattern::Every(_) => kinds.get(&kind).into_iter().flatten().copied().collect(),
            asset @ Pattern::Named(_) => {
                let wide = named.get(&Pattern::Every(kind)).into_iter().flatten();
                named.get(asset).into_iter().flatten().chain(wide).copied().collect()
            }
        };
        met.retain(|other| *other > at);
        met.sort_unstable();
        (at, met)
    };
    rows.iter().enumerate().map(|(at, row)| of(at, row)).collect()
}

fn divided(one: &Row, other: &Row) -> Finding {
    let (first, second) = (one.label(), other.label());
    Finding::new(
        "raci/split-accountability",
        Severity::Medium,
        Location::of(first.clone()),
        format!(
            "{first} and {second} both grant {}, each with another accountable role",
            one.action
        ),
        "make one role accountable in both, or narrow one to other assets",
    )
}

pub(super) fn against(raci: &Raci, assets: &BTreeMap<Asset, Class>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (asset, class) in assets {
        let mut rows = raci.rows().iter().filter(|row| row.asset.matches(asset));
        if !rows.any(|row| row.cells.values().any(|letters| letters.accountable)) {
            findings.push(Finding::new(
                "raci/asset-without-owner",
                Severity::High,
                Location::of(asset.to_string()),
                format!("nobody is accountable for anything on {asset} ({class})"),
                format!("add rows for {asset}, each with exactly one A"),
            ));
        }
    }
    for row in raci.rows() {
        if !assets.keys().any(|asset| row.asset.matches(asset)) {
            findings.push(Finding::new(
                "raci/absent-asset",
                Severity::Low,
                Location::of(row.label()),
                format!("there is no {} yet", row.asset),
                "remove the row if none is planned",
            ));
        }
    }
    findings
}
