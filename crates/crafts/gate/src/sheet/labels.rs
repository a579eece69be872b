//! Which of the columns without letters says what is done, in which phase, and with which assets.

use super::cells::Cells;
use super::layout::{Layout, one_line};
use super::plain::{bare, key};
use super::words::{Head, head};
use std::collections::BTreeSet;

/// What the columns beside the letters say.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    pub(super) activity: Option<usize>,
    /// Those that group activities, the coarsest first.
    pub(super) phases: Vec<usize>,
    pub(super) action: Option<usize>,
    pub(super) asset: Option<usize>,
    pub(super) role: Option<usize>,
    /// The others.
    pub(super) asides: Vec<usize>,
}

impl Labels {
    pub(super) fn of(cells: &Cells, layout: &Layout) -> Self {
        let distinct = |column: usize| {
            let texts = (layout.heads + 1..cells.height()).map(|row| key(cells.text(row, column)));
            let texts: BTreeSet<String> = texts.filter(|text| says_something(text)).collect();
            texts.len()
        };
        let with = |wanted: fn(Head) -> bool| {
            layout.labels.iter().filter(move |(_, head)| head.is_some_and(wanted)).map(|(c, _)| *c)
        };
        let most = |columns: Vec<(usize, u8)>| {
            // Of equals the finer, and then the first.
            let rank =
                |&(column, fine): &(usize, u8)| (distinct(column), fine, usize::MAX - column);
            columns
                .into_iter()
                .max_by_key(rank)
                .map(|(column, _)| column)
                .filter(|c| distinct(*c) > 0)
        };
        let said = layout.labels.iter().filter_map(|(column, head)| match head {
            Some(Head::Activity(fine)) => Some((*column, *fine)),
            _ => None,
        });
        let unsaid = layout.labels.iter().filter(|(_, head)| head.is_none()).map(|(c, _)| (*c, 0));
        let any = |column| (column, 0u8);
        let activity = most(said.collect())
            .or_else(|| most(unsaid.collect()))
            .or_else(|| most(with(|h| matches!(h, Head::Phase)).map(any).collect()))
            .or_else(|| most(with(|h| matches!(h, Head::Action)).map(any).collect()))
            .or_else(|| {
                most(
                    with(|h| matches!(h, Head::Asset | Head::Aside | Head::Role))
                        .map(any)
                        .collect(),
                )
            });
        let other = |column: &usize| Some(*column) != activity;
        let mut labels = Self {
            activity,
            phases: with(|h| matches!(h, Head::Phase)).filter(other).collect(),
            action: with(|h| matches!(h, Head::Action)).find(other),
            asset: with(|h| matches!(h, Head::Asset)).find(other),
            role: with(|h| matches!(h, Head::Role)).find(other),
            asides: Vec::new(),
        };
        for (column, head) in layout.labels.iter().filter(|(column, _)| other(column)) {
            match head {
                Some(Head::Activity(_)) => labels.phases.push(*column),
                // A column without a head, left of what is done, and filled now and then, groups it.
                None if Some(*column) < activity => labels.phases.push(*column),
                None | Some(Head::Aside) => labels.asides.push(*column),
                Some(_) => {}
            }
        }
        labels.phases.sort_unstable();
        labels
    }

    /// What a row does, as it is written.
    pub(super) fn activity(&self, cells: &Cells, row: usize) -> String {
        self.activity.map_or_else(String::new, |column| one_line(cells.text(row, column)))
    }

    /// The text of the columns that group, the finest last.
    pub(super) fn phase(&self, cells: &Cells, row: usize) -> Option<String> {
        let mut texts = self.phases.iter().map(|column| one_line(cells.text(row, *column)));
        texts.rfind(|text| says_something(&key(text)))
    }

    /// The assets that a row names.
    pub(super) fn assets(&self, cells: &Cells, row: usize) -> Vec<String> {
        let text = self.asset.map_or("", |column| cells.text(row, column));
        listed(text)
    }
}

/// What stands between commas, semicolons and line breaks.
pub(super) fn listed(text: &str) -> Vec<String> {
    let shown = bare(text);
    let parts = shown.split([',', ';', '\n', '|', '\u{2022}', '\u{b7}']).map(str::trim);
    let bullets = parts.map(|part| part.trim_start_matches(['-', ' ']).to_owned());
    bullets.filter(|part| says_something(part)).collect()
}

/// Whether it is more than a number or a sign.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether a head in the corner says that rows are roles.
pub(super) fn corner_says_roles(layout: &Layout) -> Option<bool> {
    let said = layout.labels.iter().filter_map(|(_, head)| *head);
    let roles = |head: Head| match head {
        Head::Role => Some(true),
        Head::Activity(_) | Head::Action => Some(false),
        Head::Phase | Head::Asset | Head::Aside => None,
    };
    let said: Vec<bool> = said.filter_map(roles).collect();
    match said[..] {
        [] => None,
        [first, ..] if said.iter().all(|one| *one == first) => Some(first),
        _ => None,
    }
}

/// The key of a head, if it is known; for what is told.
pub(super) fn is_known_head(text: &str) -> bool {
    head(&key(text)).is_some()
}
