//! One page a verb, made of what `--help` says, and their place in the table of
//! contents.

use super::contents;
use crate::help;
use std::fs;
use std::path::{Path, PathBuf};

/// The heading in the table of contents under which verbs stand; the next one ends them.
const HEADING: &str = "# Verbs";

/// Writes the pages to `docs/verbs` and their entries to the table of contents.
pub fn write(program: &Path, docs: &Path) -> Result<(), String> {
    let (made, folder) = (help::documentation(program)?, docs.join("verbs"));
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, text) in &made {
        fs::write(folder.join(name), text).map_err(|error| format!("{name}: {error}"))?;
    }
    let (path, wanted) = summary(docs, &made)?;
    fs::write(&path, wanted).map_err(|error| format!("{}: {error}", path.display()))
}

/// A fault for each page that is not as the program writes it.
pub fn stale(program: &Path, docs: &Path) -> Result<Vec<String>, String> {
    let (made, folder) = (help::documentation(program)?, docs.join("verbs"));
    let mut faults = Vec::new();
    let mut told = |name: &str, why: &str| {
        faults.push(format!("docs/{name} {why}: cargo xtask docs --write"));
    };
    for (name, text) in &made {
        if fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text) {
            told(&format!("verbs/{name}"), "is not what the program says");
        }
    }
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if made.iter().all(|(known, _)| *known != name) {
            told(&format!("verbs/{name}"), "is of no verb");
        }
    }
    let (path, wanted) = summary(docs, &made)?;
    if fs::read_to_string(path).ok() != Some(wanted) {
        told("SUMMARY.md", "does not list the verbs as they are");
    }
    Ok(faults)
}

/// The table of contents, and what is to be in it.
fn summary(docs: &Path, made: &[(String, String)]) -> Result<(PathBuf, String), String> {
    let path = docs.join("SUMMARY.md");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let wanted = with(&text, made).ok_or_else(|| format!("{} has no {HEADING}", contents::NAME))?;
    Ok((path, wanted))
}

fn with(summary: &str, made: &[(String, String)]) -> Option<String> {
    let (before, after) = summary.split_once(&format!("{HEADING}\n"))?;
    let rest = after.split_once("\n# ").map(|(_, rest)| format!("\n# {rest}")).unwrap_or_default();
    let entry = |(name, text): &(String, String)| {
        let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
        let title = if name == "README.md" { "All verbs" } else { title };
        format!("- [{title}](verbs/{name})\n")
    };
    let entries: String = made.iter().map(entry).collect();
    Some(format!("{before}{HEADING}\n\n{entries}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_take_the_place_of_verbs_and_of_nothing_else() {
        let made = [("README.md", "# hygeia\n"), ("raci-check.md", "# hygeia raci check\n\n")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        let old =
            "# S\n\n- [a](a.md)\n\n# Verbs\n\n- [old](verbs/old.md)\n\n# More\n\n- [b](b.md)\n";
        let new = with(old, &made).unwrap();
        let verbs = "- [All verbs](verbs/README.md)\n- [hygeia raci check](verbs/raci-check.md)\n";
        assert_eq!(
            new,
            format!("# S\n\n- [a](a.md)\n\n# Verbs\n\n{verbs}\n# More\n\n- [b](b.md)\n")
        );
        assert_eq!(with(&new, &made).as_ref(), Some(&new));
        assert_eq!(with("# S\n", &made), None);
    }
}
