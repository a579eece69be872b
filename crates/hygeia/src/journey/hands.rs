//! The deeds of the journey, each a method, so that a test can do one of them dishonestly and see
//! the journey stop. The defaults are the honest deeds, and the shipped program knows no others.

use super::input::{Arrived, Input};
use crate::failure::{At, Failure};
use crate::platform::{self, Candidate, Code, Fault, Platform, Running};
use ::query::Answer;
use ::train::{Features, Plan, Run, Screening, Source};
use ::vault::{Point, Standby, Vault, VaultError};
use arrow::array::RecordBatch;
use artifact::scan::{self, ScanError, Scanned};
use async_trait::async_trait;
use gate::{Authorised, Change, ChangeRefusal, Gate};
use handover::{Handover, HandoverError};
use intake::{Protected, Validated};
use ledger::{Check, LedgerError, Verdict};
use posture::Table;
use std::path::Path;
use std::sync::Arc;
use store::{Permit, StoreConfig};
use surface::Report;
use terms::seal::{Envelope, SealKey};
use terms::{
    Action, Asset, Classification, Clock, Digest, PrincipalId, Probed, Receipt, SystemClock,
};
use web::Caller;

/// What a training is made of.
pub struct Job<'a> {
    pub permit: &'a Permit,
    pub source: &'a Source,
    pub features: &'a Features,
    pub screening: &'a Screening,
    pub plan: &'a Plan,
    pub clock: &'a dyn Clock,
}

/// The honest deeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Honest;

impl Hands for Honest {}

/// Every deed at which a promise could be broken. A step calls one, and believes nothing of it.
#[async_trait]
pub trait Hands: Send + Sync {
    /// Looks at the host.
    fn look(&self, options: &surface::Options) -> Result<Report, Failure> {
        surface::examine(options, &SystemClock).usage()
    }

    /// Brings the table into memory, and nowhere else: not into the demo's folder either.
    fn read(&self, _demo: &Path, input: &Input, seed: u64) -> Result<Arrived, Failure> {
        input.read(seed)
    }

    /// Says what each column holds.
    fn classify(
        &self,
        batch: &RecordBatch,
        options: &classify::Options<'_>,
    ) -> Result<Classification, Failure> {
        classify::classify(batch, options).usage()
    }

    /// Signs the receipt.
    fn seal(&self, receipt: &Receipt, key: &SealKey) -> Result<Envelope, Failure> {
        intake::seal(receipt, key).internal("signing the receipt")
    }

    /// Encrypts the table of the dataset called `name`, as its classes demand.
    fn protect(
        &self,
        platform: &Platform,
        name: &str,
        validated: &Validated,
        classification: &Classification,
    ) -> Result<Protected, Failure> {
        let (kek, viewer) = (platform.kek()?, platform.viewer()?);
        let handlings = &platform.config().handling;
        intake::protect(name, validated, classification, handlings, &kek, &viewer).usage()
    }

    /// Makes the gate of the RACI.
    fn gate(&self, code: &Code) -> Result<Gate, Failure> {
        code.gate()
    }

    /// Decides whether a change of access may be applied.
    fn authorise(
        &self,
        change: &Change<'_>,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
    ) -> Result<Authorised, ChangeRefusal> {
        change.authorise(proposer, approver)
    }

    /// Answers SQL by permits.
    async fn query(
        &self,
        platform: &Platform,
        caller: &Caller,
        sql: &str,
        action: Action,
    ) -> Result<Answer, Fault> {
        platform::query(platform, caller, sql, action).await
    }

    /// Looks for poison.
    fn screen(&self, features: &Features, seed: u64) -> Result<Screening, Failure> {
        ::train::screen(features, seed).usage()
    }

    /// Trains all models, attacks them, and writes their files.
    fn train(&self, job: &Job<'_>) -> Result<Run, Failure> {
        let Job { permit, source, features, screening, plan, clock } = *job;
        ::train::run(permit, source, features, screening, plan, clock, &|_| {}).usage()
    }

    /// Looks into model files without loading them.
    fn scan(&self, path: &Path) -> Result<Scanned, ScanError> {
        scan::path(path, &scan::Limits::default())
    }

    /// Signs the folder `model/`.
    async fn sign(
        &self,
        handover: &Handover<'_>,
        permit: &Permit,
        asset: &Asset,
        digest: Digest,
    ) -> Result<(), HandoverError> {
        handover.sign(permit, asset, digest).await.map(drop)
    }

    /// Agrees to a promotion in the name of `caller`.
    async fn approve(
        &self,
        platform: &Platform,
        caller: &Caller,
        candidate: &Candidate<'_>,
    ) -> Result<(), Failure> {
        platform::approve(platform, caller, candidate).await.map(drop)
    }

    /// Opens the way in: inference and SQL behind the enforcement point.
    async fn serve(&self, platform: Arc<Platform>) -> Result<Running, Failure> {
        let rows = platform.config().serving.rows_per_minute;
        let guard = ::serve::Guard { rows, window: 60 };
        let address = platform.config().server.address;
        platform::serve_anywhere(platform, address, guard).await
    }

    /// Verifies an exported ledger.
    fn verify_ledger(&self, folder: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
        ledger::verify_export(folder, check)
    }

    /// Rebuilds the workspace of `point` beside `into`, once every digest and signature holds.
    async fn restore(
        &self,
        vault: &Vault,
        point: &Point,
        into: &Path,
        config: &StoreConfig,
    ) -> Result<Standby, VaultError> {
        vault.restore(point, into, config, Arc::new(SystemClock)).await
    }

    /// Makes one table of all that probes saw.
    fn table(&self, probes: &[Probed]) -> Table {
        Table::of(probes)
    }
}
