//! All texts that a model knows, each once; its index stands for it.

use std::collections::HashMap;

/// The index of a text that is not there.
pub(crate) const UNKNOWN: i64 = -1;
/// Most texts of one model.
const MOST: usize = 1 << 20;

/// Texts in order of appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Texts {
    list: Vec<String>,
    at: HashMap<String, i64>,
}

impl Texts {
    /// The index of `text`, which is added if it is new.
    pub(super) fn add(&mut self, text: &str) -> Result<i64, String> {
        if let Some(at) = self.at.get(text) {
            return Ok(*at);
        }
        if self.list.len() >= MOST {
            return Err(format!("it holds more than {MOST} texts"));
        }
        let at = i64::try_from(self.list.len()).unwrap_or(UNKNOWN);
        self.list.push(text.to_owned());
        self.at.insert(text.to_owned(), at);
        Ok(at)
    }

    pub(super) fn add_all(&mut self, texts: &[String]) -> Result<Vec<i64>, String> {
        texts.iter().map(|text| self.add(text)).collect()
    }

    /// The index of `text`; a missing one is what exports write for it, if the model knows that.
    pub(crate) fn code(&self, text: Option<&str>) -> i64 {
        let known = |text: &str| self.at.get(text).copied();
        match text {
            Some(text) => known(text).unwrap_or(UNKNOWN),
            None => known("").or_else(|| known("nan")).unwrap_or(UNKNOWN),
        }
    }

    pub(crate) fn text(&self, code: i64) -> Option<&str> {
        usize::try_from(code).ok().and_then(|at| self.list.get(at)).map(String::as_str)
    }
}
