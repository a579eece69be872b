//! From a validated table to an encrypted file, in memory alone, and how far what is shown of it can be
//! traced back (M5, M17, M18).

use crate::validate::Validated;
use arrow::array::RecordBatch;
use bytes::Bytes;
use protect::parquet::{Error as ParquetError, WriteOptions};
use protect::{
    Kek, MeasureError, Plan, PlanError, Reversal, Singled, TokenSecret, Viewer, mask_reversal,
    singled_out,
};
use std::fmt;
use std::sync::Arc;
use terms::{Classification, ColumnRole, Handlings, InfoType, View};

/// An encrypted table that was looked at again before it was handed out.
#[derive(Clone)]
pub struct Protected {
    pub plan: Plan,
    /// Parquet with Modular Encryption.
    pub file: Bytes,
    /// What the file holds: as validated, but for what is not to be retained.
    pub stored: RecordBatch,
}

/// The plan alone: what is stored is sensitive.
impl fmt::Debug for Protected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Protected").field("plan", &self.plan).finish_non_exhaustive()
    }
}

/// Why a table cannot be protected.
#[derive(Debug, thiserror::Error)]
pub enum ProtectError {
    #[error("the file was written, but has these columns in clear, so it was thrown away: {}", .0.join(", "))]
    Clear(Vec<String>),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// What a reader without clearance could still make of the view.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Rows that are alone in what is masked: what somebody with outside knowledge can match.
    pub masked: Singled,
    /// Rows that are alone in all that is shown, numbers included, but row ids, tokens and sentences.
    pub shown: Singled,
    /// For each masked column, how many of its values the mask pins down.
    pub reversals: Vec<(String, Reversal)>,
}

/// Makes views with `tokens`; in free text, what the classify craft finds is blanked, and what may be a
/// name or an address.
#[must_use]
pub fn viewer(tokens: TokenSecret) -> Viewer {
    let spans =
        |text: &str| classify::find_to_hide(text).into_iter().map(|hit| hit.range).collect();
    Viewer::new(tokens, Arc::new(spans))
}

/// Encrypts a validated table of the dataset called `dataset` as `handlings` demand, and reads from the
/// file itself that every column is encrypted under a key of its own, whatever its class.
///
/// # Errors
/// If a handling contradicts itself, or the file is not as it must be.
pub fn protect(
    dataset: &str,
    validated: &Validated,
    classification: &Classification,
    handlings: &Handlings,
    kek: &Kek,
    viewer: &Viewer,
) -> Result<Protected, ProtectError> {
    let plan = Plan::of(classification, handlings)?;
    let stored = plan.apply(&validated.batch, viewer)?;
    write(dataset, stored, plan, kek)
}

/// What a table was stored under, and what it is to be stored under now.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    pub stored: &'a Plan,
    /// What its tokens were made from.
    pub tokens: &'a TokenSecret,
    pub in_force: &'a Handlings,
}

/// As [`protect()`], of a table that was protected before: `batch` is what was stored. What was dropped
/// stays dropped, and is no view of a view. Tokens that were kept in the place of originals become those
/// of `viewer`.
///
/// # Errors
/// As [`protect()`].
pub fn protect_again(
    dataset: &str,
    batch: &RecordBatch,
    classification: &Classification,
    again: Again<'_>,
    kek: &Kek,
    viewer: &Viewer,
) -> Result<Protected, ProtectError> {
    let mut plan = Plan::of(classification, again.in_force)?;
    for column in &mut plan.columns {
        if let Some(dropped) = again.stored.column(&column.name).filter(|before| !before.retain) {
            (column.view, column.retain) = (dropped.view, false);
        }
    }
    let batch = again.stored.tokens_anew(batch, again.tokens, viewer)?;
    let stored = plan.apply_to_stored(&batch, again.stored, viewer)?;
    write(dataset, stored, plan, kek)
}

/// Writes what is to be stored, and looks at the file again.
fn write(
    dataset: &str,
    stored: RecordBatch,
    plan: Plan,
    kek: &Kek,
) -> Result<Protected, ProtectError> {
    let written = protect::parquet::write(&stored, &plan, dataset, kek, &WriteOptions::default())?;
    let file = Bytes::from(written);
    let clear = unprotected(&file, kek)?;
    if clear.is_empty() {
        Ok(Protected { plan, file, stored })
    } else {
        Err(ProtectError::Clear(clear))
    }
}

/// The columns that `file` does not hold encrypted under a key of their own, read from the file's metadata
/// whatever its writer intended; all of them if its footer is in clear.
///
/// # Errors
/// If the file is damaged, or `kek` does not open it.
pub fn unprotected(file: &Bytes, kek: &Kek) -> Result<Vec<String>, ParquetError> {
    let seen = protect::parquet::inspect(file, kek)?;
    let bare = seen.columns.iter().filter(|column| {
        let filtered = seen.bloom_filters.contains(&column.name);
        filtered || !(seen.footer_encrypted && column.encrypted && column.own_key)
    });
    Ok(bare.map(|column| column.name.clone()).collect())
}

/// Measures what the view of a protected table gives away: rows that it singles out (k-anonymity), and
/// values that a mask has to itself.
///
/// # Errors
/// If the view cannot be made.
pub fn measure(
    protected: &Protected,
    classification: &Classification,
    handlings: &Handlings,
    viewer: &Viewer,
) -> Result<Measured, MeasuringError> {
    let Protected { plan, stored, .. } = protected;
    let view = plan.view(stored, classification, handlings, viewer)?;
    let told = |name: &str| {
        let column = classification.column(name);
        column.is_some_and(|c| c.info_type != InfoType::RowId && c.role != ColumnRole::FreeText)
    };
    let named = |wanted: &dyn Fn(View) -> bool| -> Vec<&str> {
        let columns = plan.columns.iter().filter(|c| wanted(c.view) && told(&c.name));
        columns.map(|column| column.name.as_str()).collect()
    };
    let masked = named(&|view| view == View::Mask);
    let shown = named(&|view| matches!(view, View::Mask | View::Clear));
    let mut reversals = Vec::new();
    for &name in &masked {
        if let (Some(value), Some(mask)) = (stored.column_by_name(name), view.column_by_name(name))
        {
            reversals.push((name.to_owned(), mask_reversal(value, mask)?));
        }
    }
    Ok(Measured {
        masked: singled_out(&view, &masked)?,
        shown: singled_out(&view, &shown)?,
        reversals,
    })
}

/// Why the view cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasuringError {
    #[error(transparent)]
    View(#[from] PlanError),
    #[error(transparent)]
    Measure(#[from] MeasureError),
}
