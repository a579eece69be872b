//! Every link between files of ours leads to a file that there is, and to a heading of it.

use super::page::Page;
use super::slugs;
use std::collections::BTreeMap;
use std::path::Path;

/// A fault for each link that leads nowhere. Addresses on the network are nobody's to check here.
pub fn faults(root: &Path, pages: &[Page]) -> Vec<String> {
    let by_name: BTreeMap<&str, &Page> =
        pages.iter().map(|page| (page.name.as_str(), page)).collect();
    let mut faults = Vec::new();
    for page in pages {
        for line in page.lines().filter(|line| line.code.is_none()) {
            for target in targets(line.text).into_iter().filter(|target| is_local(target)) {
                if let Err(why) = held(root, &by_name, page, target) {
                    faults.push(format!("{}:{}: {target}: {why}", page.name, line.number));
                }
            }
        }
    }
    faults
}

fn is_local(target: &str) -> bool {
    !["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

/// What stands behind `](` outside of code.
pub fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut rest, mut code) = (line, false);
    while let Some(at) = rest.find(['`', ']']) {
        let after = rest.get(at..).unwrap_or_default();
        if let Some(next) = after.strip_prefix('`') {
            (code, rest) = (!code, next);
            continue;
        }
        rest = after.get(1..).unwrap_or_default();
        if let (false, Some(inside)) = (code, rest.strip_prefix('(')) {
            let end = inside.find(')').unwrap_or(inside.len());
            let target = inside.get(..end).unwrap_or_default();
            found.push(target.split(" \"").next().unwrap_or(target));
        }
    }
    found
}

fn held(
    root: &Path,
    pages: &BTreeMap<&str, &Page>,
    page: &Page,
    target: &str,
) -> Result<(), &'static str> {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let name = if path.is_empty() { page.name.clone() } else { resolved(page.folder(), path)? };
    if !root.join(&name).exists() {
        return Err("there is no such file");
    }
    let known = |page: &&Page| slugs::of(page).iter().any(|slug| slug == heading);
    match pages.get(name.as_str()) {
        Some(page) if !heading.is_empty() && !known(page) => Err("there is no such heading"),
        _ => Ok(()),
    }
}

/// The name from the root of what `path` names from `folder`.
pub fn resolved(folder: &str, path: &str) -> Result<String, &'static str> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or("it leads out of the repository")?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_code_and_a_dead_one_is_a_fault() {
        assert_eq!(targets("[a](b.md), `[c](d)` and ![e](f.png \"g\") [h]"), ["b.md", "f.png"]);
        assert_eq!(resolved("docs/a", "../b.md#c"), Ok("docs/b.md#c".to_owned()));
        assert!(resolved("docs", "../../x").is_err());
        let root = std::env::temp_dir();
        let page = |text: &str| vec![Page { name: "a.md".to_owned(), text: text.to_owned() }];
        assert!(faults(&root, &page("[x](https://example.org/none) `[y](none.md)`")).is_empty());
        assert_eq!(faults(&root, &page("[x](hygeia-no-such-file.md)")).len(), 1);
        assert_eq!(faults(&root, &page("# Here\n[x](#there)")).len(), 1);
    }
}
