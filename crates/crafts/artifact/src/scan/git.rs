//! What Git keeps beside a model that was cloned. Its own data run no code by lying there; hooks are programs that it
//! runs by their names; and some texts say that its folder lies elsewhere, from where it takes both.

mod data;
mod elsewhere;
mod hooks;
mod pointer;

pub(super) use data::is_whole;
pub(super) use elsewhere::elsewhere;
pub(super) use hooks::hook;
pub(super) use pointer::is_pointer;

use super::source::Source;

/// Bytes of a list of commits that are looked at to tell it as one.
const LISTED: u64 = 4 << 10;

/// Whether a part of a path is a folder of Git's: `.git`, or a bare repository (`model.git`).
pub(super) fn is_folder(part: &str) -> bool {
    part == ".git" || part.ends_with(".git")
}

/// What follows Git's own folder in a path: `objects/pack/…`, `modules/x/config`.
fn within(path: &str) -> Option<&str> {
    let mut at = 0;
    for part in path.split_inclusive(['/', '!']) {
        at += part.len();
        if part.strip_suffix(['/', '!']).is_some_and(is_folder) {
            return path.get(at..);
        }
    }
    None
}

/// Whether a path lies in Git's own folder.
pub(super) fn is_own(path: &str) -> bool {
    within(path).is_some()
}

/// Whether a text of Git's own is one of commits: those whose digits begin with `c` look like imports of a pickle.
pub(super) fn lists_commits(path: &str, source: Source<'_>) -> bool {
    let head = source.head(LISTED);
    let first = head.split(|byte| matches!(byte, b'\n' | b' ' | b'\t')).next().unwrap_or_default();
    let digits = matches!(first.len(), 40 | 64) && first.iter().all(u8::is_ascii_hexdigit);
    digits && is_own(path) && !source.has(0, b"\x80")
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn what_follows_the_outermost_folder_of_git_is_told() {
        for (path, rest) in [
            (".git/index", Some("index")),
            ("a/.git/modules/b/config", Some("modules/b/config")),
            ("a.zip!m/.git/HEAD", Some("HEAD")),
            ("bare.git/objects/pack/x.pack", Some("objects/pack/x.pack")),
            (".gitignore", None),
            ("a/.git", None),
            ("git/index", None),
        ] {
            assert_eq!(within(path), rest, "{path}");
        }
    }
}
