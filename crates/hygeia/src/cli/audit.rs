//! `hygeia audit`

mod verify;

use crate::failure::Failure;
use clap::Subcommand;

/// Read the ledger, prove what is in it, export it, and verify all of that with no workspace and no
/// network.
///
/// Example: hygeia audit verify hygeia-demo/ledger --key hygeia-demo/ledger.pub
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Recompute everything from the entries, and compare with the checkpoint; or check a proof.
    ///
    /// Example: hygeia audit verify hygeia-demo/ledger --key hygeia-demo/ledger.pub
    ///
    /// Example: hygeia audit verify --proof entry-17.json --key hygeia-demo/ledger.pub
    Verify(verify::Args),
    #[cfg(feature = "platform")]
    Query(super::in_workspace::audit_query::Args),
    #[cfg(feature = "platform")]
    Inclusion(super::in_workspace::audit_inclusion::Args),
    #[cfg(feature = "platform")]
    Consistency(super::in_workspace::audit_consistency::Args),
    #[cfg(feature = "platform")]
    Checkpoint(super::in_workspace::audit_checkpoint::Args),
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
        Verb::Inclusion(args) => super::in_workspace::audit_inclusion::run(args),
        #[cfg(feature = "platform")]
        Verb::Consistency(args) => super::in_workspace::audit_consistency::run(args),
        #[cfg(feature = "platform")]
        Verb::Checkpoint(args) => super::in_workspace::audit_checkpoint::run(args),
        #[cfg(feature = "platform")]
        Verb::Export(args) => super::in_workspace::audit_export::run(args),
    }
}
