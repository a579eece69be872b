//! Hands that do one deed dishonestly, and all others like the shipped program.

use arrow::array::RecordBatch;
use artifact::scan::{ScanError, Scanned};
use async_trait::async_trait;
use gate::{Authorised, Change, ChangeRefusal, Gate};
use handover::{Handover, HandoverError};
use hygeia::failure::Failure;
use hygeia::journey::{Arrived, Hands, Honest, Input, Job, cast};
use hygeia::platform::{self, Candidate, Code, Fault, Platform, Running};
use intake::{Protected, Validated};
use learn::{Categorical, Table};
use ledger::{Check, LedgerError, Verdict};
use posture::Table as Posture;
use query::{Answer, Engine, Governed, tables_of};
use std::path::Path;
use std::sync::Arc;
use store::{EnrolledDevice, Permit, Store, StoreConfig};
use surface::{Owner, Report};
use terms::seal::{Envelope, SealKey};
use terms::{
    Action, Asset, AssetKind, Class, Classification, ColumnRole, Digest, InfoType, PrincipalId,
    Probed, Receipt, State, SystemClock,
};
use train::{Features, Run, Screening, Source};
use vault::{Point, Standby, Vault, VaultError};
use web::{Ask, Caller, Enforcer};

/// One promise that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    BlindSurface,
    SpoolInClear,
    CallRestrictedPublic,
    SignAnotherReceipt,
    LeaveColumnUnencrypted,
    GrantOperationsTheTable,
    WidenAlone,
    PassUnrecorded,
    ShowClearToScientist,
    AnswerOperations,
    SkipScreening,
    LearnFromIdentifier,
    WriteAnotherModel,
    TrustPickles,
    SkipSignature,
    AcceptSelfApproval,
    ForgetBudget,
    BelieveAnyLedger,
    SkipVaultDigests,
    HideFailedControl,
}

pub struct Dishonest(pub Cut);

#[async_trait]
impl Hands for Dishonest {
    fn look(&self, options: &surface::Options) -> Result<Report, Failure> {
        let mut report = Honest.look(options)?;
        if self.0 == Cut::BlindSurface {
            let own = std::process::id();
            let other = |owner| !matches!(owner, Owner::Program { pid, .. } if pid == own);
            report.listeners.retain(|listener| other(listener.owner.clone()));
        }
        Ok(report)
    }

    fn read(&self, demo: &Path, input: &Input, seed: u64) -> Result<Arrived, Failure> {
        let arrived = Honest.read(demo, input, seed)?;
        if self.0 == Cut::SpoolInClear {
            let mut bytes = Vec::new();
            intake::sample::write_csv(&arrived.table.batch, &mut bytes).unwrap();
            std::fs::write(demo.join("workspace/spool.tmp"), bytes).unwrap();
        }
        Ok(arrived)
    }

    fn classify(
        &self,
        batch: &RecordBatch,
        options: &classify::Options<'_>,
    ) -> Result<Classification, Failure> {
        let mut found = Honest.classify(batch, options)?;
        if self.0 == Cut::CallRestrictedPublic {
            let column = found.columns.iter_mut().find(|c| c.info_type == InfoType::UsSsn);
            column.unwrap().class = Class::Public;
        }
        Ok(found)
    }

    fn seal(&self, receipt: &Receipt, key: &SealKey) -> Result<Envelope, Failure> {
        let mut receipt = receipt.clone();
        if self.0 == Cut::SignAnotherReceipt {
            receipt.rows += 1;
        }
        Honest.seal(&receipt, key)
    }

    fn protect(
        &self,
        platform: &Platform,
        name: &str,
        validated: &Validated,
        classification: &Classification,
    ) -> Result<Protected, Failure> {
        let mut called = classification.clone();
        if self.0 == Cut::LeaveColumnUnencrypted {
            let column = called.columns.iter_mut().find(|c| c.class == Class::Restricted);
            column.unwrap().class = Class::Internal;
        }
        Honest.protect(platform, name, validated, &called)
    }

