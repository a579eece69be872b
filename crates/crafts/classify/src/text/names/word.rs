//! A word, and how it is written.

use std::ops::Range;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// In small letters.
    Small,
    /// With a capital first.
    Capital,
    /// In capitals alone, of two letters at least.
    Capitals,
    /// In a script that has no capitals.
    None,
}

/// A word of a text.
#[derive(Debug, Clone)]
pub struct Word<'a> {
    pub text: &'a str,
    /// In small letters, without accents.
    pub folded: String,
    pub range: Range<usize>,
    pub case: Case,
    /// Whether a sentence, a line or what is quoted begins with it.
    pub opens: bool,
    /// Whether a number stands beside it, as beside a month.
    pub numbered: bool,
}
