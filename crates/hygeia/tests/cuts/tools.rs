//! Tools of which one is blind.

use crate::cut::Cut;
use artifact::scan::{ScanError, Scanned};
use hygeia::failure::Failure;
use hygeia::journey::{Crafts, Tools};
use ledger::{Check, LedgerError, Verdict};
use std::path::Path;
use surface::{Options, Owner, Report};
use terms::{Probed, State};
use workspace::records::Table;

/// The crafts, but for what is cut.
pub struct Blinded(pub Option<Cut>);

impl Tools for Blinded {
    fn look(&self, options: &Options) -> Result<Report, Failure> {
        let mut report = Crafts.look(options)?;
        if self.0 == Some(Cut::BlindSurface) {
            let own = std::process::id();
            let other = |owner| !matches!(owner, Owner::Program { pid, .. } if pid == own);
            report.listeners.retain(|listener| other(listener.owner.clone()));
        }
        Ok(report)
    }

    fn scan(&self, path: &Path) -> Result<Scanned, ScanError> {
        let mut seen = Crafts.scan(path)?;
        if self.0 == Some(Cut::TrustPickles) {
            seen.findings.clear();
        }
        Ok(seen)
    }

    fn verify_ledger(&self, folder: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
        let mut verdict = Crafts.verify_ledger(folder, check)?;
        if self.0 == Some(Cut::BelieveAnyLedger) {
            verdict.consistent = true;
            verdict.authentic = check.key.map(|_| true);
        }
        Ok(verdict)
    }

    fn table(&self, probes: &[Probed]) -> Table {
        let hides = self.0 == Some(Cut::HideFailedControl);
        let shown = |probe: &&Probed| !hides || probe.state != State::Failed;
        Crafts.table(&probes.iter().filter(shown).cloned().collect::<Vec<_>>())
    }
}
