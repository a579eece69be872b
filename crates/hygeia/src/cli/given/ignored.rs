//! `.hygeiaignore`: patterns as in `.gitignore`, one a line, of what is not looked at. Only the one in the
//! folder where a verb is called counts, never one that came with what is looked at further down; and what
//! it leaves out is told.

use crate::cli::file;
use crate::cli::report::place;
use crate::failure::Failure;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How the file is called.
const NAME: &str = ".hygeiaignore";
/// Paths that are told by name.
const TOLD: usize = 20;

/// What is not looked at.
#[derive(Debug, Default)]
pub struct Ignored {
    here: PathBuf,
    lines: Vec<Line>,
    /// What was asked for and is left out.
    seen: Mutex<Vec<String>>,
}

/// One line of the file.
#[derive(Debug)]
struct Line {
    /// `!`: it is looked at after all.
    again: bool,
    /// A `/` at the end: only a folder.
    folder: bool,
    /// A `/` elsewhere: from the file's own folder on, not at any depth.
    anchored: bool,
    pattern: glob::Pattern,
}

impl Ignored {
    /// What the file in this folder says, if there is one.
    ///
    /// # Errors
    /// If it can't be read, or has a line that is no pattern.
    pub fn here(off: bool) -> Result<Self, Failure> {
        let here = std::env::current_dir().unwrap_or_default();
        let path = here.join(NAME);
        if off || !path.is_file() {
            return Ok(Self { here, ..Self::default() });
        }
        Self::parse(here, &file::text(&path)?)
    }

    fn parse(here: PathBuf, text: &str) -> Result<Self, Failure> {
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let parsed = Line::parse(line).map_err(|why| {
                Failure::usage(format!("{NAME}, line {number}: {why}"))
                    .hint("write patterns as in .gitignore")
            })?;
            lines.extend(parsed);
        }
        Ok(Self { here, lines, seen: Mutex::default() })
    }

    /// Whether a path that was asked for, or lies below one, is not looked at; it is remembered then.
    pub fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let shown = place::from_here(path, &self.here);
        let out = !shown.starts_with('/') && self.has(&shown, is_folder);
        if out {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(shown);
        }
        out
    }

    /// Nothing below a folder that is left out comes back, as in Git.
    fn has(&self, path: &str, is_folder: bool) -> bool {
        let mut above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        above.any(|folder| self.judged(folder, true)) || self.judged(path, is_folder)
    }

    /// The last line that fits decides.
    fn judged(&self, path: &str, is_folder: bool) -> bool {
        let fitting = self.lines.iter().rev().find(|line| line.fits(path, is_folder));
        fitting.is_some_and(|line| !line.again)
    }

    /// Says what was left out.
    pub fn tell(&self, left_out: &mut Vec<String>) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let told = seen.iter().take(TOLD);
        left_out.extend(told.map(|path| format!("{path} is not looked at: {NAME} leaves it out")));
        if seen.len() > TOLD {
            left_out.push(format!("{} more are not looked at: {NAME}", seen.len() - TOLD));
        }
    }
}

impl Line {
    fn parse(line: &str) -> Result<Option<Self>, String> {
        let line = trimmed(line.strip_suffix('\r').unwrap_or(line));
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (again, line) = line.strip_prefix('!').map_or((false, line), |line| (true, line));
        let (folder, line) = line.strip_suffix('/').map_or((false, line), |line| (true, line));
        let anchored = line.contains('/');
        let pattern = as_glob(line.strip_prefix('/').unwrap_or(line))?;
        let pattern = glob::Pattern::new(&pattern).map_err(|why| why.to_string())?;
        Ok(Some(Self { again, folder, anchored, pattern }))
    }

    fn fits(&self, path: &str, is_folder: bool) -> bool {
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let what = if self.anchored { path } else { name };
        (is_folder || !self.folder) && self.pattern.matches_with(what, options)
    }
}

