//! Heads translate requests into use cases of the workspace, and name nothing below it: neither
//! crafts nor stages nor the store. Where they may, it is said here.

use super::floors::Crate;
use super::paths::{self, Names};
use super::source::Source;
use super::strip;
use std::collections::BTreeSet;

const CRAFTS: &[&str] = &[
    "tables", "places", "openid", "classify", "quality", "protect", "gate", "ledger", "learn",
    "artifact", "surface",
];
const BELOW: &[&str] =
    &["store", "intake", "catalog", "query", "train", "handover", "serve", "vault", "posture"];
const ABOVE: &[&str] = &["workspace", "web"];
// Left out are `terms`, the words of everybody, and `files`, which reads and writes and knows nothing.

/// Who may name what, in sources. The first rule that fits a file counts.
const SOURCES: &[Rule] = &[
    Rule { place: "crates/web/src", may: &[&["workspace"]] },
    // What proves a promise looks with its own eyes, and asks no use case.
    Rule { place: "crates/hygeia/src/journey/check", may: &[ABOVE, CRAFTS] },
    Rule { place: "crates/hygeia/src/drills", may: &[ABOVE, CRAFTS] },
    // Verbs that need no workspace call crafts directly on what the caller can read anyway.
    Rule { place: "crates/hygeia/src/cli/sample", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/classify", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/mend", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/shown", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/screen", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/train", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/attack", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/predict", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/model_source", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/scan", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/sign", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/verify", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/bom", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/fetch", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/believed", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/surface", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/table", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/table_source", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/reading_findings", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/prepared", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/plan", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/check", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/compile", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/diff", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/import", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/read", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/sample", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/raci/skeleton", may: STANDALONE },
    Rule { place: "crates/hygeia/src/cli/audit/verify", may: STANDALONE },
    // How the user's own file is read is theirs to say, in the words of what reads it.
    Rule {
        place: "crates/hygeia/src/journey/input",
        may: &[ABOVE, &["tables::read::ReadOptions"]],
    },
    Rule { place: "crates/hygeia/src", may: &[ABOVE] },
];
const STANDALONE: &[&[&str]] = &[CRAFTS, &["workspace::prepare"]];

/// The same of manifests; the crafts are there for the exceptions above.
const MANIFESTS: &[Rule] = &[
    Rule { place: "crates/web", may: &[&["workspace"]] },
    Rule { place: "crates/hygeia", may: &[ABOVE, CRAFTS] },
];

/// What may be named in a file, or in all below a folder.
struct Rule {
    place: &'static str,
    /// Crates, or paths into them.
    may: &'static [&'static [&'static str]],
}

impl Rule {
    /// The first of `rules` for the file or folder `name`.
    fn of<'a>(rules: &'a [Self], name: &str) -> Option<&'a Self> {
        let fits = |rule: &&Self| {
            let rest = name.strip_prefix(rule.place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
        };
        rules.iter().find(fits)
    }

    /// Whether `path` may be named: all of it, or what it begins with.
    fn allows(&self, path: &str) -> bool {
        let within = |allowed: &str| {
            path.strip_prefix(allowed).is_some_and(|r| r.is_empty() || r.starts_with("::"))
        };
        self.may.iter().copied().flatten().any(|allowed| within(allowed))
    }
}

/// A fault for each name that a head may not say, in manifests and in sources.
pub fn faults(crates: &[Crate], sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for head in crates {
        let Some(rule) = Rule::of(MANIFESTS, &head.folder) else { continue };
        let named = head.uses("dependencies").map(|name| name.trim_start_matches("hygeia-"));
        let refused = named.filter(|name| is_of_the_house(name) && !rule.allows(name));
        faults.extend(refused.map(|name| format!("{}/Cargo.toml names {name}", head.folder)));
    }
    faults.extend(sources.iter().filter_map(|source| of_file(&source.name, &source.code)));
    faults
}

/// What the file `name` with the stripped `code` names and may not; tests may name all.
fn of_file(name: &str, code: &str) -> Option<String> {
    let rule = Rule::of(SOURCES, name)?;
    let names = paths::read(&strip::without_tests(code, code));
    let named = of_the_house(&names);
    let refused: Vec<&str> =
        named.iter().map(String::as_str).filter(|path| !rule.allows(path)).collect();
    (!refused.is_empty()).then(|| format!("{name} names {}", refused.join(", ")))
}

/// The paths that begin with a crate of the house, as they are written.
fn of_the_house(names: &Names) -> BTreeSet<String> {
    let first = |path: &paths::Path| path.names.first().is_some_and(|name| is_of_the_house(name));
    names.outer().filter(|path| first(path)).map(paths::Path::text).collect()
}

fn is_of_the_house(name: &str) -> bool {
    [CRAFTS, BELOW, ABOVE].iter().any(|floor| floor.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> String {
        let source = Source::new(&format!("crates/{name}"), text);
        of_file(&source.name, &source.code).unwrap_or_default()
    }

    #[test]
    fn heads_name_the_workspace_and_words() {
        let code = "use workspace::{Workspace, query}; use terms::Class; files::write(query::X);";
        assert_eq!(told("web/src/routes.rs", code), "");
        assert_eq!(told("hygeia/src/cli/sql.rs", code), "");
        assert_eq!(told("hygeia/src/cli/up.rs", "use web::Server;"), "");
    }

    #[test]
    fn heads_name_nothing_below() {
        assert!(told("web/src/routes.rs", "use store::Docs;").ends_with("names store::Docs"));
        assert!(told("web/src/lib.rs", "fn f(x: gate::Gate) {}").ends_with("names gate::Gate"));
        assert!(told("web/src/lib.rs", "pub use ::serve as inner;").ends_with("names serve"));
        assert!(told("hygeia/src/cli/sql.rs", "use ledger::Check;").ends_with("ledger::Check"));
        assert!(told("hygeia/src/journey/land.rs", "intake::read(x)").ends_with("intake::read"));
        assert!(told("hygeia/src/journey/check.rs", "use store::X;").ends_with("store::X"));
    }

    #[test]
    fn who_checks_names_crafts_and_no_stages() {
        assert_eq!(told("hygeia/src/journey/check/ledger.rs", "ledger::verify_export(x)"), "");
        assert_eq!(told("hygeia/src/drills/data.rs", "use protect::parquet::footer;"), "");
        assert!(told("hygeia/src/drills/data.rs", "use vault::Vault;").ends_with("vault::Vault"));
        assert!(told("hygeia/src/checks.rs", "use ledger::Check;").ends_with("ledger::Check"));
    }

    #[test]
    fn a_standalone_verb_names_crafts_and_prepares_alone() {
        let verb = "hygeia/src/cli/bom.rs";
        assert_eq!(told(verb, "use artifact::bom; workspace::prepare::table(x)"), "");
        assert_eq!(told("hygeia/src/cli/raci/diff.rs", "use gate::Raci;"), "");
        assert!(told(verb, "workspace::Workspace::open(x)").contains("workspace::Workspace"));
        assert!(told(verb, "use workspace::prepared;").ends_with("workspace::prepared"));
        assert!(told(verb, "use web::Client;").ends_with("web::Client"));
        assert!(told("hygeia/src/cli/raci.rs", "use gate::Raci;").ends_with("gate::Raci"));
    }

    #[test]
    fn what_is_called_like_a_crate_is_not_taken_for_it() {
        assert_eq!(told("hygeia/src/cli/mod.rs", "mod surface; fn f() { surface::run() }"), "");
        assert_eq!(told("hygeia/src/lib.rs", "use crate::{query}; fn f() { query::run() }"), "");
        assert_eq!(
            told("hygeia/src/lib.rs", "use super::train::Args; x.query; crate::vault::f()"),
            ""
        );
        let both = "mod surface; use ::surface::Report; fn f() { surface::run() }";
        assert!(told("hygeia/src/cli/mod.rs", both).ends_with("names surface::Report"));
    }

    #[test]
    fn comments_texts_and_tests_may_name_all() {
        let code = "//! store::Docs\nfn f() -> &str { \"gate::Gate\" }\n#[cfg(test)] mod tests { use store::X; }";
        assert_eq!(told("web/src/lib.rs", code), "");
    }
}
