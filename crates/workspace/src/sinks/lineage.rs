//! Entries of the ledger as OpenLineage run events (spec 2-0-2): what came in, what was trained on what, and what
//! went to operations, for catalogues that draw it.
//!
//! A deed is entered once it is done, so each run is told by its last event alone. It has names, counts and
//! digests, as the entry has; of a dataset also its columns with their classes. No value of it.

use crate::{Context as _, Error, Workspace};
use ledger::{Event, Operation};
use serde_json::{Map, Value, json};
use store::{Model, Version, VersionRef};
use terms::{Asset, Digest};

const SPEC: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const FACETS: &str = "https://openlineage.io/spec/facets";
/// Who says so: one address, as of the rules of findings.
const PRODUCER: &str = concat!("https://hygeia.example/v", env!("CARGO_PKG_VERSION"));
const INTEGRATION: &str = "HYGEIA";

/// A deed that lineage is told of.
struct Deed<'e> {
    /// Of the job: a verb, which the asset follows.
    job: &'static str,
    kind: &'static str,
    event_type: &'static str,
    inputs: Vec<Value>,
    outputs: Vec<Value>,
    why: Option<&'e str>,
}

/// The run events of `entries`, in order; what drills do is no lineage.
///
/// # Errors
/// If a record that an entry names can't be read, or does not verify.
pub(super) async fn runs(
    workspace: &Workspace,
    entries: &[(u64, Event)],
) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for (number, event) in entries.iter().filter(|(_, event)| !event.actor.is_drill()) {
        let Some(asset) = event.resources.first().map(|resource| &resource.uid) else { continue };
        if let Some(deed) = deed(workspace, event, asset).await? {
            all.push(run(workspace.store.id(), *number, event, asset, deed));
        }
    }
    Ok(all)
}

async fn deed<'e>(
    workspace: &Workspace,
    event: &'e Event,
    asset: &Asset,
) -> Result<Option<Deed<'e>>, Error> {
    let id = workspace.store.id();
    let Some(operation) = Operation::parse(&event.api.operation) else { return Ok(None) };
    let done = |job, kind, inputs, outputs| Deed {
        job,
        kind,
        event_type: "COMPLETE",
        inputs,
        outputs,
        why: None,
    };
    let stopped = |event_type, inputs, why| Deed {
        job: "promote",
        kind: "PROMOTION",
        event_type,
        inputs,
        outputs: Vec::new(),
        why,
    };
    Ok(match operation {
        Operation::DatasetCommitted => {
            let output = ingested(workspace, event, asset).await?;
            Some(done("ingest", "INGEST", Vec::new(), vec![output]))
        }
        Operation::ModelTrained => {
            let (output, trained_on) = model(workspace, event, asset).await?;
            let inputs = trained_on.iter().map(|version| reference(id, version)).collect();
            let elsewhere = fact(event, "made") == Some("elsewhere");
            let (job, kind) =
                if elsewhere { ("register", "REGISTRATION") } else { ("train", "TRAINING") };
            Some(done(job, kind, inputs, vec![output]))
        }
        Operation::ModelPromoted => {
            let (input, _) = model(workspace, event, asset).await?;
            let served = dataset(id, &format!("endpoint/{}", asset.name()), Map::new());
            Some(done("promote", "PROMOTION", vec![input], vec![served]))
        }
        Operation::ModelStopped => Some(stopped(
            "FAIL",
            vec![model(workspace, event, asset).await?.0],
            fact(event, "rule"),
        )),
        Operation::ModelPromotionRefused => {
            Some(stopped("ABORT", vec![model(workspace, event, asset).await?.0], None))
        }
        _ => None,
    })
}

fn run(id: &str, number: u64, event: &Event, asset: &Asset, deed: Deed<'_>) -> Value {
    let tag = |key: &str, value: String| json!({"key": key, "value": value, "source": INTEGRATION});
    let mut tags = vec![
        tag("principal", event.actor.user.uid.to_string()),
        tag("entry", format!("{id}/{number}")),
    ];
    if let Some(permit) = event.unmapped.facts.get("permit") {
        tags.push(tag("permit", format!("{id}/{permit}")));
    }
    let mut facets = Map::new();
    facets.insert("tags".to_owned(), facet("1-0-0", "TagsRunFacet", json!({"tags": tags})));
    if let Some(rule) = deed.why {
        let message = format!("the scan found {rule}");
        let told = json!({"message": message, "programmingLanguage": "none"});
        facets.insert("errorMessage".to_owned(), facet("1-0-1", "ErrorMessageRunFacet", told));
    }
    let job_type =
        json!({"processingType": "BATCH", "integration": INTEGRATION, "jobType": deed.kind});
    json!({
        "eventTime": event.at().to_string(),
        "eventType": deed.event_type,
        "producer": PRODUCER,
        "schemaURL": SPEC,
        "run": {"runId": run_id(id, number), "facets": facets},
        "job": {
            "namespace": namespace(id),
            "name": format!("{} {asset}", deed.job),
            "facets": {"jobType": facet("2-0-4", "JobTypeJobFacet", job_type)},
        },
        "inputs": deed.inputs,
        "outputs": deed.outputs,
    })
}

