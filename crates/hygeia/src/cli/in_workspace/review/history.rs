//! `hygeia review --history`

use super::{Args, Shape};
use crate::cli::csv_cell::guard;
use crate::cli::in_workspace::place::block_on;
use crate::cli::output;
use crate::failure::{At, Failure};
use workspace::{ReviewHistoryRequest, ReviewShown};

/// Tells what came of every review.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let request = ReviewHistoryRequest { days: args.days };
    let shown: Vec<ReviewShown> = block_on(async {
        let client = args.actor.client().await?;
        let shown = client.get("/v1/reviews/history", &request).await;
        client.close().await;
        shown
    })?;
    match args.format {
        Shape::Json => output::json(&shown),
        Shape::Csv => output::raw(csv(&shown)?.trim_end()),
        Shape::Table if shown.is_empty() => output::print("nobody reviewed anything yet"),
        Shape::Table => {
            let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
            rows.extend(shown.iter().map(line));
            output::print(&output::table(&rows))
        }
    }
}

const HEAD: [&str; 13] = [
    "at",
    "by",
    "activity",
    "asset",
    "role",
    "letters",
    "holder",
    "outcome",
    "instead",
    "why",
    "proposal",
    "answered_by",
    "answered",
];

fn csv(shown: &[ReviewShown]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD).internal("writing the reviews")?;
    for review in shown {
        let cells = line(review);
        writer
            .write_record(cells.iter().map(|cell| guard(cell).0))
            .internal("writing the reviews")?;
    }
    let bytes = writer.into_inner().internal("writing the reviews")?;
    String::from_utf8(bytes).internal("writing the reviews")
}

fn line(review: &ReviewShown) -> Vec<String> {
    let text = |one: Option<String>| one.unwrap_or_default();
    let holder = match (&review.holder, review.own) {
        (Some(holder), _) => holder.to_string(),
        (None, true) => "everybody who holds it".to_owned(),
        (None, false) => format!("everybody who holds it but {}", review.by),
    };
    vec![
        review.at.to_string(),
        review.by.to_string(),
        review.activity.to_string(),
        review.asset.to_string(),
        review.role.to_string(),
        review.letters.clone(),
        holder,
        output::plain(&review.outcome),
        text(review.instead.as_ref().map(ToString::to_string)),
        review.why.clone(),
        text(review.proposal.clone()),
        text(review.answered_by.as_ref().map(ToString::to_string)),
        text(review.answered.map(|at| at.to_string())),
    ]
}
