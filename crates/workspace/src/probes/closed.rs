//! A workspace that does not open: what can be seen of it all the same.

use std::fmt::Display;
use std::path::Path;
use store::{Boxed, Line, Store};
use terms::{Area, Clock, Probed, State};

const OPENS: Line = Line {
    id: "zero-trust/opens",
    area: Area::ZeroTrust,
    missions: &[1, 9],
    claim: "the workspace opens: keys, ledger and metadata verify",
    remedy: "do what the message says; if it can't be explained, activate the vault",
};

/// Looks at the workspace in `folder`, which did not open for the reason `why`: that it does not is
/// *failed*, and what only an open one could show is left *unknown* by the table.
///
/// `None` if there is no workspace, or a process has it open: then that is the answer.
pub fn closed_probes<'a>(
    folder: &'a Path,
    why: &'a (dyn Display + Sync),
    clock: &'a dyn Clock,
) -> Boxed<'a, Option<Vec<Probed>>> {
    Box::pin(async move {
        let at = clock.now();
        let mut seen = Store::probe_closed(folder, at).await.ok()?;
        seen.push(OPENS.saw(State::Failed, why.to_string(), Vec::new(), at));
        Some(seen)
    })
}
