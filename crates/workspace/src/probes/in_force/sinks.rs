//! Whether what the ledger says reaches those who are to have it outside of the workspace.

use super::Line;
use crate::sinks::{self, Position};
use crate::{Error, Workspace};
use terms::{Area, Fact, Probed, State, Timestamp};

const NOTICES: Line = Line {
    id: "least-privilege/notices",
    area: Area::LeastPrivilege,
    missions: &[6],
    claim: "what people are told of goes out by mail or webhook as it is entered",
    remedy: "let `hygeia up` run, and mend what it says of [notices] in hygeia.toml",
};

const EVENTS: Line = Line {
    id: "zero-trust/events",
    area: Area::ZeroTrust,
    missions: &[1, 20],
    claim: "every entry of the ledger goes to the file, syslog or webhook that [audit] names",
    remedy: "let `hygeia up` run, and mend what it says of [audit] in hygeia.toml",
};

const LINEAGE: Line = Line {
    id: "zero-trust/lineage",
    area: Area::ZeroTrust,
    missions: &[16],
    claim: "what came in, was trained and was promoted goes to the file and the catalogue that [audit] names for lineage",
    remedy: "let `hygeia up` run, and mend what it says of lineage under [audit] in hygeia.toml",
};

/// Seconds for which a sink may lag behind the ledger.
const LAG: i64 = 300;

/// Looks at how far each sink has come.
pub(super) fn probes(workspace: &Workspace) -> Vec<Probed> {
    let at = workspace.store.now();
    let mut lines = vec![(NOTICES, "notices-"), (EVENTS, "audit-")];
    // A catalogue is nothing that every workspace should have.
    let named = workspace.in_force().is_ok_and(|applied| {
        let audit = &applied.code.config.audit;
        audit.lineage.is_some() || audit.openlineage.is_some()
    });
    if named {
        lines.push((LINEAGE, "lineage-"));
    }
    lines
        .into_iter()
        .map(|(line, of)| {
            probe(workspace, line, of, at).unwrap_or_else(|why| line.unseen(&why, at))
        })
        .collect()
}

fn probe(workspace: &Workspace, line: Line, of: &str, at: Timestamp) -> Result<Probed, Error> {
    let (folder, applied) = (workspace.store.folder(), workspace.in_force()?);
    let sinks = sinks::all(folder, &applied).into_iter().filter(|sink| sink.name.starts_with(of));
    let mut lines = Vec::new();
    for sink in sinks {
        let position = Position::read(folder, sink.name)?.filter(|known| sink.is_at(known));
        let (state, saw) = seen(position.as_ref(), workspace.store.ledger_size(), at);
        lines.push((state, format!("{} ({}): {saw}", sink.name, sink.to)));
    }
    let state = State::of_all(lines.iter().map(|(state, _)| *state));
    let facts = vec![Fact::new("sinks", lines.len())];
    let saw = match lines.is_empty() {
        true => "none is named: people read `hygeia feed`, and operators `hygeia audit`".to_owned(),
        false => lines.into_iter().map(|(_, saw)| saw).collect::<Vec<_>>().join("; "),
    };
    Ok(line.saw(state, saw, facts, at))
}

/// What one sink's position says.
fn seen(position: Option<&Position>, size: u64, at: Timestamp) -> (State, String) {
    let nothing = || (State::Unknown, "nothing was delivered yet".to_owned());
    let Some(position) = position else { return nothing() };
    let behind = size.saturating_sub(position.entries());
    if let Some(failing) = &position.failing {
        let saw = format!("takes nothing since {}: {}", failing.since, failing.why);
        return (State::Failed, saw);
    }
    if !position.taken {
        return nothing();
    }
    match (behind, at.since(position.at) > LAG) {
        (0, _) => (State::Proven, format!("has all {size} entries")),
        (_, false) => (State::Proven, format!("{behind} entries are on their way")),
        (_, true) => (
            State::Unknown,
            format!(
                "{behind} of {size} entries are not delivered, the last was at {}",
                position.at
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M6
    #[test]
    fn nothing_is_proven_of_a_sink_that_lags_fails_or_never_began() {
        let at = Timestamp::from_unix;
        assert_eq!(seen(None, 5, at(0)).0, State::Unknown);
        let position = |entries: u64, failing: &str| -> Position {
            let text = format!(
                r#"{{"identity":"{}","entries":{entries},"taken":true,"at":"{}"{failing}}}"#,
                terms::Digest::of(b"x").hex(),
                at(1_000)
            );
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
        };
        assert_eq!(seen(Some(&position(5, "")), 5, at(9_000)).0, State::Proven);
        assert_eq!(seen(Some(&position(4, "")), 5, at(1_010)).0, State::Proven);
        assert_eq!(seen(Some(&position(4, "")), 5, at(9_000)).0, State::Unknown);
        let mut begun = position(5, "");
        begun.taken = false;
        assert_eq!(seen(Some(&begun), 5, at(1_010)).0, State::Unknown);
        let failing = format!(r#","failing":{{"since":"{}","why":"no"}}"#, at(1_005));
        assert_eq!(seen(Some(&position(4, &failing)), 5, at(1_010)).0, State::Failed);
    }
}
