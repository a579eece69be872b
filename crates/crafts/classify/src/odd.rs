//! What in a column is not as the rest of it, or not as its name says: values of another kind, numbers far longer
//! than the others, days and degrees among numbers.

use crate::check::time;
use crate::name::Named;
use crate::number::parse_number;
use crate::profile::Profile;

/// Values of another kind from which on they are no slip, and digits that somebody's numbers have.
const OTHERS: u64 = 3;
const OTHER_DIGITS: usize = 5;
/// Digits of a number that is far longer than those of up to so many.
const FAR_LONGER: usize = 9;
const SHORT: usize = 5;
/// Degrees within which the places of a region lie.
const NEAR: f64 = 20.0;

/// Whether values that are not as `is_own` says are more than a slip here and there: three and more of them,
/// most of which stand once, or have digits as somebody's numbers do.
pub fn has_others(profile: &Profile<'_>, is_own: impl Fn(&str) -> bool) -> bool {
    let others = || profile.values.iter().filter(|(value, _)| !is_own(value));
    let (different, count) = (others().count() as u64, others().map(|(_, count)| count).sum());
    let numbered = others().any(|(value, _)| digits(value) >= OTHER_DIGITS);
    count >= OTHERS && (different * 2 > count || numbered)
}

/// Whether numbers that are far longer than the others stand among them: of a card among quantities.
pub fn has_long_numbers(profile: &Profile<'_>) -> bool {
    let (long, _) = profile.matched(|value| whole_digits(value) >= FAR_LONGER);
    let (short, _) = profile.matched(|value| whole_digits(value) <= SHORT);
    long >= OTHERS && short * 2 > profile.of
}

/// Whether numbers are days without signs (`19850304`), which its name does not say.
pub fn is_of_days(named: &Named, profile: &Profile<'_>) -> bool {
    let (days, _) = profile.matched(time::compact_date);
    !named.event && profile.values.len() >= 10 && days * 10 >= profile.of * 9
}

/// Whether numbers under a name that says as much as any may be somebody's number or where they are: under a bare
/// letter, whole numbers; under German's words for width and length, which are those for latitude and longitude,
/// those that lie near one another to a few metres.
pub fn is_somewhere(named: &Named, profile: &Profile<'_>) -> bool {
    let fine = profile.values.iter().filter(|(value, _)| (4..=8).contains(&places(value))).count();
    let numbers = || profile.values.iter().filter_map(|(value, _)| parse_number(value));
    let (least, most) = (numbers().fold(f64::MAX, f64::min), numbers().fold(f64::MIN, f64::max));
    let near = least >= -180.0 && most <= 180.0 && most - least <= NEAR;
    let whole = profile.fractions * 2 < profile.of;
    named.neutral && whole || named.axis && fine * 2 >= profile.values.len() && near
}

/// Whether nearly all different values have as many digits as the longest, or have lost a zero in front.
pub fn one_length(profile: &Profile<'_>) -> bool {
    let longest = profile.values.iter().map(|(value, _)| digits(value)).max().unwrap_or_default();
    let same = profile.values.iter().filter(|(value, _)| digits(value) == longest).count();
    same * 100 >= profile.values.len() * 85
}

/// Digits of a value.
pub fn digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// Digits before the fraction.
fn whole_digits(value: &str) -> usize {
    digits(value.split_once('.').map_or(value, |(whole, _)| whole))
}

/// Places after the point.
pub fn places(value: &str) -> usize {
    value.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}
