//! `hygeia apply`

use super::place::{Actor, Shape, block_on};
use super::{output, plan};
use crate::failure::Failure;
use crate::platform::{self, Applying, Changed, Code, Texts};
use gate::{ChangeRefusal, Diff};
use serde::Serialize;

/// Show what the files in the workspace would change, and apply them.
///
/// What widens access takes two people: one applies, which keeps a proposal, and another approves.
/// So does the very first application.
///
/// Example: hygeia apply --as sam@example.org
///
/// Example: hygeia apply --as sam@example.org --plan --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// Only show what would change.
    #[arg(long)]
    plan: bool,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told<'a> {
    first: bool,
    #[serde(flatten)]
    diff: &'a Diff,
    handling: &'a [Changed],
    applied: bool,
    /// The id that somebody else has to approve.
    proposal: Option<String>,
}

/// Plans, and applies or proposes.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let (place, who) = (&args.actor.place, &args.actor.who);
        let code = Code::parse(Texts::read(&place.workspace)?)?;
        let store = place.store().await?;
        let applying = Applying::plan(&store, &code).await?;
        let (mut applied, mut asked) = (false, None);
        let done = if args.plan || applying.is_nothing(&code) {
            Ok(())
        } else {
            match applying.authorise(&code, who, None)? {
                Err(refusal @ ChangeRefusal::NeedsSecond { .. }) => {
                    let proposal = platform::proposal(&store, &code, who).await?;
                    let id = proposal.id.clone();
                    asked = Some(proposal.id);
                    Err(Failure::refused(format!("proposed, not applied yet: {refusal}"))
                        .hint(format!("hygeia approve {id} --as ANOTHER")))
                }
                _ => platform::apply(&store, &code, who, None).await.map(|_| applied = true),
            }
        };
        tell(args, &applying, &code, applied, asked)?;
        store.close().await;
        done
    })
}

fn tell(
    args: &Args,
    applying: &Applying,
    code: &Code,
    applied: bool,
    proposal: Option<String>,
) -> Result<(), Failure> {
    let first = applying.old.is_none();
    if args.format == Shape::Json {
        let (diff, handling) = (&applying.diff, applying.handling.as_slice());
        return output::json(&Told { first, diff, handling, applied, proposal });
    }
    if applying.is_nothing(code) {
        return output::print("nothing to apply: the files are those that were applied last");
    }
    let lines = plan::lines(&applying.diff, first, &applying.handling);
    match lines.is_empty() {
        true => output::print("access and handling stay as they are")?,
        false => output::print(&lines.join("\n"))?,
    }
    if applied { output::print("applied") } else { Ok(()) }
}
