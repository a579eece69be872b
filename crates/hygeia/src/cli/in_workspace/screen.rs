//! `hygeia screen --dataset`

use super::place::{Actor, block_on};
use crate::cli::output::{self, FailOn, Format};
use crate::cli::sarif;
use crate::failure::{Ending, Failure};
use workspace::{ScreenRequest, ScreenResponse};

/// Which dataset is screened, and how.
pub struct What {
    pub dataset: String,
    /// The column that is predicted.
    pub label: String,
    pub seed: u64,
}

/// Screens a dataset where it lies, in the name of somebody whose cell allows it, and tells.
///
/// # Errors
/// If the workspace refuses, there is too little to judge by, or there are findings at `fail_on`.
pub fn run(actor: &Actor, what: What, format: Format, fail_on: FailOn) -> Result<(), Failure> {
    let What { dataset, label, seed } = what;
    let request = ScreenRequest { dataset, label, seed };
    let screened: ScreenResponse = block_on(async {
        let client = actor.client().await?;
        let screened = client.post("/v1/screen", &request).await;
        client.close().await;
        screened
    })?;
    match format {
        Format::Json => output::json(&screened)?,
        Format::Sarif => output::json(&sarif::document("screen", &screened.findings))?,
        Format::Table => {
            output::findings(&screened.findings)?;
            for (name, rows) in
                [("flipped labels", &screened.flips), ("trigger rows", &screened.triggers)]
            {
                if !rows.is_empty() {
                    output::print(&format!("{name}: {}", output::rows(rows)))?;
                }
            }
            for left in &screened.left_out {
                output::print(&format!("not looked at: {} ({})", left.column, left.why))?;
            }
            output::print(&format!("not looked for: {}", screened.not_looked_for.join("; ")))?;
            let (rows, found) = (screened.screened, screened.findings.len());
            output::print(&format!("{rows} rows screened, {found} findings"))?;
        }
    }
    match fail_on.judge(&screened.findings) {
        Err(Ending::Refused) => Err(Failure::refused("there are findings at or above --fail-on")
            .hint("look at the rows with their owner; --fail-on never only reports")),
        _ if !screened.conclusive => Err(Failure::inconclusive(
            "judges know no more than chance of the label: nothing can be said of single labels",
        )
        .hint("see that the label belongs to these rows, or give columns that have to do with it")),
        _ => Ok(()),
    }
}
