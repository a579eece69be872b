//! Numbers made coarse.

use super::DOTS;

/// The decade of an age; `90+` from 90 on, as HIPAA Safe Harbor asks (45 CFR 164.514(b)(2)(i)(C)).
pub(super) fn decade(age: f64) -> String {
    if !age.is_finite() || age < 0.0 {
        return DOTS.to_owned();
    }
    if age >= 90.0 {
        return "90+".to_owned();
    }
    let low = (age / 10.0).floor() * 10.0;
    format!("{low}–{}", low + 9.0)
}

/// The two neighbours in …, 0.5, 1, 2, 5, 10, 20, 50, … between which a number lies: from the
/// first on, up to but without the second; mirrored below zero. Whole numbers below ten are one band: where
/// they are codes of something, a narrower one would tell each from the others.
pub(super) fn band(number: f64) -> String {
    if !number.is_finite() {
        return DOTS.to_owned();
    }
    let (low, high) = bounds(number.abs());
    if number < 0.0 && number.is_sign_negative() {
        format!("-{high}–-{low}")
    } else {
        format!("{low}–{high}")
    }
}

/// The middle of the decade of an age: 90 from 90 on.
pub(super) fn middle_of_decade(age: f64) -> Option<f64> {
    let known = age.is_finite() && age >= 0.0;
    known.then(|| if age >= 90.0 { 90.0 } else { (age / 10.0).floor() * 10.0 + 5.0 })
}

/// The middle of the band of a number.
pub(super) fn middle_of_band(number: f64) -> Option<f64> {
    if !number.is_finite() {
        return None;
    }
    let (low, high) = bounds(number.abs());
    let (low, high) = (low.parse::<f64>().ok()?, high.parse::<f64>().ok()?);
    let middle = low + (high - low) / 2.0;
    Some(if number < 0.0 { -middle } else { middle }).filter(|middle| middle.is_finite())
}

/// The bounds of a number that is not negative, as decimal text.
fn bounds(size: f64) -> (String, String) {
    if size < 10.0 && size.fract() == 0.0 {
        return ("0".to_owned(), "10".to_owned());
    }
    // `{:e}` gives the shortest exact digits, so the leading digit and the exponent are never off
    // by a rounding, as a logarithm would be.
    let text = format!("{size:e}");
    let lead = text.bytes().next().map_or(1, |digit| digit.saturating_sub(b'0'));
    let exponent =
        text.split_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or_default();
    let (low, high) = match lead {
        0 | 1 => ("1", "2"),
        2..=4 => ("2", "5"),
        _ => ("5", "10"),
    };
    (shift(low, exponent), shift(high, exponent))
}

/// The whole number `digits`, times ten to the `exponent`, in plain decimal.
fn shift(digits: &str, exponent: i32) -> String {
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
    if exponent >= 0 {
        return format!("{digits}{}", "0".repeat(places));
    }
    match (digits, places) {
        ("10", 1) => "1".to_owned(),
        ("10", _) => format!("0.{}1", "0".repeat(places - 2)),
        _ => format!("0.{}{digits}", "0".repeat(places - 1)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_are_as_people_would_write_them() {
        for (number, shown) in [
            (0.0, "0–10"),
            (-0.0, "0–10"),
            (1.0, "0–10"),
            (9.0, "0–10"),
            (-3.0, "-10–-0"),
            (10.0, "10–20"),
            (1000.0, "1000–2000"),
            (999.999, "500–1000"),
            (63_250.5, "50000–100000"),
            (0.3, "0.2–0.5"),
            (0.07, "0.05–0.1"),
            (0.7, "0.5–1"),
            (0.001, "0.001–0.002"),
            (-42.0, "-50–-20"),
        ] {
            assert_eq!(band(number), shown);
        }
    }

    // proves M17
    #[test]
    fn codes_of_a_few_whole_numbers_are_not_told_from_one_another() {
        let shown: Vec<Option<f64>> = (0..10).map(|code| middle_of_band(f64::from(code))).collect();
        assert!(shown.iter().all(|middle| *middle == Some(5.0)), "{shown:?}");
        assert_eq!(middle_of_band(-0.0), Some(5.0));
    }

    proptest! {
        #[test]
        fn a_number_lies_in_its_band(number in 1e-12f64..1e12) {
            let shown = band(number);
            let (low, high) = shown.split_once('–').unwrap();
            prop_assert!((low.parse::<f64>().unwrap()..high.parse().unwrap()).contains(&number), "{} {}", number, shown);
        }

        #[test]
        fn the_middle_of_a_band_tells_its_band_and_no_more(number in -1e12f64..1e12, part in 0.0f64..1.0) {
            let middle = middle_of_band(number).unwrap();
            prop_assert_eq!(band(middle), band(number));
            let (low, high) = bounds(number.abs());
            let (low, high) = (low.parse::<f64>().unwrap(), high.parse::<f64>().unwrap());
            let neighbour = (low + (high - low) * part * 0.999).copysign(number);
            prop_assert_eq!(middle_of_band(neighbour), Some(middle));
        }

        #[test]
        fn any_number_has_a_band(number in any::<f64>()) {
            prop_assert!(!band(number).is_empty());
            prop_assert!(!decade(number).is_empty());
        }
    }
}
