//! Programs and pickles that hide in texts: as base64, as hexadecimal digits, or as they are.

use super::pickle;
use super::policy::Allow;
use super::program;
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Digits that are decoded of one run.
const DIGITS: usize = 1 << 20;
/// A shorter run holds nothing that runs.
const SHORTEST: usize = 24;
/// Runs of one text that are decoded.
const RUNS: usize = 1_000;

/// What a text holds that would run if somebody decoded and loaded it.
pub(super) fn payload(text: &str, allow: &Allow) -> Option<&'static str> {
    if text.len() < 8 {
        return None;
    }
    if text.len() >= SHORTEST
        && let Some(found) = runs(text).find_map(|run| decoded(run, allow))
    {
        return Some(found);
    }
    // Protocol 0 is text; so is a script.
    let raw = text.contains('\n') && pickle::armed_bytes(text.as_bytes());
    if raw { Some("a pickle that would run code") } else { None }
}

/// Runs of letters and digits that an encoder may have written.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    text.split(move |c: char| !digit(c)).filter(|run| run.len() >= SHORTEST).take(RUNS)
}

fn decoded(run: &str, allow: &Allow) -> Option<&'static str> {
    let run = run.get(..DIGITS.min(run.len())).unwrap_or(run);
    hexadecimal(run).and_then(|bytes| judged(&bytes, allow)).or_else(|| {
        let plain = run.trim_end_matches('=');
        let plain = plain.rsplit('=').next().unwrap_or(plain);
        // A rest of one digit is no byte.
        let whole = plain.len() - usize::from(plain.len() % 4 == 1);
        let plain: String = plain.chars().take(whole).map(standard).collect();
        engine().decode(plain).ok().and_then(|bytes| judged(&bytes, allow))
    })
}

fn standard(c: char) -> char {
    match c {
        '-' => '+',
        '_' => '/',
        other => other,
    }
}

fn engine() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&base64::alphabet::STANDARD, config)
}

fn hexadecimal(run: &str) -> Option<Vec<u8>> {
    let run = run.strip_prefix("0x").unwrap_or(run);
    let digits: Option<Vec<u8>> =
        run.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(
        digits?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
            .collect(),
    )
}

fn judged(bytes: &[u8], allow: &Allow) -> Option<&'static str> {
    if pickle::armed_bytes(bytes) {
        return Some("an encoded pickle that would run code");
    }
    if matches!(bytes, [0x80, 2..=5, ..]) && pickle::foreign_bytes(bytes, allow) {
        return Some("an encoded pickle that imports what is not known");
    }
    if program::kind(bytes).is_some() {
        return Some("an encoded program");
    }
    // Compressed once more.
    let inflated = match bytes {
        [0x78, ..] => super::compressed::small(bytes, true),
        [0x1f, 0x8b, ..] => super::compressed::small(bytes, false),
        _ => return None,
    };
    pickle::armed_bytes(&inflated?).then_some("an encoded, compressed pickle that would run code")
}
