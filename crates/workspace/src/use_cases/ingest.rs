//! A table comes in: classified, checked and protected in memory, and committed by one permit.

use super::before::Before;
use super::quality::InForce;
use crate::access::{Ask, Caller, people};
use crate::{Context as _, Error, Workspace};
use bytes::Bytes;
use intake::delivery::Change;
use protect::{Kek, Viewer};
use serde::{Deserialize, Serialize};
use store::{KeysUsed, NewVersion, VersionRef};
use tables::read::{ReadError, ReadOptions};
use terms::{
    Action, Asset, AssetKind, Class, Classification, ColumnPlan, Combination, Declared, Defect,
    Digest, Finding, Handlings, PrincipalId, Receipt, Timestamp,
};
use utoipa::{IntoParams, ToSchema};

/// Which dataset a table becomes a version of, whose it is, and how to read it.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IngestRequest {
    /// The dataset's name.
    pub dataset: String,
    /// Who answers for the data.
    #[param(value_type = String)]
    pub owner: PrincipalId,
    /// What it is kept for.
    pub purpose: String,
    /// The column to predict, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Names of the columns, separated by commas, for a table without a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
    /// What stands between cells, one character, or `tab`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Types of columns, which overrule what their values look like: `column=type`, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<String>,
    /// How text is encoded, by a name of the WHATWG Encoding Standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands before the decimals of numbers in text: `.` or `,`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// What stands for a missing value, beside an empty cell and `?`; separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<String>,
    /// Take rows of another width: short ones are padded, long ones get columns of their own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ragged: bool,
    /// Take a quotation mark for what it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unquoted: bool,
    /// The sheet of a workbook that has more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Where it came from, if that is no file: a place, without secrets. It is noted, and never opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The table is of another shape than the version before, and that is meant.
    #[serde(default, skip_serializing_if = "is_not")]
    pub evolve: bool,
}

/// Characters of an origin.
const ORIGIN: usize = 1_024;

/// What is noted of where a table came from: nothing that could be a password.
fn origin(said: Option<&str>) -> Result<Option<String>, Error> {
    let Some(said) = said else { return Ok(None) };
    let (_, rest) = said.split_once("://").unwrap_or(("", said));
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let secret = host.rsplit_once('@').is_some_and(|(account, _)| account.contains(':'));
    if secret || said.chars().count() > ORIGIN || said.chars().any(char::is_control) {
        return Err(Error::invalid(
            "the origin is too long, or holds a password or control characters",
        )
        .at("origin")
        .remedy("name the place without secrets"));
    }
    Ok(Some(said.to_owned()))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_not(said: &bool) -> bool {
    !*said
}

/// What came in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IngestResponse {
    #[schema(value_type = String)]
    pub dataset: Asset,
    /// Digest of the encrypted object.
    #[schema(value_type = String)]
    pub object: Digest,
    pub rows: u64,
    #[schema(value_type = String)]
    pub class: Class,
    /// Rows that nothing may be learned from.
    pub excluded_rows: usize,
    /// Cells that were emptied, as they don't belong where they stood.
    pub withheld_values: u64,
    #[schema(value_type = Vec<Object>)]
    pub defects: Vec<Defect>,
    /// How the table was read, where that was not plain.
    #[serde(default)]
    pub reading: Vec<String>,
    #[schema(value_type = Object)]
    pub classification: Classification,
    /// Columns of which people say something that what was found speaks against: it does not hold.
    #[serde(default)]
    pub contradicted: Vec<String>,
    /// What changed from the version before.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub changes: Vec<Change>,
    /// What its columns say together of people, as they are and as others are shown them.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub combinations: Vec<Combination>,
    /// What to look at in it: people who are singled out, what may be mended, rules that it breaks.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
}

impl IngestRequest {
    /// A table of which all else is found out.
    #[must_use]
    pub fn new(dataset: &str, owner: PrincipalId, purpose: &str) -> Self {
        Self {
            dataset: dataset.to_owned(),
            owner,
            purpose: purpose.to_owned(),
            label: None,
            names: None,
            delimiter: None,
            types: None,
            encoding: None,
            decimal: None,
            nulls: None,
            ragged: false,
            unquoted: false,
            sheet: None,
            origin: None,
            evolve: false,
        }
    }

