//! Config as code: the files of a workspace, as texts and as what they mean.

use crate::config::datasets::{self, OwnRetention};
use crate::config::{self, Config};
use crate::{Context as _, Error};
use files::Mode;
use gate::{Directory, Gate, Places, Raci, Scene, Standing, check, compile};
use quality::rules::Rule;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use store::{Boxed, ConfigVersion, Retention, Store, StoreConfig, Version};
use terms::{Asset, Class, Declared, Digest, Finding, Location, Severity, Timestamp};
use utoipa::ToSchema;

/// The texts of `hygeia.toml`, `raci.csv` and `people.toml`, and of what people say of datasets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub config: String,
    pub raci: String,
    pub people: String,
    /// What `datasets/NAME.toml` says, by that name of the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub datasets: BTreeMap<String, String>,
}

/// The files, parsed.
#[derive(Debug, Clone)]
pub struct Code {
    pub texts: Texts,
    pub config: Config,
    pub raci: Raci,
    pub people: Directory,
    /// What people say of columns, by the name of the dataset.
    pub datasets: BTreeMap<String, Declared>,
    /// Rules that deliveries have to keep, by the name of the dataset.
    pub rules: BTreeMap<String, Vec<Rule>>,
    /// For how long versions of a dataset may be kept, where that is said of it.
    pub retention: BTreeMap<String, OwnRetention>,
}

impl Texts {
    /// The sample's code, for a workspace whose dataset is called `dataset`.
    ///
    /// # Errors
    /// If the config can't be written as TOML.
    pub fn sample(config: &Config, dataset: &str) -> Result<Self, Error> {
        let named = format!("dataset/{dataset}");
        Ok(Self {
            config: config.to_text()?,
            raci: gate::sample::RACI_CSV.replace("dataset/loans", &named),
            people: gate::sample::PEOPLE_TOML.to_owned(),
            datasets: BTreeMap::new(),
        })
    }

    /// Reads the files in `folder`.
    ///
    /// # Errors
    /// If one is missing or too large.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let text = |name: &str| {
            config::read_text(&folder.join(name)).map_err(|error| {
                error.remedy(format!("`hygeia init {}` writes one to begin with", folder.display()))
            })
        };
        Ok(Self {
            config: text(config::CONFIG)?,
            raci: text(config::RACI)?,
            people: text(config::PEOPLE)?,
            datasets: datasets::read(folder)?,
        })
    }

    /// Writes the files into `folder`.
    ///
    /// # Errors
    /// If one can't be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        if !self.datasets.is_empty() {
            std::fs::create_dir_all(folder.join(datasets::FOLDER)).invalid()?;
        }
        for (name, text) in self.named() {
            let written = files::write_whole(&folder.join(name), text.as_bytes(), Mode::Kept);
            written.invalid()?;
        }
        Ok(())
    }

    /// Each text with the name of its file.
    #[must_use]
    pub fn named(&self) -> Vec<(&str, &str)> {
        let three: [(&str, &str); 3] = [
            (config::CONFIG, &self.config),
            (config::RACI, &self.raci),
            (config::PEOPLE, &self.people),
        ];
        let datasets = self.datasets.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        three.into_iter().chain(datasets).collect()
    }

    /// What an approval is bound to: names, lengths and bytes of all.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let part = |(name, text): (&str, &str)| format!("{name} {}\n{text}", text.len());
        Digest::of(self.named().into_iter().map(part).collect::<String>().as_bytes())
    }
}

impl Code {
    /// Parses the texts.
    ///
    /// # Errors
    /// If one does not parse; the message says which, where, and what was meant.
    pub fn parse(texts: Texts) -> Result<Self, Error> {
        let config = config::parse(config::CONFIG, &texts.config)?;
        let raci = Raci::from_csv(&texts.raci).map_err(|e| unfit(config::RACI, &e))?;
        let people = Directory::from_toml(&texts.people).map_err(|e| unfit(config::PEOPLE, &e))?;
        let drill = ledger::drill().internal("naming drills")?;
        if people.people().contains_key(&drill) {
            let told = format!("nobody may be called {drill}: attack drills act in that name");
            return Err(Error::invalid(told)
                .at(config::PEOPLE)
                .remedy("call them otherwise, best by their address"));
        }
        let said = datasets::parse(&texts.datasets)?;
        let rules = datasets::rules(&texts.datasets)?;
        let retention = datasets::retention(&texts.datasets)?;
        Ok(Self { texts, config, raci, people, datasets: said, rules, retention })
    }

