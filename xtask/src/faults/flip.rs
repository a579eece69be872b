//! A bit that flips at rest: whoever looks next says so, or nothing that anybody is answered differs.

use super::answers::{self, Answer};
use super::clean::{Clean, done};
use super::deeds::Deed;
use super::draw::Draw;
use super::harmless;
use super::home::Home;
use super::oracle::{Judged, Verdict, ended, tells};
use super::place::{Place, told};
use super::posture;
use super::template::Named;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// What is answered where nothing was changed, twice.
pub type Answers = [Vec<Answer>; 2];

/// Answers tell moments by whole seconds.
const SECOND: Duration = Duration::from_millis(1_100);

/// Asks what the deed left, and again in another second: else a moment would be taken for what is the
/// same each time.
pub fn answers(place: &Place, deed: &Deed, named: &Named, name: &str) -> Result<Answers, String> {
    let ask = || answers::ask(&Home::copy(place, &done(deed), name)?, named);
    let known = ask()?;
    thread::sleep(SECOND);
    Ok([known, ask()?])
}

/// Flips a bit of what the deed left, and judges what is said of it; gives which bit.
pub fn flip(
    place: &Place,
    (deed, named): (&Deed, &Named),
    clean: &Clean,
    answers: &Answers,
    name: &str,
    draw: &mut Draw,
) -> Result<(Judged, String), String> {
    let home = Home::copy(place, &done(deed), name)?;
    let path = drawn(&home, draw)?;
    let mut bytes = fs::read(&path).map_err(|e| told(&path, &e))?;
    let bit = draw.below(bytes.len() as u64 * 8);
    let at = usize::try_from(bit / 8).unwrap_or(0);
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << (bit % 8);
    }
    let was = home.beside("was");
    fs::rename(&path, &was).and_then(|()| fs::write(&path, bytes)).map_err(|e| told(&path, &e))?;
    let mode = fs::metadata(&was).map_err(|e| told(&was, &e))?.permissions();
    fs::set_permissions(&path, mode).map_err(|e| told(&path, &e))?;
    let shown = path.strip_prefix(&home.folder).unwrap_or(&path).display();
    let what = format!("bit {} of byte {at} of {shown}", bit % 8);
    Ok((judged(&home, named, clean, answers, (&path, bit / 8, &was))?, what))
}

/// Whether it is said, or changes nothing.
fn judged(
    home: &Home<'_>,
    named: &Named,
    clean: &Clean,
    [known, again]: &Answers,
    (path, byte, was): (&Path, u64, &Path),
) -> Result<Judged, String> {
    let harmless = harmless::why(home, path, byte, was)?;
    let [_, sound] = &clean.postures;
    let same = [sound.clone(), sound.clone()];
    match posture::look(home)? {
        Err(closed) => {
            let silent = || (Verdict::Stuck, format!("it does not say why: {}", closed.shown()));
            return Ok(ended(&closed, true)
                .and_then(|()| if tells(&closed) { Ok(()) } else { Err(silent()) }));
        }
        Ok(seen) if posture::otherwise(&seen, &same).is_some() => return Ok(Ok(())),
        Ok(_) => {}
    }
    let seen = answers::ask(home, named)?;
    if let Some(fault) = seen.iter().find_map(|answer| ended(&answer.ran, true).err()) {
        return Ok(Err(fault));
    }
    let undetected = |why: String| Ok(Err((Verdict::Undetected, why)));
    match answers::otherwise(&seen, known, again) {
        Some((answer, _)) if matches!(answer.ran.code, Some(1..=4)) && tells(&answer.ran) => {
            Ok(Ok(()))
        }
        Some((answer, _)) if answer.finds_more(known) => Ok(Ok(())),
        Some((answer, place)) => {
            undetected(format!("another answer, {place}: {}", answer.ran.shown()))
        }
        None if harmless.is_some() => Ok(Ok(())),
        None => undetected("nobody says so".to_owned()),
    }
}

/// A file of the state or the vault; each part of them as often as the others.
fn drawn(home: &Home<'_>, draw: &mut Draw) -> Result<PathBuf, String> {
    let mut parts: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for (folder, depth) in [("ws/state", 1), ("vault", 1)] {
        let root = home.path(folder);
        for path in files(&root)? {
            let below = path.strip_prefix(&root).unwrap_or(&path);
            let part = below.components().take(depth).collect::<PathBuf>();
            let empty = fs::metadata(&path).map_or(true, |found| found.len() == 0);
            if !empty {
                parts.entry(format!("{folder}/{}", part.display())).or_default().push(path);
            }
        }
    }
    let parts: Vec<_> = parts.into_values().collect();
    let part = draw.pick(&parts).ok_or("there is nothing to flip")?;
    draw.pick(part).cloned().ok_or_else(|| "there is nothing to flip".to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(found) };
    for entry in entries {
        let path = entry.map_err(|e| told(folder, &e))?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
