//! `hygeia feed`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{FeedRequest, Notice, NoticeKind};

/// Show what you are asked (the RACI's C) and told (its I), newest last.
///
/// What waits for your word is answered by `hygeia answer`. Reviews of access that are due soon are listed
/// to who may do them, and to whose access it is. What you asked for yourself, and waits for
/// others, is listed with who answered.
///
/// Example: hygeia feed --as anna@example.org
///
/// Example: hygeia feed --days 7 --format json --as sam@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// How many days to look back.
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = FeedRequest { days: args.days };
    let notices: Vec<Notice> = block_on(async {
        let client = args.actor.client().await?;
        let notices = client.get("/v1/feed", &request).await;
        client.close().await;
        notices
    })?;
    if args.format == Shape::Json {
        return output::json(&notices);
    }
    if notices.is_empty() {
        return output::print("you are asked nothing, and there is nothing to tell you");
    }
    let head = ["at", "id", "who", "what", "on", ""].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(notices.iter().map(|notice| {
        vec![
            notice.at.clone(),
            notice.id.clone(),
            notice.who.to_string(),
            notice.action.clone(),
            notice.asset.to_string(),
            said(notice),
        ]
    }));
    output::print(&output::table(&rows))
}

/// What the notice wants of its reader.
fn said(notice: &Notice) -> String {
    let until = notice.until.as_deref().unwrap_or_default();
    let roles: Vec<&str> = notice.roles.iter().map(|role| role.as_str()).collect();
    let roles = roles.join(", ");
    match notice.kind {
        NoticeKind::Asked => {
            format!("waits for your word until {until}: hygeia answer {}", notice.id)
        }
        NoticeKind::Own if notice.heard => {
            format!("{}; it may go on until {until}: do the same again", opinions(notice))
        }
        NoticeKind::Own => {
            let silent: Vec<&str> = notice.silent.iter().map(|who| who.as_str()).collect();
            format!("{}; it waits for {}", opinions(notice), silent.join(", "))
        }
        NoticeKind::Consulted => format!("you are heard, as {roles}: hygeia answer {}", notice.id),
        NoticeKind::Review => to_review(notice, until, &roles),
        NoticeKind::Informed => format!("you are told, as {roles}"),
    }
}

fn to_review(notice: &Notice, until: &str, roles: &str) -> String {
    let activity = notice.activity.as_ref().map_or("", |activity| activity.as_str());
    let narrowed = notice.narrowing.map(|to| format!(", {to} by now")).unwrap_or_default();
    let (asset, who) = (&notice.asset, &notice.who);
    format!(
        "access as {roles} is to be reviewed until {until}{narrowed}: hygeia review --done {activity} \
         --asset {asset} --holder {who} --keep|--remove --why …"
    )
}

fn opinions(notice: &Notice) -> String {
    let all = notice.opinions.iter().map(|opinion| {
        let word = if opinion.against { "against it" } else { "not against it" };
        let why =
            if opinion.why.is_empty() { String::new() } else { format!(" ({})", opinion.why) };
        format!("{} is {word}{why}", opinion.who)
    });
    let all: Vec<String> = all.collect();
    if all.is_empty() { "nobody said anything yet".to_owned() } else { all.join(", ") }
}
