//! What `strace` noted of a run: which calls changed or opened files of the workspace, and what was
//! written and not yet synced when it ended.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The calls that change what lies on disk, or make that durable.
pub const CHANGING: [&str; 14] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "mkdirat",
];
/// Those, and what comes before them.
pub const OPENING: [&str; 2] = ["openat", "mkdir"];

/// Of each call, the how-manieth of its thread concerned a file of the workspace.
pub type Calls = BTreeMap<String, BTreeSet<u64>>;

/// A line of `strace -f -y`: a call that was begun, or the end of one that was noted as begun.
struct Line<'a> {
    thread: &'a str,
    call: &'a str,
    arguments: &'a str,
    /// Whether this is where the call began.
    begins: bool,
    /// What it gave, if it ended well.
    gave: Option<u64>,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (thread, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        let gave = rest.rsplit_once(" = ").and_then(|(_, gave)| {
            let digits = gave.find(|c: char| !c.is_ascii_digit()).unwrap_or(gave.len());
            gave.get(..digits)?.parse().ok()
        });
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let call = resumed.split(' ').next()?;
            return Some(Self { thread, call, arguments: "", begins: false, gave });
        }
        let (call, arguments) = rest.split_once('(')?;
        Some(Self { thread, call, arguments, begins: true, gave })
    }

    /// The paths that the arguments name: those of descriptors in `<…>`, and texts below the
    /// descriptor before them.
    fn paths(&self) -> Vec<PathBuf> {
        let (mut paths, mut below) = (Vec::new(), PathBuf::new());
        let mut rest = self.arguments;
        while let Some(at) = rest.find(['<', '"']) {
            let Some((mark, after)) = rest.get(at..).and_then(|r| r.split_at_checked(1)) else {
                break;
            };
            let Some(end) = after.find(if mark == "<" { '>' } else { '"' }) else { break };
            let text = after.get(..end).unwrap_or_default();
            if mark == "<" && text.starts_with('/') {
                below = PathBuf::from(text.trim_end_matches(" (deleted)"));
                paths.push(below.clone());
            } else if mark == "\"" && !text.is_empty() && self.names_paths() {
                paths.retain(|path| *path != below);
                paths.push(below.join(text));
            }
            rest = after.get(end + 1..).unwrap_or_default();
        }
        paths
    }

    fn names_paths(&self) -> bool {
        let by_name = ["open", "rename", "unlink", "link", "mkdir"];
        by_name.iter().any(|prefix| self.call.starts_with(prefix))
    }
}

/// The calls of a run that concerned files below `home`.
pub fn calls(log: &str, home: &Path) -> Calls {
    let (mut counts, mut calls) = (BTreeMap::<(&str, &str), u64>::new(), Calls::new());
    for line in log.lines().filter_map(Line::parse).filter(|line| line.begins) {
        let count = counts.entry((line.thread, line.call)).or_default();
        *count += 1;
        if line.paths().iter().any(|path| path.starts_with(home)) {
            calls.entry(line.call.to_owned()).or_default().insert(*count);
        }
    }
    calls
}

/// Where calls were made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failures {
    None,
    /// All of them concerned files of the workspace.
    Within,
    /// One of them did not: where the threads of a program wake one another, no disk fails.
    Beside,
}

/// Where calls were made to fail, the workspace being below `home`.
pub fn failures(log: &str, home: &Path) -> Failures {
    let mut begun: BTreeMap<(&str, &str), Line<'_>> = BTreeMap::new();
    let mut met = false;
    for (text, line) in log.lines().filter_map(|text| Some((text, Line::parse(text)?))) {
        let failed = text.ends_with("(INJECTED)");
        let of = |line: &Line<'_>| line.paths().iter().any(|path| path.starts_with(home));
        let within = match line.begins {
            true => of(&line),
            false => begun.remove(&(line.thread, line.call)).is_some_and(|first| of(&first)),
        };
        if failed && !within {
            return Failures::Beside;
        }
        met |= failed;
        if line.begins {
            begun.insert((line.thread, line.call), line);
        }
    }
    if met { Failures::Within } else { Failures::None }
}

/// Where each file was written since it was synced last: begin and end of each piece.
pub type Unsynced = BTreeMap<PathBuf, Vec<(u64, u64)>>;

