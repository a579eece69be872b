//! `hygeia lock`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::client::Client;
use crate::failure::Failure;
use clap::ValueEnum;
use terms::{Period, PrincipalId};
use workspace::{LiftRequest, LockKind, LockRequest, LockResponse, LockShown};

/// Cut somebody off now, for a while: a person, a device, or everybody who holds a role.
///
/// From the next request on they are refused, whatever they ask for, and what they are being answered
/// breaks off. It takes one person who may change access, and ends by itself. To let them in before that
/// takes somebody else: who agrees to changes of access, and did not set it. Without a name it lists who
/// is cut off.
///
/// Example: hygeia lock dana@example.org --for 1h --why "laptop stolen" --as sam@example.org
///
/// Example: hygeia lock laptop/dana@example.org --for 2d --why "laptop stolen" --as sam@example.org
///
/// Example: hygeia lock --as sam@example.org
///
/// Example: hygeia lock --lift lock-1f3a9c52e07b --why "found again" --as sven@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A person, an enrolled device, or a role.
    #[arg(value_name = "PERSON|DEVICE|ROLE", requires = "period", requires = "why")]
    what: Option<String>,
    /// Which of these, where a name is two of them.
    #[arg(long, value_enum, requires = "what")]
    kind: Option<Kind>,
    /// For how long: 30m, 1h, 2d …; at most 7d.
    #[arg(long = "for", id = "period", requires = "what", value_name = "PERIOD")]
    period: Option<Period>,
    /// The reason; it stands in the ledger.
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// End this lock before its time.
    #[arg(long, value_name = "ID", conflicts_with = "what")]
    lift: Option<String>,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// `--kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Person,
    Device,
    Role,
}

/// Locks, lifts or lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let client = args.actor.client().await?;
        let done = match (&args.what, &args.lift) {
            (Some(what), _) => lock(args, what, &client).await,
            (None, Some(id)) => lift(args, id, &client).await,
            (None, None) => list(args, &client).await,
        };
        client.close().await;
        done
    })
}

async fn lock(args: &Args, what: &str, client: &Client) -> Result<(), Failure> {
    let Some(period) = args.period else {
        return Err(Failure::usage("nobody says for how long").hint("hygeia lock … --for 1h"));
    };
    let kind = args.kind.map(|kind| match kind {
        Kind::Person => LockKind::Person,
        Kind::Device => LockKind::Device,
        Kind::Role => LockKind::Role,
    });
    let why = args.why.clone().unwrap_or_default();
    let request = LockRequest { what: what.to_owned(), kind, period, why };
    let done: LockResponse = client.post("/v1/locks", &request).await?;
    if args.format == Shape::Json {
        return output::json(&done);
    }
    let LockShown { id, target, until, may_lift, .. } = &done.lock;
    let before = match may_lift.as_slice() {
        [] => "nobody can lift it before".to_owned(),
        some => format!("before that it takes {}: hygeia lock --lift {id}", names(some)),
    };
    output::print(&format!("{target} is locked until {until}; {before}"))
}

async fn lift(args: &Args, id: &str, client: &Client) -> Result<(), Failure> {
    let why = args.why.clone().unwrap_or_default();
    let request = LiftRequest { id: id.to_owned(), why };
    let lifted: LockShown = client.post("/v1/locks/lift", &request).await?;
    if args.format == Shape::Json {
        return output::json(&lifted);
    }
    output::print(&format!("{} is locked no more", lifted.target))
}

async fn list(args: &Args, client: &Client) -> Result<(), Failure> {
    let locks: Vec<LockShown> = client.get("/v1/locks", &()).await?;
    if args.format == Shape::Json {
        return output::json(&locks);
    }
    if locks.is_empty() {
        return output::print("nobody is locked");
    }
    let head = ["until", "id", "who", "by", "why", "may lift it"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(locks.iter().map(|lock| {
        vec![
            lock.until.to_string(),
            lock.id.clone(),
            lock.target.to_string(),
            lock.by.to_string(),
            lock.why.clone(),
            names(&lock.may_lift),
        ]
    }));
    output::print(&output::table(&rows))
}

fn names(people: &[PrincipalId]) -> String {
    people.iter().map(PrincipalId::as_str).collect::<Vec<_>>().join(" or ")
}
