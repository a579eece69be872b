//! The cells of the columns that are combined, a block of rows at a time.

use super::groups::hash;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use std::collections::HashMap;
use terms::Column;

/// What somebody sees of a value of a column; `None` if nothing.
pub type Show<'a> = &'a dyn Fn(&Column, &str) -> Option<String>;

/// Values of a column whose view is remembered.
const REMEMBERED: usize = 1 << 16;

/// The hashes of the columns at `places`, by column, each as long as the batch. A column that is no text
/// has nothing to tell.
pub(super) fn hashes(batch: &RecordBatch, places: &[usize]) -> Vec<Vec<u64>> {
    let of = |place: &usize| {
        let text = batch.columns().get(*place).and_then(|array| array.as_string_opt::<i32>());
        match text {
            Some(text) => text.iter().map(hash).collect(),
            None => vec![0; batch.num_rows()],
        }
    };
    places.iter().map(of).collect()
}

/// The hashes of what is shown of columns.
pub(super) struct Views<'a> {
    show: Show<'a>,
    /// For each column, the view of values that were seen.
    seen: Vec<HashMap<u64, u64>>,
}

impl<'a> Views<'a> {
    pub fn new(show: Show<'a>, columns: usize) -> Self {
        Self { show, seen: vec![HashMap::new(); columns] }
    }

    /// As [`hashes`], of what is shown.
    pub fn hashes(
        &mut self,
        batch: &RecordBatch,
        places: &[usize],
        columns: &[&Column],
    ) -> Vec<Vec<u64>> {
        let mut all = Vec::with_capacity(places.len());
        for ((place, column), seen) in places.iter().zip(columns).zip(&mut self.seen) {
            let text = batch.columns().get(*place).and_then(|array| array.as_string_opt::<i32>());
            let Some(text) = text else {
                all.push(vec![0; batch.num_rows()]);
                continue;
            };
            let of = |cell: Option<&str>| {
                let value = hash(cell);
                if let Some(shown) = seen.get(&value) {
                    return *shown;
                }
                let shown = cell.and_then(|cell| (self.show)(column, cell));
                let shown = hash(shown.as_deref());
                if seen.len() < REMEMBERED {
                    seen.insert(value, shown);
                }
                shown
            };
            all.push(text.iter().map(of).collect());
        }
        all
    }
}
