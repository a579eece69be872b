//! JSON, walked as it is read; also the JSON of Python, with `NaN` and `Infinity`.

use super::facts::Walk;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::Read;

/// Walks one document; false if it is no JSON.
pub(super) fn walk(walk: &mut Walk<'_>, from: impl Read) -> bool {
    let mut json = serde_json::Deserializer::from_reader(Pythonic::of(from));
    Under { walk, key: "" }.deserialize(&mut json).is_ok() && json.end().is_ok()
}

/// JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` outside of texts read as zeros.
pub(in crate::scan) struct Pythonic<R> {
    from: R,
    text: bool,
    escaped: bool,
    /// What has to follow of such a word.
    word: &'static [u8],
}

impl<R: Read> Pythonic<R> {
    pub fn of(from: R) -> Self {
        Self { from, text: false, escaped: false, word: b"" }
    }

    fn one(&mut self, byte: u8) -> u8 {
        if self.text {
            let escaped = std::mem::replace(&mut self.escaped, false);
            match byte {
                _ if escaped => {}
                b'\\' => self.escaped = true,
                b'"' => self.text = false,
                _ => {}
            }
            return byte;
        }
        if let [next, rest @ ..] = self.word {
            let follows = *next == byte;
            self.word = if follows { rest } else { b"" };
            // Anything else makes it no JSON, as it should.
            return if follows { b' ' } else { b'!' };
        }
        match byte {
            b'"' => self.text = true,
            b'N' => self.word = b"aN",
            b'I' => self.word = b"nfinity",
            _ => {}
        }
        if matches!(byte, b'N' | b'I') { b'0' } else { byte }
    }
}

impl<R: Read> Read for Pythonic<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let got = self.from.read(into)?;
        for byte in into.iter_mut().take(got) {
            *byte = self.one(*byte);
        }
        Ok(got)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IgnoredAny;

    #[test]
    fn numbers_that_only_python_writes_are_read_and_texts_left_alone() {
        let reads = |text: &str| {
            serde_json::from_reader::<_, IgnoredAny>(Pythonic::of(text.as_bytes())).is_ok()
        };
        for good in [r#"{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN \" Na"}"#, "NaN"] {
            assert!(reads(good), "{good}");
        }
        for bad in ["[Nan]", "[NaNN]", "[Inf]", "[N,1]", r#"{NaN:1}"#] {
            assert!(!reads(bad), "{bad}");
        }
        let mut text = String::new();
        let from = r#"{"I":"I am NaN","b":NaN}"#.as_bytes();
        Pythonic::of(from).read_to_string(&mut text).unwrap();
        assert_eq!(text, r#"{"I":"I am NaN","b":0  }"#);
    }
}
