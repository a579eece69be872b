//! `hygeia review`

mod done;
mod history;
mod list;

use super::place::Actor;
use crate::failure::Failure;
use clap::ValueEnum;
use terms::{ActivityId, Asset, PrincipalId, RoleId};

/// Show when whose access has to be looked at again, and record that it was.
///
/// How often follows from the class of the data, and of what a model that was trained on them puts out;
/// the rule that set it is shown. Overdue access is told, then only reads, then is locked (`[reviews]` in
/// hygeia.toml says when). Exit 1 if a review is overdue. Each holder can be reviewed by itself: to remove
/// somebody's access makes a proposal, to which somebody else agrees. Nobody reviews their own.
///
/// Example: hygeia review --as anna@example.org
///
/// Example: hygeia review --done query --asset dataset/loans --as olga@example.org
///
/// Example: hygeia review --done query --asset dataset/loans --holder dana@example.org --remove --why "left the team" --as olga@example.org
///
/// Example: hygeia review --history --format csv --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// This activity's cells were looked at; without a holder, they stay.
    #[arg(long, requires = "asset", value_name = "ACTIVITY")]
    done: Option<ActivityId>,
    /// On which asset, as KIND/NAME.
    #[arg(long, requires = "done", value_parser = Asset::parse)]
    asset: Option<Asset>,
    /// Whose access, alone.
    #[arg(long, requires = "done", requires = "verdict", requires = "why", value_name = "PERSON")]
    holder: Option<PrincipalId>,
    #[command(flatten)]
    verdict: Verdict,
    /// The reason; it stands in the ledger.
    #[arg(long, requires = "done", value_name = "REASON")]
    why: Option<String>,
    /// What came of every review, oldest first.
    #[arg(long, conflicts_with = "done")]
    history: bool,
    /// How many days of it.
    #[arg(long, requires = "history", value_name = "N")]
    days: Option<u16>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is to become of the holder's access.
#[derive(Debug, clap::Args)]
#[group(id = "verdict", multiple = false)]
struct Verdict {
    /// It stays.
    #[arg(long, requires = "done")]
    keep: bool,
    /// The role that gives it is to be taken from them: proposed.
    #[arg(long, requires = "holder")]
    remove: bool,
    /// This role is to take its place: proposed.
    #[arg(long, requires = "holder", value_name = "ROLE")]
    change: Option<RoleId>,
}

/// `--format` of reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
    /// For an auditor: RFC 4180, one line for each holder, or for each review that was done.
    Csv,
}

/// Lists, records, or tells what was recorded.
pub fn run(args: &Args) -> Result<(), Failure> {
    match (&args.done, &args.asset) {
        (Some(activity), Some(asset)) => done::run(args, activity, asset),
        _ if args.history => history::run(args),
        _ => list::run(args),
    }
}
