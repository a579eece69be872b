//! Numbers far from all others of their column.

use super::seen::Seen;
use terms::ColumnRole;

/// Distance from the median, in robust standard deviations, from which a number is told.
const FAR: f64 = 8.0;
/// A normal distribution's standard deviation over its median absolute deviation.
const NORMAL: f64 = 1.4826;

/// The rows whose number is more than 8 robust standard deviations (median absolute deviation; Iglewicz
/// and Hoaglin 1993) from the median; of positive columns, on a logarithmic scale too, so that a long
/// tail such as incomes have is no defect.
pub(super) fn rows(seen: &Seen<'_>) -> Vec<u64> {
    let numbers = seen.numbers.as_ref();
    let Some(numbers) = numbers.filter(|_| seen.column.role == ColumnRole::Feature) else {
        return Vec::new();
    };
    let present: Vec<f64> = numbers.iter().flatten().collect();
    let positive = present.iter().all(|&value| value >= 0.0);
    let plain = Spread::of(present.clone());
    let logarithmic =
        if positive { Spread::of(present.into_iter().map(f64::ln_1p).collect()) } else { None };
    let far = |value: f64| {
        let on_logs =
            !positive || logarithmic.as_ref().is_none_or(|spread| spread.is_far(value.ln_1p()));
        plain.as_ref().is_some_and(|spread| spread.is_far(value)) && on_logs
    };
    let rows = (0u64..).zip(numbers).filter(|(_, number)| number.is_some_and(far));
    rows.map(|(row, _)| row).collect()
}

struct Spread {
    median: f64,
    deviation: f64,
}

impl Spread {
    /// `None` if more than half of the values are equal: then nothing can be said.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        let middle = median(&mut values)?;
        values.iter_mut().for_each(|value| *value = (*value - middle).abs());
        let deviation = NORMAL * median(&mut values)?;
        (deviation > 0.0).then_some(Self { median: middle, deviation })
    }

    fn is_far(&self, value: f64) -> bool {
        (value - self.median).abs() > FAR * self.deviation
    }
}

/// The upper median, by selection.
fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    Some(*values.select_nth_unstable_by(middle, f64::total_cmp).1)
}