    fn gate(&self, code: &Code) -> Result<Gate, Failure> {
        if self.0 != Cut::GrantOperationsTheTable {
            return Honest.gate(code);
        }
        let mut texts = code.texts.clone();
        let head: Vec<&str> =
            texts.raci.lines().find(|l| l.starts_with("activity")).unwrap().split(',').collect();
        let operations = head.iter().position(|role| *role == "operations").unwrap();
        let wider = |line: &str| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if cells[0] == "query" {
                cells[operations] = "R";
            }
            cells.join(",") + "\n"
        };
        texts.raci = texts.raci.lines().map(wider).collect();
        Honest.gate(&Code::parse(texts)?)
    }

    fn authorise(
        &self,
        change: &Change<'_>,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
    ) -> Result<Authorised, ChangeRefusal> {
        if self.0 == Cut::WidenAlone {
            let other = cast::principal(cast::SECURITY_HEAD).unwrap();
            return change.authorise(proposer, Some(&other));
        }
        Honest.authorise(change, proposer, approver)
    }

    async fn query(
        &self,
        platform: &Platform,
        caller: &Caller,
        sql: &str,
        action: Action,
    ) -> Result<Answer, Fault> {
        let honest = Honest.query(platform, caller, sql, action);
        let is = |name: &str| caller.principal.as_str() == name;
        let owner = Caller {
            principal: cast::principal(cast::OWNER).unwrap(),
            device: Some(format!("laptop/{}", cast::OWNER).parse().unwrap()),
            ..caller.clone()
        };
        match self.0 {
            Cut::PassUnrecorded => unrecorded(platform, caller, sql, action).await,
            Cut::ShowClearToScientist if is(cast::SCIENTIST) => {
                honest.await?;
                Honest.query(platform, &owner, sql, action).await
            }
            Cut::AnswerOperations if is(cast::OPERATOR) => {
                drop(honest);
                Honest.query(platform, &owner, sql, action).await
            }
            _ => honest.await,
        }
    }

    fn screen(&self, features: &Features, seed: u64) -> Result<Screening, Failure> {
        let mut found = Honest.screen(features, seed)?;
        if self.0 == Cut::SkipScreening {
            found.flips.clear();
            found.triggers.clear();
        }
        Ok(found)
    }

    fn train(&self, job: &Job<'_>) -> Result<Run, Failure> {
        match self.0 {
            Cut::LearnFromIdentifier => learn_from_identifier(job),
            Cut::WriteAnotherModel => {
                let mut run = Honest.train(job)?;
                run.final_onnx.clone_from(&run.plain_onnx);
                Ok(run)
            }
            _ => Honest.train(job),
        }
    }

    fn scan(&self, path: &Path) -> Result<Scanned, ScanError> {
        let mut seen = Honest.scan(path)?;
        if self.0 == Cut::TrustPickles {
            seen.findings.clear();
        }
        Ok(seen)
    }

    async fn sign(
        &self,
        handover: &Handover<'_>,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
    ) -> Result<(), HandoverError> {
        if self.0 == Cut::SkipSignature {
            return Ok(());
        }
        Honest.sign(handover, permit, asset, digest).await
    }

    async fn approve(
        &self,
        platform: &Platform,
        caller: &Caller,
        candidate: &Candidate<'_>,
    ) -> Result<(), Failure> {
        if self.0 == Cut::AcceptSelfApproval && caller.principal.as_str() == cast::ENGINEER {
            return Ok(());
        }
        Honest.approve(platform, caller, candidate).await
    }

    async fn serve(&self, platform: Arc<Platform>) -> Result<Running, Failure> {
        if self.0 == Cut::ForgetBudget {
            let guard = serve::Guard { rows: u64::MAX, window: 60 };
            return platform::serve(platform, ([127, 0, 0, 1], 0).into(), guard).await;
        }
        Honest.serve(platform).await
    }

    fn verify_ledger(&self, folder: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
        let mut verdict = Honest.verify_ledger(folder, check)?;
        if self.0 == Cut::BelieveAnyLedger {
            verdict.consistent = true;
            verdict.authentic = check.key.map(|_| true);
        }
        Ok(verdict)
    }

    async fn restore(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        config: &StoreConfig,
    ) -> Result<Standby, VaultError> {
        let restored = Honest.restore(vault, point, into, config).await;
        if self.0 != Cut::SkipVaultDigests || restored.is_ok() {
            return restored;
        }
        // As if the changed byte had not been looked at: the point comes back all the same.
        let demo = vault.folder().parent().unwrap().parent().unwrap();
        Honest.restore(&Vault::open(&demo.join("vault"))?, point, into, config).await
    }

    fn table(&self, probes: &[Probed]) -> Posture {
        let shown =
            |probe: &&Probed| self.0 != Cut::HideFailedControl || probe.state != State::Failed;
        Honest.table(&probes.iter().filter(shown).cloned().collect::<Vec<_>>())
    }
}

/// Decides in a ledger of its own, which nobody will ever see.
async fn unrecorded(
    platform: &Platform,
    caller: &Caller,
    sql: &str,
    action: Action,
) -> Result<Answer, Fault> {
    let elsewhere = tempfile::tempdir().unwrap();
    let config = StoreConfig::default();
    let shadow = Store::create(elsewhere.path(), &config, Arc::new(SystemClock)).await?;
    let shadow = Arc::new(shadow);
    if let Some(device) = &caller.device
        && let Some(known) = platform.store.docs::<EnrolledDevice>().get(device.as_str()).await?
    {
        shadow.docs().put(&known.into_inner()).await?;
    }
    let enforcer = Enforcer::new(Arc::clone(&shadow), platform.enforcer.gate());
    let name = tables_of(sql)?.pop().unwrap();
    let asset = Asset::new(AssetKind::Dataset, &name).unwrap();
    let detail = Some(Digest::of(sql.as_bytes()));
    let permit = enforcer.admit(caller, Ask { detail, ..Ask::of(action, asset.clone()) }).await?;
    let version = platform.store.live_version(&asset).await?;
    let governed = Governed {
        permit: &permit,
        classification: &version.classification,
        handlings: &platform.config().handling,
        object: platform.store.objects().get(version.object).await?,
        kek: platform.kek()?,
        viewer: platform.viewer()?,
    };
    Ok(Engine::default().run(&[governed], sql, platform.store.now()).await?)
}

/// Calls an identifier a feature, and trains on it.
fn learn_from_identifier(job: &Job<'_>) -> Result<Run, Failure> {
    let mut source: Source = job.source.clone();
    let known = source.classification.columns.iter_mut();
    let column = known.into_iter().find(|c| c.role == ColumnRole::Identifier).unwrap();
    (column.role, column.info_type) = (ColumnRole::Feature, InfoType::Category);
    column.class = Class::Internal;
    let name = column.name.clone();
    let table = &job.features.table;
    let texts = (0..table.rows()).map(|row| Some(if row % 2 == 0 { "even" } else { "odd" }));
    let mut categorical = table.categorical().to_vec();
    categorical.push(Categorical::from_texts(&name, texts));
    let (labels, classes) = (table.labels().to_vec(), table.classes().to_vec());
    let table = Table::new(table.numeric().to_vec(), categorical, labels, classes).unwrap();
    let features = Features {
        table,
        rows: job.features.rows.clone(),
        excluded: job.features.excluded,
        unlabelled: job.features.unlabelled,
        left_out: Vec::new(),
    };
    Honest.train(&Job { source: &source, features: &features, ..*job })
}
