//! Bringing a row back to what can be.

use super::bind::{Linear, NumberRule, Threat};
use super::row::Row;
use super::violation::slack;

/// How often all relations are looked at: mending one may break another.
const PASSES: usize = 8;

/// How a number comes to a multiple of its step.
#[derive(Clone, Copy, PartialEq)]
enum Rounding {
    Nearest,
    Up,
    Down,
    /// Not at all: between two steps an attack that follows a gradient still knows where it goes.
    None,
}

impl Threat {
    /// The row that is nearest to `row` (in each column, one after the other) among those that an attacker can
    /// make of `origin` at `eps`: bounds, directions and steps first, then relations. What can't be brought
    /// back stays as it was in `origin`. It never breaks anything ([`Threat::violations`]).
    pub(crate) fn repair(&self, origin: &Row, row: &Row, eps: f32) -> Row {
        let numbers = self.settled(origin, row, eps, Rounding::Nearest);
        let codes = self.settled_codes(origin, row);
        let repaired = Row { numbers, codes };
        if self.violations(origin, &repaired, eps).is_empty() {
            return repaired;
        }
        Row { numbers: origin.numbers.clone(), ..repaired }
    }

    /// As [`Threat::repair`], but numbers may stand between two steps.
    pub(crate) fn project(&self, origin: &Row, row: &Row, eps: f32) -> Row {
        Row {
            numbers: self.settled(origin, row, eps, Rounding::None),
            codes: self.settled_codes(origin, row),
        }
    }

    fn settled(&self, origin: &Row, row: &Row, eps: f32, rounding: Rounding) -> Vec<f32> {
        let own: Vec<f64> = origin.numbers.iter().map(|number| f64::from(*number)).collect();
        let now = row.numbers.iter().map(|number| f64::from(*number));
        let column = |at: usize, value: f64, rounding: Rounding| -> Option<f64> {
            Some(fitted(self.numbers.get(at)?, *own.get(at)?, value, eps, rounding))
        };
        let fit = |(at, value)| column(at, value, rounding).unwrap_or(value);
        let mut numbers: Vec<f64> = now.enumerate().map(fit).collect();
        for _ in 0..PASSES {
            let mut broken = false;
            for relation in self.kept(origin) {
                if !is_broken(relation, &numbers) {
                    continue;
                }
                broken = true;
                for (at, factor) in &relation.terms {
                    let Some(gap) =
                        relation.gap(&numbers).filter(|_| is_broken(relation, &numbers))
                    else {
                        break;
                    };
                    let Some(value) = numbers.get(*at).copied() else { break };
                    let change = -gap / factor;
                    let rounding = match rounding {
                        Rounding::None => Rounding::None,
                        _ if relation.equal => Rounding::Nearest,
                        _ if change > 0.0 => Rounding::Up,
                        _ => Rounding::Down,
                    };
                    let mended = column(*at, value + change, rounding);
                    if let (Some(slot), Some(mended)) = (numbers.get_mut(*at), mended) {
                        *slot = mended;
                    }
                }
                if is_broken(relation, &numbers) {
                    for (at, _) in &relation.terms {
                        if let (Some(slot), Some(own)) = (numbers.get_mut(*at), own.get(*at)) {
                            *slot = *own;
                        }
                    }
                }
            }
            if !broken {
                break;
            }
        }
        let numbers = numbers.into_iter().map(|number| number as f32);
        // What is missing stays as it is, bit by bit.
        let kept = numbers.zip(&origin.numbers);
        kept.map(|(number, own)| if own.is_finite() { number } else { *own }).collect()
    }

    fn settled_codes(&self, origin: &Row, row: &Row) -> Vec<u32> {
        let mut left = self.most_changed;
        let codes = self.categories.iter().zip(origin.codes.iter().zip(&row.codes));
        let settled = codes.map(|(rule, (own, now))| {
            if own == now || left == 0 || !rule.allows(*own, *now) {
                return *own;
            }
            left -= 1;
            *now
        });
        settled.collect()
    }
}

fn is_broken(relation: &Linear, numbers: &[f64]) -> bool {
    relation.gap(numbers).is_some_and(|gap| gap > 0.0 || relation.equal && gap < 0.0)
}

/// The value nearest to `value` that a number which was `own` may get.
fn fitted(rule: &NumberRule, own: f64, value: f64, eps: f32, rounding: Rounding) -> f64 {
    if !own.is_finite() || value.is_nan() {
        return own;
    }
    let (low, high) = rule.between(own, eps);
    let value = value.max(low).min(high);
    let step = rule.step.filter(|_| rounding != Rounding::None);
    // A number that did not move need not stand on a step.
    let Some(step) = step.filter(|_| value as f32 != own as f32) else { return value };
    let slack = slack(value.abs().max(own.abs()));
    let steps = value / step;
    let rounded = match rounding {
        Rounding::Up => (steps - slack / step).ceil(),
        Rounding::Down => (steps + slack / step).floor(),
        _ => steps.round(),
    };
    let lowest = ((low - slack) / step).ceil();
    let highest = ((high + slack) / step).floor();
    if lowest > highest {
        return own;
    }
    let stands = rounded.max(lowest).min(highest) * step;
    // Slack is for bounds that were computed; where the number's own value is the bound, it is exact.
    let (bottom, top) = (low as f32 == own as f32, high as f32 == own as f32);
    let beyond = bottom && (stands as f32) < own as f32 || top && stands as f32 > own as f32;
    if beyond { own } else { stands }
}