    /// The code as it counts at `now`: whose time in a role is over holds it no more.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        Self { people: self.people.at(now), ..self.clone() }
    }

    /// What people say of the columns of `dataset`.
    #[must_use]
    pub fn declared(&self, dataset: &Asset) -> Cow<'_, Declared> {
        let said = self.datasets.get(dataset.name());
        said.map_or_else(|| Cow::Owned(Declared::new()), Cow::Borrowed)
    }

    /// The rules that deliveries of `dataset` have to keep.
    #[must_use]
    pub fn rules(&self, dataset: &Asset) -> &[Rule] {
        self.rules.get(dataset.name()).map_or(&[], Vec::as_slice)
    }

    /// Whether it says of anything for how long it may be kept.
    #[must_use]
    pub fn says_how_long(&self) -> bool {
        !self.config.retention.names_no_class() || !self.retention.is_empty()
    }

    /// For how long a version of `dataset` may be kept whose columns are of that class.
    #[must_use]
    pub fn retention(&self, dataset: &Asset, class: Class) -> Retention {
        let own = self.retention.get(dataset.name()).cloned().unwrap_or_default();
        let days = self.config.retention.days(class, own.keep_days);
        Retention { days, hold: own.hold.is_some() }
    }

    /// As [`Self::retention`], of a version that is there, with what people say of its columns.
    #[must_use]
    pub fn retention_of(&self, version: &Version) -> Retention {
        let class = version.classification.with(&self.declared(&version.dataset)).class();
        self.retention(&version.dataset, class)
    }

    /// What decides how `dataset` is taken in: texts with their names, empty where there is none.
    #[must_use]
    pub fn rules_for(&self, dataset: &Asset) -> Vec<(String, String)> {
        let own = datasets::file_of(dataset.name());
        let said = self.texts.datasets.get(&own).cloned().unwrap_or_default();
        vec![(config::CONFIG.to_owned(), self.texts.config.clone()), (own, said)]
    }

    /// What was applied last to `store`; `None` if nothing was.
    ///
    /// The texts of one application have one number. What broke off between two of them was never
    /// applied.
    ///
    /// # Errors
    /// If a record does not verify or parse.
    pub fn applied<'a>(store: &'a Store) -> Boxed<'a, Result<Option<Self>, Error>> {
        Box::pin(async move {
            let all =
                store.docs::<ConfigVersion>().list().await.internal("reading what was applied")?;
            Self::newest(&all.into_iter().map(store::Verified::into_inner).collect::<Vec<_>>())
        })
    }

    /// What was applied last to the workspace in `folder`, which a server may have open; `None` if
    /// nothing was. What the files in the folder say counts for where its records are, and for nothing
    /// else.
    ///
    /// # Errors
    /// If there is no workspace, or a record can't be read or does not verify.
    pub fn applied_to<'a>(folder: &'a Path) -> Boxed<'a, Result<Option<Self>, Error>> {
        Box::pin(async move {
            let config = store_config(&Config::read(folder)?);
            Self::newest(&Store::applied_to(folder, &config).await?)
        })
    }

    fn newest(all: &[ConfigVersion]) -> Result<Option<Self>, Error> {
        let mut configs: Vec<&ConfigVersion> =
            all.iter().filter(|version| version.name == config::CONFIG).collect();
        configs.sort_by_key(|version| version.number);
        let text = |name: &str, number: u32| {
            let mut those = all.iter().filter(|version| version.number == number);
            those.find(|version| version.name == name).map(|found| found.text.clone())
        };
        let whole = configs.iter().rev().find_map(|config| {
            let raci = text(config::RACI, config.number)?;
            let people = text(config::PEOPLE, config.number)?;
            let datasets = datasets::of_number(all, config.number);
            Some(Texts { config: config.text.clone(), raci, people, datasets })
        });
        whole.map(Self::parse).transpose()
    }

    /// All that access follows from.
    #[must_use]
    pub const fn standing(&self) -> Standing<'_> {
        Standing { raci: &self.raci, people: &self.people, rules: &self.config.access }
    }

    /// What is unsound in the RACI, with the file and line that each speaks of.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = check(&self.raci, &Scene { assets: None, people: Some(&self.people) });
        // Of a founder alone each role would be told, and each activity twice.
        if self.people.people().len() == 1 {
            findings.retain(|finding| !OF_NOBODY.contains(&finding.rule.as_str()));
            findings.push(alone());
        }
        Places::of_csv(&self.texts.raci).locate(&mut findings, config::RACI);
        Places::of_toml(&self.texts.people).locate(&mut findings, config::PEOPLE);
        findings
    }

    /// The gate that these texts make.
    ///
    /// # Errors
    /// If the RACI does not compile, or the rules refuse everything.
    pub fn gate(&self) -> Result<Gate, Error> {
        let compiled = compile(&self.raci).invalid()?;
        Gate::new(compiled, self.people.clone(), self.config.access.clone()).invalid()
    }
}

/// Rules that each role and activity breaks as long as one person alone is listed.
const OF_NOBODY: [&str; 5] = [
    "raci/accountable-nobody",
    "raci/nobody-else-agrees",
    "raci/orphan-role",
    "raci/responsible-nobody",
    "raci/sole-holder",
];

fn alone() -> Finding {
    Finding::new(
        "raci/one-person",
        Severity::Low,
        Location::of(config::PEOPLE),
        "one person alone is listed: nobody else can do, answer for or agree to anything",
        "add everybody who works here to people.toml, each with a role of raci.csv",
    )
}

/// Where metadata lie.
#[must_use]
pub fn store_config(config: &Config) -> StoreConfig {
    StoreConfig { meta_url: config.store.meta.clone() }
}

fn unfit(file: &str, error: &gate::ReadError) -> Error {
    Error::invalid(format!("{file} {error}"))
        .remedy("correct it; `hygeia init` in an empty folder writes one to compare with")
}
