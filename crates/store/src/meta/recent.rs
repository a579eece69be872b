//! A map that forgets what was not asked for lately.

use std::collections::HashMap;

/// At most twice `limit` bytes, in two generations: what is asked for moves into the younger one;
/// when that is full, the older one goes and the younger one becomes it.
#[derive(Debug)]
pub(super) struct Recent<V> {
    limit: usize,
    young: HashMap<String, (usize, V)>,
    old: HashMap<String, (usize, V)>,
    /// Of the younger generation, in bytes.
    weight: usize,
}

impl<V> Recent<V> {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, young: HashMap::new(), old: HashMap::new(), weight: 0 }
    }

    pub(super) fn get(&mut self, key: &str) -> Option<&mut V> {
        if let Some((key, (weight, value))) = self.old.remove_entry(key) {
            self.insert(key, weight, value);
        }
        self.young.get_mut(key).map(|(_, value)| value)
    }

    /// Keeps `value`, which takes `weight` bytes; one that is too large is not kept.
    pub(super) fn insert(&mut self, key: String, weight: usize, value: V) {
        self.remove(&key);
        if weight > self.limit {
            return;
        }
        if self.weight + weight > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight += weight;
        self.young.insert(key, (weight, value));
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<V> {
        if let Some((weight, value)) = self.young.remove(key) {
            self.weight -= weight;
            return Some(value);
        }
        self.old.remove(key).map(|(_, value)| value)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_holds_the_last_value_or_none_and_never_more_than_its_bound(
            steps in prop::collection::vec((0..30u8, 0..40usize, any::<bool>()), 0..300)
        ) {
            let mut recent = Recent::new(100);
            let mut model = HashMap::new();
            for (number, (name, weight, keep)) in steps.into_iter().enumerate() {
                let key = name.to_string();
                if keep {
                    recent.insert(key.clone(), weight, number);
                    model.insert(key.clone(), number);
                } else if weight % 2 == 0 {
                    recent.remove(&key);
                    model.remove(&key);
                }
                let held = recent.get(&key).copied();
                prop_assert!(held.is_none() || held == model.get(&key).copied());
                let sum = |map: &HashMap<_, (usize, _)>| map.values().map(|(w, _)| w).sum::<usize>();
                prop_assert_eq!(sum(&recent.young), recent.weight);
                prop_assert!(recent.weight <= 100 && sum(&recent.old) <= 100);
            }
        }
    }

    #[test]
    fn what_is_asked_for_stays_and_what_is_too_large_is_not_kept() {
        let mut recent = Recent::new(10);
        recent.insert("asked".into(), 4, 0);
        for number in 0..100 {
            recent.insert(number.to_string(), 4, number);
            assert_eq!(recent.get("asked"), Some(&mut 0));
        }
        assert_eq!(recent.get("5"), None);
        recent.insert("large".into(), 11, 1);
        assert_eq!(recent.get("large"), None);
    }
}
