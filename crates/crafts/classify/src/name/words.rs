//! A name, divided.

/// The words of a name, folded.
pub(super) struct Words {
    /// Split at signs and where the case changes.
    pub(super) whole: Vec<String>,
    /// Split at digits too.
    pub(super) split: Vec<String>,
    /// All in one.
    pub(super) glued: String,
}
