//! `hygeia answer`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{AnswerRequest, AnswerResponse};

/// Say what you think of what you are consulted on (the RACI's C).
///
/// To advise against something stops nothing: your word is on record, and `hygeia feed` shows it to whoever
/// asked. Who says nothing until the deadline is on record as silent.
///
/// Example: hygeia answer consult-1f3a9c52e07b --as sam@example.org
///
/// Example: hygeia answer consult-1f3a9c52e07b --against --why "the partner's contract ended" --as sam@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A consultation or a notice, as `hygeia feed` names it.
    id: String,
    #[command(flatten)]
    actor: Actor,
    /// Advise against it.
    #[arg(long)]
    against: bool,
    /// Why; it goes into the ledger.
    #[arg(long, default_value = "", value_name = "TEXT")]
    why: String,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Answers and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request =
        AnswerRequest { id: args.id.clone(), against: args.against, why: args.why.clone() };
    let answered: AnswerResponse = block_on(async {
        let client = args.actor.client().await?;
        let answered = client.post("/v1/consultations/answer", &request).await;
        client.close().await;
        answered
    })?;
    if args.format == Shape::Json {
        return output::json(&answered);
    }
    let AnswerResponse { id, asked_by, action, asset, .. } = &answered;
    let next = match answered.silent.as_slice() {
        _ if answered.heard => format!("nobody is waited for: {asked_by} may go on"),
        silent => {
            let names: Vec<String> = silent.iter().map(ToString::to_string).collect();
            format!("it waits for {} too", names.join(", "))
        }
    };
    let word = if args.against { "against it" } else { "nothing against it" };
    output::print(&format!("{id}: {action} on {asset} by {asked_by}: {word}; {next}"))
}
