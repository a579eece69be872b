//! What every workspace has one of, as assets.

use crate::{Context as _, Error};
use terms::{Asset, AssetKind};

/// The workspace itself, as an asset.
///
/// # Errors
/// Never: the name is plain.
pub fn workspace_asset() -> Result<Asset, Error> {
    Asset::new(AssetKind::Workspace, "main").internal("naming the workspace")
}

/// The vault, as an asset.
///
/// # Errors
/// Never: the name is plain.
pub fn vault_asset() -> Result<Asset, Error> {
    Asset::new(AssetKind::Vault, "main").internal("naming the vault")
}
