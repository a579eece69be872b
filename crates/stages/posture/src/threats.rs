//! The threat model: who attacks what, by which way, and what stands in it.
//!
//! Ids: MITRE ATLAS (`AML.T…`, version 5.6), MITRE ATT&CK Enterprise (`T…`) and CWE.

use serde::Serialize;
use terms::{Area, Mission};

/// One way to attack a deployment.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// Stable id, as in `hygeia drill ID`.
    pub id: &'static str,
    pub title: &'static str,
    /// The classic vector, in the words of the mission.
    pub vector: &'static str,
    pub references: &'static [&'static str],
    /// Where in the flow it hits.
    pub area: Area,
    pub missions: &'static [Mission],
    /// What the attacker wants.
    pub goal: &'static str,
    /// What stands against it.
    pub protection: &'static str,
}

/// Every scenario that a drill can play, in the order of the flow.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        id: "insider-delete",
        title: "An insider deletes personal data behind a live model",
        vector: "insider",
        references: &["T1485", "AML.T0012", "AML.T0031"],
        area: Area::LeastPrivilege,
        missions: &[Mission(2), Mission(7)],
        goal: "a committed dataset version is gone",
        protection: "the RACI grants no deletion of data that a live model stands on",
    },
    Scenario {
        id: "stolen-token",
        title: "A stolen token is used from another device",
        vector: "stolen token",
        references: &["T1528", "T1550.001", "AML.T0091"],
        area: Area::ZeroTrust,
        missions: &[Mission(2), Mission(20)],
        goal: "an answer to a query under somebody else's name",
        protection: "each token is bound to the certificate of the device that it was issued to",
    },
    Scenario {
        id: "sql-injection",
        title: "SQL injection through the query path",
        vector: "SQL injection",
        references: &["CWE-89", "T1190", "AML.T0049"],
        area: Area::LeastPrivilege,
        missions: &[Mission(2), Mission(15)],
        goal: "a clear value, a foreign file or a changed table by crafted SQL",
        protection: "one read-only statement over governed tables; masks stand directly above the scan",
    },
    Scenario {
        id: "poisoned-upload",
        title: "Flipped labels and trigger rows are slipped into a delivery",
        vector: "poisoned data",
        references: &["AML.T0020", "AML.T0018"],
        area: Area::Poisoning,
        missions: &[Mission(2), Mission(11), Mission(14)],
        goal: "poisoned rows reach training",
        protection: "screening before training, and rows that it flags are left out",
    },
    Scenario {
        id: "malicious-model",
        title: "A model file runs code when it is loaded",
        vector: "malicious attachment",
        references: &["AML.T0011.000", "AML.T0010.003", "CWE-502", "T1204.002"],
        area: Area::Handover,
        missions: &[Mission(2), Mission(10)],
        goal: "a pickle that calls os.system enters the registry",
        protection: "every file is scanned by an opcode machine and never loaded",
    },
    Scenario {
        id: "tampered-ledger",
        title: "An administrator edits the audit log",
        vector: "insider",
        references: &["T1070", "T1565.001", "CWE-117"],
        area: Area::Audit,
        missions: &[Mission(2), Mission(1)],
        goal: "an entry of the ledger is changed and the ledger still verifies",
        protection: "a Merkle tree under a signed checkpoint, verified from an exported copy",
    },
    Scenario {
        id: "man-in-the-middle",
        title: "Somebody between client and server reads or answers",
        vector: "man in the middle",
        references: &["T1557", "CWE-319", "CWE-295"],
        area: Area::ZeroTrust,
        missions: &[Mission(2), Mission(20)],
        goal: "an answer in clear text, or a client that accepts a foreign certificate",
        protection: "TLS alone, under the workspace's own authority, with client certificates",
    },
    Scenario {
        id: "inference-flood",
        title: "A client floods inference",
        vector: "denial of service",
        references: &["AML.T0029", "AML.T0034", "T1499"],
        area: Area::Serving,
        missions: &[Mission(2), Mission(14)],
        goal: "another client gets no answer, or the flooder gets past its budget",
        protection: "a query budget for each principal, and limits on size and time",
    },
    Scenario {
        id: "ransomware",
        title: "Ransomware destroys the running copy",
        vector: "ransomware, lost site",
        references: &["T1486", "T1490", "AML.T0031"],
        area: Area::Recovery,
        missions: &[Mission(2), Mission(9), Mission(21)],
        goal: "model and data are gone for good",
        protection: "a vault with an identity and keys of its own, activated in place of production",
    },
];

/// The scenario with this id.
#[must_use]
pub fn scenario(id: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    // proves M2
    #[test]
    fn every_scenario_is_named_once_and_mapped() {
        let ids: BTreeSet<&str> = SCENARIOS.iter().map(|s| s.id).collect();
        assert_eq!(ids.len(), SCENARIOS.len());
        for s in SCENARIOS {
            assert!(
                s.references.iter().any(|r| r.starts_with("AML.T") || r.starts_with("CWE-")),
                "{}",
                s.id
            );
            assert_eq!(scenario(s.id), Some(s));
        }
    }
}
