//! A JSON or YAML document as one walk over its objects: memory grows with depth, not with size.

use super::facts::{DEPTH, Fact, Facts, Frame, Walk};
use super::object;
use crate::scan::policy::Allow;
use crate::scan::reading::Reading;

/// Bytes of a text that is kept as a fact.
const KEPT: usize = 4_096;
/// Items of a list of texts that are kept.
const ITEMS: usize = 4;

impl<'w> Walk<'w> {
    pub fn new(file: &'w str, allow: &'w Allow) -> Self {
        Self {
            reading: Reading::default(),
            allow,
            file,
            frames: Vec::new(),
            vocabularies: Vec::new(),
            functions: Vec::new(),
            keras: false,
        }
    }

    /// An object or a list starts under `key`; false if it is nested too deeply.
    pub fn open(&mut self, key: &str, list: bool) -> bool {
        if self.frames.len() >= DEPTH {
            self.reading.unsure("it is nested too deeply");
            return false;
        }
        let key = key.to_owned();
        self.frames.push(Frame { key, facts: Facts::new(), list, texts: Vec::new() });
        true
    }

    /// The innermost one ends.
    pub fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.list {
            object::list(self, &frame.key, &frame.texts);
            return self.fact(&frame.key, Fact::List(frame.texts));
        }
        object::judge(self, &frame.key, &frame.facts);
        self.fact(&frame.key, Fact::Other);
    }

    pub fn text(&mut self, key: &str, text: &str) {
        object::text(self, key, text);
        let kept = text.get(..KEPT).unwrap_or(text);
        let kept = kept.chars().take(KEPT).collect();
        self.fact(key, Fact::Text(kept));
    }

    pub fn flag(&mut self, key: &str, flag: bool) {
        object::flag(self, key, flag);
        self.fact(key, Fact::Flag(flag));
    }

    pub fn other(&mut self, key: &str) {
        self.fact(key, Fact::Other);
    }

    /// Whether what is read lies below `key`, however deep.
    pub fn within(&self, key: &str) -> bool {
        self.frames.iter().any(|frame| frame.key == key)
    }

    /// Keeps what a loader acts upon.
    fn fact(&mut self, key: &str, fact: Fact) {
        let Some(frame) = self.frames.last_mut() else { return };
        if frame.list {
            if let Fact::Text(text) = fact
                && frame.texts.len() < ITEMS
            {
                frame.texts.push(text);
            }
            return;
        }
        if object::acted_upon(key) && frame.facts.insert(key.to_owned(), fact).is_some() {
            object::twice(&mut self.reading, key);
        }
    }

    /// The document ends.
    pub fn finish(mut self) -> Reading {
        object::end(&mut self);
        self.reading
    }
}
