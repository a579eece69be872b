//! Independent work on every core.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// What `work` makes of each of `items`, in their order, on as many threads as there are cores; one after
/// the other where a thread can't be had. They have the priority of who calls.
///
/// # Panics
/// If `work` does.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let left = Mutex::new(items.into_iter().enumerate());
    let take = || {
        loop {
            let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((at, item)) = next else { return };
            let made = (at, work(item));
            done.lock().unwrap_or_else(PoisonError::into_inner).push(made);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Without it, this thread does all.
            let _ = thread::Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::sync::Barrier;

    #[test]
    fn each_is_done_once_and_told_in_order() {
        for count in [0, 1, 2, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(items, |item| item * 2), doubled);
        }
    }

    #[test]
    fn two_are_done_at_once_where_there_are_cores() {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let together = Barrier::new(cores.min(2));
        let who = map(vec![0, 1], |_| {
            together.wait();
            thread::current().id()
        });
        assert_eq!(who.iter().collect::<HashSet<_>>().len(), cores.min(2));
    }
}