/// What of the files below `home` was not synced when the run ended.
pub fn unsynced(log: &str, home: &Path) -> Unsynced {
    let (mut pieces, mut lengths) = (Unsynced::new(), BTreeMap::<PathBuf, u64>::new());
    let mut begun: BTreeMap<(&str, &str), Line<'_>> = BTreeMap::new();
    for line in log.lines().filter_map(Line::parse) {
        let line = match (line.begins, line.gave) {
            // It goes on later, or never: what it would have written may be there in part.
            (true, None) => {
                begun.insert((line.thread, line.call), line);
                continue;
            }
            (true, Some(_)) => line,
            (false, gave) => match begun.remove(&(line.thread, line.call)) {
                Some(first) => Line { gave, ..first },
                None => continue,
            },
        };
        note(&line, &mut pieces, &mut lengths);
    }
    pieces.retain(|path, pieces| path.starts_with(home) && !pieces.is_empty());
    pieces
}

fn note(line: &Line<'_>, pieces: &mut Unsynced, lengths: &mut BTreeMap<PathBuf, u64>) {
    let (paths, Some(gave)) = (line.paths(), line.gave) else { return };
    match (line.call, paths.as_slice()) {
        ("write" | "writev", [path]) => {
            let length = lengths.entry(path.clone()).or_default();
            pieces.entry(path.clone()).or_default().push((*length, *length + gave));
            *length += gave;
        }
        ("pwrite64", [path]) => {
            if let Some(offset) = offset(line.arguments) {
                pieces.entry(path.clone()).or_default().push((offset, offset + gave));
            }
        }
        ("fsync" | "fdatasync", [path]) => drop(pieces.remove(path)),
        ("rename" | "renameat" | "renameat2", [from, to]) => {
            let moved = pieces.remove(from).unwrap_or_default();
            pieces.insert(to.clone(), moved);
        }
        _ => {}
    }
}

/// The last of the arguments, a number.
fn offset(arguments: &str) -> Option<u64> {
    let (_, last) = arguments.split(") = ").next()?.rsplit_once(", ")?;
    last.split([' ', ')']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"7 openat(AT_FDCWD</w/home>, "/etc/ld.so.cache", O_RDONLY) = 3</etc/ld.so.cache>
7 openat(AT_FDCWD</w/home>, "ws/hygeia.toml", O_RDONLY) = 3</w/home/ws/hygeia.toml>
8 openat(9</w/home/ws>, "tail", O_RDONLY) = 4</w/home/ws/tail>
7 write(5</w/home/ws/new>, ""..., 10) = 10
7 write(1</w/out>, ""..., 10) = 10
8 pwrite64(4</w/home/ws/tail>, ""..., 100, 4096) = 100
8 fdatasync(4</w/home/ws/tail> <unfinished ...>
7 renameat(6</w/home/ws>, "new", 6</w/home/ws>, "old") = 0
7 pwrite64(4</w/home/ws/meta>, ""..., 24, 32) = 24
8 <... fdatasync resumed>) = 0
8 pwrite64(4</w/home/ws/tail>, ""..., 50, 4196 <unfinished ...>
8 <... pwrite64 resumed>) = 50
7 fsync(4</w/home/ws/meta> <unfinished ...>
7 +++ killed by SIGKILL +++
"#;

    #[test]
    fn calls_are_counted_by_thread_where_they_concern_the_workspace() {
        let calls = calls(LOG, Path::new("/w/home"));
        assert_eq!(calls["openat"], BTreeSet::from([1, 2]));
        assert_eq!(calls["write"], BTreeSet::from([1]));
        assert_eq!(calls["pwrite64"], BTreeSet::from([1, 2]));
        assert_eq!(calls["renameat"], BTreeSet::from([1]));
    }

    #[test]
    fn a_call_that_failed_beside_the_workspace_is_no_fault_of_a_disk() {
        let home = Path::new("/w/home");
        let file =
            "7 write(5</w/home/ws/new>, \"\"..., 10) = -1 EIO (Input/output error) (INJECTED)\n";
        let wake = "7 write(6<anon_inode:[eventfd]>, \"\"..., 8 <unfinished ...>\n\
                    7 <... write resumed>) = -1 EIO (Input/output error) (INJECTED)\n";
        assert_eq!(failures(&[LOG, file].concat(), home), Failures::Within);
        assert_eq!(failures(&[LOG, file, wake].concat(), home), Failures::Beside);
        assert_eq!(failures(LOG, home), Failures::None);
    }

    #[test]
    fn what_was_synced_is_left_out_and_a_new_name_keeps_what_was_not() {
        let unsynced = unsynced(LOG, Path::new("/w/home"));
        let piece =
            |name: &str| unsynced.get(Path::new("/w/home/ws").join(name).as_path()).cloned();
        assert_eq!(piece("old"), Some(vec![(0, 10)]));
        assert_eq!(piece("tail"), Some(vec![(4196, 4246)]));
        assert_eq!(piece("meta"), Some(vec![(32, 56)]));
        assert_eq!(unsynced.len(), 3);
    }
}
