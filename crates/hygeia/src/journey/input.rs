//! What a journey is made on: the synthetic sample, or the user's own table.

use std::path::PathBuf;
use tables::read::ReadOptions;

/// Where the table comes from.
#[derive(Debug, Clone)]
pub enum Input {
    /// Synthetic loan applications with planted defects.
    Sample { rows: usize },
    /// The user's own file, read where it stands.
    User(Box<UserData>),
}

/// The user's own table, and how to read it; what is not given is found out.
#[derive(Debug, Clone)]
pub struct UserData {
    pub path: PathBuf,
    pub label: String,
    /// How it is read.
    pub options: ReadOptions,
}

/// Rows of the sample below which chance may move a comparison of two models by more than the gate allows: of
/// so few, a quarter are tested on.
const LEAST_TO_COMPARE: usize = 3_000;

impl Input {
    /// Whether the sample has too few rows for a final model to be surely no worse than another: then what is
    /// not sure is accepted on record, as an officer would have to.
    #[must_use]
    pub const fn is_small_sample(&self) -> bool {
        matches!(self, Self::Sample { rows } if *rows < LEAST_TO_COMPARE)
    }

    /// The dataset's name: of the file, in plain letters.
    #[must_use]
    pub fn dataset(&self) -> String {
        let Self::User(data) = self else { return "loans".to_owned() };
        let file = data.path.file_name().map(|name| name.to_string_lossy().to_lowercase());
        let stem = file.as_deref().and_then(|name| name.split('.').next()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = stem.chars().map(plain).take(60).collect();
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name
        } else {
            format!("table_{name}")
        }
    }
}
