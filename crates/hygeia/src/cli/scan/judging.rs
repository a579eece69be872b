//! By what files are judged: of whoever scans, and of whoever fetches.

use crate::cli::output::FailOn;
use crate::failure::{At, Failure};
use artifact::scan::{Allow, Options, Recognise};
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use terms::limits;

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Judging {
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    pub fail_on: FailOn,
    /// A name that files may import beside those that are known: package.module.Class or package.*
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    /// A file of such names, one a line, with # before comments.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// Bytes of a policy file.
const POLICY_BYTES: u64 = limits::CONFIG_BYTES;

impl Judging {
    /// How files are scanned by it.
    ///
    /// # Errors
    /// If the policy can't be read, or a name is none.
    pub fn options(&self) -> Result<Options, Failure> {
        Ok(Options { allow: self.allowed()?, recognise: recogniser(), ..Options::default() })
    }

    /// What the caller allows by name.
    fn allowed(&self) -> Result<Allow, Failure> {
        let allow = Allow::of(&self.allow).usage()?;
        let Some(path) = &self.policy else { return Ok(allow) };
        let read = File::open(path).and_then(|file| {
            let mut text = String::new();
            file.take(POLICY_BYTES).read_to_string(&mut text)?;
            Ok(text)
        });
        let text = read.map_err(|error| {
            Failure::usage(format!("the policy {} cannot be read: {error}", path.display()))
        })?;
        Ok(allow.and(Allow::read(&text).usage()?))
    }
}

/// What tells secrets and people in metadata, where this program has it.
fn recogniser() -> Option<Recognise> {
    #[cfg(feature = "classify")]
    return Some(sensitive);
    #[cfg(not(feature = "classify"))]
    None
}

#[cfg(feature = "classify")]
fn sensitive(text: &str) -> Vec<artifact::scan::Sensitive> {
    use terms::InfoType;
    let mut found: Vec<InfoType> =
        classify::find_in_text(text).into_iter().map(|hit| hit.info_type).collect();
    found.retain(|kind| *kind != InfoType::Date);
    found.dedup();
    let secret = |kind: &InfoType| ["api_key", "password", "private_key"].contains(&kind.name());
    found
        .iter()
        .map(|kind| artifact::scan::Sensitive { what: kind.to_string(), secret: secret(kind) })
        .collect()
}
