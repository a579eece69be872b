//! What counts as a number, in one place, so that every room reads the same.

/// The finite number that `value` spells in plain decimal or scientific notation. Thousands
/// separators, currency signs, hexadecimal, `inf` and `nan` are text.
#[must_use]
pub fn parse_number(value: &str) -> Option<f64> {
    let value = trimmed(value);
    let plain = value.len() <= 64
        && value.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if !plain {
        return None;
    }
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// `text` without white space around it. Most has none, which two bytes tell.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [only] if only.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

pub fn is_number(value: &str) -> bool {
    parse_number(value).is_some()
}

/// A number, as people write it too: `1,234.50`, `1 234`, `€ 12`, `5 %`.
pub fn is_written_number(value: &str) -> bool {
    let sign = |c: char| "+-$€£%".contains(c) || c.is_whitespace();
    let bare = value.trim_start_matches(sign).trim_end_matches(['%', '€', '$', '£', ' ']);
    let (whole, fraction) = bare.rsplit_once('.').unwrap_or((bare, ""));
    let mut groups = whole.split([',', '\'', ' ']);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    let grouped = first && digits(fraction) && groups.all(|one| one.len() == 3 && digits(one));
    // A telephone from abroad is written so too.
    is_number(bare) || (grouped && !value.starts_with('+'))
}

/// Whole years that a person can have.
pub fn is_age(value: &str) -> bool {
    parse_number(value).is_some_and(|years| (0.0..=130.0).contains(&years) && years.fract() == 0.0)
}

/// One angle of a position on earth.
pub fn is_degrees(value: &str) -> bool {
    value.contains('.') && parse_number(value).is_some_and(|degrees| degrees.abs() <= 180.0)
}

/// `4111111111111111.0` as `4111111111111111`: what tools write that read whole numbers as
/// floating point.
pub fn without_decimals(value: &str) -> &str {
    match value.split_once('.') {
        Some((whole, "0" | "00")) if whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_only() {
        for (value, number) in [("39.0", 39.0), (" -1e3", -1000.0), ("+.5", 0.5)] {
            assert_eq!(parse_number(value), Some(number));
        }
        for text in ["", "1,000", "$5", "inf", "NaN", "0x10", "1e999", "-", "e"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_of_nothing_are_dropped() {
        assert_eq!(without_decimals("39.0"), "39");
        assert_eq!(without_decimals("39.5"), "39.5");
        assert_eq!(without_decimals("1.2.0"), "1.2.0");
    }
}
