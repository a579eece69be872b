//! Where people are reached: phones, postal codes, places.

/// A phone number that its form tells: `+` and 8 to 15 digits (ITU-T E.164), or 10 to 15 in
/// groups, an area code in brackets included.
pub fn phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let groups = value.split([' ', '-', '.']).filter(|group| !group.is_empty()).count();
    let international = value.starts_with('+') && (8..=15).contains(&digits);
    let grouped = (10..=15).contains(&digits) && (3..=6).contains(&groups);
    let bracketed = value.starts_with('(') && (10..=15).contains(&digits) && groups >= 2;
    digital(value) && (international || grouped || bracketed)
}

/// A phone number as bare digits, which only a column's name tells from other numbers.
pub fn bare_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits) && digital(value)
}

fn digital(value: &str) -> bool {
    let starts = value.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(');
    let number = value.rsplit_once(" x").map_or(value, |(number, _)| number);
    starts
        && value.len() <= 30
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number
            .char_indices()
            .all(|(at, c)| c.is_ascii_digit() || " -.()/".contains(c) || (c == '+' && at == 0))
        && number.matches('(').count() <= 1
        && number.matches('(').count() == number.matches(')').count()
        && !super::network::ip_address(value)
        && !value.split(' ').any(super::time::date)
        && number.parse::<f64>().map_or(true, |_| !number.contains(['.', '-']))
}

/// A postal code whose letters tell it: British (`SW1A 1AA`) or Canadian (`K1A 0B1`).
pub fn lettered_postal_code(value: &str) -> bool {
    let shape: String = value.chars().take(10).map(shape_of).collect();
    const SHAPES: [&str; 7] =
        ["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "A9A 9A9"];
    SHAPES.contains(&shape.as_str())
}

/// A postal code of four to six digits, or ZIP+4, which only a column's name tells.
pub fn postal_code(value: &str) -> bool {
    let shape: String = value.chars().take(12).map(shape_of).collect();
    matches!(shape.as_str(), "9999" | "99999" | "999999" | "99999-9999" | "99-999" | "9999 AA")
        || lettered_postal_code(value)
}

const fn shape_of(c: char) -> char {
    match c {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        other => other,
    }
}

/// Latitude and longitude in one cell, `48.2082, 16.3738` (WGS 84 degrees), both with decimals.
pub fn coordinates(value: &str) -> bool {
    let Some((latitude, longitude)) = value.split_once(',') else { return false };
    let degrees = |part: &str, most: f64| {
        let part = part.trim();
        part.contains('.') && part.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most)
    };
    value.len() <= 48 && degrees(latitude, 90.0) && degrees(longitude, 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(phone, &["+1 415 555 2671", "+431234567890", "(415) 555-2671", "415-555-2671"]);
        accepts(phone, &["415.555.2671", "+44 20 7946 0958 x12", "1-800-555-0199"]);
        refuses(phone, &["4155552671", "2024-01-02", "192.168.100.200", "12.5", "536-90-4399"]);
        refuses(phone, &["-1234567890.5", "(((415) 555-2671", "", "+é"]);
        accepts(bare_phone, &["4155552671"]);
        accepts(lettered_postal_code, &["SW1A 1AA", "K1A 0B1"]);
        accepts(postal_code, &["10115", "10115-1234", "1012 AB"]);
        refuses(postal_code, &["1", "1234567", "ABCDE"]);
        accepts(coordinates, &["48.2082, 16.3738", "-33.86,151.20"]);
        refuses(coordinates, &["1,2", "91.0,0.5", "1.5"]);
    }
}
