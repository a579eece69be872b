//! Records, objects and keys of a workspace are written by the deeds of the store alone, and each
//! deed is by a permit or in somebody's name. What is told here is a side door.

use super::source::Source;
use super::strip;

const STORE: &str = "crates/store/src";
/// Where deeds stand.
const DEEDS: &str = "crates/store/src/deeds";
/// What a function of the store writes by.
const WRITES: [&str; 12] = [
    "self.deed(",
    "store.deed(",
    "objects.put(",
    "objects.delete(",
    "keys.keep(",
    "keys_recorded(",
    ".fulfil(",
    ".intend(",
    ".forgo(",
    "meta.restore(",
    "Keys::create(",
    "Keys::import(",
];
/// On whose word a deed is done.
const WORDS: [&str; 3] = ["&Permit", "by: &PrincipalId", "by: impl Into<By<'_>>"];
/// Functions that write by nobody's word, and why they may.
const OWN: [(&str, &str); 4] = [
    ("key", "opening: a key that the workspace never had is made, once"),
    ("restore", "opening: the workspace is one only afterwards"),
    ("object", "opening: of a workspace that is being restored"),
    ("device_reported_from", "a device speaks for itself, and is entered in its owner's name"),
];

/// A fault for each public function of the store that writes past the deeds, or by nobody's word.
pub fn faults(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| source.is_below(STORE)).flat_map(of_file).collect()
}

fn of_file(source: &Source) -> Vec<String> {
    let code = strip::without_tests(&source.code, &source.code);
    let deeds = source.is_below(DEEDS);
    let mut faults = Vec::new();
    for (name, signature, body) in public_functions(&code) {
        let own = OWN.iter().any(|(own, _)| *own == name);
        if own || !WRITES.iter().any(|write| body.contains(write)) {
            continue;
        }
        let fault = if !deeds {
            "writes, and is no deed: it belongs into deeds/"
        } else if !WORDS.iter().any(|word| signature.contains(word)) {
            "writes by nobody's word: let it take a &Permit, or `by`"
        } else {
            continue;
        };
        faults.push(format!("{}: {name}() {fault}", source.name));
    }
    faults
}

/// Name, arguments and body of each function that others may call.
fn public_functions(code: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("pub ") {
        rest = rest.get(at + 4..).unwrap_or_default();
        let words = rest.trim_start_matches("const ").trim_start_matches("async ");
        let Some(function) = words.strip_prefix("fn ") else { continue };
        let Some(open) = function.find('{') else { break };
        let (signature, tail) = function.split_at(open);
        let name = signature.split(['(', '<']).next().unwrap_or_default();
        found.push((name, signature, tail.get(..end(tail)).unwrap_or(tail)));
    }
    found
}

/// Where the block that `text` begins with ends.
fn end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> usize {
        faults(&[Source::new(name, text)]).len()
    }

    #[test]
    fn a_write_is_a_deed_and_a_deed_is_on_somebodys_word() {
        let by_permit = "impl Store { pub async fn x(&self, permit: &Permit) { self.deed(); } }";
        let by_name = "pub async fn x(&self, by: &PrincipalId) { let d = self.deed().await?; }";
        let by_nobody = "pub async fn x(&self, id: &str) { self.deed(); }";
        let (deed, elsewhere) = ("crates/store/src/deeds/x.rs", "crates/store/src/x.rs");
        assert_eq!((told(deed, by_permit), told(deed, by_name)), (0, 0));
        assert_eq!((told(deed, by_nobody), told(elsewhere, by_permit)), (1, 1));
        assert_eq!(told("crates/web/src/x.rs", by_nobody), 0, "only the store can write");
        let put = "pub fn put(&self, bytes: Bytes) -> Digest { self.objects.put(bytes) }";
        assert_eq!(told(elsewhere, put), 1);
        assert_eq!(told(elsewhere, &put.replace("pub fn", "pub(crate) fn")), 0);
        let reads = "pub fn a(&self) { self.read() }\nfn b(&self) { self.objects.put(bytes) }";
        assert_eq!(told(elsewhere, reads), 0, "what follows is another function");
        assert_eq!(told(elsewhere, &format!("#[cfg(test)]\nmod tests {{ {put} }}")), 0);
    }

    #[test]
    fn this_store_has_no_side_door() {
        assert_eq!(faults(&super::super::source::all()), Vec::<String>::new());
    }
}
