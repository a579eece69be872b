//! `hygeia approve`

use super::place::{Actor, block_on};
use super::promote::SENT;
use crate::cli::output;
use crate::client::Client;
use crate::failure::Failure;
use std::path::{Path, PathBuf};
use terms::Action;
use workspace::config::{CONFIG, PEOPLE, RACI, datasets};
use workspace::{ApprovalShown, ApproveResponse};

/// Agree to what somebody else asked for: a change of access, a model's promotion, or what is to be opened
/// in an emergency.
///
/// `hygeia proposals show` says what it would change. Nobody agrees to their own work. Files are looked at again: they have to be those that were
/// asked for.
///
/// Example: hygeia approve access-1f3a9c52e07b --as sven@example.org
///
/// Example: hygeia approve promote-41 --as rita@example.org
///
/// Example: hygeia approve glass-5d0b77c1e2a4 --as sven@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id that `hygeia apply`, `hygeia promote` or `hygeia break-glass` printed.
    id: String,
    #[command(flatten)]
    actor: Actor,
    /// Where the model's files lie, if not where whoever asked said.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Finds what was asked for, and agrees to it, as it lies here.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (asked, done) = block_on(async {
        let client = args.actor.client().await?;
        let done = agree(args, &client).await;
        client.close().await;
        done
    })?;
    output::print(&match asked.action {
        _ if asked.break_glass => format!(
            "{} is open: {} asked, {} agreed; hygeia break-glass shows until when",
            done.id, done.asked_by, done.approved_by
        ),
        Action::ChangeAccess => format!(
            "applied: {} proposed, {} agreed; {} new grants, {} laxer rules",
            done.asked_by, done.approved_by, done.widening, done.loosened
        ),
        _ => format!(
            "{} is promoted: {} asked, {} agreed\n{}",
            done.asset, done.asked_by, done.approved_by, done.detail
        ),
    })
}

async fn agree(args: &Args, client: &Client) -> Result<(ApprovalShown, ApproveResponse), Failure> {
    let asked = asked(client, &args.id).await?;
    let done = if asked.break_glass {
        client.agree(&asked, None, None).await?
    } else if asked.action == Action::ChangeAccess {
        // Over the network it is what the proposal says: its digest is what somebody agrees to.
        let files = args.actor.place.files();
        let texts = (files, &[CONFIG, RACI, PEOPLE, datasets::FOLDER][..]);
        let texts = Some(texts).filter(|_| files == args.actor.place.workspace);
        client.agree(&asked, texts, None).await?
    } else {
        // Where whoever asked had the files, if that is on this host; else the registry's own.
        let there = asked.folder.as_deref().map(Path::new).filter(|folder| folder.is_dir());
        let folder = args.folder.as_deref().or(there);
        client.agree(&asked, folder.map(|folder| (folder, SENT)), folder).await?
    };
    Ok((asked, done))
}

async fn asked(client: &Client, id: &str) -> Result<ApprovalShown, Failure> {
    if let Ok(asked) = client.get::<ApprovalShown>(&format!("/v1/approvals/{id}"), &()).await {
        return Ok(asked);
    }
    let open: Vec<ApprovalShown> = client.get("/v1/approvals", &()).await?;
    let open: Vec<&str> = open.iter().map(|asked| asked.id.as_str()).collect();
    Err(Failure::usage(format!("nobody asked for {id:?}")).hint(match open.as_slice() {
        [] => "nothing is asked for: hygeia apply or hygeia promote asks".to_owned(),
        some => format!("what is asked for: {}", some.join(", ")),
    }))
}
