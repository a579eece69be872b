//! Columns in; info types, classes, criticality and regimes out, each with masked evidence (M16).
//!
//! Invariants: pure and deterministic (no clock, no randomness, no I/O); never panics on hostile
//! input; no value leaves in clear, neither in evidence nor in errors. What is not recognised is
//! not called harmless: unknown text is confidential until somebody says what it is.
//!
//! Public API (being filled in now; signatures are settled):
//! ```text
//! pub fn classify(table: &RecordBatch /*all Utf8*/, options: &Options<'_>) -> Result<Classification, ClassifyError>;
//! pub struct Options<'a> { pub label: Option<&'a str>, pub sample_rows: usize }   // Default: no label, 2_000
//! pub enum ClassifyError { NoSuchLabel{..}, NotText{..}, TooManyColumns{..}, Table(ArrowError) }
//! pub fn find_in_text(text: &str) -> Vec<Hit>;
//! pub struct Hit { pub info_type: InfoType, pub range: Range<usize> /*bytes*/, pub check: &'static str }
//! pub fn is_valid(info_type: InfoType, value: &str) -> Option<bool>;  // Some only where a checksum or structure exists
//! pub fn parse_number(value: &str) -> Option<f64>;  // what Kind::Number accepts: finite, plain decimal
//! pub fn controls() -> Result<(RecordBatch, Vec<(String, InfoType)>), ClassifyError>;
//! pub fn masked_example(info_type: InfoType, value: &str) -> String;  // <= 1 character of the value survives
//! ```
#![forbid(unsafe_code)]
