//! `hygeia vault activate`

use super::super::device::Posture;
use super::super::place::{Actor, block_on};
use crate::cli::{interrupt, output};
use crate::client::Kept;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use terms::{Clock, SystemClock};
use workspace::access::Proof;
use workspace::vault::{self, Activation, Activator, Point};

/// Restore a recovery point and put it in production's place, once every signature holds.
///
/// The restored gate decides who may. Whoever joined signs for the very point by the key of their device,
/// which the point knows: run it where your sign-in lies. Say how your device is: what it said last may be
/// older than a day.
///
/// Example: hygeia vault activate --vault /mnt/vault --into lending --disk-encrypted --firewall-on --patch-age-days 3
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The vault's folder; the one that was applied to the workspace, if not given.
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Where the workspace is to be; empty, or not there.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// The point's number; the newest, if not given.
    #[arg(long)]
    point: Option<u64>,
    /// An empty PostgreSQL database for the metadata, if the restored hygeia.toml names it.
    #[arg(long, value_name = "URL")]
    meta: Option<String>,
    #[command(flatten)]
    actor: Actor,
    #[command(flatten)]
    reported: Posture,
}

/// Activates and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = vault::open(&args.actor.place.vault(args.vault.as_deref())?)?;
    super::tell(&vault::contents(&vault)?.findings);
    let point = vault::point(&vault, args.point)?;
    let proofs = proofs(&args.actor, &point)?;
    let by = match (&proofs, &args.actor.who) {
        (Some(proofs), _) => Activator::Device(proofs),
        (None, Some(who)) => Activator::Played(who),
        (None, None) => return Err(nobody(&point)),
    };
    let activation = Activation {
        by,
        posture: args.reported.posture(SystemClock.now()),
        meta: args.meta.clone(),
    };
    // Who interrupts leaves none of the keys.
    let _leaving = vault::standby(&args.into).map(|folder| interrupt::leaving(&folder));
    interrupt::listen();
    block_on(async {
        let done = vault::activate(&vault, &point, &args.into, &activation).await?;
        if let Some(why) = &done.unnoted {
            let _ = writeln!(
                std::io::stderr(),
                "the vault does not know yet whose it is now ({why}): see that the workspace that fell stays down"
            );
        }
        let at = args.into.display();
        output::print(&format!(
            "point {} is in place in {at}: {} objects, every signature checked, {:.1} s\n\
             Next: hygeia up --workspace {at}",
            point.number,
            done.objects,
            done.took.as_secs_f64()
        ))?;
        done.store.close().await;
        Ok(())
    })
}

/// By what whoever sits here signs: the key of the device over which they joined the workspace that the point
/// was taken from. None where nobody did, or another part is played.
fn proofs(actor: &Actor, point: &Point) -> Result<Option<Vec<Proof>>, Failure> {
    let Some(kept) = Kept::of_workspace(&point.source.workspace)? else { return Ok(None) };
    let own = actor.who.as_ref().is_none_or(|who| *who == kept.about.principal);
    own.then(|| kept.proofs()).transpose()
}

fn nobody(point: &Point) -> Failure {
    let workspace = &point.source.workspace;
    Failure::usage(format!("nobody has joined the workspace {workspace} from here")).hint(
        "activate where your sign-in lies, or name its folder: HYGEIA_CONFIG=DIR; in a trial, say whose \
         part: --as NAME",
    )
}
