//! The modules of one crate, each a file, and what one takes from another.

use super::paths::{self, Import, Names, Path};
use super::source::Source;
use super::strip;
use std::collections::{BTreeMap, BTreeSet};

/// Hand-overs that are followed from one module to the next: more are a loop.
const HOPS: usize = 16;

/// The place of a module: `[]` is the root, `["scan", "zip"]` is `crate::scan::zip`.
type Place = Vec<String>;

/// The modules that are compiled into a program or library; tests are left out.
pub struct Modules<'a> {
    all: BTreeMap<Place, Module<'a>>,
}

struct Module<'a> {
    file: &'a str,
    names: Names,
}

/// From one file to another: the names that the first takes from the second.
pub type Arrows<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<String>>;

impl<'a> Modules<'a> {
    /// The modules that the file `root` declares, and those declare in turn.
    pub fn below(root: &str, sources: &'a [Source]) -> Self {
        let mut all = BTreeMap::new();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let by_name: BTreeMap<&str, &Source> =
            sources.iter().map(|s| (s.name.as_str(), s)).collect();
        let mut open = vec![(Place::new(), root.to_owned())];
        while let Some((place, name)) = open.pop() {
            let Some(source) = by_name.get(name.as_str()) else { continue };
            let names = paths::read(&strip::without_tests(&source.code, &source.code));
            for module in &names.modules {
                let mut below = place.clone();
                below.push(module.clone());
                let stem = format!("{folder}/{}", below.join("/"));
                let files = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
                open.extend(files.map(|file| (below.clone(), file)));
            }
            all.insert(place, Module { file: &source.name, names });
        }
        Self { all }
    }

    /// Who takes what from whom. What only declares and hands on takes nothing.
    pub fn arrows(&self) -> Arrows<'a> {
        let mut arrows = Arrows::new();
        for (place, module) in &self.all {
            if module.names.defined.is_empty() {
                continue;
            }
            for path in module.taken() {
                let Some((file, name)) = self.find(place, path, HOPS) else { continue };
                if file != module.file {
                    arrows.entry((module.file, file)).or_default().insert(name);
                }
            }
        }
        arrows
    }

    /// The file that defines what `path` means in the module `place`, and its name there.
    fn find(&self, place: &Place, path: &Path, hops: usize) -> Option<(&'a str, String)> {
        if path.absolute {
            return None;
        }
        let (mut at, mut names) = (place.clone(), path.names.as_slice());
        let mut anchored = false;
        while let Some((first, rest)) = names.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            (names, anchored) = (rest, true);
        }
        self.descend(at, names, anchored, hops)
    }

    /// Goes down from `at`. A path whose first name is not known there leads out of the crate,
    /// unless it is `anchored`: then it is the module's own.
    fn descend(
        &self,
        mut at: Place,
        mut names: &[String],
        mut anchored: bool,
        hops: usize,
    ) -> Option<(&'a str, String)> {
        let hops = hops.checked_sub(1)?;
        while let Some((first, rest)) = names.split_first() {
            let module = self.all.get(&at)?;
            at.push(first.clone());
            if self.all.contains_key(&at) {
                (names, anchored) = (rest, true);
                continue;
            }
            at.pop();
            if let Some(import) = module.names.imports.iter().find(|i| &i.name == first) {
                let mut path = import.path.clone();
                path.names.extend(rest.iter().cloned());
                return self.find(&at, &path, hops);
            }
            if anchored && !module.names.defined.contains(first) {
                let globs = module.names.imports.iter().filter(|import| import.name == "*");
                let mut found = globs.filter_map(|glob| self.through(&at, glob, names, hops));
                return found.next().or_else(|| Some((module.file, first.clone())));
            }
            return anchored.then(|| (module.file, first.clone()));
        }
        // A module itself: what is taken from it stands in the paths that begin with its name.
        None
    }

    /// `names`, if the module behind `glob` has the first of them.
    fn through(
        &self,
        place: &Place,
        glob: &Import,
        names: &[String],
        hops: usize,
    ) -> Option<(&'a str, String)> {
        let mut path = glob.path.clone();
        path.names.extend(names.iter().cloned());
        let (file, name) = self.find(place, &path, hops)?;
        let module = self.all.values().find(|module| module.file == file)?;
        module.names.defined.contains(&name).then_some((file, name))
    }
}

impl Module<'_> {
    /// All paths that it uses itself. What is handed on counts if it is used here as well.
    fn taken(&self) -> impl Iterator<Item = &Path> {
        let names = &self.names;
        let begins = |name: &String| names.paths.iter().any(|p| p.names.first() == Some(name));
        let used = move |import: &&Import| {
            !import.handed_on || names.words.contains(&import.name) || begins(&import.name)
        };
        names.imports.iter().filter(used).map(|import| &import.path).chain(&names.paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> =
            files.iter().map(|(name, text)| Source::new(&format!("src/{name}"), text)).collect();
        let modules = Modules::below("src/lib.rs", &sources);
        let shown = |((from, to), names): (&(&str, &str), &BTreeSet<String>)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{from} -> {to}: {}", names.join(", ")).replace("src/", "")
        };
        modules.arrows().iter().map(shown).collect()
    }

    #[test]
    fn paths_lead_to_the_file_that_defines() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; fn a() { super::c::f(); std::fs::read() }"),
            ("b.rs", "pub struct B;"),
            ("c.rs", "use super::b; fn f() { b::g(); }"),
        ];
        assert_eq!(arrows(&files), ["a.rs -> b.rs: B", "a.rs -> c.rs: f", "c.rs -> b.rs: g"]);
    }

    #[test]
    fn what_is_handed_on_is_taken_from_where_it_comes() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::{B, C, D}; fn a() {}"),
            ("b/mod.rs", "mod x; mod y; pub use x::B; use y::C; pub use y::*; fn own() { C }"),
            ("b/x.rs", "pub struct B;"),
            ("b/y.rs", "pub struct C; pub struct D;"),
        ];
        assert_eq!(
            arrows(&files),
            ["a.rs -> b/x.rs: B", "a.rs -> b/y.rs: C, D", "b/mod.rs -> b/y.rs: C"]
        );
    }

    #[test]
    fn a_child_takes_from_its_parent_and_a_parent_from_its_child() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a.rs", "mod b; fn f() { b::g() } fn h() {}"),
            ("a/b.rs", "use super::h; pub fn g() {}"),
        ];
        assert_eq!(arrows(&files), ["a.rs -> a/b.rs: g", "a/b.rs -> a.rs: h"]);
    }

    #[test]
    fn declarations_globs_of_tests_and_strangers_are_no_arrows() {
        let files = [
            ("lib.rs", "mod a; pub use a::A; pub use a::b::B;"),
            ("a.rs", "pub mod b; pub struct A; #[cfg(test)] mod tests { use crate::a::b::B; }"),
            ("a/b.rs", "use terms::a::A; pub struct B; #[cfg(test)] mod tests;"),
            ("a/b/tests.rs", "use crate::a::A; fn t() {}"),
        ];
        assert!(arrows(&files).is_empty());
    }

    #[test]
    fn hand_overs_in_a_loop_come_to_an_end() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub use crate::b::X; fn a(x: X) {}"),
            ("b.rs", "pub use crate::a::X; fn b() {}"),
        ];
        assert!(arrows(&files).is_empty());
    }
}
