//! What a fault must never do, judged after it.

use super::clean::{Clean, is_done, words};
use super::deeds::{Deed, Stage};
use super::home::{Home, Ran};
use super::meta::Meta;
use super::place::Place;
use super::posture;
use super::state::State;
use super::template::Named;
use std::fmt;
use std::thread::sleep;
use std::time::Duration;

/// The kinds of failures, of which there must be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A verb said that something is done, and it is not there.
    Lost,
    /// Records, ledger and objects disagree, or an answer changed, and nobody says so.
    Undetected,
    /// The workspace does not open, or the deed can't be done again, and nothing is said to be done.
    Stuck,
    /// The program ended as none of ours may.
    Panicked,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Lost, Self::Undetected, Self::Stuck, Self::Panicked];
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Lost => "lost",
            Self::Undetected => "undetected",
            Self::Stuck => "stuck",
            Self::Panicked => "panics",
        })
    }
}

/// One of them, and why.
pub type Judged = Result<(), (Verdict, String)>;

/// SIGKILL.
const KILL: i32 = 9;
/// A busy server ends a session that was killed within that time.
const SEEN_GONE: Duration = Duration::from_secs(10);

/// Judges `ran`, into which a fault was put, and what it left in `home`. The outer error is the
/// campaign's own.
pub fn judge(
    place: &Place,
    (deed, named): (&Deed, &Named),
    clean: &Clean,
    home: &Home<'_>,
    ran: &Ran,
) -> Result<Judged, String> {
    if let Err(fault) = ended(ran, true) {
        return Ok(Err(fault));
    }
    let done = is_done(deed, ran, clean.code);
    if deed.stage == Stage::Empty && !done && !home.path("ws/people.toml").exists() {
        // There is no whole workspace yet: to make it again is what has to work.
        return again(place, (deed, named), clean, home, false);
    }
    let mut seen = posture::look(home)?;
    if seen.is_err() && place.meta == Meta::Postgres {
        // Until the server sees that a killed program is gone, it has the workspace, as whoever asks is told.
        sleep(SEEN_GONE);
        seen = posture::look(home)?;
    }
    let seen = match seen {
        Ok(seen) => seen,
        Err(closed) => {
            let fault = ended(&closed, false).err();
            let stuck = || (Verdict::Stuck, format!("it does not open: {}", closed.shown()));
            return Ok(Err(fault.unwrap_or_else(stuck)));
        }
    };
    let state = match read(place, home) {
        Ok(state) => state,
        Err(fault) => return Ok(Err(fault)),
    };
    let effect = state.since(&clean.before);
    if done && effect != clean.effect {
        let why = format!("{} said done; {effect:?} is not {:?}", deed.name, clean.effect);
        return Ok(Err((Verdict::Lost, why)));
    }
    let used = state.records.used - clean.before.records.used;
    if used < 0 || (done && used < clean.used) {
        return Ok(Err((
            Verdict::Lost,
            format!("{used} of budgets is used, and not {}", clean.used),
        )));
    }
    if let Some(fault) = made(deed, home, done)? {
        return Ok(Err(fault));
    }
    // What leaves is admitted at most once: broken off after that, those who are consulted are asked again.
    let spent = effect.entered.iter().any(|operation| operation == "consultation-used");
    let whole = effect.entered == clean.effect.entered || spent;
    if let Err((verdict, why)) = again(place, (deed, named), clean, home, whole)? {
        return Ok(Err((verdict, format!("{why}; there were {:?}", effect.entered))));
    }
    match posture::otherwise(&seen, &clean.postures) {
        Some(why) => mended(clean, home, &why),
        None => Ok(Ok(())),
    }
}

/// What the posture said otherwise, while the deed had failed, is gone once it is done again.
fn mended(clean: &Clean, home: &Home<'_>, why: &str) -> Result<Judged, String> {
    let seen = posture::look(home)?;
    let stuck =
        |why: String| Ok(Err((Verdict::Stuck, format!("the posture stays otherwise: {why}"))));
    match seen {
        Ok(seen) if posture::otherwise(&seen, &clean.postures).is_none() => Ok(Ok(())),
        _ => stuck(why.to_owned()),
    }
}

/// What is wrong with the workspace that a deed made beside this one.
fn made(deed: &Deed, home: &Home<'_>, done: bool) -> Result<Option<(Verdict, String)>, String> {
    let there = home.path("out/hygeia.toml").exists();
    if !deed.makes_workspace() || !(done || there) {
        return Ok(None);
    }
    let opened = home.say("device list --workspace out")?;
    let verdict = if done { Verdict::Lost } else { Verdict::Stuck };
    Ok((opened.code != Some(0)).then(|| (verdict, opened.shown())))
}

/// The deed is done again; where `whole` of it was, that may be refused.
fn again(
    place: &Place,
    (deed, named): (&Deed, &Named),
    clean: &Clean,
    home: &Home<'_>,
    whole: bool,
) -> Result<Judged, String> {
    let again = |out: &str| home.run(&words(deed, named, place.meta, out));
    let mut tried = again("out")?;
    if !is_done(deed, &tried, clean.code) && tells(&tried) && deed.words.contains("{out}") {
        // What a killed verb left of a folder may be in the way, if that is said.
        if let Err(fault) = ended(&tried, false) {
            return Ok(Err(fault));
        }
        tried = again("out-2")?;
    }
    if let Err(fault) = ended(&tried, false) {
        return Ok(Err(fault));
    }
    let nothing_left = whole && (tells(&tried) || tried.code == Some(clean.code));
    if !is_done(deed, &tried, clean.code) && !nothing_left {
        return Ok(Err((Verdict::Stuck, format!("again: {}", tried.shown()))));
    }
    Ok(read(place, home).map(drop))
}

/// The state, in which everything agrees.
fn read(place: &Place, home: &Home<'_>) -> Result<State, (Verdict, String)> {
    let undetected = |why: String| (Verdict::Undetected, why);
    let state = State::read(place, home, "ws").map_err(undetected)?;
    state.disagreement().map_or(Ok(state), |why| Err(undetected(why)))
}

/// Whether it ended as the contract says; `injected` may have been killed, and may say that the
/// machine is at fault.
pub fn ended(ran: &Ran, injected: bool) -> Judged {
    if ran.hung {
        return Err((Verdict::Stuck, ran.shown()));
    }
    let killed = ran.signal == Some(KILL) && injected;
    let fits = match ran.code {
        Some(0..=3) => true,
        Some(4) => injected && tells(ran),
        _ => killed,
    };
    let panicked = !fits || ran.said().contains("panicked at");
    if panicked { Err((Verdict::Panicked, ran.shown())) } else { Ok(()) }
}

/// Whether it says what happened, and what to do next.
pub fn tells(ran: &Ran) -> bool {
    let said = ran.err.split_once("hygeia: ").map_or("", |(_, said)| said);
    ["next: ", "; ", ": restore it from the vault", ": free space"]
        .iter()
        .any(|what| said.contains(what))
}
