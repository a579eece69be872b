//! `hygeia device enrol`

use super::super::place::{Actor, block_on};
use crate::cli::output;
use crate::client::Client;
use crate::failure::{At, Failure};
use files::Mode;
use std::path::{Path, PathBuf};
use terms::{DeviceId, PrincipalId};
use workspace::{EnrolRequest, RevokeRequest, RevokeResponse, SignIn};

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
    let out = args.out.clone();
    let out = out.unwrap_or_else(|| Path::new("sign-in").join(terms::file_name(owner.as_str())));
    if out.join("device.key").exists() {
        return Err(Failure::usage(format!("{} holds a device's key already", out.display()))
            .hint("name another folder with --out, or remove that one if it is of no use"));
    }
    let request = EnrolRequest { device: device.clone(), owner: owner.clone() };
    block_on(async {
        let client = args.actor.client().await?;
        let done = enrolled(&client, &request, &out).await;
        client.close().await;
        done
    })?;
    output::print(&format!(
        "{device} is enrolled for {owner}: ca.crt, device.crt, device.key and token are in {at}\n\
         Next: hygeia device report --device {device}{flag} --disk-encrypted --firewall-on \
         --patch-age-days N",
        at = out.display(),
        flag = args.actor.place.flag()
    ))
}

/// Enrols, and writes what is signed in with; what can't be written is not enrolled.
async fn enrolled(client: &Client, request: &EnrolRequest, out: &Path) -> Result<(), Failure> {
    let sign_in: SignIn = client.post("/v1/devices", request).await?;
    let Err(failure) = write(&sign_in, out) else { return Ok(()) };
    let revoke = RevokeRequest::Device(request.device.clone());
    let _: RevokeResponse = client.post("/v1/revoke", &revoke).await?;
    Err(failure)
}

fn write(sign_in: &SignIn, out: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(out).map_err(|error| {
        Failure::usage(format!("{} cannot be made: {error}", out.display()))
            .hint("check the path and the rights on the folder above it, or name one with --out")
    })?;
    for (name, bytes) in sign_in.files() {
        files::write_whole(&out.join(name), bytes, Mode::Private).usage()?;
    }
    Ok(())
}
