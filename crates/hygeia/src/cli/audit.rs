//! `hygeia audit`

mod verify;

use crate::failure::Failure;
use clap::Subcommand;

/// Read the ledger, export it, and verify an export with no workspace and no network.
///
/// Example: hygeia audit verify hygeia-demo/ledger --key hygeia-demo/ledger.pub
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Recompute everything from the entries, and compare with the checkpoint.
    ///
    /// Example: hygeia audit verify hygeia-demo/ledger --key hygeia-demo/ledger.pub
    Verify(verify::Args),
    #[cfg(feature = "platform")]
    Query(super::in_workspace::audit_query::Args),
    #[cfg(feature = "platform")]
    Export(super::in_workspace::audit_export::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Verify(args) => verify::run(args),
        #[cfg(feature = "platform")]
        Verb::Query(args) => super::in_workspace::audit_query::run(args),
        #[cfg(feature = "platform")]
        Verb::Export(args) => super::in_workspace::audit_export::run(args),
    }
}