    /// The same table, read as `options` say.
    #[must_use]
    pub fn read_as(mut self, options: &ReadOptions) -> Self {
        let list = |list: Vec<String>| (!list.is_empty()).then(|| list.join(","));
        let letter = |byte: u8| char::from(byte).to_string();
        let types = options.types.iter().map(|(name, kind)| format!("{name}={kind}"));
        self.names = options.names.as_ref().map(|names| names.join(","));
        self.delimiter = options.delimiter.map(letter);
        self.types = list(types.collect());
        self.encoding.clone_from(&options.encoding);
        self.decimal = options.decimal.map(letter);
        self.nulls = list(options.nulls.clone());
        (self.ragged, self.unquoted) = (options.ragged, options.unquoted);
        self.sheet.clone_from(&options.sheet);
        self
    }

    fn reading(&self) -> Result<ReadOptions, Error> {
        let delimiter = self.delimiter.as_deref().map(tables::read::delimiter).transpose();
        let delimiter = delimiter.map_err(|why| Error::invalid(why).at("delimiter"))?;
        let list = |text: &Option<String>| -> Option<Vec<String>> {
            text.as_ref().map(|text| text.split(',').map(str::to_owned).collect())
        };
        let types = list(&self.types).unwrap_or_default();
        let types =
            types.iter().map(|text| tables::read::column_type(text)).collect::<Result<_, _>>();
        let decimal = self.decimal.as_deref().map(tables::read::decimal).transpose();
        Ok(ReadOptions {
            delimiter,
            names: list(&self.names),
            types: types.map_err(|why| Error::invalid(why).at("types"))?,
            encoding: self.encoding.clone(),
            decimal: decimal.map_err(|why| Error::invalid(why).at("decimal"))?,
            nulls: list(&self.nulls).unwrap_or_default(),
            ragged: self.ragged,
            unquoted: self.unquoted,
            sheet: self.sheet.clone(),
            ..intake::read_options()
        })
    }
}

/// Takes the table in `file` in, in the name of `caller`. In the clear it is in memory alone.
///
/// # Errors
/// If it can't be read, classified or protected, or the gate refuses; then nothing was kept.
pub async fn ingest(
    workspace: &Workspace,
    caller: &Caller,
    request: IngestRequest,
    file: Bytes,
) -> Result<IngestResponse, Error> {
    let dataset = Asset::new(AssetKind::Dataset, &request.dataset).invalid()?;
    if request.purpose.trim().is_empty() {
        return Err(Error::invalid("the purpose is empty")
            .at("purpose")
            .remedy("say what the data is kept for: without a purpose nothing is kept"));
    }
    let applied = workspace.in_force()?;
    workspace.expect_cell(caller, Action::Ingest, &dataset).await?;
    people::known(&applied.code.people, &request.owner)?;
    let (kek, viewer, keys) = workspace.protection()?;
    let before = Before::of(workspace, &dataset, [&request.owner, &caller.principal]).await?;
    let work = Work {
        before,
        evolve: request.evolve,
        name: dataset.name().to_owned(),
        label: request.label.clone(),
        origin: origin(request.origin.as_deref())?,
        options: request.reading()?,
        handlings: applied.code.config.handling,
        declared: applied.code.declared(&dataset).into_owned(),
        rules: InForce::of(workspace, caller, &dataset).await?,
        kek,
        viewer,
        keys,
        now: workspace.store.now(),
    };
    let made = workspace.pool.run(move || work.take_in(file)).await??;
    let version = commit(workspace, caller, &dataset, &request, &made).await?;
    let Made {
        found, receipt, classification, excluded, withheld, reading, changes, findings, ..
    } = made;
    let declared = applied.code.declared(&dataset);
    let contradicted = found.contradicted(&declared).into_iter();
    Ok(IngestResponse {
        dataset: version.dataset,
        object: version.object,
        rows: receipt.rows,
        class: classification.class(),
        excluded_rows: excluded,
        withheld_values: withheld,
        defects: receipt.defects,
        reading,
        classification,
        contradicted: contradicted.map(|column| column.name.clone()).collect(),
        changes,
        combinations: receipt.combinations.unwrap_or_default(),
        findings,
    })
}

