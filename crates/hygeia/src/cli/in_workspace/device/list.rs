//! `hygeia device list`

use super::super::place::{Place, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::records::EnrolledDevice;

/// List the enrolled devices, whose they are, and what they last said about themselves.
///
/// Example: hygeia device list --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    let all: Vec<EnrolledDevice> = block_on(async {
        let client = args.place.client().await?;
        let all = client.get("/v1/devices", &()).await;
        client.close().await;
        all
    })?;
    if args.format == Shape::Json {
        return output::json(&all);
    }
    let head = ["device", "owner", "enrolled", "reported", "disk", "firewall", "patched"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(all.iter().map(row));
    output::print(&output::table(&rows))
}

fn row(enrolled: &EnrolledDevice) -> Vec<String> {
    let unknown = || "unknown".to_owned();
    let posture = enrolled.device.posture.as_ref();
    let say = |yes: bool, on: &str, off: &str| if yes { on.to_owned() } else { off.to_owned() };
    vec![
        enrolled.device.id.to_string(),
        enrolled.owner.to_string(),
        enrolled.enrolled.to_string(),
        posture.map_or_else(|| "never".to_owned(), |posture| posture.reported_at.to_string()),
        posture.map_or_else(unknown, |p| say(p.disk_encrypted, "encrypted", "in clear")),
        posture.map_or_else(unknown, |p| say(p.firewall_on, "on", "off")),
        posture.map_or_else(unknown, |p| match p.patch_age_days {
            u32::MAX => unknown(),
            days => format!("{days} days ago"),
        }),
    ]
}
