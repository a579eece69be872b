//! `hygeia dataset rules`

use super::super::place::{Actor, block_on, shown};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::config::datasets;
use workspace::records::DeliveryRule as Rule;
use workspace::{RulesRequest, RulesResponse};

/// Show the rules that deliveries of a dataset have to keep, and those that its live version keeps and nobody
/// accepted. To accept writes them into datasets/NAME.toml; `hygeia apply` puts them in force. A delivery that
/// breaks one is told so by `hygeia ingest`.
///
/// A rule has no value in it unless you write one: a set without values, and a range without ends, are those of
/// the version before. You can write them, and rules of your own, into the file.
///
/// Example: hygeia dataset rules loans --as olga@example.org
///
/// Example: hygeia dataset rules loans --accept unique:application_id --accept range:income --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    /// A rule that is suggested, as RULE:COLUMN; may be given again.
    #[arg(long, value_name = "RULE:COLUMN")]
    accept: Vec<String>,
    /// All that are suggested.
    #[arg(long)]
    accept_all: bool,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks, writes what is accepted, and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found: RulesResponse = block_on(async {
        let client = args.actor.client().await?;
        let request = RulesRequest { dataset: args.name.clone() };
        let found = client.get("/v1/datasets/rules", &request).await;
        client.close().await;
        found
    })?;
    let accepted = accepted(args, &found)?;
    if !accepted.is_empty() {
        let path = datasets::accept(args.actor.place.files(), &args.name, accepted)?;
        output::print(&format!(
            "{} says so now; it is in force once it is applied: hygeia apply{}{}",
            shown(&path),
            args.actor.place.flag(),
            args.actor.flag()
        ))?;
        return Ok(());
    }
    if args.format == Shape::Json {
        return output::json(&found);
    }
    let mut rows = vec![["rule", "column", "standing"].map(str::to_owned).to_vec()];
    let row = |rule: &Rule, standing: &str| {
        vec![rule.kind.to_string(), output::shown(&rule.column), standing.to_owned()]
    };
    rows.extend(found.rules.iter().map(|rule| row(rule, "in force")));
    rows.extend(found.suggested.iter().map(|rule| row(rule, "suggested")));
    output::print(&output::table(&rows))
}

fn accepted(args: &Args, found: &RulesResponse) -> Result<Vec<Rule>, Failure> {
    if args.accept_all {
        return Ok(found.suggested.clone());
    }
    let one = |wanted: &String| {
        let called = |rule: &&Rule| format!("{}:{}", rule.kind, rule.column) == *wanted;
        found.suggested.iter().find(called).cloned().ok_or_else(|| {
            Failure::usage(format!("{wanted:?} is not suggested"))
                .hint(format!("hygeia dataset rules {} lists what is", args.name))
        })
    };
    args.accept.iter().map(one).collect()
}
