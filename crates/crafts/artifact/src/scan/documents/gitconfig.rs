//! Configuration of Git (git-config(1)), read as Git reads it: which programs it makes Git run as soon as somebody asks it
//! for anything, and what it reads elsewhere, which may name more.

mod entries;

use crate::scan::reading::{Reading, shown};
use crate::scan::rules;
use entries::{Entry, entries, loosely};

/// How keys end whose value is a program, or a file that names programs.
const RUNS: &[&str] = &[
    "fsmonitor",
    "sshcommand",
    "hookspath",
    "pager",
    "editor",
    "clean",
    "smudge",
    "process",
    "textconv",
    "askpass",
    "gitproxy",
    "command",
    "uploadpack",
    "receivepack",
    "helper",
    "external",
    "program",
    "driver",
    "difffilter",
    "cmd",
    "browser",
    "update",
    "attributesfile",
    "templatedir",
    "objectshook",
    "transferagent",
    "vcs",
];
/// Sections of tools that Git starts by a path.
const TOOLS: &[&str] = &["difftool", "mergetool", "guitool", "browser", "man"];
/// What Git LFS writes for its own filter.
const LFS: &[(&str, &[&str])] = &[
    ("clean", &["git-lfs clean -- %f"]),
    ("smudge", &["git-lfs smudge -- %f", "git-lfs smudge --skip -- %f"]),
    ("process", &["git-lfs filter-process", "git-lfs filter-process --skip"]),
];
/// Helpers that come with Git.
const HELPERS: &[&str] = &["store", "cache", "osxkeychain", "manager", "wincred", "libsecret"];

/// Judges one. Of a text that lies in Git's folder (`own`) another reading than Git's is a doubt.
pub(super) fn read(text: &str, own: bool) -> Reading {
    let mut reading = Reading::default();
    let found = entries(text).unwrap_or_else(|| {
        if own {
            reading.unsure("it is no configuration that Git reads");
        }
        loosely(text)
    });
    for entry in &found {
        judge(&mut reading, entry);
    }
    reading
}

fn judge(reading: &mut Reading, entry: &Entry) {
    let Entry { section, part, key, value } = entry;
    let runs = RUNS.iter().any(|word| key.ends_with(word)) && !is_plain(entry);
    let remote = value.starts_with("ext::") || section == "url" && part.starts_with("ext::");
    let paged = section == "pager" && !is_flag(value);
    let tool = TOOLS.contains(&section.as_str()) && matches!(key.as_str(), "path" | "cmd");
    let transfer = section == "lfs" && part.to_lowercase().starts_with("customtransfer");
    if runs || remote || paged || tool || transfer || value.starts_with('!') {
        let message = format!("git runs what it says under {:?}", shown(&entry.name()));
        reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
    if section.starts_with("include") && key == "path" {
        let message = format!("git reads {} as well, which may name programs", shown(value));
        reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
    submodule(reading, entry);
}

/// Names, paths and addresses of submodules that older versions of Git take for options, for other folders or for other
/// names than they read (CVE-2018-11235, CVE-2018-17456, CVE-2025-48384).
fn submodule(reading: &mut Reading, entry: &Entry) {
    let Entry { section, part, key, value } = entry;
    if section != "submodule" {
        return;
    }
    let climbs = |text: &str| text.split(['/', '\\']).any(|part| part == "..");
    let steered = |text: &str| text.starts_with('-') || text.contains(char::is_control);
    let path = key == "path" && (climbs(value) || value.starts_with('/'));
    let odd = matches!(key.as_str(), "path" | "url") && steered(value);
    if climbs(part) || steered(part) || path || odd {
        let message = format!("a submodule leads elsewhere: {} = {}", entry.name(), shown(value));
        reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
}

fn is_flag(value: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off", "1", "0", ""]
        .contains(&value.to_lowercase().as_str())
}

/// Whether a value under a key that may name a program names none, or one that Git or Git LFS brings.
fn is_plain(entry: &Entry) -> bool {
    let Entry { section, part, key, value } = entry;
    let value = value.as_str();
    let lfs = section == "filter" && part == "lfs";
    let filter = LFS.iter().any(|(known, values)| known == key && values.contains(&value));
    is_flag(value)
        || lfs && filter
        || key == "helper" && HELPERS.contains(&value)
        || key == "update" && ["checkout", "rebase", "merge", "none"].contains(&value)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_clones_have_is_clean() {
        for plain in [
            "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n[remote \"origin\"]\n\turl = https://hub.example/a/b\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n",
            "[lfs]\n\trepositoryformatversion = 0\n[lfs \"https://hub.example/a/b.git/info/lfs\"]\n\taccess = basic\n[filter \"lfs\"]\n\tclean = git-lfs clean -- %f\n\tsmudge = git-lfs smudge -- %f\n\tprocess = git-lfs filter-process\n\trequired = true\n",
            "[core]\n\tfsmonitor = true\n\tworktree = ../../../sub ; beside it\n[submodule]\n\tactive = .\n[submodule \"a/b\"]\n\turl = ../b.git\n\tpath = a/b\n\tupdate = rebase\n",
            "[remote \"origin\"]\n\tpromisor = true\n\tpartialclonefilter = blob:none\n[alias]\n\tst = status -s\n[pager]\n\tlog = false\n",
            "\u{feff}[user] name = \"A # B\"\r\n\temail = a@b.example\r\n",
        ] {
            assert!(read(plain, true).is_clean(), "{plain}: {:?}", read(plain, true).rules());
        }
    }

    #[test]
    fn what_makes_git_run_a_program_is_told_however_it_is_spelled() {
        for bad in [
            "[core]\n\tfsmonitor = sh -c true\n",
            "[core]\n\tFSMonitor = \"sh -c true\"\n",
            "[core] fsmonitor=sh\\\n -c true\n",
            "# comment \\\n[core]\nfsmonitor = x\n",
            "[filter \"lfs\"]\n\tsmudge = \"git-lfs smudge -- %f; true\"\n",
            "[filter \"x\"]\n\tsmudge = git-lfs smudge -- %f\n",
            "[alias]\n\tst = \"!true\"\n",
            "[alias]\n\tst = \"\"!true\n",
            "[pager]\n\tlog = sh -c true\n",
            "[url \"ext::sh -c true \"]\n\tinsteadOf = https://\n",
            "[difftool \"x\"]\n\tpath = /tmp/x\n",
            "[lfs \"customtransfer.x\"]\n\tpath = /tmp/x\n",
            "[lfs]\n\tstandalonetransferagent = x\n",
            "[init]\n\ttemplateDir = ../t\n",
            "[include]\n\tpath = ../x\n",
            "[includeIf \"gitdir:/\"]\n\tpath = ../x\n",
            "[credential]\n\thelper = store --file x\n",
            "[submodule \"../x\"]\n\turl = y\n",
            "[submodule \"x\"]\n\turl = -u./x\n",
            "[submodule \"x\"]\n\tpath = \"x\r\"\n",
            "[remote.origin]\n\tuploadpack = sh\n",
        ] {
            assert!(!read(bad, true).is_clean(), "{bad}");
        }
    }

    #[test]
    fn what_git_does_not_read_is_a_doubt_and_still_searched() {
        assert!(!read("[core\n", true).is_clean());
        assert!(!read("[core]\n_fsmonitor = x\n", false).is_clean());
        assert!(read("[core]\n'x' = y\n", false).is_clean());
    }
}
