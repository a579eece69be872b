//! `hygeia screen --dataset`

use super::place::{Actor, block_on};
use crate::cli::output;
use crate::cli::report::Outcome;
use crate::failure::Failure;
use workspace::{ScreenRequest, ScreenResponse};

/// Judges who know nothing have not found a label right.
pub const UNJUDGED: &str =
    "judges know no more than chance of the label: nothing can be said of single labels";

/// Which dataset is screened, and how.
pub struct What {
    pub dataset: String,
    /// The column that is predicted.
    pub label: String,
    pub seed: u64,
    /// Whether suspects come under quarantine.
    pub quarantine: bool,
}

/// Screens a dataset where it lies, in the name of somebody whose cell allows it.
///
/// # Errors
/// If the workspace refuses, or there is too little to judge by.
pub fn outcome(actor: &Actor, what: What) -> Result<Outcome, Failure> {
    let What { dataset, label, seed, quarantine } = what;
    let request = ScreenRequest { dataset: dataset.clone(), label, seed, quarantine };
    let screened: ScreenResponse = block_on(async {
        let client = actor.client().await?;
        let screened = client.post("/v1/screen", &request).await;
        client.close().await;
        screened
    })?;
    let mut lines = Vec::new();
    for (name, rows) in [("flipped labels", &screened.flips), ("trigger rows", &screened.triggers)]
    {
        if !rows.is_empty() {
            lines.push(format!("{name}: {}", output::rows(rows)));
        }
    }
    if !screened.quarantined.is_empty() {
        let rows = output::rows(&screened.quarantined);
        lines.push(format!("under quarantine, so that nothing is learned from them: {rows}"));
    }
    for left in &screened.left_out {
        lines.push(format!("not looked at: {} ({})", left.column, left.why));
    }
    lines.push(format!("not looked for: {}", screened.not_looked_for.join("; ")));
    let (rows, found) = (screened.screened, screened.findings.len());
    lines.push(format!("{rows} rows screened, {found} findings"));
    let unknown = (!screened.conclusive).then(|| format!("{dataset}: {UNJUDGED}"));
    let outcome = Outcome::new(dataset, &screened, screened.findings.clone())?;
    Ok(outcome.with_unknown(unknown.into_iter().collect()).with_summary(lines))
}
