//! Attackers with files: an armed model, an edited audit log.

use super::{Field, Observation, pickle, seen};
use crate::failure::{At, Failure};
use ledger::Check;
use std::fs;
use std::path::{Path, PathBuf};
use terms::{Severity, State};

/// Pickles that run a command when they are loaded, bare and wrapped.
pub(super) fn malicious_model(field: &Field<'_>) -> Result<Observation, Failure> {
    let folder = field.scratch.join("delivery");
    let witness = field.scratch.join("executed");
    fs::create_dir_all(&folder).internal("delivering a model")?;
    let armed = pickle::that_touches(&witness);
    let names = ["weights.pkl", "weights.bin", "model.pt"];
    let mut clean = Vec::new();
    for name in names {
        let path = folder.join(name);
        fs::write(&path, &armed).internal("delivering a model")?;
        let seen = (field.scan)(&path).internal("scanning a model")?;
        if seen.state(Severity::High) != State::Failed {
            clean.push(name);
        }
    }
    let ran = witness.exists();
    let saw = format!(
        "{} of {} armed files were stopped, and {} was run",
        names.len() - clean.len(),
        names.len(),
        if ran { "one" } else { "none" }
    );
    Ok(seen(ran || !clean.is_empty(), true, saw))
}

/// Changes one byte of an entry in a copy of the ledger, and cuts the last entry off another.
pub(super) async fn tampered_ledger(field: &Field<'_>) -> Result<Observation, Failure> {
    let store = &field.workspace.store;
    let key = &store.ledger_public();
    let mut whole = Vec::new();
    for (name, tamper) in [("edited", edit as fn(&Path) -> _), ("truncated", cut)] {
        let folder = field.scratch.join(name);
        store.export_ledger(&folder).await.internal("exporting the ledger")?;
        let check = Check { key: Some(key), earlier: None };
        let honest = (field.verify)(&folder, check);
        let honest = honest.internal("verifying the export")?;
        if !(honest.consistent && honest.authentic == Some(true)) {
            return Err(Failure::internal("the untouched ledger does not verify"));
        }
        tamper(&folder)?;
        let verdict = (field.verify)(&folder, check);
        if verdict.is_ok_and(|v| v.consistent && v.authentic == Some(true)) {
            whole.push(name);
        }
    }
    let saw = match whole.as_slice() {
        [] => "an edited entry and a missing one are both told".to_owned(),
        some => format!("a ledger that was {} still verifies", some.join(" and ")),
    };
    Ok(seen(!whole.is_empty(), whole.is_empty(), saw))
}

/// Flips a bit in the middle of the first bundle of entries.
fn edit(folder: &Path) -> Result<(), Failure> {
    let path = bundle(folder)?;
    let mut bytes = fs::read(&path).internal("reading the ledger")?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    fs::write(&path, bytes).internal("editing the ledger")
}

/// Cuts the end off the same bundle.
fn cut(folder: &Path) -> Result<(), Failure> {
    let path = bundle(folder)?;
    let mut bytes = fs::read(&path).internal("reading the ledger")?;
    bytes.truncate(bytes.len().saturating_sub(64));
    fs::write(&path, bytes).internal("cutting the ledger")
}

/// The first bundle of entries below `tile/entries`.
fn bundle(folder: &Path) -> Result<PathBuf, Failure> {
    let mut open = vec![folder.join("tile/entries")];
    let mut found = Vec::new();
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).internal("looking for entries")?.flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found.into_iter().next().ok_or_else(|| Failure::internal("the ledger has no entries"))
}
