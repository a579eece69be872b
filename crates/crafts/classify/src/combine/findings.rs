//! What combinations have to tell.

use terms::{Class, Combination, Finding, Linkage, Location, Severity};

/// Findings of the combinations of the table called `subject`: each set that singles people out, and whether
/// what others are shown still does.
#[must_use]
pub fn combination_findings(subject: &str, combinations: &[Combination]) -> Vec<Finding> {
    let singling = combinations.iter().filter(|combination| combination.identifying);
    let mut findings: Vec<Finding> =
        singling.map(|combination| clear(subject, combination)).collect();
    let mut shown = combinations.iter().filter_map(|combination| {
        let shown = combination.shown.as_ref()?;
        super::is_identifying(shown.unique, combination.people).then_some((combination, shown))
    });
    // All columns together, or else the first set that does.
    findings
        .extend(shown.next_back().map(|(combination, shown)| still(subject, combination, shown)));
    findings
}

/// A finding for each combination that singles people out and has at least `class`.
#[must_use]
pub fn combinations_reaching(
    subject: &str,
    class: Class,
    combinations: &[Combination],
) -> Vec<Finding> {
    let reaching = |combination: &&Combination| {
        combination.identifying && combination.minimal && combination.class >= class
    };
    let finding = |combination: &Combination| Finding {
        rule: "classify/combined-class".to_owned(),
        ..clear(subject, combination)
    };
    combinations.iter().filter(reaching).map(finding).collect()
}

fn clear(subject: &str, combination: &Combination) -> Finding {
    let severity = match combination.class {
        Class::Restricted => Severity::High,
        _ => Severity::Medium,
    };
    let message = format!(
        "{} {} {}, so together they are {}",
        names(combination),
        if combination.columns.len() == 1 { "alone singles out" } else { "together single out" },
        counted(combination, &combination.clear),
        combination.class
    );
    let remedy = "handle them as one: make one of them coarser, drop it, or show them to who is cleared alone";
    Finding::new("classify/combination", severity, Location::of(subject), message, remedy)
}

fn still(subject: &str, combination: &Combination, shown: &Linkage) -> Finding {
    let message = format!(
        "as others are shown them, {} still single out {}",
        names(combination),
        counted(combination, shown)
    );
    let remedy = "let the handling hide more of one of them, or grant no view of the table to who is not cleared";
    Finding::new(
        "classify/combination-shown",
        Severity::High,
        Location::of(subject),
        message,
        remedy,
    )
}

fn names(combination: &Combination) -> String {
    combination.columns.join(" + ")
}

fn counted(combination: &Combination, linkage: &Linkage) -> String {
    let about = if linkage.exact { "" } else { "about " };
    let Linkage { unique, k, .. } = linkage;
    format!("{about}{unique} of {} people (k = {k})", combination.people)
}
