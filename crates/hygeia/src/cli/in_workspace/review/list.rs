//! `hygeia review`

use super::{Args, Shape};
use crate::cli::csv_cell::guard;
use crate::cli::in_workspace::place::block_on;
use crate::cli::{output, plan};
use crate::failure::{At, Failure};
use workspace::records::{HolderReview, Review};

/// Shows what is due and when, the earliest first, and what is left of what is overdue.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let reviews: Vec<Review> = block_on(async {
        let client = args.actor.client().await?;
        let reviews = client.get("/v1/reviews", &()).await;
        client.close().await;
        reviews
    })?;
    match args.format {
        Shape::Json => output::json(&reviews)?,
        Shape::Csv => output::raw(csv(&reviews)?.trim_end())?,
        Shape::Table => output::print(&table(&reviews))?,
    }
    match reviews.iter().filter(|review| review.overdue).count() {
        0 => Ok(()),
        late => Err(Failure::refused(format!("{late} reviews are overdue"))
            .hint("look at who holds the roles, then hygeia review --done ACTIVITY --asset ASSET")),
    }
}

/// As people read it: a line for each cell, and under it the holders who are overdue or asked for.
fn table(reviews: &[Review]) -> String {
    let head = ["due", "activity", "on", "role", "class", "every"].map(str::to_owned).to_vec();
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
            format!("{} days", review.rule.days),
        ]
    }));
    let mut lines = vec![output::table(&rows)];
    let late = reviews.iter().filter(|review| review.asked_for || review.overdue);
    for review in late.clone() {
        let cell = &review.cell;
        for held in review.holders.iter().filter(|held| held.overdue) {
            let (activity, on) = (&cell.activity, plan::named(&cell.asset));
            lines.push(format!("{} by {activity}[{on}]: {}", held.holder, left(held)));
        }
    }
    let mut rules: Vec<String> = reviews.iter().map(rule).collect();
    rules.sort();
    rules.dedup();
    lines.push("why so often:".to_owned());
    lines.extend(rules.into_iter().map(|rule| format!("  {rule}")));
    lines.join("\n")
}

/// What is left of overdue access, and until when.
fn left(held: &HolderReview) -> String {
    let then = |what: &str, from: Option<terms::Timestamp>| {
        from.map(|from| format!(", {what} from {from}")).unwrap_or_default()
    };
    match held.narrowing {
        Some(terms::Narrowing::Locked) => "locked".to_owned(),
        Some(terms::Narrowing::ReadOnly) => {
            format!("read-only{}", then("locked", held.locked_from))
        }
        _ => format!(
            "overdue since {}{}{}",
            held.due,
            then("read-only", held.read_only_from),
            then("locked", held.locked_from)
        ),
    }
}

fn rule(review: &Review) -> String {
    let rule = &review.rule;
    format!("{}: {} data, every {} days ({})", rule.because, review.class, rule.days, rule.citation)
}

/// For an auditor: a line for each holder.
fn csv(reviews: &[Review]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "due",
        "overdue",
        "narrowing",
        "holder",
        "role",
        "letters",
        "activity",
        "action",
        "on",
        "class",
        "every_days",
        "reviewed",
        "reviewed_by",
        "because",
        "citation",
    ];
    writer.write_record(head).internal("writing the reviews")?;
    for review in reviews {
        let (cell, rule) = (&review.cell, &review.rule);
        for held in &review.holders {
            let by = held.reviewed.by.as_ref();
            let line = [
                held.due.to_string(),
                held.overdue.to_string(),
                held.narrowing.map(|to| to.to_string()).unwrap_or_default(),
                held.holder.to_string(),
                cell.role.to_string(),
                cell.letters.to_string(),
                cell.activity.to_string(),
                cell.action.to_string(),
                plan::named(&cell.asset),
                review.class.to_string(),
                rule.days.to_string(),
                held.reviewed.at.to_string(),
                by.map(ToString::to_string).unwrap_or_default(),
                rule.because.clone(),
                rule.citation.clone(),
            ];
            let line = line.iter().map(|cell| guard(cell).0);
            writer.write_record(line).internal("writing the reviews")?;
        }
    }
    let bytes = writer.into_inner().internal("writing the reviews")?;
    String::from_utf8(bytes).internal("writing the reviews")
}
