//! What a verb is to look at: many paths, folders, patterns and standard input, less what an ignore file
//! leaves out. The one way for all verbs that take several.
//!
//! Inside, one direction: `ignored` <- `walk` <- this.

mod ignored;
mod walk;

pub use ignored::Ignored;

use crate::failure::Failure;
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What stands for standard input.
const STDIN: &str = "-";

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Ignoring {
    /// Look at what a .hygeiaignore in this folder leaves out, too.
    #[arg(long)]
    pub no_ignore: bool,
}

/// How a verb takes a folder.
#[derive(Clone, Copy)]
pub enum Folders<'a> {
    /// As one input: a model.
    Whole,
    /// As one input, and a pattern too: a table in many files.
    Table,
    /// As all files below it that it may be asked about, by their names.
    Files(&'a dyn Fn(&Path) -> bool),
}

/// The inputs of a verb.
#[derive(Debug, Default)]
pub struct Inputs {
    /// What to look at, in the order in which it was given.
    pub all: Vec<OsString>,
    /// Whether several were asked for: so the report is of several, whatever was found.
    pub several: bool,
    /// What is there and is not looked at, and why.
    pub left_out: Vec<String>,
}

/// What `given` names: `-`, addresses and paths stay as they are, patterns and, where a verb takes files
/// alone, folders become what they name.
///
/// # Errors
/// If a pattern names nothing, or the ignore file can't be read.
pub fn inputs(
    given: &[OsString],
    folders: Folders<'_>,
    ignoring: &Ignoring,
) -> Result<Inputs, Failure> {
    let ignored = Ignored::here(ignoring.no_ignore)?;
    let mut inputs = Inputs { several: given.len() > 1, ..Inputs::default() };
    for one in given {
        let path = Path::new(one);
        let is_place = one.to_str().is_some_and(|text| text.contains("://"));
        if one == STDIN || is_place {
            inputs.all.push(one.clone());
        } else if !matches!(folders, Folders::Table)
            && path.symlink_metadata().is_err()
            && is_pattern(one)
        {
            inputs.several = true;
            for found in matching(one)? {
                add(&mut inputs, &found, folders, &ignored);
            }
        } else {
            inputs.several |= path.is_dir() && matches!(folders, Folders::Files(_));
            add(&mut inputs, path, folders, &ignored);
        }
    }
    // What was named twice is looked at once.
    let mut seen = std::collections::HashSet::new();
    inputs.all.retain(|one| seen.insert(one.clone()));
    ignored.tell(&mut inputs.left_out);
    Ok(inputs)
}

fn add(inputs: &mut Inputs, path: &Path, folders: Folders<'_>, ignored: &Ignored) {
    let is_folder = path.is_dir();
    if ignored.leaves_out(path, is_folder) {
        return;
    }
    match folders {
        Folders::Files(wanted) if is_folder => {
            let found = walk::files(path, wanted, ignored);
            inputs.all.extend(found.files.into_iter().map(PathBuf::into_os_string));
            inputs.left_out.extend(found.left_out);
        }
        _ => inputs.all.push(path.as_os_str().to_owned()),
    }
}

/// Whether it has what a shell would have taken for a pattern.
fn is_pattern(text: &OsStr) -> bool {
    text.to_str().is_some_and(|text| text.contains(['*', '?', '[']))
}

/// What a pattern names, by name: shells that expand none, and patterns in quotes.
fn matching(pattern: &OsStr) -> Result<Vec<PathBuf>, Failure> {
    let shown = pattern.to_string_lossy();
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let wrong = |why: &dyn std::fmt::Display| {
        Failure::usage(format!("{shown}: {why}")).hint("name files or folders, or write *.csv")
    };
    let found = glob::glob_with(&shown, options).map_err(|why| wrong(&why))?;
    let found: Vec<PathBuf> = found
        .take(terms::limits::ARCHIVE_MEMBERS)
        .collect::<Result<_, _>>()
        .map_err(|why| wrong(&why))?;
    if found.is_empty() { Err(wrong(&"names nothing that is there")) } else { Ok(found) }
}

/// All of standard input, of at most `limit` bytes, in memory and nowhere else.
///
/// # Errors
/// If it can't be read, or is larger.
pub fn standard_input(limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| {
        Failure::usage(format!("standard input cannot be read: {error}")).hint("name a file")
    })?;
    if bytes.len() as u64 > limit {
        return Err(Failure::usage(format!("standard input has more than {limit} bytes"))
            .hint("name a file: a file of any size is read"));
    }
    Ok(bytes)
}

/// Whether it stands for standard input.
#[must_use]
pub fn is_stdin(given: &OsStr) -> bool {
    given == STDIN
}
