//! Whether the files are what was applied: a change that waits, or one that somebody made aside.

use super::Line;
use crate::config::{self, Config};
use crate::{Error, Texts, Workspace};
use terms::{Area, Fact, Probed, State, printable};

const DRIFT: Line = Line {
    id: "least-privilege/drift",
    area: Area::LeastPrivilege,
    missions: &[6, 7],
    claim: "the files of the workspace say what is in force",
    remedy: "hygeia apply --plan shows the difference; apply it, or put the files back",
};

/// Reads the files, and compares them with what was applied last.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    let applied = match workspace.in_force() {
        Ok(applied) => applied,
        Err(nothing) => return DRIFT.unseen(&nothing, at),
    };
    let folder = workspace.store.folder().to_owned();
    let read = tokio::task::spawn_blocking(move || Texts::read(&folder)).await;
    let read = read.unwrap_or_else(|error| Err(Error::invalid(error.to_string())));
    let (differing, saw) = match read {
        Err(error) => (1, error.message),
        Ok(texts) => {
            let (is, was) = (texts.named(), applied.code.texts.named());
            let differ = is.iter().filter(|one| !was.contains(one)).map(|(name, _)| *name);
            let gone = was.iter().map(|(name, _)| *name);
            let gone = gone.filter(|name| is.iter().all(|(other, _)| other != name));
            let names: Vec<String> =
                differ.chain(gone).map(|name| printable(name).into_owned()).collect();
            let mut saw = match names.as_slice() {
                [] => format!("{} files, as applied", is.len()),
                some => format!("not as applied: {}", some.join(", ")),
            };
            if elsewhere(&texts, &applied.code.config) {
                saw.push_str("; the metadata lie in another database than was applied");
            }
            (names.len(), saw)
        }
    };
    DRIFT.saw(State::from_check(differing == 0), saw, vec![Fact::new("differing", differing)], at)
}

/// Whether the file, by which the workspace is opened, names another database. One that holds other
/// records does not open; one with exactly these is told here.
fn elsewhere(texts: &Texts, applied: &Config) -> bool {
    let is = config::parse(config::CONFIG, &texts.config);
    is.is_ok_and(|is| is.store != applied.store)
}
