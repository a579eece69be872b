//! When each dataset was last used, as the ledger says.

use ledger::Ended;
use std::collections::HashMap;
use store::{Store, StoreError, Wanted};
use terms::{Action, Asset, Timestamp};

/// What uses a dataset.
const USES: [Action; 4] = [Action::Query, Action::Export, Action::Screen, Action::Train];

/// The last use of each of `datasets` that has one.
pub(crate) async fn last_used(
    store: &Store,
    datasets: impl Iterator<Item = &Asset>,
) -> Result<HashMap<Asset, Timestamp>, StoreError> {
    let uses = |asset: &Asset| {
        USES.map(|action| Wanted {
            asset: Some(asset.clone()),
            operation: Some(action.name().to_owned()),
            ended: Some(Ended::Allowed),
            ..Wanted::default()
        })
    };
    let wanted: Vec<Wanted> = datasets.flat_map(uses).collect();
    let last = store.find_last(&wanted).await?;
    let mut used: HashMap<Asset, Timestamp> = HashMap::new();
    for (wanted, (_, event)) in wanted.into_iter().zip(last).filter_map(|(w, l)| Some((w, l?))) {
        let Some(asset) = wanted.asset else { continue };
        let at = event.at();
        let newest = used.entry(asset).or_insert(at);
        *newest = at.max(*newest);
    }
    Ok(used)
}
