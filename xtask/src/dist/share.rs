//! What lies beside the program in every package: manual pages, completions, licences, its bill.

use super::files::{executable, put, read};
use super::program::{Program, said};
use super::{bill, build, notices};
use crate::help;
use crate::run;
use crate::tidy::features;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A shell, and where its completions lie below `share`.
const SHELLS: [(&str, &str); 3] = [
    ("bash", "bash-completion/completions/hygeia"),
    ("zsh", "zsh/site-functions/_hygeia"),
    ("fish", "fish/vendor_completions.d/hygeia.fish"),
];

/// Makes the tree that is installed under a prefix: `bin/hygeia`, `share/…`. The time in manual pages and in the
/// bill is `epoch`, in seconds since 1970.
pub fn tree(program: &Program, work: &Path, epoch: i64) -> Result<PathBuf, String> {
    let tree = work.join("tree");
    let share = tree.join("share");
    put(&tree.join("bin/hygeia"), &read(&program.path)?)?;
    executable(&tree.join("bin/hygeia"))?;
    for (shell, place) in SHELLS {
        let script = said(Command::new(&program.path).args(["completions", shell]))?;
        put(&share.join(place), format!("{script}\n").as_bytes())?;
    }
    let pages = share.join("man/man1");
    for (name, text) in help::manual(&program.path, &program.version, &build::day(epoch)?)? {
        put(&pages.join(name), text.as_bytes())?;
    }
    let documents = share.join("doc/hygeia");
    for name in ["README.md", "LICENSE", "CHANGELOG.md"] {
        put(&documents.join(name), &read(&run::root().join(name))?)?;
    }
    let metadata = features::metadata()?;
    put(&documents.join("licences.txt"), notices::text(&metadata)?.as_bytes())?;
    let bill = bill::text(program, &metadata, &build::moment(epoch)?)?;
    put(&documents.join("hygeia.cdx.json"), bill.as_bytes())?;
    Ok(tree)
}
