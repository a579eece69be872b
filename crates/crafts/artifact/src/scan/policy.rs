//! What a file may name: known to be harmless, allowed by the caller, or neither.

use super::pickle::{Verdict, judge_name};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Patterns of one caller.
const PATTERNS: usize = 1_000;

/// How many of the first bytes of a file, by its name, the caller wants to have afterwards: so that it need
/// not read them again.
pub type Keep = fn(&str) -> u64;

/// What was kept of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub bytes: Vec<u8>,
    /// These are all bytes of the file.
    pub whole: bool,
}

/// Paths that the caller leaves out: each with whether it is a folder. The caller tells of them.
#[derive(Clone)]
pub struct LeaveOut(Arc<Judge>);

type Judge = dyn Fn(&Path, bool) -> bool + Send + Sync;

impl LeaveOut {
    /// Leaves out what `judge` says.
    pub fn of(judge: impl Fn(&Path, bool) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(judge))
    }

    pub(super) fn has(&self, path: &Path, is_folder: bool) -> bool {
        (self.0)(path, is_folder)
    }
}

impl fmt::Debug for LeaveOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeaveOut")
    }
}

/// Names that a caller allows beside those that are known: `package.module.Class`, or
/// `package.*` for all below. Names that are known to run code stay refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allow {
    patterns: Vec<String>,
}

/// Why a pattern allows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowError {
    #[error("{0:?} is no name; write package.module.Class, or package.* for all below it")]
    NoName(String),
    #[error("there are more than {PATTERNS} names; allow a package with package.* instead")]
    TooMany,
}

impl Allow {
    /// From patterns, as `--allow` takes them.
    ///
    /// # Errors
    /// If one is no dotted name, allows everything, or there are too many.
    pub fn of<P: AsRef<str>>(patterns: &[P]) -> Result<Self, AllowError> {
        if patterns.len() > PATTERNS {
            return Err(AllowError::TooMany);
        }
        let parsed: Result<_, _> = patterns.iter().map(|pattern| parse(pattern.as_ref())).collect();
        Ok(Self { patterns: parsed? })
    }

    /// From the text of a policy file: one pattern a line, `#` before comments.
    ///
    /// # Errors
    /// As [`Allow::of`].
    pub fn read(text: &str) -> Result<Self, AllowError> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        Self::of(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>())
    }

    /// Both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.patterns.extend(other.patterns);
        self
    }

    /// How `module.name` is judged, with what is allowed.
    pub(super) fn judge(&self, module: &str, name: &str) -> Verdict {
        match judge_name(module, name) {
            Verdict::Unknown if self.covers(&format!("{module}.{name}")) => Verdict::Harmless,
            verdict => verdict,
        }
    }

    /// The same of a name with its module before it.
    pub(super) fn judge_path(&self, path: &str) -> Verdict {
        let (module, name) = path.rsplit_once('.').unwrap_or(("builtins", path));
        self.judge(module, name)
    }

    fn covers(&self, path: &str) -> bool {
        self.patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => pattern == path,
        })
    }
}

/// Something in a text that has no place in a model's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitive {
    /// What it is, never the value itself: `an API key`.
    pub what: String,
    /// Whether it opens something, rather than tells of somebody.
    pub secret: bool,
}

/// Tells what is sensitive in a text. The caller brings it: this craft knows no info types.
pub type Recognise = fn(&str) -> Vec<Sensitive>;

fn parse(pattern: &str) -> Result<String, AllowError> {
    let name = pattern.strip_suffix(".*").unwrap_or(pattern);
    let identifier = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        part.chars().all(plain) && part.starts_with(|c: char| !c.is_ascii_digit())
    };
    let whole = name != pattern || name.contains('.');
    if whole && name.split('.').all(identifier) {
        Ok(pattern.to_owned())
    } else {
        Err(AllowError::NoName(pattern.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_allows_what_it_names_and_no_weapon() {
        let allow = Allow::read("# ours\nacme.*\nlab.models.Scorer # one\n").unwrap();
        for (module, name, verdict) in [
            ("acme", "Scorer", Verdict::Harmless),
            ("acme.deep.er", "Scorer", Verdict::Harmless),
            ("acmex", "Scorer", Verdict::Unknown),
            ("lab.models", "Scorer", Verdict::Harmless),
            ("lab.models", "Scorers", Verdict::Unknown),
            ("os", "system", Verdict::Weapon),
        ] {
            assert_eq!(allow.judge(module, name), verdict, "{module}.{name}");
        }
        for wrong in ["*", ".*", "a b.*", "", "os", "a..b", "1a.b"] {
            assert!(Allow::of(&[wrong]).is_err(), "{wrong}");
        }
        assert_eq!(Allow::of(&["os.*"]).unwrap().judge("os", "system"), Verdict::Weapon);
    }
}
