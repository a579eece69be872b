//! A clear copy of what was ingested, left in the workspace's folder.

mod read;
mod walk;

pub(crate) use read::FilesRead;

use crate::{Context as _, Error, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use store::{Line, Version};
use terms::{Area, Asset, Digest, Fact, Probed, Sight, State, Timestamp, printable};
use walk::Limits;

pub(super) const COPIES: Line = Line {
    id: "encryption/clear-copies",
    area: Area::Encryption,
    missions: &[4, 5],
    claim: "no file in the workspace's folder is one that was ingested, in clear",
    remedy: "remove the file, or keep it where it is protected; and look again",
};

/// Copies that are named; more are counted.
const NAMED: usize = 5;

/// What was ingested: by its size in bytes, the digest of each source and whose it is.
type Sources = BTreeMap<u64, BTreeMap<Digest, BTreeSet<Asset>>>;

/// Looks at every file below the workspace's folder: first at its size, and reads it only if that is
/// the size of a source. Only exact copies are found: a copy that was changed, packed or sorted is none.
pub(super) async fn probe(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let (store, sources) = (&workspace.store, sources(workspace).await?);
    if sources.is_empty() {
        let saw = "nothing was ingested".to_owned();
        return Ok(vec![COPIES.saw(State::NotApplicable, saw, Vec::new(), store.now())]);
    }
    let (folder, read) = (store.folder().to_owned(), workspace.files_read.held());
    let look = move || {
        let wanted = |size| sources.contains_key(&size);
        let (walked, read) = walk::walk(&folder, wanted, read, Limits::default());
        let copies = copies(&sources, &walked.found);
        (walked.sight, copies, read)
    };
    let (sight, copies, read) = workspace.pool.run(look).await?;
    workspace.files_read.keep(read);
    Ok(vec![told(&sight, &copies, store.now())])
}

/// `file` has the bytes that came in as `dataset`.
struct Copied {
    file: PathBuf,
    datasets: BTreeSet<Asset>,
}

fn told(sight: &Sight, copies: &[Copied], at: Timestamp) -> Probed {
    let name = |copy: &Copied| {
        let datasets: Vec<String> = copy.datasets.iter().map(ToString::to_string).collect();
        format!("{} is {}", printable(&copy.file.display().to_string()), datasets.join(" and "))
    };
    let mut said: Vec<String> = copies.iter().take(NAMED).map(name).collect();
    if copies.len() > NAMED {
        said.push(format!("and {} more", copies.len() - NAMED));
    }
    if said.is_empty() {
        said.push(format!("{} files, none of them a source", sight.seen()));
    }
    if sight.skipped() > 0 {
        said.push(sight.to_string());
    }
    let mut facts = sight.facts();
    facts.push(Fact::new("copies", copies.len()));
    COPIES.saw(sight.judge(copies.len()), said.join("; "), facts, at)
}

fn copies(sources: &Sources, found: &[(PathBuf, u64, Digest)]) -> Vec<Copied> {
    let copy = |(file, size, digest): &(PathBuf, u64, Digest)| {
        let datasets = sources.get(size)?.get(digest)?.clone();
        Some(Copied { file: file.clone(), datasets })
    };
    found.iter().filter_map(copy).collect()
}

/// The sources of every version, as their receipts say.
async fn sources(workspace: &Workspace) -> Result<Sources, Error> {
    let (store, key) = (&workspace.store, workspace.store.seal().public());
    let mut sources = Sources::new();
    for version in store.docs::<Version>().list().await.internal("listing versions")? {
        let receipt = intake::verify(&version.receipt, &key).internal("reading a receipt")?;
        let same_size = sources.entry(receipt.source_bytes).or_default();
        same_size.entry(receipt.source_digest).or_default().insert(version.dataset.clone());
    }
    Ok(sources)
}
