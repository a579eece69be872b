//! Runs a deed with one fault in one of its calls.

use super::clean::Clean;
use super::draw::Draw;
use super::home::{Home, Ran};
use super::kind::Kind;
use super::place::told;
use super::strace::strace;
use super::torn;
use super::trace::{self, CHANGING, Failures, OPENING};
use std::fs;

/// A deed that is about to be done.
pub struct Run<'a> {
    pub home: &'a Home<'a>,
    pub clean: &'a Clean,
    pub words: &'a [String],
}

/// How a deed ended, and what exactly was done to it; `None` if the fault met none of its calls.
pub type Met = Option<(Ran, String)>;

impl Run<'_> {
    /// Does the deed with a drawn fault of that kind in it: a kill, a failing call, or a tear.
    pub fn met(&self, kind: Kind, draw: &mut Draw) -> Result<Met, String> {
        match kind {
            Kind::Fail => self.fail(draw),
            Kind::Tear => self.tear(draw),
            _ => self.kill(draw),
        }
    }

    /// Kills it at one of its calls.
    fn kill(&self, draw: &mut Draw) -> Result<Met, String> {
        let inject = self.killing(draw)?;
        let ran = self.home.run_under(&strace("/dev/null", &inject), self.words)?;
        Ok(ran.signal.is_some().then_some((ran, inject)))
    }

    /// Lets one of its calls fail, or it and all of its kind that come after.
    fn fail(&self, draw: &mut Draw) -> Result<Met, String> {
        let all: Vec<&str> = CHANGING.iter().chain(&OPENING).copied().collect();
        let (call, when) = drawn(self.clean, &all, draw)?;
        let error = draw.pick(errors(&call)).copied().unwrap_or("EIO");
        let on = if draw.below(4) == 0 { "+" } else { "" };
        let inject = format!("{call}:error={error}:when={when}{on}");
        // A program whose threads can't wake one another waits for ever, which is no fault of a disk.
        let beside = |log: &str| trace::failures(log, &self.home.folder) == Failures::Beside;
        let (ran, log) = self.noted(&inject, beside)?;
        let met = trace::failures(&log, &self.home.folder) == Failures::Within;
        Ok(met.then_some((ran, inject)))
    }

    /// Kills it, and tears what was written and not synced, as when the power goes.
    fn tear(&self, draw: &mut Draw) -> Result<Met, String> {
        let inject = self.killing(draw)?;
        let (ran, log) = self.noted(&inject, |_| false)?;
        let unsynced = trace::unsynced(&log, &self.home.folder);
        let torn = torn::one(&self.home.folder, &unsynced, draw)?;
        let killed = ran.signal.is_some();
        Ok(torn.filter(|_| killed).map(|how| (ran, format!("{inject}, {how}"))))
    }

    fn killing(&self, draw: &mut Draw) -> Result<String, String> {
        let (call, when) = drawn(self.clean, &CHANGING, draw)?;
        Ok(format!("{call}:signal=KILL:when={when}"))
    }

    /// Runs it, and gives what `strace` noted; stops it if that says that it is in vain.
    fn noted(&self, inject: &str, in_vain: impl Fn(&str) -> bool) -> Result<(Ran, String), String> {
        let path = self.home.beside("trace");
        let read = || fs::read(&path).map(|log| String::from_utf8_lossy(&log).into_owned());
        let before = strace(&path.display().to_string(), inject);
        let in_vain = || read().is_ok_and(|log| in_vain(&log));
        let ran = self.home.run_unless(&before, self.words, in_vain)?;
        Ok((ran, read().map_err(|e| told(&path, &e))?))
    }
}

/// What a call fails with where a disk or a process is at its end.
fn errors(call: &str) -> &'static [&'static str] {
    match call {
        "openat" => &["EMFILE", "EROFS", "EIO", "ENOSPC"],
        "unlink" | "unlinkat" => &["EIO", "EROFS"],
        "rename" | "renameat" | "renameat2" | "link" | "linkat" | "mkdir" | "mkdirat" => {
            &["EIO", "ENOSPC", "EROFS"]
        }
        _ => &["EIO", "ENOSPC"],
    }
}

/// A call that the deed makes, and which of its thread's.
fn drawn(clean: &Clean, of: &[&str], draw: &mut Draw) -> Result<(String, u64), String> {
    let made: Vec<_> = clean.calls.iter().filter(|(call, _)| of.contains(&call.as_str())).collect();
    let (call, numbers) = draw.pick(&made).ok_or("the deed changes nothing")?;
    let numbers: Vec<u64> = numbers.iter().copied().collect();
    let when = draw.pick(&numbers).copied().unwrap_or(1);
    Ok(((*call).clone(), when))
}
