//! `hygeia who`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::Asset;
use workspace::WhoRequest;
use workspace::records::Share;

/// Show who may do what to an asset, who is heard and who is told, and by which cell.
///
/// Example: hygeia who dataset/loans --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// As KIND/NAME.
    #[arg(value_parser = Asset::parse)]
    asset: Asset,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = WhoRequest { asset: args.asset.clone() };
    let shares: Vec<Share> = block_on(async {
        let client = args.actor.client().await?;
        let shares = client.get("/v1/access/who", &request).await;
        client.close().await;
        shares
    })?;
    if args.format == Shape::Json {
        return output::json(&shares);
    }
    if shares.is_empty() {
        return output::print(&format!(
            "no cell of the RACI speaks of {}, or nobody holds its role",
            args.asset
        ));
    }
    let mut rows = vec![["action", "who", "may", "cell"].map(str::to_owned).to_vec()];
    rows.extend(shares.iter().map(|share| {
        vec![
            share.action.to_string(),
            share.principal.to_string(),
            may(share).to_owned(),
            cell(share, &args.asset),
        ]
    }));
    output::print(&output::table(&rows))
}

const fn may(share: &Share) -> &'static str {
    match (share.may, share.clear, share.letters.consulted) {
        (true, true, _) => "yes, in clear",
        (true, false, _) => "yes",
        (false, _, true) => "no, is heard",
        (false, _, false) => "no, is told",
    }
}

/// How a cell is called.
pub fn cell(share: &Share, asset: &Asset) -> String {
    format!("{}[{asset}] {} {}", share.activity, share.role, share.letters)
}
