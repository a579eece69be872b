//! Which assets a row of the RACI speaks of: one by name, or every one of a kind.

use serde::{Deserialize, Serialize};
use std::fmt;
use terms::{Asset, AssetKind};

/// Which assets a row of the RACI speaks of: `dataset/loans`, or `dataset/*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Pattern {
    /// One asset by name.
    Named(Asset),
    /// Every asset of a kind, also those that don't exist yet.
    Every(AssetKind),
}

impl Pattern {
    /// The kind of what it matches.
    #[must_use]
    pub const fn kind(&self) -> AssetKind {
        match self {
            Self::Named(asset) => asset.kind,
            Self::Every(kind) => *kind,
        }
    }

    /// Whether `asset` is meant.
    #[must_use]
    pub fn matches(&self, asset: &Asset) -> bool {
        match self {
            Self::Named(named) => named == asset,
            Self::Every(kind) => *kind == asset.kind,
        }
    }

    /// Whether everything that `other` means is meant.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match other {
            Self::Named(asset) => self.matches(asset),
            Self::Every(_) => self == other,
        }
    }

    /// Whether some asset is meant by both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(a), _) => other.matches(a),
            (_, Self::Named(b)) => self.matches(b),
            (Self::Every(a), Self::Every(b)) => a == b,
        }
    }

    /// Parses `KIND/NAME` or `KIND/*`.
    ///
    /// # Errors
    /// If the text is of neither form; the text of the error says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(kind) = text.strip_suffix("/*") {
            return KINDS
                .into_iter()
                .find(|known| known.name() == kind)
                .map(Self::Every)
                .ok_or_else(|| unknown(text));
        }
        Asset::parse(text).map(Self::Named).map_err(|_| unknown(text))
    }
}

/// Every kind of asset.
pub(crate) const KINDS: [AssetKind; 4] =
    [AssetKind::Dataset, AssetKind::Model, AssetKind::Workspace, AssetKind::Vault];

fn unknown(text: &str) -> String {
    let kind = text.split('/').next().unwrap_or_default();
    let names = KINDS.map(AssetKind::name);
    let nearest = crate::read::nearest(kind, names.iter().copied());
    let hint = nearest.map(|name| format!(" (did you mean {name}/…?)")).unwrap_or_default();
    format!(
        "{text:?} is no asset{hint}: write KIND/NAME or KIND/*, KIND one of {}, \
         NAME of a-z, 0-9, _ and -, starting with a letter",
        names.join(", ")
    )
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(asset) => asset.fmt(f),
            Self::Every(kind) => write!(f, "{}/*", kind.name()),
        }
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_back_what_it_writes() {
        for text in ["dataset/loans", "dataset/*", "model/*", "workspace/main", "vault/*"] {
            assert_eq!(Pattern::parse(text).unwrap().to_string(), text);
        }
        assert!(Pattern::parse("datset/*").unwrap_err().contains("did you mean dataset/…?"));
        assert!(Pattern::parse("*").is_err());
        assert!(Pattern::parse("dataset/lo*").is_err());
    }

    #[test]
    fn overlap_is_symmetric() {
        let [loans, cards, every, models] =
            ["dataset/loans", "dataset/cards", "dataset/*", "model/*"]
                .map(|t| Pattern::parse(t).unwrap());
        for (a, b, both) in
            [(&loans, &every, true), (&loans, &cards, false), (&every, &models, false)]
        {
            assert_eq!(a.overlaps(b), both);
            assert_eq!(b.overlaps(a), both);
        }
    }
}