/// A table on its way into the store: encrypted, with its receipt.
struct Made {
    /// What was found out about its columns.
    found: Classification,
    /// The same, with what people say.
    classification: Classification,
    /// How its columns are protected.
    plan: Vec<ColumnPlan>,
    keys: KeysUsed,
    receipt: Receipt,
    excluded: usize,
    withheld: u64,
    reading: Vec<String>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    /// Parquet with Modular Encryption.
    file: Bytes,
}

/// What a table is taken in with, on a thread of the pool.
struct Work {
    name: String,
    label: Option<String>,
    origin: Option<String>,
    before: Option<Before>,
    evolve: bool,
    options: ReadOptions,
    /// What people say of the columns.
    declared: Declared,
    /// What deliveries have to keep.
    rules: InForce,
    handlings: Handlings,
    kek: Kek,
    viewer: Viewer,
    keys: KeysUsed,
    now: Timestamp,
}

impl Work {
    /// Reads, brings into order and encrypts. Each form of the table goes when the next is made.
    fn take_in(self, file: Bytes) -> Result<Made, Error> {
        let Self { name, before, declared, rules, handlings, kek, viewer, keys, .. } = self;
        let table = tables::read::bytes(&name, file, &self.options).map_err(unread)?;
        let prepared = intake::prepare(&table, self.label.as_deref()).invalid()?;
        let intake::Prepared { classification: found, validated, .. } = prepared;
        let (mut found, changes, kept) = match before {
            Some(before) => before.held(&name, &found, &validated, self.evolve, &kek)?,
            None => (found, Vec::new(), None),
        };
        let together = intake::combined(&table, &found.with(&declared), &handlings);
        intake::lay_over(&mut found, &together);
        let classification = found.with(&declared);
        let mut findings = intake::combination_findings(&name, &together);
        findings.extend(rules.findings(&name, &table, &classification, kept.as_ref(), &kek));
        let mut receipt = intake::receipt(&name, &table.source, &validated, self.now);
        receipt.combinations = Some(together);
        receipt.sketch = protect::sketch(&kek, &table.batch).ok();
        receipt.origin = self.origin;
        let reading = table.notes.iter().map(ToString::to_string).collect();
        drop(table);
        let file = intake::protect(&name, &validated, &classification, &handlings, &kek, &viewer);
        let intake::Protected { plan, file, .. } = file.invalid()?;
        let (excluded, withheld) = (validated.excluded.len(), validated.withheld);
        let plan = plan.columns;
        Ok(Made {
            found,
            classification,
            plan,
            keys,
            receipt,
            excluded,
            withheld,
            reading,
            changes,
            findings,
            file,
        })
    }
}

/// What is not sure is told as such, and nothing is kept.
fn unread(error: ReadError) -> Error {
    match error.is_doubt() {
        true => Error::inconclusive(error),
        false => Error::invalid(error),
    }
}

/// Landed, protected, committed: each by the same permit to ingest this very source.
async fn commit(
    workspace: &Workspace,
    caller: &Caller,
    dataset: &Asset,
    request: &IngestRequest,
    made: &Made,
) -> Result<VersionRef, Error> {
    let ask = Ask::of(Action::Ingest, dataset.clone()).exactly(made.receipt.source_digest);
    let permit = workspace.admit(caller, ask).await?;
    let store = &workspace.store;
    let envelope = intake::sign(&made.receipt, &store.seal()).internal("signing the receipt")?;
    let landed = store.dataset_landed(&permit, &envelope).await?;
    let protected = store.dataset_protected(landed, &permit, made.file.clone()).await?;
    let new = NewVersion {
        classification: made.found.clone(),
        plan: made.plan.clone(),
        keys: made.keys.clone(),
        receipt: envelope,
        owner: request.owner.clone(),
        purpose: request.purpose.clone(),
        retain_until: None,
    };
    store.dataset_committed(protected, &permit, new).await?;
    let live = store.live_version(dataset).await.internal("reading the version back")?;
    Ok(live.reference())
}
