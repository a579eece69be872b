//! How one value may be written.

/// Digits that are no coincidence even where the text around them is a number or a digest.
const SURE_DIGITS: usize = 12;
/// Digits below which a number is no more telling than any other.
pub(crate) const FEWEST_DIGITS: usize = 9;
/// What people put between digits.
const SEPARATORS: &str = " -./()+_,:";

/// One way to write a value.
pub(crate) struct Needle {
    pub bytes: Vec<u8>,
    pub form: &'static str,
    pub proof: Proof,
}

/// What it takes for a match to be no coincidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing: it is long enough.
    Alone,
    /// No digit or letter beside it, or another value nearby: a long decimal fraction or a digest
    /// holds any nine digits once in a while.
    Bounded,
    /// Another value nearby: four bytes match by chance once in 4 GiB, for each value.
    Paired,
}

/// All ways to write `value`.
pub(crate) fn of(value: &str) -> Vec<Needle> {
    let mut needles = Vec::new();
    texts(&mut needles, "text", value);
    let escaped = percent(value);
    if escaped != value {
        push(&mut needles, "percent-encoded", escaped.into_bytes(), Proof::Alone);
    }
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < FEWEST_DIGITS {
        return needles;
    }
    let compact: String = value.chars().filter(|&c| !SEPARATORS.contains(c)).collect();
    if digits != value {
        texts(&mut needles, "digits", &digits);
    }
    if compact != value && compact != digits {
        texts(&mut needles, "compact", &compact);
    }
    if let Ok(number) = digits.parse() {
        numbers(&mut needles, number);
    }
    needles
}

fn texts(needles: &mut Vec<Needle>, name: &'static str, text: &str) {
    let few = text.len() < SURE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    let proof = if few { Proof::Bounded } else { Proof::Alone };
    push(needles, name, text.as_bytes().to_vec(), proof);
    let units = || text.encode_utf16();
    push(needles, "utf-16le", units().flat_map(u16::to_le_bytes).collect(), Proof::Alone);
    push(needles, "utf-16be", units().flat_map(u16::to_be_bytes).collect(), Proof::Alone);
    push(needles, "hex", hex::encode(text).into_bytes(), Proof::Alone);
    push(needles, "hex", hex::encode_upper(text).into_bytes(), Proof::Alone);
    // How serde_json and Rust's `Debug` show bytes.
    for between in [",", ", "] {
        let list = text.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(between);
        push(needles, "list of bytes", list.into_bytes(), Proof::Alone);
    }
}

fn numbers(needles: &mut Vec<Needle>, number: u64) {
    // With zeros in front it has fewer digits as a number.
    if number.checked_ilog10().is_none_or(|log| (log as usize) + 1 < FEWEST_DIGITS) {
        return;
    }
    push(needles, "8-byte integer", number.to_le_bytes().to_vec(), Proof::Alone);
    push(needles, "8-byte integer", number.to_be_bytes().to_vec(), Proof::Alone);
    // What a column of integers with gaps becomes in many a tool; exact up to 2^53.
    if number <= 1 << 53 {
        push(needles, "8-byte float", (number as f64).to_le_bytes().to_vec(), Proof::Alone);
        push(needles, "8-byte float", (number as f64).to_be_bytes().to_vec(), Proof::Alone);
    }
    if let Ok(small) = u32::try_from(number) {
        push(needles, "4-byte integer", small.to_le_bytes().to_vec(), Proof::Paired);
        push(needles, "4-byte integer (big-endian)", small.to_be_bytes().to_vec(), Proof::Paired);
    }
}

/// As a URL holds it (RFC 3986): all but unreserved characters escaped.
fn percent(value: &str) -> String {
    let mut escaped = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

fn push(needles: &mut Vec<Needle>, form: &'static str, bytes: Vec<u8>, proof: Proof) {
    needles.push(Needle { bytes, form, proof });
}
