//! `models/NAME.toml`: how a model is trained, under version control as the rest of the config. It widens nobody's
//! access, so that nobody applies it: `hygeia train --model NAME` asks for what it says, and flags count before it.
//!
//! ```toml
//! dataset = "loans"
//! label = "defaulted"
//! columns = ["annual_income", "region"]
//! eps = 0.1
//! width = 64
//! epochs = 50
//! threat = "credit-threat.toml"
//! ```

use super::{parse::explained, read_text};
use crate::use_cases::TrainRequest;
use crate::{Context as _, Error};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::Path;
use terms::{Asset, AssetKind, limits};

/// The folder of these files.
pub const FOLDER: &str = "models";

/// What is said of the training of a model, in a file or by flags.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HowTrained {
    pub dataset: Option<String>,
    /// The column to predict.
    pub label: Option<String>,
    /// The columns to learn from; all that may be learned from if there is none.
    pub columns: Vec<String>,
    pub seed: Option<u64>,
    /// Small networks and few steps, for a first look.
    pub quick: bool,
    /// Half the side of the box to train and compare in, in standard deviations.
    pub eps: Option<f32>,
    /// Units in each hidden layer.
    pub width: Option<usize>,
    /// Passes over the rows, at most.
    pub epochs: Option<usize>,
    /// In a file: the name of the threat model beside it. As [`read()`] gives it, and by flags: its text.
    pub threat: Option<String>,
    /// Whether it is measured how well the model's own rows can be told from others.
    pub membership: bool,
}

impl HowTrained {
    /// What is said here, and where nothing is, what `file` says.
    #[must_use]
    pub fn or(self, file: Self) -> Self {
        Self {
            dataset: self.dataset.or(file.dataset),
            label: self.label.or(file.label),
            columns: if self.columns.is_empty() { file.columns } else { self.columns },
            seed: self.seed.or(file.seed),
            quick: self.quick || file.quick,
            eps: self.eps.or(file.eps),
            width: self.width.or(file.width),
            epochs: self.epochs.or(file.epochs),
            threat: self.threat.or(file.threat),
            membership: self.membership || file.membership,
        }
    }

    /// As what is asked for.
    ///
    /// # Errors
    /// If no dataset or no label is named.
    pub fn request(self, model: &str) -> Result<TrainRequest, Error> {
        let lacks = |what: &str| {
            Error::invalid(format!("nothing says which {what} {model} is trained on"))
                .remedy(format!("give --{what}, or say it in {}", file_of(model)))
        };
        Ok(TrainRequest {
            dataset: self.dataset.ok_or_else(|| lacks("dataset"))?,
            label: self.label.ok_or_else(|| lacks("label"))?,
            model: model.to_owned(),
            seed: self.seed.unwrap_or_else(crate::use_cases::seed),
            quick: self.quick,
            columns: self.columns,
            eps: self.eps,
            width: self.width,
            epochs: self.epochs,
            threat: self.threat,
            membership: self.membership,
        })
    }
}

/// The name of the file of `model`, below the workspace's folder.
#[must_use]
pub fn file_of(model: &str) -> String {
    format!("{FOLDER}/{model}.toml")
}

/// What the file of `model` says, with the text of its threat model; nothing if there is no file.
///
/// # Errors
/// If the name is none of a model, or a file can't be read or says what there is not.
pub fn read(workspace: &Path, model: &str) -> Result<HowTrained, Error> {
    let asset = Asset::new(AssetKind::Model, model).invalid()?;
    let name = file_of(asset.name());
    let path = workspace.join(&name);
    if matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
        return Ok(HowTrained::default());
    }
    let text = read_text(&path)?;
    let mut said: HowTrained =
        toml::from_str(&text).map_err(|error| explained(&name, &text, &error))?;
    let within = |why: learn::LearnError| Error::invalid(format!("{name}: {why}"));
    let choices = learn::Choices { eps: said.eps, width: said.width, ..Default::default() };
    let choices = learn::Choices { epochs: said.epochs, ..choices };
    choices.plan(0, None).map_err(within)?;
    if let Some(beside) = said.threat.take() {
        if Path::new(&beside).file_name().is_none_or(|file| file != beside.as_str()) {
            return Err(Error::invalid(format!("{name}: threat is no file in {FOLDER}/"))
                .remedy("name a file beside it, such as threat = \"credit-threat.toml\""));
        }
        let text = read_text(&workspace.join(FOLDER).join(&beside))?;
        learn::ThreatModel::parse(&text)
            .map_err(|error| Error::invalid(format!("{FOLDER}/{beside}: {error}")))?;
        said.threat = Some(text);
    }
    Ok(said)
}

