//! `docs/SUMMARY.md`, the table of contents of the book: every page stands in it once, and nothing else.

use super::page::Page;
use super::{is_of_book, links};
use std::collections::BTreeMap;

/// Where it is.
pub const NAME: &str = "docs/SUMMARY.md";

/// A fault for each page that is not in it or twice, and each entry that is no page.
pub fn faults(pages: &[Page]) -> Vec<String> {
    let Some(summary) = pages.iter().find(|page| page.name == NAME) else {
        return vec![format!("there is no {NAME}")];
    };
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for line in summary.lines() {
        for target in links::targets(line.text) {
            let name = links::resolved("docs", target).unwrap_or_else(|_| target.to_owned());
            *times.entry(name).or_default() += 1;
        }
    }
    let mut faults = Vec::new();
    for page in pages.iter().filter(|page| is_of_book(page)) {
        match times.remove(&page.name) {
            Some(1) => {}
            Some(_) => faults.push(format!("{NAME} has {} more than once", page.name)),
            None => faults.push(format!("{NAME} lacks {}", page.name)),
        }
    }
    faults.extend(times.keys().map(|name| format!("{NAME} has {name}, which is no page of docs")));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_missing_twice_or_no_page_is_a_fault() {
        let page = |name: &str, text: &str| Page { name: name.to_owned(), text: text.to_owned() };
        let told = |summary: &str| {
            let pages = [page("docs/a.md", ""), page("README.md", ""), page(NAME, summary)];
            faults(&pages).len()
        };
        assert_eq!(told("- [A](a.md)\n"), 0);
        assert_eq!(told("- [A](a.md)\n- [B](a.md)\n"), 1);
        assert_eq!(told("- [B](b.md)\n"), 2);
        assert_eq!(faults(&[page("docs/a.md", "")]).len(), 1);
    }
}
