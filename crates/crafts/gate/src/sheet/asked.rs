//! What a sheet says, what was assumed in reading it, and what has to be asked.

use crate::Letters;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use terms::grid::cell_name;

/// Where in a file a cell stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CellPlace {
    /// The sheet or the heading above the table; empty if there is but one.
    pub sheet: String,
    /// From 1.
    pub line: u64,
    /// From 1.
    pub column: u64,
}

impl CellPlace {
    /// What a spreadsheet calls it: `C7`.
    #[must_use]
    pub fn cell(&self) -> String {
        let column = usize::try_from(self.column.saturating_sub(1)).unwrap_or_default();
        cell_name(self.line, column)
    }
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {} (cell {}", self.line, self.column, self.cell())?;
        if self.sheet.is_empty() { f.write_str(")") } else { write!(f, " of {})", self.sheet) }
    }
}

/// A cell whose letters are not sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLetter {
    /// The role whose cell it is or, in a sheet by letter, the head under which it stands.
    pub role: String,
    /// What is written there.
    pub text: String,
    pub place: CellPlace,
}

/// One activity of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetActivity {
    /// As it is written.
    pub activity: String,
    /// The phase, or the section that it stands in.
    pub section: Option<String>,
    /// What the sheet says of its action, where it has a column for that.
    pub action: Option<String>,
    /// The assets that its row names, as they are written.
    pub assets: Vec<String>,
    pub place: CellPlace,
    /// By role, in the order of the sheet.
    pub letters: Vec<(String, Letters)>,
    /// Where the letters of each role stand.
    pub places: Vec<CellPlace>,
    pub to_ask: Vec<OpenLetter>,
}

/// Something that the sheet does not say by itself, and that was taken for what it usually is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub place: Option<CellPlace>,
    pub what: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetReading {
    pub activities: Vec<SheetActivity>,
    /// Every role or name that the sheet knows, in its order, with its head's place.
    pub roles: Vec<(String, CellPlace)>,
    pub assumed: Vec<Assumed>,
}

impl SheetReading {
    pub(super) fn assume(&mut self, place: Option<CellPlace>, what: impl Into<String>) {
        self.assumed.push(Assumed { place, what: what.into() });
    }

    /// Adds what another table says; roles that both have are one.
    pub(super) fn join(&mut self, other: Self) {
        let known: HashSet<String> = self.roles.iter().map(|(role, _)| role.clone()).collect();
        self.roles.extend(other.roles.into_iter().filter(|(role, _)| !known.contains(role)));
        self.activities.extend(other.activities);
        self.assumed.extend(other.assumed);
    }

    /// How many cells have to be asked about.
    #[must_use]
    pub fn open(&self) -> usize {
        self.activities.iter().map(|activity| activity.to_ask.len()).sum()
    }
}

/// Why a file is no RACI that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error(
        "no table of activities and letters was found in {sheets} sheets with {rows} rows: a RACI has roles as heads and \
         R, A, C, I in its cells, or Responsible, Accountable, Consulted, Informed as heads and names in its cells"
    )]
    NoTable { sheets: usize, rows: usize },
    #[error("there is no sheet {wanted:?}; there are {}", .there.join(", "))]
    NoSheet { wanted: String, there: Vec<String> },
    #[error("the sheet has {found} {what}, the limit is {limit}: split it by workspace")]
    TooLarge { what: &'static str, found: usize, limit: usize },
    #[error("{0}")]
    Map(String),
}
