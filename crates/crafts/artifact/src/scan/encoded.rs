//! Programs and pickles that hide in texts: as base64, base32, base85, hexadecimal digits, one within
//! another, or as they are.

use super::compressed::Codec;
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
/// Codes within codes.
const DEPTH: usize = 3;

/// What a text holds that would run if somebody decoded and loaded it.
pub(super) fn payload(text: &str, allow: &Allow) -> Option<&'static str> {
    if text.len() < 8 {
        return None;
    }
    if let Some(found) = encoded(text, allow, DEPTH) {
        return Some(found);
    }
    // Protocol 0 is text; so is a script. Of others each byte may be a character.
    let raw = text.contains('\n') && pickle::armed_bytes(text.as_bytes())
        || text.starts_with('\u{80}') && characters(text).is_some_and(|b| pickle::armed_bytes(&b));
    if raw { Some("a pickle that would run code") } else { None }
}

fn characters(text: &str) -> Option<Vec<u8>> {
    text.chars().take(DIGITS).map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

fn encoded(text: &str, allow: &Allow, depth: usize) -> Option<&'static str> {
    if text.len() < SHORTEST || depth == 0 {
        return None;
    }
    let run = runs(text).find_map(|run| decoded(run, allow, depth));
    let run = run.or_else(|| joined(text).and_then(|digits| decoded(&digits, allow, depth)));
    let words = || text.split_ascii_whitespace().filter(|word| word.len() >= SHORTEST).take(RUNS);
    run.or_else(|| words().find_map(|word| wide(word, allow)))
}

/// Digits of a text that is nothing else, but broken into short lines, or with marks between bytes (`\\x80`, `80:02`).
fn joined(text: &str) -> Option<String> {
    let text = text.get(..DIGITS.min(text.len())).unwrap_or(text);
    let parted = text.contains(char::is_whitespace) || text.contains(['\\', ':', ',']);
    let digits =
        text.replace("\\x", "").replace("0x", "").replace([':', ',', '\n', '\r', ' ', '\t'], "");
    let digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    (parted && digits.len() >= SHORTEST && digits.chars().all(digit)).then_some(digits)
}

/// Codes with signs among their digits: base85 in both alphabets.
fn wide(word: &str, allow: &Allow) -> Option<&'static str> {
    let word = word.get(..DIGITS.min(word.len())).unwrap_or(word);
    // Adobe writes four zeros as one letter.
    let inner = word.trim_start_matches("<~").trim_end_matches("~>").replace('z', "!!!!!");
    [base85(word, git), base85(&inner, ascii85)]
        .into_iter()
        .flatten()
        .find_map(|b| judged(&b, allow, 0))
}

/// Python's `b85encode`.
fn git(digit: u8) -> Option<u32> {
    const DIGITS: &[u8] =
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    DIGITS.iter().position(|known| *known == digit).and_then(|place| u32::try_from(place).ok())
}

/// Adobe's, as Python's `a85encode` has it.
fn ascii85(digit: u8) -> Option<u32> {
    (b'!'..=b'u').contains(&digit).then(|| u32::from(digit - b'!'))
}

/// Four bytes of five digits each; the last may be cut.
fn base85(word: &str, value: fn(u8) -> Option<u32>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for digits in word.as_bytes().chunks(5) {
        let mut number = 0u32;
        for place in 0..5 {
            let digit = digits.get(place).map_or(Some(84), |digit| value(*digit))?;
            number = number.checked_mul(85)?.checked_add(digit)?;
        }
        bytes.extend(number.to_be_bytes().get(..digits.len().saturating_sub(1))?);
    }
    Some(bytes)
}

fn base32(run: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u64, 0);
    for digit in run.trim_end_matches('=').bytes() {
        let value = match digit.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            number @ b'2'..=b'7' => number - b'2' + 26,
            _ => return None,
        };
        (held, bits) = (held << 5 | u64::from(value), bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Runs of letters and digits that an encoder may have written.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    text.split(move |c: char| !digit(c)).filter(|run| run.len() >= SHORTEST).take(RUNS)
}

fn decoded(run: &str, allow: &Allow, depth: usize) -> Option<&'static str> {
    let run = run.get(..DIGITS.min(run.len())).unwrap_or(run);
    let narrow = [hexadecimal(run), base32(run)].into_iter().flatten();
    let found = narrow.map(|bytes| judged(&bytes, allow, depth)).find(Option::is_some).flatten();
    found.or_else(|| {
        let plain = run.trim_end_matches('=');
        let plain = plain.rsplit('=').next().unwrap_or(plain);
        // A rest of one digit is no byte.
        let whole = plain.len() - usize::from(plain.len() % 4 == 1);
        let plain: String = plain.chars().take(whole).map(standard).collect();
        engine().decode(plain).ok().and_then(|bytes| judged(&bytes, allow, depth))
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

fn judged(bytes: &[u8], allow: &Allow, depth: usize) -> Option<&'static str> {
    // Digits once more.
    if let Some(found) = depth.checked_sub(1).and_then(|depth| {
        std::str::from_utf8(bytes).ok().and_then(|text| encoded(text, allow, depth))
    }) {
        return Some(found);
    }
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
        [0x78, ..] => super::compressed::small(bytes, Codec::Zlib),
        [0x1f, 0x8b, ..] => super::compressed::small(bytes, Codec::Gzip),
        [0xfd, b'7', b'z', ..] => super::compressed::small(bytes, Codec::Xz),
        [b'B', b'Z', b'h', ..] => super::compressed::small(bytes, Codec::Bzip2),
        _ => return None,
    };
    pickle::armed_bytes(&inflated?).then_some("an encoded, compressed pickle that would run code")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pickle_is_found_under_each_code_and_words_are_none() {
        let allow = Allow::default();
        for text in [
            r#"gASVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu"#,
            r#"Z0FTVkh3QUFBQUFBQUFDTUJYQnZjMmw0bEl3R2MzbHpkR1Z0bEpPVWpBUjBjblZsbElXVVVwUXU="#,
            r#"QACJKHYAAAAAAAAAACGAK4DPONUXRFEMAZZXS43UMVWZJE4URQCHI4TVMWKILFCSSQXA===="#,
            r#"fCQBv000000001t1#oY3X?T>326K6HbY*Rnla!1EbaHiNl!cU1lr8"#,
            r#"J-;,Zz!!!"X"`SC$Bm>l$#'5'2FCf<RPE_"/FE2M8P_G?"PV)"#,
            r#"6741535648774141414141414141434d4258427663326c346c49774763336c7a644756746c4a4f556a415230636e566c6c49575555705175"#,
        ] {
            assert!(payload(text, &allow).is_some(), "{text}");
        }
        for parted in [
            "gASVHwAAAAAAAACM\nBXBvc2l4lIwGc3lz\ndGVtlJOUjAR0cnVl\nlIWUUpQu\n",
            "80 02 63 6f 73 0a 73 79 73 74 65 6d 0a 58 04 00 00 00 74 72 75 65 85 52 2e",
            "80:02:63:6f:73:0a:73:79:73:74:65:6d:0a:58:04:00:00:00:74:72:75:65:85:52:2e",
        ] {
            assert!(payload(parted, &allow).is_some(), "{parted}");
        }
        let escaped: String = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R."
            .iter()
            .map(|&b| char::from(b))
            .collect();
        assert!(payload(&escaped, &allow).is_some());
        for words in [
            "internationalisation and so on",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "https://example.org/a/b/c/d/e/f/g",
        ] {
            assert_eq!(payload(words, &allow), None, "{words}");
        }
    }
}
