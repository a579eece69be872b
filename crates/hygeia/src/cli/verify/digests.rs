//! A list of digests in the place of the files: lines of `sha256sum`.

use crate::cli::file;
use crate::failure::Failure;
use artifact::sign::{self, Listed};
use std::path::Path;

/// Bytes of the largest list.
const LIST_BYTES: u64 = 64 << 20;

/// Reads `DIGEST  NAME` lines. A name with a line's end in it is written with `\` before the digest.
///
/// # Errors
/// If a line is none, or a name comes twice.
pub fn read(path: &Path) -> Result<Vec<Listed>, Failure> {
    let bytes = file::read(path, LIST_BYTES)?;
    let wrong = |at: usize, why: &str| {
        Failure::usage(format!("{}, line {}: {why}", path.display(), at + 1))
            .hint("each line is a SHA-256 digest and a name, as sha256sum writes them")
    };
    let text = String::from_utf8(bytes).map_err(|_| wrong(0, "is no text in UTF-8"))?;
    let mut files = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let (escaped, line) = line.strip_prefix('\\').map_or((false, line), |line| (true, line));
        let (digest, name) = line.split_once(' ').ok_or_else(|| wrong(at, "has no name"))?;
        let digest = digest.parse().map_err(|_| wrong(at, "begins with no digest"))?;
        let name = name.strip_prefix([' ', '*']).unwrap_or(name);
        let name = name.strip_prefix("./").unwrap_or(name);
        let name = match escaped {
            true => name.replace("\\n", "\n").replace("\\\\", "\\"),
            false => name.to_owned(),
        };
        files.push(Listed { name, bytes: 0, digest });
    }
    sign::in_order(&mut files);
    let twice = files.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name));
    if twice { Err(wrong(0, "a name comes twice")) } else { Ok(files) }
}
