//! `[admission]`: from where a cluster that asks may load the models that were promoted here.

use serde::{Deserialize, Serialize};

/// Nothing is named by default: then nothing is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Admission {
    /// Places where promoted models are put, each under `MODEL/VERSION`.
    pub from: Vec<ModelsAt>,
}

impl Admission {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// An address with a `/` at its end, below which `MODEL/VERSION` lies, such as `https://models.example.org/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModelsAt(String);

impl ModelsAt {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The model and the number of its version that `uri` names below this place; none if it names something
    /// else, or could be read in two ways.
    #[must_use]
    pub fn named<'u>(&self, uri: &'u str) -> Option<(&'u str, u32)> {
        let below = uri.strip_prefix(&self.0)?;
        let (model, version) = below.strip_suffix('/').unwrap_or(below).split_once('/')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_name = !model.is_empty() && !model.starts_with('.') && model.bytes().all(plain);
        let is_number =
            version.bytes().all(|byte| byte.is_ascii_digit()) && !version.starts_with('0');
        let number = version.parse().ok().filter(|_| is_name && is_number)?;
        Some((model, number))
    }
}

impl TryFrom<String> for ModelsAt {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong =
            |what: &str| Err(format!("{text}: {what}, such as https://models.example.org/"));
        let Some((scheme, rest)) = text.split_once("://") else { return wrong("give an address") };
        let host = rest.split('/').next().unwrap_or_default();
        let is_word = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        let plain = |letter: char| letter.is_ascii_graphic() && !"?#%\\".contains(letter);
        if scheme.is_empty() || !is_word || !rest.chars().all(plain) || rest.contains("..") {
            return wrong("give a plain address");
        }
        if scheme == "http" {
            return wrong("models are not loaded in clear: give an address over TLS");
        }
        if !text.ends_with('/') || (host.is_empty() && scheme != "file") || host.contains('@') {
            return wrong("give an address with its host and a / at its end");
        }
        Ok(Self(text))
    }
}

impl From<ModelsAt> for String {
    fn from(place: ModelsAt) -> Self {
        place.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<ModelsAt, String> {
        ModelsAt::try_from(text.to_owned())
    }

    // proves M10
    #[test]
    fn only_a_version_below_a_place_that_was_named_is_one() {
        let place = at("https://models.example.org/promoted/").unwrap();
        let below = |rest: &str| format!("https://models.example.org/promoted/{rest}");
        assert_eq!(place.named(&below("credit/3")), Some(("credit", 3)));
        assert_eq!(place.named(&below("credit/12/")), Some(("credit", 12)));
        for bad in [
            "credit",
            "credit/",
            "credit/latest",
            "credit/03",
            "credit/+3",
            "credit/3/x",
            "/3",
            "credit/3?x=1",
            "credit/3#x",
            "../evil/3",
            "..%2f/3",
            "cre dit/3",
            "credit//3",
            "credit/99999999999",
        ] {
            assert_eq!(place.named(&below(bad)), None, "{bad}");
        }
        for elsewhere in [
            "https://models.example.org/promoted.evil/credit/3",
            "https://models.example.org/credit/3",
            "http://models.example.org/promoted/credit/3",
            "https://evil.example/promoted/credit/3",
        ] {
            assert_eq!(place.named(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_place_is_whole_and_over_tls() {
        for good in
            ["https://a.example/", "s3://bucket/models/", "file:///srv/models/", "pvc://models/"]
        {
            assert_eq!(at(good).map(String::from).as_deref(), Ok(good));
        }
        for bad in [
            "https://a.example/models",
            "http://a.example/",
            "https:///",
            "https://me:pw@a.example/",
            "https://a.example/?x=/",
            "https://a.example/../",
            "a.example/",
            "",
        ] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
