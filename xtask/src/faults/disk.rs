//! A disk that is full: a small one of its own where this process may mount one, else a limit on the
//! size of files.

use super::clean::{Clean, is_done};
use super::deeds::Deed;
use super::draw::Draw;
use super::home::{Home, Ran};
use super::mount::resize;
use super::place::Place;

/// Room on a disk that is not full.
const ROOMY: u64 = 1 << 30;
const PAGE: u64 = 4_096;

/// Does the deed where a drawn part of what it writes finds room; then there is room again. `None` if
/// there was enough.
pub fn full<'a>(
    place: &'a Place,
    deed: &Deed,
    clean: &Clean,
    name: &str,
    words: &[String],
    draw: &mut Draw,
) -> Result<Option<(Home<'a>, Ran, String)>, String> {
    // Some of what is written is removed again.
    let pages = draw.below(clean.growth / PAGE + 24);
    let mut home = Home::vacant(place, name)?;
    // To a disk in memory, no size is no limit.
    if !home.mount((clean.size + pages * PAGE).max(PAGE))? {
        let home = Home::copy(place, deed.stage.name(), name)?;
        let limit = draw.below(clean.largest);
        let ran = home.run_under(&limited(limit), words)?;
        let what = format!("files of at most {limit} bytes");
        return Ok((!is_done(deed, &ran, clean.code)).then_some((home, ran, what)));
    }
    home.fill(deed.stage.name())?;
    let ran = home.run(words)?;
    resize(&home.folder, ROOMY)?;
    let what = format!("{pages} pages free");
    Ok((!is_done(deed, &ran, clean.code)).then_some((home, ran, what)))
}

/// Beyond the limit a write fails in the middle, as on a full disk; SIGXFSZ is ignored.
fn limited(bytes: u64) -> Vec<String> {
    let script = "trap '' XFSZ; exec prlimit --fsize=\"$0\":unlimited \"$@\"";
    ["bash", "-c", script, &bytes.to_string()].map(str::to_owned).to_vec()
}
