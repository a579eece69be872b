//! How a user asks for each part of the mission, as docs/evidence.md says: by verbs and routes that
//! there are. A verb is known by the first line of its file, a route by the annotation that the OpenAPI
//! document is made from.

use super::source::Source;
use crate::run;
use std::collections::BTreeSet;

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// A fault for each verb or route that is named and not there, and each row that names neither.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let text = std::fs::read_to_string(run::root().join("docs/evidence.md")).unwrap_or_default();
    untrue(&text, &verbs(sources), &routes(sources))
}

fn untrue(page: &str, verbs: &BTreeSet<String>, routes: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| M")) {
        let cells: Vec<&str> = line.split(" |").collect();
        let id = cells.first().map_or("", |cell| cell.trim_start_matches("| "));
        let ways = ways(cells.get(2).copied().unwrap_or_default());
        if ways.is_empty() {
            faults.push(format!(
                "docs/evidence.md says no verb and no route by which {id} is asked for"
            ));
        }
        let is_there = |way: &&str| match way.strip_prefix("hygeia ") {
            Some(words) => begins_with_one(words, verbs),
            None => routes.contains(*way),
        };
        let absent = ways.into_iter().filter(|way| !is_there(way));
        faults.extend(
            absent.map(|way| format!("docs/evidence.md names `{way}` for {id}, and there is none")),
        );
    }
    faults
}

/// The verbs and routes in `cell`: what stands between backticks.
fn ways(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Whether `words` are a verb, and what may follow one: flags and values.
fn begins_with_one(words: &str, verbs: &BTreeSet<String>) -> bool {
    let lower = |byte: u8| byte.is_ascii_lowercase();
    // A flag begins with a hyphen; a verb of two words has one within.
    let plain = |word: &&str| {
        word.bytes().next().is_some_and(lower)
            && word.bytes().all(|byte| lower(byte) || byte == b'-')
    };
    let verb: Vec<&str> = words.split(' ').take_while(plain).collect();
    verbs.contains(&verb.join(" "))
}

/// ``//! `hygeia vault pull` `` at the top of its file.
fn verbs(sources: &[Source]) -> BTreeSet<String> {
    let cli = sources.iter().filter(|source| source.is_below("crates/hygeia/src/cli"));
    let head = |source: &Source| {
        let words = source.text.strip_prefix("//! `hygeia ")?.split('`').next()?;
        let plain = words.split(" --").next().unwrap_or(words);
        Some(plain.to_owned())
    };
    cli.filter_map(head).collect()
}

/// `#[utoipa::path(get, path = "/v1/audit", …`
fn routes(sources: &[Source]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let heads = ["crates/web/src", "crates/hygeia/src"];
    for source in sources.iter().filter(|one| heads.iter().any(|head| one.is_below(head))) {
        for after in source.text.split("#[utoipa::path(").skip(1) {
            let mut parts = after.splitn(2, ',').map(str::trim);
            let (method, rest) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let path = rest.strip_prefix("path = \"").and_then(|rest| rest.split('"').next());
            if let Some(path) = path.filter(|_| METHODS.contains(&method)) {
                all.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_or_route_that_is_not_there_is_told_and_so_is_a_row_without_one() {
        let sources = [
            Source::new("crates/hygeia/src/cli/a.rs", "//! `hygeia vault pull`\n"),
            Source::new("crates/hygeia/src/cli/b.rs", "//! `hygeia screen --dataset`\n"),
            Source::new("crates/hygeia/src/cli/c.rs", "//! `hygeia break-glass`\n"),
            Source::new(
                "crates/web/src/routes/a.rs",
                "#[utoipa::path(get, path = \"/v1/a/{id}\", tag = \"x\")]\nasync fn a() {}",
            ),
        ];
        let told = |ways: &str| {
            let page = format!("| M9 | `it_holds()` | {ways} | nothing |\n");
            untrue(&page, &verbs(&sources), &routes(&sources)).len()
        };
        assert_eq!(told("`hygeia vault pull --vault DIR`, `hygeia screen`, `GET /v1/a/{id}`"), 0);
        assert_eq!(told("`hygeia break-glass --close ID`"), 0);
        assert_eq!(told("`hygeia vault push`"), 1);
        assert_eq!(told("`hygeia vault`"), 1);
        assert_eq!(told("`POST /v1/a/{id}`, `GET /v1/b`"), 2);
        assert_eq!(told("somehow"), 1);
    }
}
