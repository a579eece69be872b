//! `hygeia vault points`

use super::Which;
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use serde_json::json;
use workspace::vault;

/// List the recovery points that are whole, oldest first, and tell what is wrong with others.
///
/// Example: hygeia vault points --vault /mnt/vault
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    let contents = vault::contents(&args.which.open()?)?;
    super::tell(&contents.findings);
    let points = contents.points;
    let bytes =
        |point: &workspace::vault::Point| point.entries.iter().map(|entry| entry.size).sum::<u64>();
    if args.format == Shape::Json {
        let all = points.iter().map(|point| {
            json!({
                "number": point.number,
                "created": point.created,
                "workspace": point.source.workspace,
                "files": point.entries.len(),
                "bytes": bytes(point),
                "digest": point.digest,
            })
        });
        return output::json(&all.collect::<Vec<_>>());
    }
    let head = ["point", "taken", "files", "bytes", "digest"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(points.iter().map(|point| {
        vec![
            point.number.to_string(),
            point.created.to_string(),
            point.entries.len().to_string(),
            bytes(point).to_string(),
            point.digest.hex(),
        ]
    }));
    output::print(&output::table(&rows))
}
