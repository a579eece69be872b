//! Runs a deed with one fault in it.

use super::clean::Clean;
use super::draw::Draw;
use super::home::{Home, Ran};
use super::place::told;
use super::strace::strace;
use super::trace::{self, CHANGING, OPENING};
use std::fs;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Bytes that a disk writes at once.
const PAGE: u64 = 4_096;

/// How a deed ended, and what exactly was done to it; `None` if the fault met none of its calls.
pub type Met = Option<(Ran, String)>;

/// Kills it at one of its calls.
pub fn kill(
    home: &Home<'_>,
    clean: &Clean,
    words: &[String],
    draw: &mut Draw,
) -> Result<Met, String> {
    let (call, when) = drawn(clean, &CHANGING, draw)?;
    let inject = format!("{call}:signal=KILL:when={when}");
    let ran = home.run_under(&strace("/dev/null", &inject), words)?;
    Ok(ran.signal.is_some().then_some((ran, inject)))
}

/// Lets one of its calls fail, or it and all of its kind that come after.
pub fn fail(
    home: &Home<'_>,
    clean: &Clean,
    words: &[String],
    draw: &mut Draw,
) -> Result<Met, String> {
    let all: Vec<&str> = CHANGING.iter().chain(&OPENING).copied().collect();
    let (call, when) = drawn(clean, &all, draw)?;
    let error = draw.pick(errors(&call)).copied().unwrap_or("EIO");
    let on = if draw.below(4) == 0 { "+" } else { "" };
    let (path, inject) = (home.beside("trace"), format!("{call}:error={error}:when={when}{on}"));
    let ran = home.run_under(&strace(&path.display().to_string(), &inject), words)?;
    let log = fs::read(&path).map_err(|e| told(&path, &e))?;
    let met = trace::failed_within(&String::from_utf8_lossy(&log), &home.folder);
    Ok(met.then_some((ran, inject)))
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

/// Kills it, and tears what was written and not synced, as when the power goes.
pub fn tear(
    home: &Home<'_>,
    clean: &Clean,
    words: &[String],
    draw: &mut Draw,
) -> Result<Met, String> {
    let (call, when) = drawn(clean, &CHANGING, draw)?;
    let (path, inject) = (home.beside("trace"), format!("{call}:signal=KILL:when={when}"));
    let ran = home.run_under(&strace(&path.display().to_string(), &inject), words)?;
    let log = fs::read(&path).map_err(|e| told(&path, &e))?;
    let unsynced = trace::unsynced(&String::from_utf8_lossy(&log), &home.folder);
    // SQLite makes the index of its log anew: that is never synced, and gone with the power.
    let is_index = |path: &Path| path.to_string_lossy().ends_with("-shm");
    let files = unsynced.into_iter().filter(|(path, _)| path.is_file() && !is_index(path));
    let files: Vec<_> = files.collect();
    let Some((path, pieces)) = draw.pick(&files) else { return Ok(None) };
    let (begin, end) = draw.pick(pieces).copied().unwrap_or_default();
    let how = torn(path, begin, end, draw)?;
    let _ = fs::remove_file(path.with_file_name("meta.sqlite-shm"));
    let name = path.strip_prefix(&home.folder).unwrap_or(path).display();
    Ok(ran.signal.is_some().then_some((ran, format!("{inject}, {name} {how}"))))
}

/// Cuts the file within a piece that it ends with, or else empties a page of the piece.
fn torn(path: &Path, begin: u64, end: u64, draw: &mut Draw) -> Result<String, String> {
    let file = File::options().write(true).open(path).map_err(|e| told(path, &e))?;
    let length = file.metadata().map_err(|e| told(path, &e))?.len();
    let at = begin + draw.below(end.saturating_sub(begin));
    if end >= length && draw.below(2) == 0 {
        file.set_len(at).map_err(|e| told(path, &e))?;
        return Ok(format!("cut at {at} of {length}"));
    }
    let from = begin.max(at / PAGE * PAGE);
    let to = end.min((at / PAGE + 1) * PAGE).min(length);
    let zeros = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
    file.write_all_at(&zeros, from).map_err(|e| told(path, &e))?;
    Ok(format!("empty from {from} to {to} of {length}"))
}
