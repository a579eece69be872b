//! What a pickle may import: a list of harmless names, a list of known weapons, and everything else.

use super::names;
use std::collections::HashSet;
use std::sync::LazyLock;

/// How a name that a pickle imports is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) enum Verdict {
    /// On the list of names that only rebuild data.
    Harmless,
    /// Not known: what it does when called is not known either.
    Unknown,
    /// Known to run code, read files or reach the network.
    Weapon,
    /// Written so that a reader takes it for another name.
    Disguised,
}

/// Judges `module` and `name` as a pickle's GLOBAL, STACK_GLOBAL or INST gives them.
pub(in crate::scan) fn judge(module: &str, name: &str) -> Verdict {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let identifier = |text: &str| !text.is_empty() && text.chars().all(plain);
    if !identifier(module) || !identifier(name) {
        return Verdict::Disguised;
    }
    // Python 2 names, which `fix_imports` maps for protocols below 3.
    let module = match module {
        "__builtin__" => "builtins",
        "copy_reg" => "copyreg",
        other => other,
    };
    if harmless(module, name) {
        Verdict::Harmless
    } else if weapon(module, name) {
        Verdict::Weapon
    } else {
        Verdict::Unknown
    }
}

/// Whether an importer could find a module or a name that is spelled like this.
pub(super) fn importable(name: &str) -> bool {
    let stray = |c: char| c.is_control() || matches!(c, '/' | char::REPLACEMENT_CHARACTER);
    !name.is_empty() && name.len() <= 255 && !name.contains(stray)
}

/// Whether a name is on the list that `cargo xtask allowlist` makes from installed packages.
fn harmless(module: &str, name: &str) -> bool {
    static LIST: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| entries().collect());
    // Classes that TorchScript compiled: no module of Python has that name.
    let compiled = module.starts_with("__torch__") && !name.contains('.');
    compiled || LIST.contains(&(module, name))
}

/// Modules and names of the list: one a line, with the reason and where it was seen behind them.
fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../../../data/allowlist.tsv").lines().filter_map(|line| {
        let mut parts = line.split('\t');
        Some((parts.next()?, parts.next()?))
    })
}

fn weapon(module: &str, name: &str) -> bool {
    let within = |path: &str| names::WEAPON_MODULES.split(' ').any(|prefix| under(path, prefix));
    let telling = |part: &str| names::TELLING.split(' ').any(|word| word == part);
    // `torch` may re-export `os`: a dotted name walks from one module into another.
    let mut parts = module.split('.').chain(name.split('.')).skip(1);
    within(module)
        || within(&format!("{module}.{name}"))
        || listed(names::WEAPONS, module, name)
        || parts.any(telling)
        || name.contains('.') && name.split('.').any(|part| part.starts_with("__"))
}

fn listed(table: &[(&str, &str)], module: &str, name: &str) -> bool {
    table.iter().any(|(m, names)| *m == module && names.split(' ').any(|n| n == name))
}

/// Whether `module` is `prefix` or lies in it.
fn under(module: &str, prefix: &str) -> bool {
    module.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_exact_match_and_disguises_are_seen() {
        for (module, name, verdict) in [
            ("collections", "OrderedDict", Verdict::Harmless),
            ("__builtin__", "set", Verdict::Harmless),
            ("sklearn.ensemble._forest", "RandomForestClassifier", Verdict::Harmless),
            ("sklearn.ensemble._forest", "Forest.fit", Verdict::Unknown),
            ("sklearnx.ensemble", "Forest", Verdict::Unknown),
            ("builtins", "print", Verdict::Unknown),
            ("os", "system", Verdict::Weapon),
            ("__builtin__", "eval", Verdict::Weapon),
            ("os.path", "join", Verdict::Weapon),
            ("torch.serialization", "os.system", Verdict::Weapon),
            ("collections", "OrderedDict.__init__.__globals__", Verdict::Weapon),
            ("os ", "system", Verdict::Disguised),
            ("o\u{455}", "system", Verdict::Disguised),
            ("", "system", Verdict::Disguised),
        ] {
            assert_eq!(judge(module, name), verdict, "{module} {name}");
        }
    }

    /// However common a name is: what opens, imports, evaluates or gets any attribute is refused.
    #[test]
    fn no_name_that_is_listed_leads_out() {
        let reviewed = ["torch.jit._pickle"];
        let all: Vec<_> = entries().collect();
        assert!(all.len() > 1_000, "{}", all.len());
        for (module, name) in all {
            let leads = weapon(module, name) && !reviewed.contains(&module);
            assert!(!leads, "{module}.{name} is a weapon");
            let words = ["getattr", "partial", "load", "open", "eval", "exec", "import"];
            let part = name.rsplit('.').next().unwrap_or(name);
            assert!(!words.contains(&part), "{module}.{name}");
        }
    }
}
