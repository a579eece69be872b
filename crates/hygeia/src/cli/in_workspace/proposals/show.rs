//! `hygeia proposals show`

use super::list;
use crate::cli::in_workspace::apply;
use crate::cli::in_workspace::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::PrincipalId;
use workspace::{
    ApprovalShown, AskedFor, BreakGlassShown, ChangeShown, PromotionShown, ProposalResponse,
};

/// Show in words what a proposal would change: who gains and loses what, which rules become laxer or
/// stricter; of a promotion, which model would serve, and how it stood up to attacks.
///
/// It is computed from what was proposed and from what stands now, whatever lies in the files.
///
/// Example: hygeia proposals show access-1f3a9c52e07b --as sven@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id that `hygeia apply`, `hygeia promote` or `hygeia break-glass` printed.
    id: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if !args.id.chars().all(plain) {
        return Err(unknown(&args.id));
    }
    let path = format!("/v1/approvals/{}/changes", args.id);
    let shown: Result<ProposalResponse, Failure> = block_on(async {
        let client = args.actor.client().await?;
        let shown = client.get(&path, &()).await;
        client.close().await;
        Ok(shown)
    })?;
    // What is not theirs to answer and what nobody asked for read alike.
    let shown = shown.map_err(|failure| match failure.message.as_str() {
        "not found" => unknown(&args.id),
        _ => failure,
    })?;
    if args.format == Shape::Json {
        return output::json(&shown);
    }
    let mut lines = asked(&shown.asked);
    lines.extend(shown.change.iter().flat_map(|change| changed(change, &shown.asked)));
    lines.extend(shown.promotion.iter().flat_map(promoted));
    lines.extend(shown.opens.iter().flat_map(opened));
    lines.extend(next(args, &shown));
    output::print(&lines.join("\n"))
}

fn unknown(id: &str) -> Failure {
    Failure::usage(format!("nobody asked for {id:?}, or it is not yours to answer"))
        .hint("hygeia proposals lists what waits")
}

fn asked(asked: &ApprovalShown) -> Vec<String> {
    let (ApprovalShown { id, asked_by, asset, .. }, action) = (asked, list::what(asked));
    let mut lines = vec![format!("{id}: {asked_by} asks for {action} on {asset}, {}", asked.asked)];
    lines.push(match (&asked.answered_by, asked.agreed, asked.expired) {
        (Some(who), Some(true), _) => format!("{who} agreed"),
        (Some(who), _, _) => match &asked.reason {
            Some(reason) => format!("{who} refused: {reason}"),
            None => format!("{who} refused"),
        },
        (None, _, true) => format!("it ran out at {}: nobody answered", asked.expires),
        (None, ..) => format!("it waits, until {}", asked.expires),
    });
    lines
}

fn changed(change: &ChangeShown, asked: &ApprovalShown) -> Vec<String> {
    let mut lines = Vec::new();
    if change.outdated {
        lines.push(format!(
            "something else was applied since: it can't be agreed to; {} proposes again",
            asked.asked_by
        ));
    }
    let before = lines.len();
    lines.extend(apply::changes(&change.diff, change.first, &change.handling));
    let minus = output::paint("32", "-");
    lines.extend(
        change
            .stricter
            .iter()
            .map(|rule| format!("{minus} stricter: to go back would mean: {rule}")),
    );
    lines.extend(change.affected.iter().map(|version| {
        let why = version.why.join("; ");
        format!("→ {} version {} is to be protected anew: {why}", version.dataset, version.number)
    }));
    if lines.len() == before {
        lines.push("access and handling would stay as they are".to_owned());
    }
    lines
}

fn promoted(shown: &PromotionShown) -> Vec<String> {
    let mut lines = vec![
        format!("+ version {} by {} would serve", shown.number, shown.author),
        format!(
            "  trained on {}, of which the highest class is {}",
            listed(&shown.trained_on),
            shown.class
        ),
        format!("  who may ask it: {}", people(&shown.may_infer)),
    ];
    lines.extend(shown.retires.map(|number| format!("- version {number} would serve no more")));
    let known = shown.accuracies.iter().filter(|row| row.model == "final");
    lines.extend(known.map(|row| {
        format!("  accuracy under {} (eps {}): {:.3}", row.attack, row.eps, row.accuracy)
    }));
    match &shown.weaknesses {
        None => lines.push("  it was never evaluated: nothing is known of its strength".to_owned()),
        Some(weak) => lines.extend(weak.iter().map(|one| format!("  weak: {}", one.message))),
    }
    lines.extend(shown.weak_accepted_by.iter().map(|who| format!("  {who} answers for that")));
    lines
}

fn opened(asked: &AskedFor) -> Vec<String> {
    let BreakGlassShown { asked_by, action, asset, period, why, .. } = &asked.grant;
    let mut lines = vec![
        format!("+ {asked_by} could {action} {asset} for {period} from when you agree: {why}"),
        "  as R: tokens and masks, within a day's budget; device and network are asked each time"
            .to_owned(),
    ];
    let not = asked.in_the_way.iter();
    lines.extend(not.map(|why| format!("it can't be agreed to: {why}")));
    lines
}

fn next(args: &Args, shown: &ProposalResponse) -> Option<String> {
    let asked = &shown.asked;
    let outdated = shown.change.as_ref().is_some_and(|change| change.outdated);
    if asked.answered_by.is_some() || asked.expired || outdated {
        return None;
    }
    let (id, flag) = (&asked.id, args.actor.place.flag());
    Some(format!(
        "Next, by one of {}: hygeia approve {id}{flag} --as NAME, or hygeia refuse {id} --why TEXT{flag} --as NAME",
        people(&shown.may_answer)
    ))
}

fn people(all: &[PrincipalId]) -> String {
    listed(&all.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn listed(all: &[String]) -> String {
    if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
}
