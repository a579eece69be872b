//! `hygeia raci compile`

use super::super::output;
use super::read::sure;
use crate::failure::{At, Failure};
use std::path::Path;

/// Prints the policies of the RACI at `path`.
pub fn run(path: &Path) -> Result<(), Failure> {
    output::print(gate::compile(&sure(path)?).usage()?.text())
}
