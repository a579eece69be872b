//! `hygeia device enrol`

use super::super::output;
use super::super::place::{Actor, block_on};
use crate::failure::{At, Failure};
use crate::platform;
use std::path::{Path, PathBuf};
use terms::{DeviceId, PrincipalId};

/// Enrol a device for somebody, and write what they sign in with: a certificate, its key, a token.
///
/// The files go to whoever owns the device, over a way that nobody else reads. The token is good
/// for 8 hours; to enrol again gives a new one.
///
/// Example: hygeia device enrol --as sam@example.org --owner dana@example.org
///
/// Example: hygeia device enrol --as sam@example.org --owner svc/desk --device desk-1 --out desk
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// Whose device it is.
    #[arg(long, value_name = "PRINCIPAL")]
    owner: PrincipalId,
    /// The device's name; laptop/OWNER, if not given.
    #[arg(long)]
    device: Option<DeviceId>,
    /// The folder for the files; sign-in/OWNER, if not given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Enrols and writes; what can't be written is not enrolled.
pub fn run(args: &Args) -> Result<(), Failure> {
    let owner = &args.owner;
    let device = match &args.device {
        Some(device) => device.clone(),
        None => DeviceId::new(&format!("laptop/{owner}")).usage()?,
    };
    let plain = owner.as_str().replace('/', "-");
    let out = args.out.clone().unwrap_or_else(|| Path::new("sign-in").join(plain));
    if out.join("device.key").exists() {
        return Err(Failure::usage(format!("{} holds a device's key already", out.display()))
            .hint("name another folder with --out, or remove that one if it is of no use"));
    }
    block_on(async {
        let (by, platform) = (&args.actor.who, args.actor.place.platform().await?);
        let sign_in = platform::enrol(&platform, by, device.clone(), owner.clone()).await?;
        if let Err(failure) = sign_in.write(&platform, &out) {
            platform::forget(&platform, by, &device).await?;
            return Err(failure);
        }
        let at = out.display();
        output::print(&format!(
            "{device} is enrolled for {owner}: ca.crt, device.crt, device.key and token are in {at}\n\
             Next: hygeia device report --device {device} --disk-encrypted --firewall-on \
             --patch-age-days N"
        ))
    })
}
