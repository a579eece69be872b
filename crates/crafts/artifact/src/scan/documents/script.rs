//! Program text beside a model: what it does.

use crate::scan::reading::Reading;
use crate::scan::rules;

/// Words of programs, and what who writes them is up to.
const REACHES: &[(&str, &str)] = &[
    ("os.system", "runs other programs"),
    ("os.popen", "runs other programs"),
    ("os.exec", "runs other programs"),
    ("os.spawn", "runs other programs"),
    ("os.fork", "runs other programs"),
    ("from os import", "runs other programs"),
    ("from posix import", "runs other programs"),
    ("pty.spawn", "runs other programs"),
    ("posix.system", "runs other programs"),
    ("subprocess", "runs other programs"),
    ("child_process", "runs other programs"),
    ("Runtime.getRuntime", "runs other programs"),
    ("shell_exec", "runs other programs"),
    ("Start-Process", "runs other programs"),
    ("powershell", "runs other programs"),
    ("/bin/sh", "runs other programs"),
    ("/bin/bash", "runs other programs"),
    ("WScript", "runs other programs"),
    ("socket.", "talks to the network"),
    ("urllib", "talks to the network"),
    ("requests.", "talks to the network"),
    ("http.client", "talks to the network"),
    ("httpx", "talks to the network"),
    ("ftplib", "talks to the network"),
    ("smtplib", "talks to the network"),
    ("curl ", "talks to the network"),
    ("wget ", "talks to the network"),
    ("Invoke-WebRequest", "talks to the network"),
    ("/dev/tcp/", "talks to the network"),
    ("XMLHttpRequest", "talks to the network"),
    ("__import__", "imports by a computed name"),
    ("importlib", "imports by a computed name"),
    ("marshal.loads", "runs code that it carries"),
    ("pickle.load", "loads pickles"),
    ("cloudpickle", "loads pickles"),
    ("dill.load", "loads pickles"),
    ("joblib.load", "loads pickles"),
    ("b64decode", "decodes what it carries"),
    ("fromhex", "decodes what it carries"),
    ("ctypes", "calls native code"),
    ("cffi", "calls native code"),
    ("load_library", "calls native code"),
    ("shutil.rmtree", "removes files"),
    ("rm -rf", "removes files"),
    ("os.remove", "removes files"),
    ("crontab", "installs itself"),
    (".bashrc", "installs itself"),
    ("authorized_keys", "installs itself"),
    ("sys.settrace", "changes the interpreter"),
    ("builtins", "changes the interpreter"),
    ("os.environ", "reads the environment"),
];
/// Functions that are told only when they are called by their bare name: `model.eval()` is another.
const BARE: &[(&str, &str)] = &[
    ("eval", "runs code that it is given"),
    ("exec", "runs code that it is given"),
    ("compile", "runs code that it is given"),
];

/// Tells what program text does; that it is one is told by the caller.
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    for (what, at) in reaches(text) {
        reading.add(&rules::SCRIPT_REACHES, at, format!("this program {what}"));
    }
    reading
}

/// Each deed once, and where.
pub(super) fn reaches(text: &str) -> Vec<(&'static str, usize)> {
    let words = REACHES.iter().filter_map(|(word, what)| text.find(word).map(|at| (*what, at)));
    let bare = BARE.iter().filter_map(|(word, what)| called(text, word).map(|at| (*what, at)));
    let mut found: Vec<(&str, usize)> = Vec::new();
    for (what, at) in words.chain(bare) {
        if !found.iter().any(|(known, _)| *known == what) {
            found.push((what, at));
        }
    }
    found
}

/// Where `word` is called, and is not the last part of a longer name.
fn called(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).map(str::trim_start);
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        !before.is_some_and(part) && after.is_some_and(|after| after.starts_with('('))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_by_what_it_does() {
        let rules =
            |text: &str| reaches(text).into_iter().map(|(what, _)| what).collect::<Vec<_>>();
        assert_eq!(rules("import os\nos.system('true')"), ["runs other programs"]);
        assert_eq!(rules("x = eval (input())"), ["runs code that it is given"]);
        assert!(rules("model.eval()\ntorch.compile(model)\nprint(1)").is_empty());
    }
}