/// Reads every file that says how a model is trained; how many there are.
///
/// # Errors
/// As [`read()`], and if there are more than a workspace may have.
pub fn check(workspace: &Path) -> Result<usize, Error> {
    let folder = workspace.join(FOLDER);
    let unread = |error: std::io::Error| {
        Error::invalid(format!("{} can't be read: {error}", folder.display()))
    };
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        other => other.map_err(unread)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(unread)?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".toml").map(str::to_owned));
        if names.len() > limits::DATASET_FILES {
            let most = limits::DATASET_FILES;
            return Err(Error::invalid(format!("{FOLDER}/ holds more than {most} files")));
        }
    }
    names.sort();
    // A threat model is read with what names it, and by itself is nothing of a model.
    let mut threats = std::collections::BTreeSet::new();
    for name in &names {
        let text = read_text(&folder.join(format!("{name}.toml")))?;
        if let Ok(HowTrained { threat: Some(threat), .. }) = toml::from_str(&text) {
            threats.insert(threat);
        }
    }
    names.retain(|name| !threats.contains(&format!("{name}.toml")));
    for name in &names {
        read(workspace, name)?;
    }
    Ok(names.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(FOLDER)).unwrap();
        for (name, text) in files {
            std::fs::write(dir.path().join(FOLDER).join(name), text).unwrap();
        }
        dir
    }

    #[test]
    fn a_file_is_read_with_the_threat_model_beside_it_and_flags_count_before_it() {
        let dir = folder(&[
            (
                "credit.toml",
                "dataset = \"loans\"\nlabel = \"defaulted\"\neps = 0.2\nthreat = \"t.toml\"",
            ),
            ("t.toml", "categories = 2"),
        ]);
        assert_eq!(check(dir.path()).unwrap(), 1);
        let file = read(dir.path(), "credit").unwrap();
        assert_eq!(file.threat.as_deref(), Some("categories = 2"));
        let flags = HowTrained { eps: Some(0.3), quick: true, ..HowTrained::default() };
        let request = flags.or(file).request("credit").unwrap();
        assert_eq!((request.eps, request.quick, request.seed), (Some(0.3), true, 21));
        assert_eq!((request.dataset.as_str(), request.label.as_str()), ("loans", "defaulted"));
        assert_eq!(read(dir.path(), "other").unwrap(), HowTrained::default());
        let error = HowTrained::default().request("other").unwrap_err().to_string();
        assert!(error.contains("which dataset"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_told_by_file() {
        let told = |text: &str| {
            let dir = folder(&[("credit.toml", text)]);
            let error = check(dir.path()).unwrap_err();
            assert_eq!(read(dir.path(), "credit").unwrap_err().to_string(), error.to_string());
            error.to_string()
        };
        assert!(told("labell = \"x\"").contains("models/credit.toml line 1"));
        assert!(told("eps = -1.0").contains("models/credit.toml: eps is -1"));
        assert!(told("threat = \"../other.toml\"").contains("no file in models/"));
        assert!(told("threat = \"missing.toml\"").contains("cannot be read"));
        assert!(read(Path::new("."), "../x").is_err());
        assert_eq!(check(Path::new("/nonexistent")).unwrap(), 0);
    }
}
