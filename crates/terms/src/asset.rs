//! Things that can be acted upon.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of thing an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetKind {
    Dataset,
    Model,
    Workspace,
    Vault,
}

impl AssetKind {
    /// The name in policies and paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Model => "model",
            Self::Workspace => "workspace",
            Self::Vault => "vault",
        }
    }
}

/// Something that can be acted upon: `dataset/loans`, `model/credit`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Asset {
    pub kind: AssetKind,
    /// 1 to 100 characters of `[a-z0-9_-]`, starting with a letter.
    name: String,
}

/// A text is no asset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no asset: write KIND/NAME, KIND one of dataset, model, workspace, vault; \
     NAME of a-z, 0-9, _ and -, starting with a letter"
)]
pub struct AssetError(String);

impl Asset {
    /// Checks the name and makes the asset.
    ///
    /// # Errors
    /// If `name` is not 1 to 100 characters of `[a-z0-9_-]` that start with a letter.
    pub fn new(kind: AssetKind, name: &str) -> Result<Self, AssetError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        let fits = name.len() <= 100
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(plain);
        if fits {
            Ok(Self { kind, name: name.to_owned() })
        } else {
            Err(AssetError(format!("{}/{name}", kind.name())))
        }
    }

    /// The name without its kind.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Parses `KIND/NAME`.
    ///
    /// # Errors
    /// If the text is not of that form.
    pub fn parse(text: &str) -> Result<Self, AssetError> {
        let wrong = || AssetError(text.to_owned());
        let (kind, name) = text.split_once('/').ok_or_else(wrong)?;
        let kind = match kind {
            "dataset" => AssetKind::Dataset,
            "model" => AssetKind::Model,
            "workspace" => AssetKind::Workspace,
            "vault" => AssetKind::Vault,
            _ => return Err(wrong()),
        };
        Self::new(kind, name).map_err(|_| wrong())
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.name)
    }
}

impl TryFrom<String> for Asset {
    type Error = AssetError;
    fn try_from(text: String) -> Result<Self, AssetError> {
        Self::parse(&text)
    }
}

impl From<Asset> for String {
    fn from(asset: Asset) -> Self {
        asset.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_reads_back_what_it_writes() {
        let loans = Asset::new(AssetKind::Dataset, "loans").unwrap();
        assert_eq!(Asset::parse(&loans.to_string()).unwrap(), loans);
        for wrong in ["loans", "dataset/", "dataset/Loans", "dataset/../x", "table/x", "model/9"] {
            assert!(Asset::parse(wrong).is_err(), "{wrong}");
        }
    }
}
