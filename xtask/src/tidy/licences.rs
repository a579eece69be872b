//! The licences of what we link. Only of what is built on this kind of host: code for others is never
//! shipped.

use super::features;
use crate::allowances::Allowances;
use serde_json::Value;

/// A fault for each package whose licence is missing or not among those we take.
pub fn faults(metadata: &Value) -> Vec<String> {
    match Allowances::read() {
        Ok(allowances) => judged(&features::built(metadata), &allowances),
        Err(why) => vec![why],
    }
}

fn judged(packages: &[&Value], allowances: &Allowances) -> Vec<String> {
    let mut faults = Vec::new();
    let mut unneeded: Vec<&str> = allowances.unnamed.iter().map(|u| u.package.as_str()).collect();
    for package in packages {
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        let name = text("name").unwrap_or_default();
        let told = allowances.unnamed.iter().find(|unnamed| unnamed.package == name);
        let licence = text("license").or_else(|| {
            unneeded.retain(|package| *package != name);
            told.map(|unnamed| unnamed.licence.as_str())
        });
        match licence {
            None => faults.push(format!("{name} names no licence: read its files, and record it")),
            Some(licence) if !passes(licence, &allowances.licences) => {
                faults.push(format!("{name} is under {licence}, which is not among ours"));
            }
            Some(_) => {}
        }
    }
    let stale =
        |name: &str| format!("xtask/advisories.toml: {name} is not there, or names a licence");
    faults.extend(unneeded.into_iter().map(stale));
    faults
}

/// Whether an SPDX expression can be met with `allowed` alone: one side of `OR`, both of `AND`. `/` is
/// an old way to write `OR`. What does not parse does not pass.
fn passes(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    either(&words, allowed).is_some_and(|(met, rest)| met && rest.is_empty())
}

type Met<'a> = Option<(bool, &'a [&'a str])>;

fn either<'a>(words: &'a [&'a str], allowed: &[String]) -> Met<'a> {
    let (mut met, mut rest) = both(words, allowed)?;
    while let Some(("OR", after)) = split(rest) {
        let (other, left) = both(after, allowed)?;
        (met, rest) = (met | other, left);
    }
    Some((met, rest))
}

fn both<'a>(words: &'a [&'a str], allowed: &[String]) -> Met<'a> {
    let (mut met, mut rest) = one(words, allowed)?;
    while let Some(("AND", after)) = split(rest) {
        let (other, left) = one(after, allowed)?;
        (met, rest) = (met & other, left);
    }
    Some((met, rest))
}

fn one<'a>(words: &'a [&'a str], allowed: &[String]) -> Met<'a> {
    let taken = |id: &str| allowed.iter().any(|one| one == id);
    match words {
        ["(", inner @ ..] => {
            let (met, rest) = either(inner, allowed)?;
            rest.strip_prefix(&[")"]).map(|rest| (met, rest))
        }
        [")" | "AND" | "OR" | "WITH", ..] | [] => None,
        [id, "WITH", exception, rest @ ..] => {
            Some((taken(&format!("{id} WITH {exception}")), rest))
        }
        [id, rest @ ..] => Some((taken(id), rest)),
    }
}

fn split<'a>(words: &'a [&'a str]) -> Option<(&'a str, &'a [&'a str])> {
    words.split_first().map(|(first, rest)| (*first, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_expression_passes_with_what_is_allowed() {
        let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        for expression in [
            "MIT",
            "GPL-3.0-only OR MIT",
            "Apache-2.0/MIT",
            "(GPL-3.0-only OR MIT) AND MIT",
            "Apache-2.0 WITH LLVM-exception AND MIT",
        ] {
            assert!(passes(expression, &allowed), "{expression}");
        }
        for expression in
            ["", "GPL-3.0-only", "MIT AND ISC", "(MIT", "MIT MIT", "Apache-2.0", "MIT OR", "OR MIT"]
        {
            assert!(!passes(expression, &allowed), "{expression}");
        }
    }

    #[test]
    fn what_names_no_licence_is_recorded_or_a_fault() {
        let record = |unnamed: &str| {
            let text = format!("licences = [\"MIT\"]\n{unnamed}");
            Allowances::parse(&text).unwrap()
        };
        let entry = "[[unnamed]]\npackage = \"a\"\nlicence = \"MIT\"\nreason = \"read\"";
        let bare = json!({ "name": "a", "license": null });
        let named = json!({ "name": "a", "license": "MIT" });
        assert_eq!(judged(&[&bare], &record("")).len(), 1);
        assert!(judged(&[&bare], &record(entry)).is_empty());
        assert_eq!(judged(&[&named], &record(entry)).len(), 1);
        assert!(judged(&[&named], &record("")).is_empty());
    }
}
