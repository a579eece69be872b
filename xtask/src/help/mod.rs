//! What the program says of its verbs by `--help`, which clap makes of their arguments: manual pages and the
//! documentation's pages are made of it, so that they say what the program says.

mod man;
mod markdown;
mod read;

use read::Help;
use std::path::Path;
use std::process::Command;

/// Deeper, no verb lies.
const DEEPEST: usize = 4;

/// A manual page of section 1 for each verb: the file's name and its text. `date` as `2026-11-30`.
pub fn manual(program: &Path, version: &str, date: &str) -> Result<Vec<(String, String)>, String> {
    let page =
        |help: &Help| (format!("{}.1", help.words.join("-")), man::page(help, version, date));
    Ok(all(program)?.iter().map(page).collect())
}

/// A page of the documentation for each verb: the file's name and its text.
pub fn documentation(program: &Path) -> Result<Vec<(String, String)>, String> {
    let page = |help: &Help| (markdown::file(&help.words), markdown::page(help));
    Ok(all(program)?.iter().map(page).collect())
}

/// The help of the program itself and of each verb, in the order of their names.
fn all(program: &Path) -> Result<Vec<Help>, String> {
    let mut found = Vec::new();
    let mut waiting = vec![vec!["hygeia".to_owned()]];
    while let Some(words) = waiting.pop() {
        let help = read::help(&words, &said(program, &words)?);
        if words.len() > DEEPEST || help.usage.is_empty() {
            return Err(format!("the help of {} is not as clap writes it", words.join(" ")));
        }
        waiting.extend(help.verbs().map(|verb| [words.as_slice(), &[verb.to_owned()]].concat()));
        found.push(help);
    }
    found.sort_by(|one, other| one.words.cmp(&other.words));
    Ok(found)
}

/// What it says with nothing of our own environment, which help would show.
fn said(program: &Path, words: &[String]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(words.iter().skip(1)).arg("--help");
    command.env_clear().env("COLUMNS", "100");
    let output = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{} --help ended with {}", words.join(" "), output.status))
}
