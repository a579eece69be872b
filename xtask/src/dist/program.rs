//! The program that is packaged: what it says of itself, and what it needs.

use crate::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program for this kind of host, without symbols.
pub struct Program {
    pub path: PathBuf,
    pub version: String,
    /// The newest version of glibc that it asks for.
    pub glibc: Glibc,
}

/// Such as 2.34.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glibc {
    pub major: u32,
    pub minor: u32,
}

impl Program {
    /// Takes a copy of the program at `built` into `work`, without symbols.
    pub fn take(built: &Path, work: &Path) -> Result<Self, String> {
        let path = work.join("hygeia");
        std::fs::copy(built, &path).map_err(|error| format!("{}: {error}", built.display()))?;
        run::must(Command::new("strip").arg("--strip-all").arg(&path))?;
        let version = said(Command::new(&path).arg("--version"))?;
        let version = version.strip_prefix("hygeia ").unwrap_or_default();
        if version.is_empty() || !version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') {
            return Err(format!("{} is no hygeia: its version is {version:?}", built.display()));
        }
        let symbols = said(Command::new("objdump").arg("-T").arg(&path))?;
        let glibc = newest(&symbols).ok_or("the program asks for no version of glibc")?;
        Ok(Self { version: version.to_owned(), path, glibc })
    }

    /// As people are told.
    pub fn told(&self) -> String {
        let size = std::fs::metadata(&self.path).map_or(0, |meta| meta.len() / 1_000_000);
        let Glibc { major, minor } = self.glibc;
        format!("hygeia {}, {size} MB, needs glibc {major}.{minor}", self.version)
    }

    /// What Debian calls the architecture of this host.
    pub fn debian_architecture() -> &'static str {
        match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => other,
        }
    }
}

/// What `command` prints, without the last line's end; an error if it fails.
pub fn said(command: &mut Command) -> Result<String, String> {
    let shown = format!("{command:?}");
    let output = command.output().map_err(|error| format!("{shown} did not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    Err(format!("{shown} ended with {}:\n{told}{why}", output.status))
}

/// The newest `GLIBC_2.34` among the symbols, as `objdump -T` lists them.
fn newest(symbols: &str) -> Option<Glibc> {
    let version = |text: &str| {
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let mut parts = text.get(..end)?.split('.');
        let (major, minor) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Glibc { major, minor })
    };
    symbols.split("GLIBC_").skip(1).filter_map(version).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_glibc_counts_by_number_and_not_by_letters() {
        let symbols = "0000 DF *UND* 0000 (GLIBC_2.9)  a\n0000 (GLIBC_2.34)  b\n(GLIBC_2.2.5) c";
        assert_eq!(newest(symbols), Some(Glibc { major: 2, minor: 34 }));
        assert_eq!(newest("no symbols (GLIBC_PRIVATE)"), None);
    }
}
