//! Personal numbers of Egypt and South Africa.

use crate::check::digits::{fixed, is_short_date, luhn, pair};

/// A South African identity number: a birth date, a serial, citizenship, and the Luhn digit (Department
/// of Home Affairs).
pub fn south_african_id(value: &str) -> bool {
    fixed::<13>(value, " ").is_some_and(|d| {
        is_short_date(pair(&d, 0), pair(&d, 2), pair(&d, 4)) && matches!(d[10], 0..=2) && luhn(&d)
    })
}

/// An Egyptian national number: a century, a birth date, a governorate, and five digits (Civil Status
/// Organization); how its check digit is made is not published.
pub fn egyptian_id(value: &str) -> bool {
    fixed::<14>(value, "").is_some_and(|d| {
        matches!(d[0], 2 | 3)
            && is_short_date(pair(&d, 1), pair(&d, 3), pair(&d, 5))
            && matches!(pair(&d, 7), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(south_african_id, &["7503305044089", "8001015009087"]);
        refuses(south_african_id, &["8503305044089", "7513305044089", "9125568"]);
        one_change_is_noticed(south_african_id, &["7503305044089"]);
        accepts(egyptian_id, &["29001010101234", "30112310212345"]);
        refuses(egyptian_id, &["29013010101234", "29001010501234", "20240115123000"]);
    }
}
