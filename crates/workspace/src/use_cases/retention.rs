//! Retention: how long versions may be kept, who is told before that changes, and the end of it, which comes
//! by itself while a server runs.

use crate::config::{self, Changed};
use crate::{Code, Context as _, Error, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;
use std::time::Duration;
use store::{Boxed, Dataset, Ended, Store, Version};
use terms::{Asset, Class};

/// How often a server looks for what is over.
const PAUSE: Duration = Duration::from_secs(3_600);
const DAY: i64 = 86_400;

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

/// For how many days `dataset` may be kept once a version of `class` is in it: its highest class decides.
pub(super) async fn days(
    workspace: &Workspace,
    dataset: &Asset,
    class: Class,
) -> Result<Option<NonZeroU16>, Error> {
    let applied = workspace.in_force()?;
    let classes = classes(&workspace.store, &applied.code).await?;
    let highest = classes.get(dataset).map_or(class, |known| known.join(class));
    Ok(applied.code.keep_days(dataset, highest))
}

/// The datasets of which the record says another time than `new` does.
pub(super) async fn otherwise(
    store: &Store,
    new: &Code,
) -> Result<Vec<(Asset, Option<NonZeroU16>)>, Error> {
    let classes = classes(store, new).await?;
    let known = store.docs::<Dataset>().list().await.internal("reading datasets")?;
    let mut all = Vec::new();
    for dataset in known {
        let class = classes.get(&dataset.asset).copied().unwrap_or(Class::Restricted);
        let days = new.keep_days(&dataset.asset, class);
        if days != dataset.keep_days {
            all.push((dataset.asset.clone(), days));
        }
    }
    Ok(all)
}

/// What `new` says otherwise of single datasets than `old`, and which versions are past the time that it
/// gives them: they go as soon as a server runs.
pub(super) async fn changes(
    store: &Store,
    old: Option<&Code>,
    new: &Code,
) -> Result<Vec<Changed>, Error> {
    let Some(old) = old else { return Ok(Vec::new()) };
    let names: BTreeSet<&String> = old.keep_days.keys().chain(new.keep_days.keys()).collect();
    let said = |code: &Code, name: &str| code.keep_days.get(name).copied();
    let mut all: Vec<Changed> = names
        .into_iter()
        .filter_map(|name| config::kept_otherwise(name, said(old, name), said(new, name)))
        .collect();
    let changed: BTreeMap<Asset, Option<NonZeroU16>> =
        otherwise(store, new).await?.into_iter().collect();
    if changed.is_empty() {
        return Ok(all);
    }
    let mut over: BTreeMap<Asset, (usize, u64)> = BTreeMap::new();
    for kept in store.kept().await.internal("reading what is kept")? {
        let Some(Some(days)) = changed.get(&kept.version.dataset) else { continue };
        let until = kept.arrived.plus_seconds(i64::from(days.get()) * DAY);
        if until <= store.now() && !kept.behind_live_model {
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

/// The highest class of what the versions of each dataset hold, as `code` says of their columns.
async fn classes(store: &Store, code: &Code) -> Result<BTreeMap<Asset, Class>, Error> {
    let mut all: BTreeMap<Asset, Class> = BTreeMap::new();
    for version in store.docs::<Version>().list().await.internal("reading versions")? {
        let class = version.classification.with(&code.declared(&version.dataset)).class();
        let known = all.entry(version.dataset.clone()).or_insert(class);
        *known = known.join(class);
    }
    Ok(all)
}
