//! Hooks, which Git runs by their names, and samples of them, which it never runs (githooks(5)).

use super::is_folder;
use crate::scan::others;
use crate::scan::rules;
use crate::scan::session::{Session, Subject};
use terms::Digest;

/// Bytes of a hook that is looked at as one; a longer one is no sample.
const LENGTH: u64 = 64 << 10;
/// What Git itself installs: name, digest of all behind the first line, versions.
const SAMPLES: &str = include_str!("../../../data/git-hooks.tsv");
/// Programs that a sample's first line may name: it is set where Git is built.
const INTERPRETERS: &[&str] = &[
    "#!/bin/sh",
    "#!/bin/bash",
    "#!/usr/bin/sh",
    "#!/usr/bin/bash",
    "#!/usr/bin/env bash",
    "#!/usr/bin/env sh",
    "#!/usr/bin/perl",
    "#!/usr/bin/env perl",
];
/// Folders in which projects keep hooks.
const KEPT: &[&str] = &["hooks", ".hooks", ".githooks", ".husky"];
/// The names that Git runs.
const HOOKS: &[&str] = &[
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "p4-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "p4-prepare-changelist",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-receive",
    "post-rewrite",
    "post-update",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "pre-receive",
    "prepare-commit-msg",
    "proc-receive",
    "push-to-checkout",
    "reference-transaction",
    "sendemail-validate",
    "update",
];

/// Looks at a text as a hook; false if it is none, and somebody else has to read it. Git runs one without a
/// first line that names a shell, too.
pub(in crate::scan) fn hook(session: &mut Session, subject: Subject<'_>) -> bool {
    let Some(name) = hook_name(subject.name) else { return false };
    let text = subject.source.get(0, subject.source.len().min(LENGTH)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let whole = subject.source.len() <= LENGTH;
    if let Some(plain) = name.strip_suffix(".sample") {
        if whole && is_sample(name, &text) {
            return true;
        }
        if HOOKS.contains(&plain) {
            let message = "this sample of a hook is not the one that Git installs";
            session.add(&rules::SCRIPT, subject.name, 0, message);
        }
        others::script(session, subject);
        return true;
    }
    if !HOOKS.contains(&name) {
        return false;
    }
    if !(whole && is_of_lfs(name, &text)) {
        let message = format!("Git runs this program at its hook {name:?}");
        session.add(&rules::GIT_HOOK, subject.name, 0, message);
        others::script(session, subject);
    }
    true
}

/// The name of a file in the folder `hooks` of a repository; or of one that is called as a hook is, in a folder where
/// `core.hooksPath`, a bare repository or a tool of a project keeps them.
fn hook_name(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let (above, last) = folder.rsplit_once(['/', '!']).unwrap_or(("", folder));
    let own = last == "hooks" && above.split(['/', '!']).any(is_folder);
    let named = KEPT.contains(&last) && HOOKS.contains(&name);
    (own || named).then_some(name)
}

/// Whether a sample is as Git installs it.
fn is_sample(name: &str, text: &str) -> bool {
    let Some((first, rest)) = text.split_once('\n') else { return false };
    let digest = Digest::of(rest.as_bytes()).hex();
    let mut known = SAMPLES.lines().filter(|line| !line.starts_with('#'));
    INTERPRETERS.contains(&first)
        && known.any(|line| {
            let mut fields = line.split('\t');
            fields.next() == Some(name) && fields.next() == Some(digest.as_str())
        })
}

/// Whether a hook is the one that Git LFS installs: it calls `git lfs NAME`, or says that this is not there.
fn is_of_lfs(name: &str, text: &str) -> bool {
    let mut lines = text.lines();
    let (first, second, third) = (lines.next(), lines.next(), lines.next());
    let asks = second.and_then(|line| {
        let line = line.strip_prefix("command -v git-lfs >/dev/null 2>&1 || { ")?;
        line.strip_suffix("; exit 2; }")
    });
    first == Some("#!/bin/sh")
        && asks.is_some_and(only_says)
        && third == Some(&format!("git lfs {name} \"$@\""))
        && lines.next().is_none()
}

/// Whether a command only prints texts that are written out.
fn only_says(command: &str) -> bool {
    command.split('"').enumerate().all(|(place, part)| match place % 2 {
        0 => matches!(part, "echo >&2 " | "printf >&2 " | " " | ""),
        _ => !part.contains(['$', '`']) && !part.replace("\\n", "").contains('\\'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_told_by_where_it_lies() {
        for (path, name) in [
            (".git/hooks/pre-commit.sample", Some("pre-commit.sample")),
            ("a/.git/modules/b/hooks/update", Some("update")),
            ("bare.git/hooks/update", Some("update")),
            ("a.zip!m/.git/hooks/update", Some("update")),
            ("hooks/update", Some("update")),
            ("a/.husky/pre-commit", Some("pre-commit")),
            ("hooks/use-model", None),
            ("hooks/pre-rebase.sample", None),
            (".git/update", None),
            (".git/hooks/deeper/update", None),
        ] {
            assert_eq!(hook_name(path), name, "{path}");
        }
    }

    #[test]
    fn what_git_lfs_installs_is_told_from_what_only_looks_like_it() {
        let hook = |says: &str, call: &str| {
            format!(
                "#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || {{ {says}; exit 2; }}\n{call}\n"
            )
        };
        let call = "git lfs post-merge \"$@\"";
        let old = "echo >&2 \"\\nThis repository is configured for Git LFS but 'git-lfs' was not found.\\n\"";
        let new = "printf >&2 \"\\n%s\\n\\n\" \"This repository is configured for Git LFS (set by 'core.hookspath'; usually '.git/hooks').\"";
        assert!(is_of_lfs("post-merge", &hook(old, call)));
        assert!(is_of_lfs("post-merge", &hook(new, call)));
        for text in [
            hook("true", call),
            hook("echo >&2 \"$(true)\"", call),
            hook("echo >&2 \"`true`\"", call),
            hook("echo >&2 \"\"; true \"\"", call),
            hook(old, "git lfs post-merge \"$@\"; true"),
            hook(old, &format!("{call}\ntrue")),
            hook(old, "git lfs pre-push \"$@\""),
        ] {
            assert!(!is_of_lfs("post-merge", &text), "{text}");
        }
    }
}
