//! The paths that a source names: `use` declarations, and paths in between.

use std::collections::BTreeSet;

/// What a file names; of stripped code (see `strip`).
#[derive(Debug, Default)]
pub struct Names {
    pub imports: Vec<Import>,
    /// Paths of two names or more outside of `use`, as in `a::b::c()`.
    pub paths: Vec<Path>,
    /// Single names outside of `use`.
    pub words: BTreeSet<String>,
    /// The modules that it declares.
    pub modules: BTreeSet<String>,
    /// What it defines itself: functions, types, constants, macros.
    pub defined: BTreeSet<String>,
}

/// One leaf of a `use` tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub path: Path,
    /// The name that it has here; of a glob, `*`.
    pub name: String,
    /// Whether it is handed on: `pub use`, `pub(crate) use`.
    pub handed_on: bool,
}

/// Names joined by `::`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Whether it begins with `::`, and so with the name of a crate.
    pub absolute: bool,
    pub names: Vec<String>,
}

impl Names {
    /// The paths that may lead out of the crate: those whose first name is none of its own here.
    ///
    /// A module of one's own, or what was imported, may be called like a crate; then `::` stands before
    /// what means the crate.
    pub fn outer(&self) -> impl Iterator<Item = &Path> {
        let imports = self.imports.iter().filter(|import| {
            let others = self.imports.iter().filter(|other| other != import);
            import.path.is_outer(&self.own(others))
        });
        let own = self.own(self.imports.iter());
        let paths = self.paths.iter().filter(move |path| path.is_outer(&own));
        imports.map(|import| &import.path).chain(paths)
    }

    /// The modules, and the names that `imports` bind. `use store;` binds the crate itself.
    fn own<'a>(&'a self, imports: impl Iterator<Item = &'a Import>) -> BTreeSet<&'a str> {
        let bound = imports.filter(|import| import.path.names != [import.name.as_str()]);
        let bound = bound.map(|import| import.name.as_str());
        bound.chain(self.modules.iter().map(String::as_str)).collect()
    }
}

impl Path {
    /// `a::b::c`
    pub fn text(&self) -> String {
        self.names.join("::")
    }

    fn is_outer(&self, own: &BTreeSet<&str>) -> bool {
        let first = self.names.first().map_or("", String::as_str);
        self.absolute || !(matches!(first, "crate" | "self" | "super") || own.contains(first))
    }
}

const DEFINES: [&str; 8] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

/// Reads stripped code.
pub fn read(code: &str) -> Names {
    let tokens = tokens(code);
    let mut names = Names::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).copied().unwrap_or_default();
        match *token {
            // `impl Trait + use<'a>` imports nothing.
            "use" if next != "<" => {
                let handed_on = before == "pub" || before == ")";
                at = Tree { tokens: &tokens, at: at + 1, handed_on, found: &mut names.imports }
                    .read();
            }
            "mod" if is_name(next) => {
                names.modules.insert(next.to_owned());
                at += 2;
            }
            "macro_rules" => {
                names.defined.extend(tokens.get(at + 2).map(|&name| name.to_owned()));
                at += 3;
            }
            word if DEFINES.contains(&word) && is_name(next) => {
                names.defined.insert(next.to_owned());
                at += 2;
            }
            word if is_name(word) => {
                let (path, end) = path(&tokens, at, before == "::");
                match path.names.as_slice() {
                    [only] => {
                        names.words.insert(only.clone());
                    }
                    _ => names.paths.push(path),
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    names
}

fn path(tokens: &[&str], start: usize, absolute: bool) -> (Path, usize) {
    let mut names = Vec::new();
    let mut at = start;
    while let Some(name) = tokens.get(at).filter(|token| is_name(token)) {
        names.push((*name).to_owned());
        if tokens.get(at + 1) != Some(&"::") || !tokens.get(at + 2).is_some_and(|t| is_name(t)) {
            break;
        }
        at += 2;
    }
    (Path { absolute, names }, at + 1)
}

/// A `use` tree, from behind `use` to its `;`.
struct Tree<'a> {
    tokens: &'a [&'a str],
    at: usize,
    handed_on: bool,
    found: &'a mut Vec<Import>,
}

