//! Everything that can be asked of the gate.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// Everything that can be asked of the gate. A RACI activity grants one of these.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name: in the RACI, in policies, in the ledger.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
            /// The action called `name`.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

actions! {
    /// Bring a dataset version in.
    Ingest = "ingest",
    /// Read a dataset in place; *responsible* sees tokens and masks, *accountable* clear values.
    Query = "query",
    /// Take rows out of the workspace, within the egress budget.
    Export = "export",
    /// Delete a dataset, a version or a model.
    Delete = "delete",
    /// Look for poison and mislabelled rows.
    Screen = "screen",
    /// Train a model on a dataset.
    Train = "train",
    /// Ask for a model to be promoted.
    Promote = "promote",
    /// Agree to what another principal asked for.
    Approve = "approve",
    /// Ask a model for predictions.
    Infer = "infer",
    /// Start, stop and observe the service.
    Operate = "operate",
    /// Read the ledger.
    Audit = "audit",
    /// Change the RACI or the config.
    ChangeAccess = "change-access",
    /// Copy recovery points into the vault.
    Pull = "pull",
    /// Put the vault in the place of production.
    Activate = "activate",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_reads_back_what_it_writes() {
        for &action in Action::ALL {
            assert_eq!(Action::parse(action.name()), Some(action));
        }
    }
}
