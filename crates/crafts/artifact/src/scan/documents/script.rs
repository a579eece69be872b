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
    ("read_pickle", "loads pickles"),
    ("weights_only=False", "loads pickles"),
    ("weights_only = False", "loads pickles"),
    ("allow_pickle=True", "loads pickles"),
    ("allow_pickle = True", "loads pickles"),
    ("import shelve", "loads pickles"),
    ("shelve.open", "loads pickles"),
    ("safe_mode=False", "loads pickles"),
    ("safe_mode = False", "loads pickles"),
    ("enable_unsafe_deserialization", "loads pickles"),
    ("unsafe_load", "runs code that it is given"),
    ("full_load", "runs code that it is given"),
    ("trust_remote_code=True", "runs code that it fetches"),
    ("trust_remote_code = True", "runs code that it fetches"),
    ("create_subprocess", "runs other programs"),
    ("webbrowser.open", "runs other programs"),
    ("-javaagent:", "runs other programs"),
    ("torch.hub.load", "runs code that it fetches"),
    ("runpy", "runs other programs"),
    ("posix_spawn", "runs other programs"),
    ("import os as", "runs other programs"),
    ("import posix", "runs other programs"),
    ("sys.modules", "imports by a computed name"),
    ("sys.meta_path", "imports by a computed name"),
    ("__globals__", "changes the interpreter"),
    ("__subclasses__", "changes the interpreter"),
    ("__getattribute__", "changes the interpreter"),
    ("/.ssh", "installs itself"),
    ("/etc/cron", "installs itself"),
    ("LaunchAgents", "installs itself"),
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
    let under =
        METHODS.iter().filter_map(|word| method(text, word)).map(|at| ("runs other programs", at));
    let named = computed(text).map(|at| ("reaches attributes by computed names", at));
    let mut found: Vec<(&str, usize)> = Vec::new();
    for (what, at) in words.chain(bare).chain(under).chain(named) {
        if !found.iter().any(|(known, _)| *known == what) {
            found.push((what, at));
        }
    }
    found
}

/// Methods that run programs, whatever their module is called here.
const METHODS: &[&str] = &[".system", ".popen", ".Popen", ".check_output", ".execv", ".spawnl"];

/// Where a method is called or taken, but for `platform.system()`, which only asks.
fn method(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        let whole = !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let rest = text.get(at + word.len()..).unwrap_or_default().trim_start_matches(' ');
        let used = rest.is_empty() || rest.starts_with(['(', '\n', ';', ',', ')', ']']);
        let named = before.ends_with(|c: char| c.is_alphanumeric() || "_])".contains(c));
        whole && used && named && !before.ends_with("platform") && !before.ends_with("file")
    })
}

/// Where an attribute is taken whose name is no literal.
fn computed(text: &str) -> Option<usize> {
    text.match_indices("getattr(").map(|(at, _)| at).find(|&at| {
        let rest: String = text.get(at..).unwrap_or_default().chars().take(200).collect();
        let name = rest.split_once(',').map(|(_, name)| name.trim_start());
        let literal = name.is_some_and(|name| name.starts_with(['\'', '"']));
        // `'sys' + 'tem'` is put together, too.
        let joined = name.is_some_and(|name| {
            let end = name.find([')', ',']).unwrap_or(name.len());
            name.get(..end).is_some_and(|name| name.contains(['+', '%', '[']))
        });
        !literal || joined
    })
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
        for plain in [
            "model.eval()\ntorch.compile(model)\nprint(1)",
            "import platform\nprint(platform.system())\ngetattr(model, 'classes_', None)",
            "equations.systems = 1\nthe.popenness()\nequation.system = 3",
        ] {
            assert!(rules(plain).is_empty(), "{plain}: {:?}", rules(plain));
        }
        for bad in [
            "import os as o\no.system('true')",
            "x = o.system\nx('true')",
            "getattr(o, 'sys' + 'tem')('true')",
            "getattr(o, name)('true')",
            "().__class__.__base__.__subclasses__()",
            "pd.read_pickle('x')",
        ] {
            assert!(!rules(bad).is_empty(), "{bad}");
        }
    }
}
