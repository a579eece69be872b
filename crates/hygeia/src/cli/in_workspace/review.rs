//! `hygeia review`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::cli::plan;
use crate::failure::Failure;
use terms::{ActivityId, Asset};
use workspace::records::Review;
use workspace::{ReviewRequest, ReviewResponse};

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
        let client = args.actor.client().await?;
        let done = match (&args.done, &args.asset) {
            (Some(activity), Some(asset)) => {
                let request = ReviewRequest { activity: activity.clone(), asset: asset.clone() };
                let reviewed: Result<ReviewResponse, _> =
                    client.post("/v1/reviews", &request).await;
                reviewed.and_then(|reviewed| {
                    let count = reviewed.cells;
                    output::print(&format!("{count} cells of {activity}[{asset}] are reviewed"))
                })
            }
            _ => {
                let reviews: Result<Vec<Review>, _> = client.get("/v1/reviews", &()).await;
                reviews.and_then(|reviews| tell(args.format, &reviews))
            }
        };
        client.close().await;
        done
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
