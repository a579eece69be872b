//! What the journey looks with: crafts that need no workspace, each a method, so that a test can blind
//! one and see the journey stop. The defaults are the honest ones, and the shipped program knows no
//! others.

use crate::failure::{At, Failure};
use ::ledger::{Check, LedgerError, Verdict, verify_export};
use artifact::scan::{self, ScanError, Scanned};
use std::path::Path;
use surface::{Options, Report};
use terms::{Probed, SystemClock};
use workspace::records::Table;

/// The crafts themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Crafts;

impl Tools for Crafts {}

/// Everything that is looked with.
pub trait Tools: Send + Sync {
    /// Looks at the host.
    fn look(&self, options: &Options) -> Result<Report, Failure> {
        surface::examine(options, &SystemClock).usage()
    }

    /// Looks into model files without loading them.
    fn scan(&self, path: &Path) -> Result<Scanned, ScanError> {
        scan::path(path, &scan::Limits::default())
    }

    /// Verifies an exported ledger.
    fn verify_ledger(&self, folder: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
        verify_export(folder, check)
    }

    /// Makes one table of all that probes saw.
    fn table(&self, probes: &[Probed]) -> Table {
        Table::of(probes)
    }
}
