//! `hygeia break-glass`

mod told;

use super::can::action;
use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::client::Client;
use crate::failure::Failure;
use terms::{Action, Asset, Period};
use workspace::{BreakGlassRequest, BreakGlassShown, CloseRequest, ReviewBreakGlassRequest};

/// In an emergency, be let do one thing for a while that you may not do: two people open it, and everybody
/// whom it concerns is told.
///
/// You ask; somebody who agrees to changes of access agrees (hygeia approve ID). It is in force from then on,
/// for its time, at most 8 hours, and ends by itself; whoever may lock somebody ends it before. You see
/// tokens and masks, over a device that passes, from a known network, within a budget. What outlasts its hour
/// is opened to nobody: ingest, screen, delete, train, promote, approve, change-access, pull, activate. Each
/// use is an entry of the ledger, and once it is over somebody answers for it. Without an asset it lists what
/// waits, is open, or is to be looked at.
///
/// Example: hygeia break-glass dataset/loans --action query --for 1h --why "incident 4711" --as omar@example.org
///
/// Example: hygeia break-glass --as sven@example.org
///
/// Example: hygeia break-glass --close glass-1f3a9c52e07b --why "found it" --as omar@example.org
///
/// Example: hygeia break-glass --review glass-1f3a9c52e07b --why "as was agreed" --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What you need, as KIND/NAME.
    #[arg(value_parser = Asset::parse, requires = "action", requires = "period", requires = "why")]
    asset: Option<Asset>,
    /// What to do with it: query, export, infer, operate or audit.
    #[arg(long, value_parser = action, requires = "asset")]
    action: Option<Action>,
    /// For how long, from when somebody agrees: 30m, 1h …; at most 8h.
    #[arg(long = "for", id = "period", requires = "asset", value_name = "PERIOD")]
    period: Option<Period>,
    /// The reason; it stands in the ledger.
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// End this one before its time.
    #[arg(long, value_name = "ID", conflicts_with_all = ["asset", "review"])]
    close: Option<String>,
    /// Answer for this one, which is over: that it was in order, or --against it.
    #[arg(long, value_name = "ID", conflicts_with = "asset", requires = "why")]
    review: Option<String>,
    /// It should not have been opened, or not been used so.
    #[arg(long, requires = "review")]
    against: bool,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks, ends, answers or lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let client = args.actor.client().await?;
        let done = match (&args.asset, &args.close, &args.review) {
            (Some(asset), ..) => ask(args, asset, &client).await,
            (None, Some(id), _) => close(args, id, &client).await,
            (None, None, Some(id)) => review(args, id, &client).await,
            (None, None, None) => list(args, &client).await,
        };
        client.close().await;
        done
    })
}

async fn ask(args: &Args, asset: &Asset, client: &Client) -> Result<(), Failure> {
    let (Some(action), Some(period)) = (args.action, args.period) else {
        return Err(Failure::usage("nobody says what for, and for how long")
            .hint("hygeia break-glass KIND/NAME --action query --for 1h --why …"));
    };
    let (asset, why) = (asset.clone(), args.why.clone().unwrap_or_default());
    let request = BreakGlassRequest { asset, action, period, why };
    let asked: BreakGlassShown = client.post("/v1/break-glass", &request).await?;
    if args.format == Shape::Json {
        output::json(&asked)?;
    } else {
        output::print(&told::asked(&asked))?;
    }
    let flag = args.actor.place.flag();
    Err(Failure::refused("asked for, not opened yet: it takes somebody else")
        .hint(format!("hygeia approve {}{flag} --as ANOTHER", asked.id)))
}

async fn close(args: &Args, id: &str, client: &Client) -> Result<(), Failure> {
    let why = args.why.clone().unwrap_or_default();
    let request = CloseRequest { id: id.to_owned(), why };
    let closed: BreakGlassShown = client.post("/v1/break-glass/close", &request).await?;
    match args.format {
        Shape::Json => output::json(&closed),
        Shape::Table => output::print(&told::closed(&closed)),
    }
}

async fn review(args: &Args, id: &str, client: &Client) -> Result<(), Failure> {
    let why = args.why.clone().unwrap_or_default();
    let request = ReviewBreakGlassRequest { id: id.to_owned(), against: args.against, why };
    let done: BreakGlassShown = client.post("/v1/break-glass/review", &request).await?;
    match args.format {
        Shape::Json => output::json(&done),
        Shape::Table => output::print(&told::reviewed(&done)),
    }
}

async fn list(args: &Args, client: &Client) -> Result<(), Failure> {
    let all: Vec<BreakGlassShown> = client.get("/v1/break-glass", &()).await?;
    match args.format {
        Shape::Json => output::json(&all),
        Shape::Table => output::print(&told::listed(&all)),
    }
}
