//! `[identity]`: who says who somebody is.

use crate::Error;
use openid::{Issuer, Settings};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use terms::Period;

/// `[identity]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// One person plays the parts of all: who says at this host's terminal who they are is believed, and
    /// keys of people are made here.
    pub trial: bool,
    /// The OpenID provider where people sign in, as it names itself; without one, a device's key signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Issuer>,
    /// What this workspace is called there: a client whose codes come back to loopback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The file with its secret, relative to the workspace's folder, if the provider gave it one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// Whom bearer tokens of programs are for; the client id, if nothing is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Other clients of the provider, whose bearer tokens are taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// The claim that says who of `people.toml` somebody is.
    pub person: String,
    /// The claim that says of which groups they are.
    pub groups: String,
    /// What is asked for beside `openid`, so that these claims come.
    pub scopes: Vec<String>,
    /// Groups of which people have to be, of one at least; of none, if none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<String>,
    /// How old the provider's word on groups may be: older, it is unknown, and refuses.
    pub max_group_age: Period,
    /// Authorities (PEM) that vouch for the provider's own certificate; the system's, if none are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

impl Default for Identity {
    /// Nobody is believed by name, and no provider is asked.
    fn default() -> Self {
        Self {
            trial: false,
            issuer: None,
            client_id: None,
            client_secret_file: None,
            audience: None,
            programs: Vec::new(),
            person: "email".to_owned(),
            groups: "groups".to_owned(),
            scopes: vec!["email".to_owned()],
            member_of: Vec::new(),
            max_group_age: Period::hours(8),
            ca: None,
        }
    }
}

impl Identity {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The provider, if there is one, for the workspace in `folder`.
    #[must_use]
    pub fn provider(&self, folder: &Path) -> Option<Settings> {
        let (issuer, client_id) = (self.issuer.clone()?, self.client_id.clone()?);
        Some(Settings {
            issuer,
            audience: self.audience.clone().unwrap_or_else(|| client_id.clone()),
            client_id,
            secret: self.client_secret_file.as_ref().map(|file| folder.join(file)),
            programs: self.programs.clone(),
            person: self.person.clone(),
            groups: self.groups.clone(),
            scopes: self.scopes.clone(),
            ca: self.ca.clone(),
        })
    }

    /// Says what does not go together, at `place`. No network is asked.
    pub(super) fn checked(&self, place: &str) -> Result<(), Error> {
        let wrong = |what: &str, remedy: &str| {
            Err(Error::invalid(format!("{place}: [identity] {what}")).at(place).remedy(remedy))
        };
        let texts = [&self.client_id, &self.audience].into_iter().flatten();
        let mut texts = texts.chain([&self.person, &self.groups]).chain(&self.scopes);
        let blank = |text: &String| text.is_empty() || text.contains(char::is_whitespace);
        if texts.any(blank) {
            return wrong(
                "has a name that is empty, or has white space in it",
                "compare with docs/joining.md",
            );
        }
        let Some(issuer) = &self.issuer else {
            let of_provider = Self { trial: self.trial, ..Self::default() };
            return match *self == of_provider {
                true => Ok(()),
                false => wrong(
                    "says how people sign in at a provider, and names none",
                    "add: issuer = \"https://…\"",
                ),
            };
        };
        if self.client_id.is_none() {
            return wrong(
                &format!("names {issuer}, and not what this workspace is called there"),
                "add: client_id = \"…\"",
            );
        }
        // The system's authorities are read when they are needed.
        match self.provider(Path::new(".")).filter(|_| self.ca.is_some()).map(openid::Provider::new)
        {
            Some(Err(error)) => wrong(
                &error.to_string(),
                "write the authority's certificate as PEM: ca = \"\"\"-----BEGIN CERTIFICATE-----…\"\"\"",
            ),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, parse};
    use std::path::Path;

    fn parsed(identity: &str) -> Result<Config, crate::Error> {
        parse("hygeia.toml", &format!("[workspace]\nname = \"x\"\n[identity]\n{identity}"))
    }

    // proves M20
    #[test]
    fn a_provider_is_named_whole_and_with_defaults() {
        let told = parsed("issuer = \"https://idp.example.org\"\nclient_id = \"hygeia\"").unwrap();
        let provider = told.identity.provider(Path::new("/ws")).unwrap();
        assert_eq!((provider.person.as_str(), provider.groups.as_str()), ("email", "groups"));
        assert_eq!(provider.audience, "hygeia");
        let written = told.to_text().unwrap();
        assert_eq!(parse("again", &written).unwrap(), told);
        assert!(parsed("issuer = \"http://127.0.0.1:9000\"\nclient_id = \"hygeia\"").is_ok());
        assert!(parsed("trial = true").unwrap().identity.provider(Path::new(".")).is_none());
    }

    #[test]
    fn what_is_wrong_with_a_provider_is_told() {
        for (identity, told) in [
            ("issuer = \"http://idp.example.org\"\nclient_id = \"a\"", "use https"),
            ("issuer = \"https://idp.example.org/?x\"\nclient_id = \"a\"", "query"),
            ("issuer = \"https://idp.example.org\"", "client_id"),
            ("client_id = \"a\"", "names none"),
            ("member_of = [\"loans\"]", "names none"),
            ("issuer = \"https://idp.example.org\"\nclient_id = \"\"", "empty"),
            ("issuer = \"https://idp.example.org\"\nclient_id = \"a\"\nca = \"x\"", "certificate"),
            (
                "issuer = \"https://idp.example.org\"\nclient_id = \"a\"\nmax_group_age = \"1y\"",
                "1y",
            ),
        ] {
            let error = parsed(identity).unwrap_err();
            let all = format!("{} {}", error.message, error.remedy.unwrap_or_default());
            assert!(all.contains(told), "{identity}: {all}");
        }
        let typo = parsed("isuer = \"https://idp.example.org\"").unwrap_err();
        assert_eq!(typo.remedy.as_deref(), Some("did you mean `issuer`?"));
    }
}
