//! Config as code: the three files of a workspace, as texts and as what they mean.

use crate::config::{self, Config};
use crate::{Context as _, Error};
use files::Mode;
use gate::{Directory, Gate, Raci, Scene, Standing, check, compile};
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::{ConfigVersion, Store, StoreConfig};
use terms::{Digest, Finding};
use utoipa::ToSchema;

/// The texts of `hygeia.toml`, `raci.csv` and `people.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub config: String,
    pub raci: String,
    pub people: String,
}

/// The three files, parsed.
#[derive(Debug, Clone)]
pub struct Code {
    pub texts: Texts,
    pub config: Config,
    pub raci: Raci,
    pub people: Directory,
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
        })
    }

    /// Writes the files into `folder`.
    ///
    /// # Errors
    /// If one can't be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        for (name, text) in self.named() {
            let written = files::write_whole(&folder.join(name), text.as_bytes(), Mode::Kept);
            written.invalid()?;
        }
        Ok(())
    }

    /// Each text with the name of its file.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &str); 3] {
        [(config::CONFIG, &self.config), (config::RACI, &self.raci), (config::PEOPLE, &self.people)]
    }

    /// What an approval is bound to: names, lengths and bytes of all three.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let parts = self.named().map(|(name, text)| format!("{name} {}\n{text}", text.len()));
        Digest::of(parts.concat().as_bytes())
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
        Ok(Self { texts, config, raci, people })
    }

    /// What was applied last to `store`; `None` if nothing was.
    ///
    /// The three texts of one application have one number. What broke off between two of them was
    /// never applied.
    ///
    /// # Errors
    /// If a record does not verify or parse.
    pub async fn applied(store: &Store) -> Result<Option<Self>, Error> {
        Self::newest(&versions(store).await?)
    }

    /// What was applied last to the workspace in `folder`, which a server may have open; `None` if
    /// nothing was. What the files in the folder say counts for where its records are, and for nothing
    /// else.
    ///
    /// # Errors
    /// If there is no workspace, or a record can't be read or does not verify.
    pub async fn applied_to(folder: &Path) -> Result<Option<Self>, Error> {
        let config = store_config(&Config::read(folder)?);
        let all = Store::applied_to(folder, &config).await?;
        let of = |name: &str| {
            let mut of: Vec<_> = all.iter().filter(|one| one.name == name).cloned().collect();
            of.sort_by_key(|version| version.number);
            of
        };
        Self::newest(&[config::CONFIG, config::RACI, config::PEOPLE].map(of))
    }

    fn newest([configs, racis, people]: &[Vec<ConfigVersion>; 3]) -> Result<Option<Self>, Error> {
        let text = |all: &[ConfigVersion], number: u32| {
            all.iter().find(|version| version.number == number).map(|found| found.text.clone())
        };
        let whole = configs.iter().rev().find_map(|config| {
            let raci = text(racis, config.number)?;
            let people = text(people, config.number)?;
            Some(Texts { config: config.text.clone(), raci, people })
        });
        whole.map(Self::parse).transpose()
    }

    /// All that access follows from.
    #[must_use]
    pub const fn standing(&self) -> Standing<'_> {
        Standing { raci: &self.raci, people: &self.people, rules: &self.config.access }
    }

    /// What is unsound in the RACI.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        check(&self.raci, &Scene { assets: None, people: Some(&self.people) })
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

/// Where metadata lie.
#[must_use]
pub fn store_config(config: &Config) -> StoreConfig {
    StoreConfig { meta_url: config.store.meta.clone() }
}

fn unfit(file: &str, error: &gate::ReadError) -> Error {
    Error::invalid(format!("{file} {error}"))
        .remedy("correct it; `hygeia init` in an empty folder writes one to compare with")
}

/// Every version of the three texts, oldest first.
///
/// # Errors
/// If a record does not verify.
pub(crate) async fn versions(store: &Store) -> Result<[Vec<ConfigVersion>; 3], Error> {
    let of = async |name: &str| {
        let all = store.docs::<ConfigVersion>().list_of(name).await;
        let all = all.internal("reading what was applied")?;
        Ok::<_, Error>(all.into_iter().map(store::Verified::into_inner).collect::<Vec<_>>())
    };
    Ok([of(config::CONFIG).await?, of(config::RACI).await?, of(config::PEOPLE).await?])
}
