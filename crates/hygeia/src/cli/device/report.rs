//! `hygeia device report`

use super::super::output;
use super::super::place::{Place, block_on};
use crate::failure::{At, Failure};
use terms::{DeviceId, Posture, Timestamp};

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Told {
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
    told: Told,
}

impl Told {
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
    block_on(async {
        let platform = args.place.platform().await?;
        let posture = args.told.posture(platform.store.now()).ok_or_else(|| {
            Failure::usage("nothing is said about the device")
                .hint("say what is so: --disk-encrypted --firewall-on --patch-age-days N")
        })?;
        let lacking = lacking(&platform.config().access.device, &posture);
        let kept = web::report(&platform.store, &args.device, posture).await.usage();
        kept.map_err(|failure| failure.hint("hygeia device list shows those that there are"))?;
        match lacking.as_slice() {
            [] => output::print(&format!("{} passes", args.device)),
            some => Err(Failure::refused(format!(
                "kept, and {} does not pass: {}",
                args.device,
                some.join(", ")
            ))
            .hint("repair the device, then report again")),
        }
    })
}

fn lacking(rules: &gate::DeviceRules, posture: &Posture) -> Vec<String> {
    let mut all = Vec::new();
    if rules.disk_encrypted && !posture.disk_encrypted {
        all.push("its disk is not encrypted".to_owned());
    }
    if rules.firewall_on && !posture.firewall_on {
        all.push("its firewall is off".to_owned());
    }
    if posture.patch_age_days > rules.max_patch_age_days {
        all.push(format!("its last update is more than {} days old", rules.max_patch_age_days));
    }
    all
}