/// The version that came in, with its columns and their classes, as long as it is there.
async fn ingested(workspace: &Workspace, event: &Event, asset: &Asset) -> Result<Value, Error> {
    let object = fact(event, "object").unwrap_or_default();
    let mut facets = Map::new();
    facets.insert("version".to_owned(), version_facet(object));
    let mut output = Map::new();
    if let Ok(object) = object.parse::<Digest>() {
        let key = format!("{asset}@{object}");
        let version = workspace.store.docs::<Version>().get(&key).await;
        if let Some(version) = version.internal("reading a version")? {
            describe(&version, &mut facets, &mut output);
        }
    }
    let mut shown = dataset(workspace.store.id(), &asset.to_string(), facets);
    if let (Some(shown), false) = (shown.as_object_mut(), output.is_empty()) {
        shown.insert("outputFacets".to_owned(), Value::Object(output));
    }
    Ok(shown)
}

fn describe(version: &Version, facets: &mut Map<String, Value>, output: &mut Map<String, Value>) {
    let columns = &version.classification.columns;
    let fields: Vec<Value> = columns
        .iter()
        .map(|column| json!({"name": column.name, "type": column.kind, "description": column.info_type}))
        .collect();
    facets.insert(
        "schema".to_owned(),
        facet("1-2-0", "SchemaDatasetFacet", json!({"fields": fields})),
    );
    let tags: Vec<Value> = columns
        .iter()
        .flat_map(|column| {
            let tag = |key: &str, value: String| {
                json!({"key": key, "value": value, "source": INTEGRATION, "field": column.name})
            };
            [tag("class", column.class.to_string()), tag("state", column.state.to_string())]
        })
        .collect();
    facets.insert("tags".to_owned(), facet("1-0-0", "TagsDatasetFacet", json!({"tags": tags})));
    let counted = json!({"rowCount": version.rows, "size": version.bytes});
    let counted = facet("1-0-2", "OutputStatisticsOutputDatasetFacet", counted);
    output.insert("outputStatistics".to_owned(), counted);
}

/// The model that an entry is of, and what it was trained on.
async fn model(
    workspace: &Workspace,
    event: &Event,
    asset: &Asset,
) -> Result<(Value, Vec<VersionRef>), Error> {
    let digest = fact(event, "digest");
    let mut facets = Map::new();
    let mut trained_on = Vec::new();
    if let Some(Ok(digest)) = digest.map(str::parse::<Digest>) {
        facets.insert("version".to_owned(), version_facet(&digest.hex()));
        let known = workspace.store.docs::<Model>().get(&Model::key_of(asset, digest)).await;
        let known = known.internal("reading the registry")?;
        trained_on = known.map(|model| model.trained_on.clone()).unwrap_or_default();
    }
    Ok((dataset(workspace.store.id(), &asset.to_string(), facets), trained_on))
}

fn reference(id: &str, version: &VersionRef) -> Value {
    let mut facets = Map::new();
    facets.insert("version".to_owned(), version_facet(&version.object.hex()));
    dataset(id, &version.dataset.to_string(), facets)
}

fn version_facet(version: &str) -> Value {
    facet("1-0-1", "DatasetVersionDatasetFacet", json!({"datasetVersion": version}))
}

fn dataset(id: &str, name: &str, facets: Map<String, Value>) -> Value {
    json!({"namespace": namespace(id), "name": name, "facets": facets})
}

fn namespace(id: &str) -> String {
    format!("hygeia://{id}")
}

fn facet(version: &str, name: &str, mut what: Value) -> Value {
    if let Some(what) = what.as_object_mut() {
        what.insert("_producer".to_owned(), PRODUCER.into());
        what.insert(
            "_schemaURL".to_owned(),
            format!("{FACETS}/{version}/{name}.json#/$defs/{name}").into(),
        );
    }
    what
}

fn fact<'e>(event: &'e Event, name: &str) -> Option<&'e str> {
    event.unmapped.facts.get(name).and_then(Value::as_str)
}

/// A UUID (RFC 9562, version 8) that the entry always has, so that what is told again is the same run.
fn run_id(id: &str, number: u64) -> String {
    let digest = Digest::of(format!("openlineage {id}/{number}").as_bytes());
    let mut hex = digest.hex();
    hex.truncate(32);
    // Version and variant stand at fixed places.
    hex.replace_range(12..13, "8");
    hex.replace_range(16..17, "8");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    parts.into_iter().filter_map(|part| hex.get(part)).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_always_the_same_run_and_a_uuid() {
        let id = run_id("w", 7);
        assert_eq!(id, run_id("w", 7));
        assert_ne!(id, run_id("w", 8));
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(id.chars().nth(14) == Some('8') && id.chars().nth(19) == Some('8'), "{id}");
    }
}
