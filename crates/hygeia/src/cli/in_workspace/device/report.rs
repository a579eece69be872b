//! `hygeia device report`

use super::super::place::{Place, block_on};
use crate::cli::output;
use crate::failure::Failure;
use terms::{DeviceId, Posture, Timestamp};
use workspace::{ReportRequest, ReportResponse};

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
/// What is not said counts as not so.
///
/// Example: hygeia device report --device laptop/dana --disk-encrypted --firewall-on --patch-age-days 3
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The device.
    #[arg(long)]
    device: DeviceId,
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
}

/// Keeps it, and says what the gate makes of it.
pub fn run(args: &Args) -> Result<(), Failure> {
    // When it was said is the workspace's to tell.
    let posture = args.reported.posture(Timestamp::from_unix(0)).ok_or_else(|| {
        Failure::usage("nothing is said about the device")
            .hint("say what is so: --disk-encrypted --firewall-on --patch-age-days N")
    })?;
    let request = ReportRequest {
        device: args.device.clone(),
        disk_encrypted: posture.disk_encrypted,
        firewall_on: posture.firewall_on,
        patch_age_days: posture.patch_age_days,
    };
    let kept: ReportResponse = block_on(async {
        let client = args.place.client().await?;
        let kept = client.post("/v1/devices/report", &request).await;
        client.close().await;
        kept
    })?;
    match kept.lacking.as_slice() {
        [] => output::print(&format!("{} passes", args.device)),
        some => Err(Failure::refused(format!(
            "kept, and {} does not pass: {}",
            args.device,
            some.join(", ")
        ))
        .hint("repair the device, then report again")),
    }
}
