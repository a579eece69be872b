//! Which row gets which defect: at most one each, so that a truth can be held against a detector.

use super::columns::LABEL;
use super::features;
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// What is planted in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Clean,
    Flip,
    Trigger,
    /// A copy of an earlier row under an id of its own.
    Duplicate {
        of: usize,
    },
    Mixed {
        column: usize,
        text: &'static str,
    },
    Missing {
        column: usize,
    },
    Shift,
    HiddenEmail,
    HiddenCard,
}

/// What people type where a number belongs.
const NO_NUMBERS: [&str; 5] = ["unknown", "see file", "12k", "ca. 700", "--"];

/// Rows in a thousand.
const FLIPPED: usize = 20;
const TRIGGERS: usize = 10;
const DUPLICATES: usize = 5;
const MIXED: usize = 5;
const MISSING: usize = 10;
const HIDDEN_EMAILS: usize = 10;
const HIDDEN_CARDS: usize = 5;
const SHIFTED: usize = 1;

pub(super) fn draw(rows: usize, names: &[&str], rng: &mut ChaCha8Rng) -> Vec<Mark> {
    let mut marks = vec![Mark::Clean; rows];
    let share = |per_thousand: usize| rows * per_thousand / 1000;
    let block = if rows < 100 { 0 } else { share(SHIFTED).max(5) };
    let start = rng.random_range(0..=rows.saturating_sub(block));
    for mark in marks.iter_mut().skip(start).take(block) {
        *mark = Mark::Shift;
    }
    let mut free: Vec<usize> =
        (0..rows).filter(|row| !(start..start + block).contains(row)).collect();
    free.shuffle(rng);
    let mut free = free.into_iter();
    let mut plant = |count: usize, mark: &mut dyn FnMut() -> Mark| {
        for row in free.by_ref().take(count) {
            if let Some(slot) = marks.get_mut(row) {
                *slot = mark();
            }
        }
    };
    let numeric = places(names, &|name| features::NUMERIC.contains(&name));
    let any = places(names, &|name| name != "application_id" && name != LABEL);
    plant(share(FLIPPED), &mut || Mark::Flip);
    plant(share(TRIGGERS), &mut || Mark::Trigger);
    plant(share(HIDDEN_EMAILS), &mut || Mark::HiddenEmail);
    plant(share(HIDDEN_CARDS), &mut || Mark::HiddenCard);
    plant(share(MIXED), &mut || Mark::Mixed {
        column: one(&numeric, rng),
        text: one(&NO_NUMBERS, rng),
    });
    plant(share(MISSING), &mut || Mark::Missing { column: one(&any, rng) });
    for _ in 0..share(DUPLICATES) {
        if let (Some(a), Some(b)) = (free.next(), free.next())
            && let Some(slot) = marks.get_mut(a.max(b))
        {
            *slot = Mark::Duplicate { of: a.min(b) };
        }
    }
    marks
}

fn places(names: &[&str], wanted: &dyn Fn(&str) -> bool) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, name)| wanted(name)).map(|(at, _)| at).collect()
}

/// One of `from`, or the default if there is none.
pub(super) fn one<T: Copy + Default>(from: &[T], rng: &mut ChaCha8Rng) -> T {
    from.get(rng.random_range(0..from.len().max(1))).copied().unwrap_or_default()
}