/// Without blanks at the end, but for one behind a `\`.
fn trimmed(line: &str) -> &str {
    let short = line.trim_end_matches([' ', '\t']);
    match short.ends_with('\\') && short.len() < line.len() {
        true => line.get(..=short.len()).unwrap_or(line),
        false => short,
    }
}

/// A pattern of Git's in the words of the matcher: `\x` is `[x]`, `**` counts only as a whole part, and a
/// set begins with `[!` where it is turned round.
fn as_glob(line: &str) -> Result<String, String> {
    let mut out = String::new();
    for (number, part) in line.split('/').enumerate() {
        if number > 0 {
            out.push('/');
        }
        match part {
            "**" => out.push_str("**"),
            part => translate(part, &mut out)?,
        }
    }
    // `a/**` is what lies below, never the folder itself.
    if out.ends_with("/**") {
        out.push_str("/*");
    }
    Ok(out)
}

fn translate(part: &str, out: &mut String) -> Result<(), String> {
    let mut letters = part.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let meant = letters.next().ok_or("nothing stands behind the last \\")?;
                out.push_str(&glob::Pattern::escape(&meant.to_string()));
            }
            '*' => {
                while letters.next_if_eq(&'*').is_some() {}
                out.push('*');
            }
            '[' => {
                out.push('[');
                if letters.next_if(|next| *next == '!' || *next == '^').is_some() {
                    out.push('!');
                }
            }
            letter => out.push(letter),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    const LINES: &str = "# comment\n*.pkl\n!keep.pkl\n/top.csv\nbuild/\ndocs/*.csv\na/**/z.csv\n**/deep\nx/**\n\
                         \\#odd\n\\!odd\nfoo[!0-9].csv\nq?.csv\nspace\\ \ntrail   \na**b.csv\n[^a]z.bin\n";
    const PATHS: &[&str] = &[
        "m.pkl",
        "d/m.pkl",
        "keep.pkl",
        "d/keep.pkl",
        "top.csv",
        "d/top.csv",
        "build/a.csv",
        "d/build/b.csv",
        "docs/a.csv",
        "docs/d/a.csv",
        "e/docs/a.csv",
        "a/z.csv",
        "a/b/z.csv",
        "a/b/c/z.csv",
        "deep/f.csv",
        "k/deep/f.csv",
        "x/one.csv",
        "x/y/two.csv",
        "#odd",
        "!odd",
        "foo1.csv",
        "foox.csv",
        "qa.csv",
        "qaa.csv",
        "space ",
        "trail",
        "axxb.csv",
        "bz.bin",
        "az.bin",
        "plain.csv",
        "build.csv",
        "xx/one.csv",
    ];

    // proves M22
    #[test]
    fn what_is_ignored_is_what_git_ignores() {
        let dir = tempfile::tempdir().unwrap();
        let git = |args: &[&str]| Command::new("git").current_dir(dir.path()).args(args).output();
        let Ok(made) = git(&["init", "-q"]) else { return needs::absent("git") };
        assert!(made.status.success());
        std::fs::write(dir.path().join(".gitignore"), LINES).unwrap();
        let ignored = Ignored::parse(dir.path().to_path_buf(), LINES).unwrap();
        for path in PATHS {
            let whole = dir.path().join(path);
            std::fs::create_dir_all(whole.parent().unwrap()).unwrap();
            std::fs::write(&whole, "").unwrap();
        }
        for path in PATHS {
            let of_git = git(&["check-ignore", "-q", "--no-index", path]).unwrap().status.success();
            assert_eq!(ignored.leaves_out(&dir.path().join(path), false), of_git, "{path}");
        }
        let mut told = Vec::new();
        ignored.tell(&mut told);
        assert!(told[0].contains("m.pkl") && told[0].contains(NAME), "{told:?}");
    }

    #[test]
    fn what_lies_elsewhere_is_never_left_out() {
        let ignored = Ignored::parse(PathBuf::from("/r"), "*\n").unwrap();
        assert!(ignored.leaves_out(Path::new("/r/a"), false));
        assert!(!ignored.leaves_out(Path::new("/tmp/a"), false));
    }
}
