//! Taking a recovery point: the vault reads, the workspace never writes.

use crate::lineage::{continued, source_of};
use crate::taken::{Taken, plain_state};
use crate::told::finding;
use crate::{Manifest, Point, Prediction, Vault, VaultError};
use files::Folder;
use ledger::{Activity, Operation, Outcome};
use store::{Permit, Store, Version};
use terms::{Action, AssetKind, Fact, Finding, Severity, State};

/// Probes that fail where an object is damaged or missing: the vault may hold it whole.
const OBJECTS: [&str; 2] = ["zero-trust/objects", "zero-trust/receipts"];

/// A recovery point that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulled {
    pub point: Point,
    /// Files that were encrypted and written; the others the vault held already.
    pub copied: u64,
    /// What was left out or mended, and what is wrong with the vault; the point is whole.
    pub findings: Vec<Finding>,
}

impl Vault {
    /// Takes a recovery point of `store`, and enters its digest in the workspace's ledger. What any
    /// point holds already is not copied again. The permit is to pull into `vault/NAME`;
    /// `predictions` are what the live models answer now, to be compared in a drill.
    ///
    /// # Errors
    /// If the permit is for something else, the workspace fails its own probes, is another one, has
    /// links in its state, or its ledger does not continue the last point's; points before stay as
    /// they are.
    pub async fn pull(
        &self,
        store: &Store,
        permit: &Permit,
        predictions: &[Prediction],
    ) -> Result<Pulled, VaultError> {
        if permit.asset().kind != AssetKind::Vault {
            return Err(VaultError::Permit(permit.asset().clone()));
        }
        permit.covers(Action::Pull, permit.asset(), permit.detail(), store.now())?;
        let _lock = self.lock()?;
        self.sweep()?;
        plain_state(&Folder::open(store.folder())?)?;
        let mut findings = sound(store).await?;
        let contents = self.contents(store.now())?;
        findings.extend(contents.findings);
        let scratch = tempfile::tempdir().map_err(VaultError::io("the temporary folder"))?;
        let ledger = scratch.path().join("ledger");
        let (snapshot, keys) = store.snapshot(permit, &ledger).await?;
        self.expect_successor(store, &snapshot, &contents.points).await?;
        let source = source_of(store, &snapshot, contents.points.last()).await?;
        let base = continued(store, &ledger, &contents.points).await?;
        findings.extend(base.finding);
        let mut taken = Taken::after(self, &contents.points)?;
        taken.workspace(store, &keys, &snapshot.meta, &ledger).await?;
        taken.predictions(predictions)?;
        findings.extend(taken.findings);
        let manifest = Manifest {
            format: 1,
            number: self.next_number()?,
            created: store.now(),
            source,
            checkpoint: base.checkpoint,
            previous: base.point.map(|point| point.digest),
            entries: taken.entries.into_values().collect(),
        };
        let (point, why) = self.add_point(manifest)?;
        let head = why.map(|why| {
            let remedy = "remove what lies in its place; the next pull writes it anew";
            finding("vault/head", Severity::Medium, crate::points::HEAD, why, remedy)
        });
        findings.extend(head);
        self.enter(store, permit, &point, taken.copied).await?;
        Ok(Pulled { point, copied: taken.copied, findings })
    }

    async fn enter(
        &self,
        store: &Store,
        permit: &Permit,
        point: &Point,
        copied: u64,
    ) -> Result<(), VaultError> {
        let facts = [
            Fact::new("point", point.digest.hex()),
            Fact::new("number", point.number),
            Fact::new("vault", self.public().id().hex()),
            Fact::new("files", point.entries.len()),
            Fact::new("copied", copied),
        ];
        let activity = Activity {
            operation: Operation::RecoveryPointTaken,
            actor: permit.actor(),
            asset: permit.asset(),
            outcome: Outcome::Success,
            facts: &facts,
        };
        store.record_by(&activity, permit.by()).await?;
        Ok(())
    }
}

/// The workspace's own probes hold; but objects may be damaged, if everything that tells of them is
/// sound: what the vault holds of them is taken from the vault, and what it does not ends the pull.
async fn sound(store: &Store) -> Result<Vec<Finding>, VaultError> {
    let mut findings = Vec::new();
    for probed in store.probes().await {
        match probed.state {
            State::Failed if OBJECTS.contains(&probed.id.as_str()) => {
                let message = format!("the workspace fails {}: {}", probed.id, probed.saw);
                let remedy =
                    "the point has the copy that the vault holds: put that back in the workspace";
                let told = finding("vault/workspace", Severity::High, probed.id, message, remedy);
                findings.push(told);
            }
            State::Failed | State::Unknown => {
                return Err(VaultError::Unhealthy { id: probed.id, saw: probed.saw });
            }
            State::Proven | State::NotApplicable => {}
        }
    }
    if !findings.is_empty() {
        // Their receipts hold: it is the objects alone.
        store.docs::<Version>().at_rest().list().await?;
    }
    Ok(findings)
}
