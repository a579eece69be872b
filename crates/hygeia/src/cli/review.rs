//! `hygeia review`

use super::place::{Actor, Shape, block_on};
use super::{output, plan};
use crate::failure::Failure;
use crate::platform;
use gate::Review;
use terms::{Action, ActivityId, Asset};
use web::Ask;

/// Show when which access has to be looked at again, and record that it was.
///
/// The cadence follows from the class of the data. Exit 1 if a review is overdue. What is not to
/// stay is taken out of raci.csv and applied, not recorded here.
///
/// Example: hygeia review --as anna@example.org
///
/// Example: hygeia review --done query --asset dataset/loans --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// This activity's cells were looked at, and stay.
    #[arg(long, requires = "asset", value_name = "ACTIVITY")]
    done: Option<ActivityId>,
    /// On which asset, as KIND/NAME.
    #[arg(long, requires = "done", value_parser = Asset::parse)]
    asset: Option<Asset>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Lists, or records.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        if let (Some(activity), Some(asset)) = (&args.done, &args.asset) {
            let by = &args.actor.who;
            let count = platform::review(&platform, by, activity, asset).await?;
            return output::print(&format!("{count} cells of {activity}[{asset}] are reviewed"));
        }
        let ask = Ask::of(Action::Audit, platform::workspace_asset()?);
        let _permit = platform.admit(&caller, ask).await?;
        tell(args.format, &platform::reviews(&platform).await?)
    })
}

fn tell(format: Shape, reviews: &[Review]) -> Result<(), Failure> {
    if format == Shape::Json {
        output::json(&reviews)?;
    } else {
        let head = ["due", "activity", "on", "role", "class"].map(str::to_owned).to_vec();
        let mut rows = vec![head];
        rows.extend(reviews.iter().map(|review| {
            let cell = &review.cell;
            let due = if review.overdue { "overdue ".to_owned() } else { String::new() };
            vec![
                format!("{due}{}", review.due),
                cell.activity.to_string(),
                plan::named(&cell.asset),
                format!("{} {}", cell.role, cell.letters),
                review.class.to_string(),
            ]
        }));
        output::print(&output::table(&rows))?;
    }
    match reviews.iter().filter(|review| review.overdue).count() {
        0 => Ok(()),
        late => Err(Failure::refused(format!("{late} reviews are overdue"))
            .hint("look at who holds the roles, then hygeia review --done ACTIVITY --asset ASSET")),
    }
}
