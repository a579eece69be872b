//! JSON, walked as it is read; also the JSON of Python, with `NaN` and `Infinity`.

use super::facts::Walk;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::Read;

/// Walks one document; false if it is no JSON.
pub(super) fn walk(walk: &mut Walk<'_>, from: impl Read) -> bool {
    let mut json = serde_json::Deserializer::from_reader(from);
    Under { walk, key: "" }.deserialize(&mut json).is_ok() && json.end().is_ok()
}

/// What stands under a key.
struct Under<'u, 'w> {
    walk: &'u mut Walk<'w>,
    key: &'u str,
}

impl<'de> DeserializeSeed<'de> for Under<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Under<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.walk.flag(self.key, flag);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.walk.other(self.key);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.walk.other(self.key);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.walk.other(self.key);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.walk.text(self.key, text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let walk = self.walk;
        let open = walk.open(self.key, true);
        while items.next_element_seed(Under { walk, key: self.key })?.is_some() {}
        if open {
            walk.close();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let walk = self.walk;
        let open = walk.open(self.key, false);
        while let Some(key) = entries.next_key::<String>()? {
            entries.next_value_seed(Under { walk, key: &key })?;
        }
        if open {
            walk.close();
        }
        Ok(())
    }
}
