//! What verbs ask: a model file of ours, one of somebody else's, or what answers at an address.

mod as_written;
mod asking;
mod client;
mod data;
mod endpoint;
mod inference;
mod invocations;
mod reply;

pub use as_written::AsWritten;
pub use asking::Asking;
pub use data::Data;
pub use endpoint::Endpoint;

use super::file;
use crate::failure::{Failure, whole};
use learn::{
    Answer, Binding, Foreign, LabelOracle, LearnError, OwnClasses, Runtime, Stranger, Table,
    Understood,
};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use terms::Digest;

/// Bytes of the largest model that is run, and of the weights beside it.
const MODEL_BYTES: u64 = 256 << 20;

/// What somebody typed for a model.
#[derive(Debug, Clone)]
pub enum ModelSource {
    File(PathBuf),
    Address(String),
}

impl From<OsString> for ModelSource {
    fn from(typed: OsString) -> Self {
        match typed.to_str() {
            Some(text) if text.starts_with("https://") || text.starts_with("http://") => {
                Self::Address(text.to_owned())
            }
            _ => Self::File(typed.into()),
        }
    }
}

impl std::fmt::Display for ModelSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Address(address) => f.write_str(address),
        }
    }
}

/// A model that can be asked, before it is known about which rows.
pub enum Model {
    Own(Box<Runtime>),
    Foreign(Box<Foreign>),
    Endpoint(Box<Endpoint>),
}

/// A model, its name, and the digest of its file.
pub struct Opened {
    pub model: Model,
    pub name: String,
    pub digest: Option<String>,
}

/// Opens what `source` names.
///
/// # Errors
/// If it can't be read, is not what it says, or uses what is not covered.
pub fn open(source: &ModelSource, asking: &Asking) -> Result<Opened, Failure> {
    let path = match source {
        ModelSource::Address(address) => {
            let endpoint = Endpoint::open(address, asking)?;
            let name = endpoint.name().to_owned();
            return Ok(Opened { model: Model::Endpoint(Box::new(endpoint)), name, digest: None });
        }
        ModelSource::File(path) => path,
    };
    let bytes = file::read(path, MODEL_BYTES)?;
    let digest = Some(Digest::of(&bytes).hex());
    let wrong = |error: LearnError| {
        Failure::usage(format!("{}: {}", path.display(), whole(&error))).hint(
            "give an ONNX file of a classifier, or the address of one that is served; docs/attack.md lists what is \
             covered",
        )
    };
    if Runtime::has_schema(&bytes) {
        let runtime = Runtime::load(&bytes).map_err(wrong)?;
        let name = runtime.card().map_or_else(|| "model".to_owned(), |card| card.name.clone());
        return Ok(Opened { model: Model::Own(Box::new(runtime)), name, digest });
    }
    let foreign = Foreign::load(&bytes, &|name| beside(path, name)).map_err(wrong)?;
    Ok(Opened { model: Model::Foreign(Box::new(foreign)), name: "model".to_owned(), digest })
}

/// A file in the model's folder.
fn beside(model: &Path, name: &str) -> Option<Vec<u8>> {
    let path = model.parent().unwrap_or(Path::new("")).join(name);
    let ordinary = std::fs::symlink_metadata(&path).is_ok_and(|there| there.is_file());
    ordinary.then(|| file::read(&path, MODEL_BYTES).ok()).flatten()
}

/// A model with the rows that it is asked about.
pub struct Subject {
    pub oracle: Box<dyn LabelOracle>,
    pub table: Table,
    /// What was not said, and is taken to be so.
    pub notes: Vec<String>,
}

impl Model {
    /// Binds the model to the data, whose label says what is right.
    ///
    /// # Errors
    /// If the data has not what the model takes, or its answers mean none of the data's classes.
    pub fn on(self, data: &Data, asking: &Asking) -> Result<Subject, LearnError> {
        let labels = data.labels();
        if let Self::Own(runtime) = self {
            let rows = runtime.schema().rows(&|name| data.column(name), &labels)?;
            return Ok(Subject { oracle: runtime, table: rows.table, notes: Vec::new() });
        }
        let (stranger, binding) = self.bound(data)?;
        let gathered = binding.gather(&|name, kind| data.taken(name, kind), &labels)?;
        let mut notes = binding.notes;
        if gathered.incomplete > 0 {
            notes.push(format!(
                "{} rows are left out, as a whole number is missing that the model takes",
                gathered.incomplete
            ));
        }
        let understood = Understood::new(stranger, &gathered.table, asking.classes.as_deref())?;
        notes.extend(understood.notes.iter().cloned());
        Ok(Subject { oracle: Box::new(understood), table: gathered.table, notes })
    }

    /// What a model says of each row of the data, or `None` where it can't be asked; and notes.
    ///
    /// # Errors
    /// If the data has not what the model takes, or it fails.
    pub fn say(
        self,
        data: &Data,
        asking: &Asking,
    ) -> Result<(Vec<Option<String>>, Vec<String>), LearnError> {
        let mut said = vec![None; data.rows()];
        // All rows are asked about, whatever their label is.
        let (positions, texts, notes) = match self {
            Self::Own(runtime) => {
                let schema = runtime.schema();
                let class = schema.classes.first().cloned();
                let labels = vec![class; data.rows()];
                let rows = schema.rows(&|name| data.column(name), &labels)?;
                let answers = runtime.labels(&rows.table)?;
                let text = |at: &u32| schema.classes.get(*at as usize).cloned().unwrap_or_default();
                (rows.positions, answers.iter().map(text).collect::<Vec<_>>(), Vec::new())
            }
            other => {
                let (stranger, binding) = other.bound(data)?;
                let labels = vec![Some("?".to_owned()); data.rows()];
                let gathered = binding.gather(&|name, kind| data.taken(name, kind), &labels)?;
                let own = stranger.classes();
                let answers = stranger.answers(&gathered.table)?;
                let class = |at: usize| asking.classes.as_ref().and_then(|classes| classes.get(at));
                // A score's place has the name that the model gives it.
                let named = |at: usize| match &own {
                    Some(OwnClasses::Listed(own)) => own.get(at),
                    _ => None,
                };
                let text = |answer: &Answer| match answer {
                    Answer::Text(text) => text.clone(),
                    Answer::Number(number) => {
                        let named = usize::try_from(*number).ok().and_then(class);
                        named.cloned().unwrap_or_else(|| number.to_string())
                    }
                    Answer::Index(index) => {
                        let at = *index as usize;
                        class(at).or(named(at)).cloned().unwrap_or_else(|| index.to_string())
                    }
                };
                (gathered.positions, answers.iter().map(text).collect(), binding.notes)
            }
        };
        for (position, text) in positions.into_iter().zip(texts) {
            if let Some(said) = said.get_mut(position) {
                *said = Some(text);
            }
        }
        Ok((said, notes))
    }

    fn bound(self, data: &Data) -> Result<(Box<dyn Stranger>, Binding), LearnError> {
        match self {
            Self::Foreign(foreign) => {
                let binding = Binding::of(foreign.ports(), data.columns())?;
                Ok((Box::new(foreign.run_on(&binding)?), binding))
            }
            Self::Endpoint(endpoint) => {
                let binding = Binding::of(&endpoint.ports(data), data.columns())?;
                Ok((Box::new(endpoint.on(&binding)), binding))
            }
            Self::Own(_) => Err(LearnError::NoFeatures),
        }
    }
}