impl Tree<'_> {
    fn read(mut self) -> usize {
        let absolute = self.tokens.get(self.at) == Some(&"::");
        self.branch(&Path { absolute, names: Vec::new() });
        self.at
    }

    /// One branch below `stem`.
    fn branch(&mut self, stem: &Path) {
        let mut path = stem.clone();
        while let Some(&token) = self.tokens.get(self.at) {
            match token {
                "::" => self.at += 1,
                "{" => return self.branches(&path),
                "*" => {
                    self.at += 1;
                    return self.leaf(path, "*");
                }
                "as" => {
                    let name = self.tokens.get(self.at + 1).copied().unwrap_or_default();
                    self.at += 2;
                    return self.leaf(path, name);
                }
                "self" if !path.names.is_empty() => self.at += 1,
                name if is_name(name) => {
                    path.names.push(name.to_owned());
                    self.at += 1;
                }
                _ => break,
            }
        }
        let name = path.names.last().cloned().unwrap_or_default();
        self.leaf(path, &name);
    }

    fn branches(&mut self, stem: &Path) {
        self.at += 1;
        while let Some(&token) = self.tokens.get(self.at) {
            match token {
                "}" => {
                    self.at += 1;
                    return;
                }
                "," => self.at += 1,
                ";" => return,
                _ => {
                    let start = self.at;
                    self.branch(stem);
                    // What cannot be read is passed over, so that reading comes to an end.
                    self.at = self.at.max(start + 1);
                }
            }
        }
    }

    fn leaf(&mut self, path: Path, name: &str) {
        if !path.names.is_empty() || name == "*" {
            self.found.push(Import { path, name: name.to_owned(), handed_on: self.handed_on });
        }
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if !first.is_whitespace() {
            found.push(token);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(code: &str) -> Vec<String> {
        let names = read(code);
        let shown = |import: &Import| {
            let lead = if import.path.absolute { "::" } else { "" };
            format!("{lead}{} as {}", import.path.text(), import.name)
        };
        names.imports.iter().map(shown).collect()
    }

    fn paths(code: &str) -> Vec<String> {
        read(code).paths.iter().map(Path::text).collect()
    }

    #[test]
    fn trees_are_read_to_their_leaves() {
        assert_eq!(imports("use a::b;"), ["a::b as b"]);
        assert_eq!(
            imports("use a::{self, b as c, d::{E, f::*}};"),
            ["a as a", "a::b as c", "a::d::E as E", "a::d::f as *"]
        );
        assert_eq!(imports("use ::a::B; pub use super::*;"), ["::a::B as B", "super as *"]);
        assert_eq!(imports("use self::a::B;"), ["self::a::B as B"]);
        assert!(read("pub(crate) use a::B;").imports.iter().all(|import| import.handed_on));
        assert!(read("fn f() -> impl A + use<'a> {}").imports.is_empty());
    }

    #[test]
    fn paths_stand_apart_from_words() {
        let code = "fn f(x: a::B) -> C { super::d(E::g::<T>()); ::h::i!(); x.j() }";
        assert_eq!(paths(code), ["a::B", "super::d", "E::g", "h::i"]);
        let names = read(code);
        assert!(names.words.contains("C") && names.words.contains("j"));
        assert!(names.paths.iter().any(|path| path.absolute && path.text() == "h::i"));
    }

    #[test]
    fn what_is_called_like_a_crate_leads_out_only_behind_colons() {
        let outer = |code: &str| read(code).outer().map(Path::text).collect::<Vec<_>>();
        assert_eq!(
            outer("use gate::Gate; fn f() { store::open(Gate::new()) }"),
            ["gate::Gate", "store::open"]
        );
        assert_eq!(outer("mod gate; use ::gate::Gate; fn f() { gate::run() }"), ["gate::Gate"]);
        assert_eq!(outer("use workspace::query; fn f() { query::run() }"), ["workspace::query"]);
        assert_eq!(outer("use store; fn f() { store::open() }"), ["store", "store::open"]);
        assert_eq!(outer("use x::x; #[x] fn f() {}"), ["x::x"]);
        assert!(outer("use super::train::Args; fn f() { self::g(); crate::h() }").is_empty());
    }

    #[test]
    fn what_is_declared_is_told() {
        let names = read("mod a; pub struct B; const C: u8 = 1; macro_rules! d { () => {} }");
        assert!(names.modules.contains("a"));
        assert_eq!(names.defined.iter().map(String::as_str).collect::<Vec<_>>(), ["B", "C", "d"]);
    }

    #[test]
    fn nonsense_comes_to_an_end() {
        for code in ["use ;", "use {", "use a::{,;", "use", "use 1;", "use a::{1};", "mod"] {
            let _ = read(code);
        }
    }
}
