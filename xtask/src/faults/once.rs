//! What many workers need and one of them works out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

type Cell<T> = Arc<OnceLock<Result<Arc<T>, String>>>;

/// A value for each key, made by whoever asks for it first; who asks meanwhile waits for that one.
pub struct Once<K, T>(Mutex<BTreeMap<K, Cell<T>>>);

impl<K: Ord, T> Once<K, T> {
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// The value of `key`, or why it could not be made: that is not tried again.
    pub fn get(&self, key: K, make: impl FnOnce() -> Result<T, String>) -> Result<Arc<T>, String> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = cells.entry(key).or_default().clone();
        // Others make theirs meanwhile.
        drop(cells);
        cell.get_or_init(|| make().map(Arc::new)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    #[test]
    fn each_value_is_made_once_whoever_asks_and_so_is_a_failure() {
        let (once, made) = (Once::new(), AtomicU32::new(0));
        let make = |key: u32| {
            made.fetch_add(1, Ordering::SeqCst);
            if key == 0 { Err("it is nothing".to_owned()) } else { Ok(key * 2) }
        };
        thread::scope(|scope| {
            for key in [0, 1, 2, 0, 1, 2] {
                let (once, make) = (&once, &make);
                scope.spawn(move || {
                    let found = once.get(key, || make(key));
                    assert_eq!(found.is_err(), key == 0);
                    assert!(found.is_err() || found == Ok(Arc::new(key * 2)));
                });
            }
        });
        assert_eq!(made.load(Ordering::SeqCst), 3);
    }
}
