//! `hygeia device report`

use super::super::place::{Place, block_on};
use crate::cli::output;
use crate::client::Client;
use crate::failure::Failure;
use terms::{Clock, DeviceId, Posture, SystemClock, Timestamp};
use workspace::records::{Measure, Measured};
use workspace::{ReportRequest, ReportResponse, own_device};

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Reported {
    /// The device's disk is encrypted.
    #[arg(long)]
    disk_encrypted: bool,
    /// Its firewall is on.
    #[arg(long)]
    firewall_on: bool,
    /// Days since its last security update.
    #[arg(long, value_name = "DAYS")]
    patch_age_days: Option<u32>,
}

/// Say how a device is: the gate lets nobody in over one that it has not heard of for a day.
///
/// Over the device that you joined with it is measured: whether all that is mounted is encrypted, whether
/// the firewall drops what no rule lets in (as root, or by ufw), and when packages were last upgraded. What
/// can't be measured counts as not so; say by a flag what you know better, and the ledger says that it was
/// declared.
///
/// Example: hygeia device report
///
/// Example: hygeia device report --device laptop/dana --disk-encrypted --firewall-on --patch-age-days 3
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The device, in a trial; else the one that you joined over.
    #[arg(long)]
    device: Option<DeviceId>,
    #[command(flatten)]
    reported: Reported,
}

impl Reported {
    /// What was said, as of `at`; `None` if nothing was.
    #[must_use]
    pub fn posture(self, at: Timestamp) -> Option<Posture> {
        let said = self.disk_encrypted || self.firewall_on || self.patch_age_days.is_some();
        said.then(|| Posture {
            disk_encrypted: self.disk_encrypted,
            firewall_on: self.firewall_on,
            patch_age_days: self.patch_age_days.unwrap_or(u32::MAX),
            reported_at: at,
        })
    }

    /// What was measured, but for what was said.
    fn beside(self, measured: &Measured) -> Posture {
        let Measured { disk_encrypted, firewall_on, patch_age_days } = measured;
        let days = self.patch_age_days.or(patch_age_days.value);
        Posture {
            disk_encrypted: self.disk_encrypted || disk_encrypted.value == Some(true),
            firewall_on: self.firewall_on || firewall_on.value == Some(true),
            patch_age_days: days.unwrap_or(u32::MAX),
            reported_at: Timestamp::from_unix(0),
        }
    }
}

/// Keeps it, and says what the gate makes of it.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (kept, measured) = block_on(async {
        let client = args.place.client().await?;
        let kept = report(args, &client).await;
        client.close().await;
        kept
    })?;
    if let Some(measured) = &measured {
        output::print(&seen(measured))?;
    }
    let device = &kept.device;
    match kept.lacking.as_slice() {
        [] => output::print(&format!("{device} passes")),
        some => {
            Err(Failure::refused(format!("kept, and {device} does not pass: {}", some.join(", ")))
                .hint("repair the device, then report again"))
        }
    }
}

/// A device that somebody joined over speaks for itself by its certificate: no token has to stand.
async fn report(
    args: &Args,
    client: &Client,
) -> Result<(ReportResponse, Option<Measured>), Failure> {
    let own = client.kept().map(|kept| kept.about.device.clone());
    let named = args.device.clone().or_else(|| own.clone()).ok_or_else(|| {
        Failure::usage("no device is named, and nobody has joined from here")
            .hint("hygeia join URL CODE; or, in a trial, name it: --device laptop/NAME")
    })?;
    let said = args.reported.posture(Timestamp::from_unix(0));
    let (path, posture, measured) = if own.as_ref() == Some(&named) {
        let measured = own_device(SystemClock.now());
        ("/v1/device/report", args.reported.beside(&measured), Some(measured))
    } else {
        let posture = said.clone().ok_or_else(|| {
            Failure::usage("nothing is said about the device")
                .hint("say what is so: --disk-encrypted --firewall-on --patch-age-days N")
        })?;
        ("/v1/devices/report", posture, None)
    };
    let request = ReportRequest {
        device: named,
        disk_encrypted: posture.disk_encrypted,
        firewall_on: posture.firewall_on,
        patch_age_days: posture.patch_age_days,
        measured: measured.is_some() && said.is_none(),
    };
    Ok((client.post(path, &request).await?, measured))
}

/// What was measured, a line for each.
pub fn seen(measured: &Measured) -> String {
    let Measured { disk_encrypted, firewall_on, patch_age_days } = measured;
    let word = |measure: &Measure<bool>| match measure.value {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => "unknown".to_owned(),
    };
    let days = patch_age_days.value.map_or_else(|| "unknown".to_owned(), |days| days.to_string());
    let row = |what: &str, value: String, saw: &str| vec![what.to_owned(), value, saw.to_owned()];
    output::table(&[
        row("measured", "value".to_owned(), "seen"),
        row("disk encrypted", word(disk_encrypted), &disk_encrypted.saw),
        row("firewall on", word(firewall_on), &firewall_on.saw),
        row("days since upgrade", days, &patch_age_days.saw),
    ])
}
