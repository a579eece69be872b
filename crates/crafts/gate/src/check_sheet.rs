//! What is unsound, and what has to be asked, in a RACI that was read from a sheet.

use crate::Letters;
use crate::check::{Scene, check, letters};
use crate::sheet::{CellPlace, SheetActivity, SheetRaci, SheetReading};
use std::collections::HashSet;
use terms::{Action, Finding, Location, Severity};

/// Rules that speak of what a sheet does not have: it may be one of several, and not all of the team's.
const MISSING: &[&str] = &[
    "raci/change-access",
    "raci/audit",
    "raci/promotion-without-approval",
    "raci/step-without-row",
    "raci/unknown-role",
    "raci/orphan-role",
    "raci/accountable-nobody",
    "raci/responsible-nobody",
    "raci/asset-without-owner",
];

/// Rules that hold rows against one another by their assets.
const BY_ASSET: &[&str] = &[
    "raci/separation-of-duties",
    "raci/split-accountability",
    "raci/heard-and-granted",
    "raci/nobody-else-agrees",
];

/// Checks what a sheet says, beside [`check()`] for what is in every RACI. What has to be asked, what is missing,
/// and what only follows from something that has to be asked, is at most medium:
///
/// | rule | severity | finds |
/// |---|---|---|
/// | `to-ask` | medium | a cell whose letters are not sure: they grant nothing |
/// | `unknown-action` | medium | an activity that no word says the action of |
/// | `no-asset` | low | an activity of which nothing says to what it is done |
/// | `usual-action` | info | an action that is usual for an activity's words |
#[must_use]
pub fn check_sheet(reading: &SheetReading, made: &SheetRaci, scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = check(&made.raci, scene);
    let (mut open, mut unnamed) = (HashSet::new(), HashSet::new());
    for (row, origin) in made.raci.rows().iter().zip(&made.rows) {
        if origin.open > 0 {
            open.insert(row.label());
        }
        if origin.no_asset {
            unnamed.insert(row.label());
        }
    }
    // That a row without an asset reaches all of a kind is no word of the sheet.
    let stands_in = |finding: &Finding| {
        let about_assets = ["raci/wildcard", "raci/absent-asset"].contains(&finding.rule.as_str());
        about_assets && unnamed.contains(&finding.location.subject)
    };
    findings.retain(|finding| !stands_in(finding));
    for finding in &mut findings {
        let by_asset = BY_ASSET.contains(&finding.rule.as_str());
        let asked = open.contains(&finding.location.subject)
            || (by_asset && unnamed.contains(&finding.location.subject));
        if asked || MISSING.contains(&finding.rule.as_str()) {
            finding.severity = finding.severity.min(Severity::Medium);
        }
    }
    for (activity, either) in &made.unknown {
        findings.push(unknown(activity, *either));
        findings.extend(lettered(activity));
    }
    for (row, origin) in made.raci.rows().iter().zip(&made.rows) {
        let label = row.label();
        if origin.no_asset {
            findings.push(no_asset(&origin.activity, &label, &origin.place));
        }
        if origin.usual_action {
            let message = format!("{:?} is taken for the action {}", origin.activity, row.action);
            let remedy = answer("actions", &origin.activity, &format!("\"{}\"", row.action));
            findings.push(at(
                &label,
                &origin.place,
                "raci/usual-action",
                Severity::Info,
                message,
                remedy,
            ));
        }
    }
    findings.extend(reading.activities.iter().flat_map(to_ask));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

fn at(
    subject: &str,
    place: &CellPlace,
    rule: &str,
    severity: Severity,
    message: String,
    remedy: String,
) -> Finding {
    let (line, cell) = (Some(place.line), Some(place.cell()));
    let location = Location { line, cell, ..Location::of(subject) };
    Finding::new(rule, severity, location, message, remedy)
}

fn answer(table: &str, words: &str, value: &str) -> String {
    format!("write under [{table}] of raci.map.toml: {words:?} = {value}")
}

fn to_ask(activity: &SheetActivity) -> Vec<Finding> {
    let ask = |open: &crate::sheet::OpenLetter| {
        let message = format!(
            "{:?} for {} in {:?} is not sure: it grants nothing",
            open.text, open.role, activity.activity
        );
        let remedy = format!(
            "write R, A, C or I there, or answer it in raci.map.toml: under [letters] {:?} = \"R\", or for this cell \
             alone under [cells.{:?}] {:?} = \"R\"; \"\" for nothing",
            open.text, activity.activity, open.role
        );
        let mut finding =
            at(&activity.activity, &open.place, "raci/to-ask", Severity::Medium, message, remedy);
        finding.location.column = Some(open.role.clone());
        finding
    };
    activity.to_ask.iter().map(ask).collect()
}

fn unknown(activity: &SheetActivity, either: Option<(Action, Action)>) -> Finding {
    let words = &activity.activity;
    let (message, value) = match either {
        Some((one, other)) => (
            format!("{words:?} may be the action {one} or {other}"),
            format!("\"{one}\", or \"{other}\""),
        ),
        None => {
            let known: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
            (
                format!("nothing says which action {words:?} is"),
                format!("one of {}, or \"-\" if it is no access", known.join(", ")),
            )
        }
    };
    at(
        words,
        &activity.place,
        "raci/unknown-action",
        Severity::Medium,
        message,
        answer("actions", words, &value),
    )
}

fn no_asset(words: &str, label: &str, place: &CellPlace) -> Finding {
    let message = format!("nothing says to which asset {words:?} is done");
    at(
        label,
        place,
        "raci/no-asset",
        Severity::Low,
        message,
        answer("assets", words, "[\"KIND/NAME\"]"),
    )
}

/// What holds of an activity's letters, whatever its action is.
fn lettered(activity: &SheetActivity) -> Vec<Finding> {
    let cells: Vec<(&str, Letters)> =
        activity.letters.iter().map(|(role, letters)| (role.as_str(), *letters)).collect();
    let mut findings = letters(&activity.activity, &cells);
    for finding in &mut findings {
        (finding.location.line, finding.location.cell) =
            (Some(activity.place.line), Some(activity.place.cell()));
        if !activity.to_ask.is_empty() {
            finding.severity = Severity::Medium;
        }
    }
    findings
}
