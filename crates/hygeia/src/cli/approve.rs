//! `hygeia approve`

use super::output;
use super::place::{Actor, block_on};
use crate::failure::{At, Failure};
use crate::platform::{self, Code, Platform, Texts};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Approval, Store};
use terms::Action;

/// Agree to what somebody else asked for: a change of access, or a model's promotion.
///
/// Nobody agrees to their own work. Files are looked at again: they have to be those that were
/// asked for.
///
/// Example: hygeia approve access-1f3a9c52e07b --as sven@example.org
///
/// Example: hygeia approve promote-41 --as rita@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id that `hygeia apply` or `hygeia promote` printed.
    id: String,
    #[command(flatten)]
    actor: Actor,
    /// Where the model's files lie, if not where whoever asked said.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Finds what was asked for, and agrees to it.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let store = args.actor.place.store().await?;
        let asked = asked(&store, &args.id).await?;
        match asked.action {
            Action::ChangeAccess => access(args, &store, &asked).await,
            _ => promotion(args, store, &asked).await,
        }
    })
}

async fn asked(store: &Store, id: &str) -> Result<Approval, Failure> {
    let all = store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let Some(asked) = all.iter().find(|asked| asked.id == id) else {
        let open = all.iter().filter(|asked| asked.answer.is_none());
        let open: Vec<&str> = open.map(|asked| asked.id.as_str()).collect();
        let hint = match open.as_slice() {
            [] => "nothing is asked for: hygeia apply or hygeia promote asks".to_owned(),
            some => format!("what is asked for: {}", some.join(", ")),
        };
        return Err(Failure::usage(format!("nobody asked for {id:?}")).hint(hint));
    };
    if let Some((who, at, _)) = &asked.answer {
        return Err(Failure::usage(format!("{who} answered {id} at {at}"))
            .hint("ask again: hygeia apply or hygeia promote"));
    }
    Ok(Approval::clone(asked))
}

async fn access(args: &Args, store: &Store, asked: &Approval) -> Result<(), Failure> {
    let code = Code::parse(Texts::read(&args.actor.place.workspace)?)?;
    let done = platform::agree_to_access(store, &code, asked, &args.actor.who).await?;
    output::print(&format!(
        "applied: {} proposed, {} agreed; {} new grants, {} laxer rules",
        done.proposer,
        args.actor.who,
        done.widening.len(),
        done.loosened.len()
    ))
}

async fn promotion(args: &Args, store: Store, asked: &Approval) -> Result<(), Failure> {
    let platform = Platform::over(Arc::new(store)).await?;
    let caller = platform::terminal(&platform, &args.actor.who).await?;
    let folder = args.folder.as_deref();
    let digest = platform::agree_to_promotion(&platform, &caller, asked, folder).await?;
    output::print(&format!(
        "{} is promoted: {} asked, {} agreed\n{digest}",
        asked.asset, asked.asked_by, args.actor.who
    ))
}
