//! Numbers of people in Australia (health) and New Zealand.

use crate::check::digits::{digit, fixed, number, weighted};

/// An Australian Medicare card: 2 to 6, weights 1-3-7-9 twice, mod 10, and an issue (Services Australia).
pub fn medicare(value: &str) -> bool {
    let issued = |d: &[u8]| {
        matches!(d.first(), Some(2..=6))
            && weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digit(d, 8)
    };
    fixed::<10>(value, " ").is_some_and(|d| issued(&d) && d[9] != 0)
        || fixed::<11>(value, " -/").is_some_and(|d| issued(&d) && d[9] != 0)
}

/// A New Zealand IRD number: eight or nine digits, weights 3-2-7-6-5-4-3-2, mod 11, and where that
/// leaves ten, weights 7-4-3-2-5-2-7-6 (Inland Revenue, *Resident withholding tax specification*).
pub fn ird(value: &str) -> bool {
    let Some(d) = nine(value) else { return false };
    let check = |weights: [u32; 8]| match weighted(&d, &weights) % 11 {
        0 => 0,
        rest => 11 - rest,
    };
    let first = check([3, 2, 7, 6, 5, 4, 3, 2]);
    let last = if first == 10 { check([7, 4, 3, 2, 5, 2, 7, 6]) } else { first };
    (10_000_000..150_000_000).contains(&number(&d)) && last == digit(&d, 8)
}

fn nine(value: &str) -> Option<[u8; 9]> {
    fixed::<9>(value, "- ").or_else(|| {
        let eight = fixed::<8>(value, "- ")?;
        let mut nine = [0; 9];
        nine[1..].copy_from_slice(&eight);
        Some(nine)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(medicare, &["2123 45670 1", "2123456701"]);
        refuses(medicare, &["1123 45670 1", "2123 45671 1", "2123456700"]);
        accepts(ird, &["49-091-850", "136410132", "49-098-576"]);
        refuses(ird, &["136410133", "9125568"]);
    }
}
