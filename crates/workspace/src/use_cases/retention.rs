//! Retention: how long versions may be kept, who is told before that changes, and the end of it, which comes
//! by itself while a server runs.

use crate::config::{self, Changed};
use crate::{Code, Context as _, Error, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{Boxed, Ended, Kept, Retention, Store, Version, VersionRef};
use terms::Asset;

/// How often a server looks for what is over.
const PAUSE: Duration = Duration::from_secs(3_600);

impl Workspace {
    /// Ends what may be kept no longer; what could not be ended is tried again, and the posture tells it.
    ///
    /// # Errors
    /// The first that could not be ended.
    pub fn end_retention<'a>(&'a self) -> Boxed<'a, Result<Vec<Ended>, Error>> {
        Box::pin(async move { self.store.end_retention().await.internal("ending retention") })
    }

    /// The same again and again; never ends.
    pub fn keep_ending_retention<'a>(&'a self) -> Boxed<'a, ()> {
        Box::pin(async move {
            loop {
                let _ = self.end_retention().await;
                tokio::time::sleep(PAUSE).await;
            }
        })
    }
}

/// The versions of which the record says otherwise than `new` for how long they may be kept, and what it says.
pub(super) async fn otherwise(
    store: &Store,
    new: &Code,
) -> Result<BTreeMap<VersionRef, Retention>, Error> {
    let versions = store.docs::<Version>().list().await.internal("reading versions")?;
    let said = versions.iter().map(|version| (version, new.retention_of(version)));
    let differ = said.filter(|(version, retention)| version.retention != *retention);
    Ok(differ.map(|(version, retention)| (version.reference(), retention)).collect())
}

/// What `new` says otherwise of single datasets than `old`, and which of the versions that are kept `otherwise` are
/// past the time that it gives them: they go as soon as a server runs.
pub(super) async fn changes(
    store: &Store,
    old: Option<&Code>,
    new: &Code,
    otherwise: &BTreeMap<VersionRef, Retention>,
) -> Result<Vec<Changed>, Error> {
    let Some(old) = old else { return Ok(Vec::new()) };
    let names: BTreeSet<&String> = old.retention.keys().chain(new.retention.keys()).collect();
    let said = |code: &Code, name: &str| code.retention.get(name).cloned().unwrap_or_default();
    let mut all: Vec<Changed> = names
        .into_iter()
        .flat_map(|name| config::kept_otherwise(name, &said(old, name), &said(new, name)))
        .collect();
    if otherwise.is_empty() {
        return Ok(all);
    }
    let mut over: BTreeMap<Asset, (usize, u64)> = BTreeMap::new();
    for kept in store.kept().await.internal("reading what is kept")? {
        let Some(Retention { days, hold }) = otherwise.get(&kept.version).copied() else {
            continue;
        };
        let until = days.map(|days| kept.arrived.plus_days(i64::from(days.get())));
        if (Kept { until, hold, ..kept.clone() }).goes(store.now()) {
            let (versions, rows) = over.entry(kept.version.dataset).or_default();
            (*versions, *rows) = (*versions + 1, *rows + kept.rows);
        }
    }
    all.extend(over.into_iter().map(|(dataset, (versions, rows))| Changed {
        what: format!(
            "{versions} versions of {dataset} with {rows} rows are past that time: they are \
             destroyed, and nothing brings them back"
        ),
        laxer: true,
    }));
    Ok(all)
}
