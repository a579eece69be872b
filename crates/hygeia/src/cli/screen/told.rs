//! What screening found, for programs and for people.

use super::super::output;
use learn::{
    Features, FlippedRow, Judge, Knowledge, LabelNoise, Leak, Pooled, RareClass, Removal, Score,
    Screening, Spelling, Suspects, TriggerRows,
};
use serde::Serialize;
use terms::Finding;

/// What is told; the keys are a contract.
#[derive(Serialize)]
pub struct Screened<'a> {
    rows: usize,
    screened: usize,
    excluded: u64,
    unlabelled: u64,
    features: Vec<&'a str>,
    left_out: Vec<Left<'a>>,
    flips: &'a [FlippedRow],
    triggers: &'a [TriggerRows],
    pooled: &'a [Pooled],
    label_notes: &'a [String],
    conclusive: bool,
    judge: Judge,
    losses: &'a [(Judge, f64)],
    knowledge: Knowledge,
    noise: LabelNoise,
    removal: &'a [Removal],
    rare_classes: &'a [RareClass],
    duplicates: &'a [u64],
    conflicts: &'a [u64],
    near_duplicates: &'a [u64],
    leaks: &'a [Leak],
    spellings: &'a [Spelling],
    not_looked_for: &'a [String],
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Option::is_none")]
    against_truth: Option<Scores>,
}

#[derive(Serialize)]
struct Left<'a> {
    column: &'a str,
    why: &'a str,
}

/// What was found of what was planted.
#[derive(Serialize)]
pub struct Scores {
    pub flips: Score,
    pub triggers: Score,
}

/// For programs.
pub fn document<'a>(
    rows: usize,
    features: &'a Features,
    screening: &'a Screening,
    findings: &'a [Finding],
    against_truth: Option<Scores>,
) -> Screened<'a> {
    let numeric = features.table.numeric().iter().map(|column| column.name.as_str());
    let categorical = features.table.categorical().iter().map(|column| column.name.as_str());
    let left = features.left_out.iter().map(|left| Left { column: &left.column, why: &left.why });
    Screened {
        rows,
        screened: screening.screened,
        excluded: features.excluded,
        unlabelled: features.unlabelled,
        features: numeric.chain(categorical).collect(),
        left_out: left.collect(),
        flips: &screening.flips,
        triggers: &screening.triggers,
        pooled: &features.pooled,
        label_notes: &features.label_notes,
        conclusive: screening.conclusive,
        judge: screening.judge,
        losses: &screening.losses,
        knowledge: screening.knowledge,
        noise: screening.noise,
        removal: &screening.removal,
        rare_classes: &screening.rare_classes,
        duplicates: &screening.duplicates,
        conflicts: &screening.conflicts,
        near_duplicates: &screening.near_duplicates,
        leaks: &screening.leaks,
        spellings: &screening.spellings,
        not_looked_for: &screening.not_looked_for,
        findings,
        against_truth,
    }
}

/// For people, below the findings.
pub fn lines(
    features: &Features,
    screening: &Screening,
    findings: &[Finding],
    scores: Option<&Scores>,
) -> Vec<String> {
    let mut lines = rows(screening);
    if let Some(scores) = scores {
        let share = |share: Option<f64>| share.map_or("none".to_owned(), |s| format!("{s:.3}"));
        for (name, score) in [("flipped labels", scores.flips), ("trigger rows", scores.triggers)] {
            lines.push(format!(
                "{name} against the truth: {} of {} found, precision {}, recall {}",
                score.right,
                score.planted,
                share(score.precision),
                share(score.recall)
            ));
        }
    }
    lines.extend(beside(features, screening));
    let (screened, found) = (screening.screened, findings.len());
    lines.push(format!("{screened} rows screened, {found} findings"));
    lines
}

fn rows(screening: &Screening) -> Vec<String> {
    let mut lines = Vec::new();
    let (flips, triggers) = (screening.rows(Suspects::Flips), screening.rows(Suspects::Triggers));
    let all = [
        ("flipped labels", flips.as_slice()),
        ("trigger rows", triggers.as_slice()),
        ("conflicting rows", screening.conflicts.as_slice()),
        ("repeated rows", screening.duplicates.as_slice()),
        ("nearly repeated rows", screening.near_duplicates.as_slice()),
    ];
    for (name, rows) in all.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        lines.push(format!("{name}: {}", output::rows(rows)));
    }
    for class in screening.removal.iter().filter(|class| class.suspected > 0) {
        let (name, suspected, rows) = (&class.class, class.suspected, class.rows);
        lines.push(format!("of class {name:?}: {suspected} of {rows} rows are suspected"));
    }
    lines
}

/// How it was judged, and what was not looked at.
fn beside(features: &Features, screening: &Screening) -> Vec<String> {
    let mut lines = Vec::new();
    let (rate, percent) = (screening.noise.rate, |share: f64| format!("{:.1}", 100.0 * share));
    let judge = match screening.judge {
        Judge::Networks => "networks",
        Judge::Trees => "boosted trees",
        Judge::NetworksAndTrees => "networks and boosted trees",
        Judge::Given => "the given probabilities",
    };
    lines.push(format!(
        "judged by {judge}: loss {:.3}, by chance {:.3}; wrong labels by estimate: {} % ({} to {} %)",
        screening.knowledge.loss,
        screening.knowledge.chance_loss,
        percent(rate.rate),
        percent(rate.low),
        percent(rate.high)
    ));
    lines.extend(features.label_notes.iter().cloned());
    for left in &features.left_out {
        lines.push(format!("not looked at: {} ({})", left.column, left.why));
    }
    for pooled in &features.pooled {
        let Pooled { column, values, rows } = pooled;
        lines.push(format!("not told apart: {values} rare values of {column}, in {rows} rows"));
    }
    let rest = features.excluded + features.unlabelled;
    if rest > 0 {
        let (excluded, unlabelled) = (features.excluded, features.unlabelled);
        lines.push(format!(
            "not looked at: {excluded} rows in disorder, {unlabelled} without a label"
        ));
    }
    lines.push(format!("not looked for: {}", screening.not_looked_for.join("; ")));
    lines
}
