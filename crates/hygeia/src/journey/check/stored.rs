//! A dataset as it lies on disk: its record, its receipt, and its object, opened with keys and crafts.

use super::clear::Needles;
use super::content::content_digest;
use crate::failure::{At, Failure};
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use bytes::Bytes;
use protect::Viewer;
use protect::parquet::{exposed, inspect, read};
use protect::{Plan, singled_out};
use terms::seal::Envelope;
use terms::{Asset, Classification, ColumnPlan, ColumnRole, Digest, InfoType, Receipt, View};
use workspace::Workspace;

/// The DSSE payload type of a receipt.
const RECEIPT_TYPE: &str = "application/vnd.hygeia.receipt+json";

/// The version that queries see.
pub struct Committed {
    pub object: Digest,
    pub classification: Classification,
    /// How the workspace says that each column was stored.
    plan: Vec<ColumnPlan>,
    receipt: Envelope,
    viewer: Viewer,
}

impl Committed {
    /// The record of `dataset`, whose signature the store has verified.
    pub async fn find(workspace: &Workspace, dataset: &Asset) -> Result<Self, Failure> {
        let version = workspace.store.live_version(dataset).await;
        let version = version.internal("reading the committed version")?.into_inner();
        let viewer = workspace.viewer(&version)?;
        let (object, classification) = (version.object, version.classification);
        let plan = version.plan.unwrap_or_default();
        Ok(Self { object, classification, plan, receipt: version.receipt, viewer })
    }

    /// What the workspace signed for.
    pub fn receipt(&self, workspace: &Workspace) -> Result<Receipt, Failure> {
        let opened = self.receipt.open(&workspace.store.seal().public(), RECEIPT_TYPE);
        opened.map_err(|error| Failure::refused(format!("the receipt does not verify: {error}")))
    }
}

/// The object of a version, decrypted in memory.
pub struct Stored {
    pub file: Bytes,
    pub plan: Plan,
    pub batch: RecordBatch,
    pub content: Digest,
    viewer: Viewer,
}

impl Stored {
    /// Opens the object of `committed` with the workspace's keys.
    pub async fn open(
        workspace: &Workspace,
        dataset: &Asset,
        committed: &Committed,
    ) -> Result<Self, Failure> {
        let file = workspace.store.objects().get(committed.object).await;
        let file = file.internal("reading the object back")?;
        let plan = Plan { columns: committed.plan.clone() };
        let (kek, name) = (workspace.kek()?, dataset.name().to_owned());
        let viewer = committed.viewer.clone();
        let opened = workspace.pool.run(move || {
            let batch = read(file.clone(), &name, &kek, None)
                .map_err(|error| Failure::refused(format!("the object does not open: {error}")))?;
            let content = content_digest(&batch).internal("digesting the table")?;
            Ok(Self { file, plan, batch, content, viewer })
        });
        opened.await?
    }

    /// The columns that the file does not hold encrypted under a key of their own, by the file's own
    /// metadata.
    pub fn unprotected(
        &self,
        workspace: &Workspace,
        classification: &Classification,
    ) -> Result<Vec<String>, Failure> {
        let seen = inspect(&self.file, &workspace.kek()?).internal("inspecting the object")?;
        let safe = |name: &str| {
            let own_key = seen.column(name).is_some_and(|found| found.encrypted && found.own_key);
            let bare = seen.bloom_filters.iter().any(|filter| filter == name);
            seen.footer_encrypted && own_key && !bare
        };
        let bare = classification.columns.iter().filter(|column| !safe(&column.name));
        Ok(bare.map(|column| column.name.clone()).collect())
    }

    /// Where one of `values` stands in clear: in the bytes of the file, or in a column that is readable
    /// without a key of its own.
    pub fn in_clear(
        &self,
        workspace: &Workspace,
        values: &[String],
    ) -> Result<Vec<String>, Failure> {
        let needles = Needles::of(values);
        let bytes = needles.stand_in(&self.file).then(|| "the file itself".to_owned());
        let open = exposed(&self.file, &workspace.kek()?).internal("reading what is exposed")?;
        let mut found: Vec<String> = bytes.into_iter().collect();
        for (field, column) in open.schema().fields().iter().zip(open.columns()) {
            let text = cast(column, &DataType::Utf8).internal("reading what is exposed")?;
            let cells = text.as_string::<i32>().iter().flatten();
            if cells.into_iter().any(|cell| needles.stand_in(cell.as_bytes())) {
                found.push(field.name().clone());
            }
        }
        Ok(found)
    }

    /// The share of rows that are alone in what masks show, and in all that is shown to a reader
    /// without clearance but row ids and sentences (k-anonymity).
    pub fn singled_out(
        &self,
        workspace: &Workspace,
        classification: &Classification,
    ) -> Result<(f64, f64), Failure> {
        let in_force = workspace.in_force()?;
        let handlings = &in_force.code.config.handling;
        let view = self.plan.view(&self.batch, classification, handlings, &self.viewer);
        let view = view.internal("making the view")?;
        let tells = |name: &str| {
            let column = classification.column(name);
            column.is_some_and(|c| c.info_type != InfoType::RowId && c.role != ColumnRole::FreeText)
        };
        let share = |views: &[View]| {
            let shown = self.plan.columns.iter();
            let shown = shown.filter(|c| views.contains(&c.view) && tells(&c.name));
            let names: Vec<&str> = shown.map(|column| column.name.as_str()).collect();
            singled_out(&view, &names).internal("measuring the masks").map(|singled| singled.share)
        };
        Ok((share(&[View::Mask])?, share(&[View::Mask, View::Clear])?))
    }
}
