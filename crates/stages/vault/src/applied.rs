//! What was applied: the texts in the signed metadata, and never the files that lie about.

use crate::VaultError;
use std::collections::{BTreeMap, BTreeSet};
use store::{ConfigVersion, Store};

/// The texts that were applied last, by the name of their file.
///
/// The texts of one application have one number; what broke off between two of them was never
/// applied.
pub(crate) async fn texts(store: &Store) -> Result<BTreeMap<String, String>, VaultError> {
    let mut by_number: BTreeMap<u32, BTreeMap<String, String>> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for version in store.docs::<ConfigVersion>().at_rest().list().await? {
        let ConfigVersion { name, number, text, .. } = version.into_inner();
        names.insert(name.clone());
        by_number.entry(number).or_default().insert(name, text);
    }
    let whole = by_number.into_values().rev().find(|texts| texts.len() == names.len());
    Ok(whole.unwrap_or_default())
}
