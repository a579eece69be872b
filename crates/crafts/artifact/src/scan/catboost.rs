//! CatBoost's binary models: a size, a flat buffer, numbers behind it. Its texts are parameters as JSON.

use super::documents;
use super::policy::Allow;
use super::reading::Reading;

/// A text of the buffer that is worth reading.
const SHORTEST: usize = 16;

pub(super) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(b"CBM1")
}

/// Reads the texts that the buffer holds.
pub(super) fn read(bytes: &[u8], allow: &Allow) -> Reading {
    let mut reading = Reading::default();
    let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
    let end = size.and_then(|size| usize::try_from(size).ok()?.checked_add(8));
    let Some(core) = end.and_then(|end| bytes.get(8..end)) else {
        reading.unsure("the CatBoost model is cut");
        return reading;
    };
    if !tables(core) {
        reading.unsure("the flat buffer of the CatBoost model is malformed");
    }
    let printable =
        |byte: &u8| (b' '..=b'~').contains(byte) || *byte >= 0x80 || matches!(byte, b'\n' | b'\t');
    for run in core.split(|byte| !printable(byte)).filter(|run| run.len() >= SHORTEST) {
        // Numbers may look like the first letters of a text behind them.
        let from = run.iter().position(|&byte| byte == b'{').unwrap_or(0);
        let text = String::from_utf8_lossy(run.get(from..).unwrap_or_default());
        reading.append(documents::value("parameters", &text, allow));
    }
    reading
}

/// Whether the root of a flat buffer, and the table that describes it, lie within it.
fn tables(core: &[u8]) -> bool {
    let number = |at: usize| {
        let bytes = core.get(at..at.checked_add(4)?)?;
        Some(i64::from(i32::from_le_bytes(bytes.try_into().ok()?)))
    };
    let root = number(0).and_then(|root| usize::try_from(root).ok());
    let described = root.and_then(|root| {
        let table = i64::try_from(root).ok()?.checked_sub(number(root)?)?;
        usize::try_from(table).ok()
    });
    described.is_some_and(|at| core.get(at..at + 4).is_some())
}
