//! The documentation, as a book and as files: what links lead to, what the table of contents names, and
//! that the commands which are shown do what is said.
//!
//! `mdbook build docs` makes the book of the same files. What it would warn of is checked here, without it.

mod commands;
mod contents;
mod links;
mod page;
mod slugs;
mod verbs;

use crate::suite::Campaign;
use crate::{journeys, run};
use page::Page;
use std::path::{Path, PathBuf};

/// The part `docs` of the suite.
pub fn part(_: &Campaign) -> Result<(), String> {
    run(None, false)
}

/// Checks everything and tells every fault at once. If `write`, the verbs' pages are made anew before.
pub fn run(program: Option<&Path>, write: bool) -> Result<(), String> {
    let program = match program {
        Some(path) => {
            std::fs::canonicalize(path).map_err(|e| format!("{}: {e}", path.display()))?
        }
        None => journeys::program()?,
    };
    let mut faults = Vec::new();
    if write {
        verbs::write(&program, &folder())?;
    } else {
        faults.extend(verbs::stale(&program, &folder())?);
    }
    let pages = page::all(&run::root())?;
    faults.extend(links::faults(&run::root(), &pages));
    faults.extend(contents::faults(&pages));
    let run = commands::run(&program, &pages)?;
    faults.extend(run.faults);
    println!("docs: {} pages, {} commands run", pages.len(), run.count);
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("docs, {} faults:\n  {}", faults.len(), faults.join("\n  ")))
}

/// The folder of the book.
fn folder() -> PathBuf {
    run::root().join("docs")
}

/// Whether it is a page of the book.
fn is_of_book(page: &Page) -> bool {
    page.name.starts_with("docs/") && page.name != contents::NAME
}
