//! What a deed is without a fault: what every injection into it is held against.

use super::deeds::{Deed, Stage};
use super::home::{Home, Ran};
use super::meta::{Meta, SERVER};
use super::place::{Place, told};
use super::posture::{self, Posture};
use super::state::{Effect, State};
use super::strace::strace;
use super::template::Named;
use super::trace::{self, Calls};
use std::fs;

/// A stage at which nothing was done yet.
pub struct Before {
    state: State,
    posture: Posture,
}

impl Before {
    /// Looks at a copy of the stage in a home called `name`.
    pub fn of(place: &Place, stage: Stage, name: &str) -> Result<Self, String> {
        let home = Home::copy(place, stage.name(), name)?;
        let state = State::read(place, &home, "ws")?;
        let posture = if stage == Stage::Empty { Posture::new() } else { looked(&home)? };
        Ok(Self { state, posture })
    }
}

/// A deed that was done without a fault.
pub struct Clean {
    pub code: i32,
    /// What the workspace was before.
    pub before: State,
    pub effect: Effect,
    /// Used of budgets, by the deed and the look at it.
    pub used: i64,
    /// What the posture said before and after.
    pub postures: [Posture; 2],
    /// The calls that concerned the workspace.
    pub calls: Calls,
    /// Bytes of the home before, by whole pages, and how many more there were after.
    pub size: u64,
    pub growth: u64,
    /// Bytes of the largest file after.
    pub largest: u64,
}

/// The words of a deed in `home`; `out` is the folder that it may make.
pub fn words(deed: &Deed, named: &Named, meta: Meta, out: &str) -> Vec<String> {
    let asked = match deed.stage {
        Stage::Asked => &named.promotion,
        Stage::Consulting => &named.consultation,
        _ => &named.access,
    };
    let mut words = deed.typed(out, asked, &named.token);
    if deed.name == "init" && meta == Meta::Postgres {
        words.extend(["--meta", SERVER].map(str::to_owned));
    }
    words
}

/// Whether the deed says that it is done, as it does without a fault.
pub fn is_done(deed: &Deed, ran: &Ran, code: i32) -> bool {
    ran.code == Some(code) && ran.said().contains(deed.says)
}

impl Clean {
    /// Does the deed in a home called `name`, and keeps what is left of it as a template.
    pub fn of(
        place: &Place,
        deed: &Deed,
        named: &Named,
        Before { state: before, posture: was }: &Before,
        name: &str,
    ) -> Result<Self, String> {
        let home = Home::copy(place, deed.stage.name(), name)?;
        let (size, _) = sizes(before);
        let log = home.beside("trace");
        let words = words(deed, named, place.meta, "out");
        let ran = home.run_under(&strace(&log.display().to_string(), ""), &words)?;
        let code = ran.code.unwrap_or(-1);
        if !matches!(code, 0 | 1) || !is_done(deed, &ran, code) {
            return Err(format!(
                "{} is not done without a fault: {}\n{}",
                deed.name,
                ran.shown(),
                ran.out
            ));
        }
        let log = fs::read(&log).map_err(|e| told(&log, &e))?;
        let calls = trace::calls(&String::from_utf8_lossy(&log), &home.folder);
        let is = looked(&home)?;
        let after = State::read(place, &home, "ws")?;
        if let Some(why) = after.disagreement() {
            return Err(format!("{} without a fault: {why}", deed.name));
        }
        if !after.is_tidy() {
            return Err(format!("{} leaves temporary files without a fault", deed.name));
        }
        home.keep(&done(deed))?;
        let (grown, largest) = sizes(&after);
        let effect = after.since(before);
        let used = after.records.used - before.records.used;
        let growth = grown.saturating_sub(size);
        let (before, postures) = (before.clone(), [was.clone(), is]);
        Ok(Self { code, before, effect, used, postures, calls, size, growth, largest })
    }
}

/// The template of what the deed leaves.
pub fn done(deed: &Deed) -> String {
    format!("done-{}", deed.name)
}

fn looked(home: &Home<'_>) -> Result<Posture, String> {
    posture::look(home)?.map_err(|ran| ran.shown())
}

/// Bytes of all files, by whole pages; and of the largest.
fn sizes(state: &State) -> (u64, u64) {
    let pages = state.files.values().map(|length| length.div_ceil(4_096) * 4_096);
    (pages.sum(), state.files.values().copied().max().unwrap_or(0))
}
