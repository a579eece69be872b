//! `hygeia apply`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::cli::plan;
use crate::failure::Failure;
use workspace::records::Diff;
use workspace::{ApplyRequest, ApplyResponse, Changed, Texts};

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

/// Plans, and applies or proposes.
pub fn run(args: &Args) -> Result<(), Failure> {
    let place = &args.actor.place;
    let request = ApplyRequest { texts: Texts::read(place.files())?, plan: args.plan };
    let done: ApplyResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post("/v1/apply", &request).await;
        client.close().await;
        done
    })?;
    tell(args, &done)?;
    match (&done.proposal, &done.waits) {
        (Some(id), why) => {
            let why = why.as_deref().unwrap_or("it takes two people");
            Err(Failure::refused(format!("proposed, not applied yet: {why}"))
                .hint(format!("hygeia approve {id}{} --as ANOTHER", place.flag())))
        }
        (None, _) => Ok(()),
    }
}

fn tell(args: &Args, done: &ApplyResponse) -> Result<(), Failure> {
    if args.format == Shape::Json {
        return output::json(done);
    }
    if done.nothing {
        return output::print("nothing to apply: the files are those that were applied last");
    }
    let mut lines = changes(&done.diff, done.first, &done.handling);
    lines.extend(done.affected.iter().map(|version| {
        let (dataset, flag) = (&version.dataset, args.actor.place.flag());
        let why = version.why.join("; ");
        let name = dataset.name();
        format!(
            "→ {dataset} version {}: {why}: hygeia ingest --again {name}{flag} --as NAME",
            version.number
        )
    }));
    match lines.is_empty() {
        true => output::print("access and handling stay as they are")?,
        false => output::print(&lines.join("\n"))?,
    }
    if done.applied { output::print("applied") } else { Ok(()) }
}

/// What would change, a line for each thing: of access first.
pub(super) fn changes(diff: &Diff, first: bool, handling: &[Changed]) -> Vec<String> {
    let mut lines = plan::lines(diff, first);
    lines.extend(handling.iter().map(|changed| match changed.laxer {
        true => format!("{} laxer: {}", output::paint("33", "+"), changed.what),
        false => format!("{} not laxer: {}", output::paint("32", "-"), changed.what),
    }));
    lines
}
