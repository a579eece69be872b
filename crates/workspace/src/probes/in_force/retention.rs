//! Whether anything is kept for longer than it may be.

use super::Line;
use crate::{Context as _, Error, Workspace};
use store::{Kept, Version};
use terms::{Area, Class, Fact, Probed, State, Timestamp};

const KEPT: Line = Line {
    id: "least-privilege/kept-no-longer",
    area: Area::LeastPrivilege,
    missions: &[15],
    claim: "nothing confidential is kept without an end, or beyond it",
    remedy: "say it in [retention] of hygeia.toml, in days by class, and apply it; `hygeia up` ends \
             what is over by itself, but for what a promoted model was trained on",
};

/// What is over goes within the hour where a server runs.
const GRACE: i64 = 2 * 3_600;

/// Looks at every version.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    look(workspace, at).await.unwrap_or_else(|error| KEPT.unseen(&error, at))
}

async fn look(workspace: &Workspace, at: Timestamp) -> Result<Probed, Error> {
    let applied = workspace.in_force()?;
    let versions = workspace.store.docs::<Version>().at_rest().list().await;
    let versions = versions.internal("reading versions")?;
    let confidential = |kept: &Kept| {
        let version = versions.iter().find(|version| version.reference() == kept.version);
        version.is_none_or(|version| {
            let said = applied.code.declared(&version.dataset);
            version.classification.with(&said).class() >= Class::Confidential
        })
    };
    let all = workspace.store.kept().await.internal("reading what is kept")?;
    let over: Vec<&Kept> =
        all.iter().filter(|kept| kept.is_over(at.plus_seconds(-GRACE))).collect();
    let endless = |kept: &&Kept| kept.until.is_none() && !kept.hold && confidential(kept);
    let endless: Vec<&Kept> = all.iter().filter(endless).collect();
    let held = all.iter().filter(|kept| kept.hold).count();
    let deleted = all.iter().filter(|kept| kept.deleted).count();
    // A delivery says it of itself, and an application of all: nothing may lie between.
    let otherwise: Vec<&Version> = versions
        .iter()
        .map(|version| &**version)
        .filter(|version| version.retention != applied.code.retention_of(version))
        .collect();
    let said = applied.code.says_how_long();
    let (state, saw) = match (all.len(), over.as_slice(), endless.as_slice()) {
        (0, ..) => (State::NotApplicable, "there are no versions".to_owned()),
        (_, [first, ..], _) => (State::Failed, overdue(over.len(), first)),
        (count, [], [_, ..]) if !said => {
            let saw =
                format!("nobody said for how long data may be kept; {count} versions have no end");
            (State::NotApplicable, saw)
        }
        (count, [], [first, ..]) => {
            let (dataset, without) = (&first.version.dataset, endless.len());
            let saw =
                format!("{without} of {count} versions are kept without an end, as of {dataset}");
            (State::Unknown, saw)
        }
        (count, [], []) => {
            let some = |count: usize, what| match count {
                0 => String::new(),
                count => format!(", {count} {what}"),
            };
            let beside = some(held, "on hold") + &some(deleted, "deleted, and not gone yet");
            (State::Proven, format!("{count} versions, none of them kept beyond its end{beside}"))
        }
    };
    let facts = vec![
        Fact::new("versions", all.len()),
        Fact::new("over", over.len()),
        Fact::new("without_end", endless.len()),
        Fact::new("on_hold", held),
        Fact::new("deleted", deleted),
        Fact::new("recorded_otherwise", otherwise.len()),
    ];
    if let [first, ..] = otherwise.as_slice() {
        let (count, dataset) = (otherwise.len(), &first.dataset);
        let saw = format!(
            "{count} versions, as of {dataset}, are recorded to be kept otherwise than it is applied: apply it again"
        );
        return Ok(KEPT.saw(State::Failed, saw, facts, at));
    }
    Ok(KEPT.saw(state, saw, facts, at))
}

fn overdue(count: usize, first: &Kept) -> String {
    let until = first.until.map(|until| until.to_string()).unwrap_or_default();
    let why = match (first.hold, first.behind_live_model) {
        (true, _) => ", and a hold is on it",
        (false, true) => ", and a promoted model was trained on it",
        (false, false) => "",
    };
    let (dataset, number) = (&first.version.dataset, first.number);
    format!(
        "{count} versions are kept beyond their end; version {number} of {dataset} was to go {until}{why}"
    )
}
