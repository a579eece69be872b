//! What a table was found to be when it arrived, to be signed and kept.

use crate::{Combination, Digest, Sketch, Timestamp};
use serde::{Deserialize, Serialize};

/// A kind of disorder in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    MissingValue,
    MixedType,
    DuplicateRow,
    ShiftedBlock,
    EncodedEntity,
    OutOfRange,
    HiddenInFreeText,
    RaggedRow,
    MissingLabel,
    /// A line that is a comment, left out.
    CommentLine,
    /// A cell with characters that steer a terminal; kept, and shown escaped.
    ControlCharacter,
    /// A text that a spreadsheet would run as a formula; kept, and exported guarded.
    Formula,
    /// An infinity among numbers.
    NotFinite,
    /// A number with separators, a currency, a percent sign or parentheses, read by the column's habit.
    WrittenNumber,
}

/// One kind of disorder in one column, or in whole rows. Rows count from 0, after the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    pub kind: DefectKind,
    pub column: Option<String>,
    /// How many rows have it.
    pub count: u64,
    /// The rows, ascending; at most `limits::LISTED_ROWS`.
    pub rows: Vec<u64>,
}

/// What arrived: signed by the workspace (see [`crate::seal`]) before anything else happens to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub dataset: String,
    /// Where who sent it says that it came from, if that is no file: a place by its name, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Of the bytes as they were read from the source.
    pub source_digest: Digest,
    pub source_bytes: u64,
    /// Of the table's values (row by row, length-prefixed), whatever file format held them.
    pub content_digest: Digest,
    pub rows: u64,
    /// Names and storage kinds, in order.
    pub schema: Vec<(String, String)>,
    pub defects: Vec<Defect>,
    /// What its columns say together of people; none of what came in before that was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combinations: Option<Vec<Combination>>,
    /// What tells copies of it; none of what came in before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sketch: Option<Sketch>,
    pub at: Timestamp,
}

impl Receipt {
    /// Of a hundred people, those whom the view of who is not accountable told from all others, rounded up;
    /// 100 where nobody measured it, 0 of a table that is of no people.
    #[must_use]
    pub fn singled_out_percent(&self) -> u8 {
        let Some(combinations) = &self.combinations else { return 100 };
        let share =
            |combination: &Combination| combination.shown.as_ref().map_or(1.0, |it| it.share);
        let percent = combinations.iter().map(share).fold(0.0, f64::max) * 100.0;
        percent.ceil().clamp(0.0, 100.0) as u8
    }
}
