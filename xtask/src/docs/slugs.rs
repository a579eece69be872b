//! The names by which links reach headings.

use super::page::Page;
use std::collections::BTreeMap;

/// What may stand behind `#` in a link to the page: as code hosts and mdBook make it of a heading.
pub fn of(page: &Page) -> Vec<String> {
    let headings = page.lines().filter(|line| line.code.is_none()).filter_map(|line| {
        let text = line.text.trim_start_matches('#');
        (text.len() < line.text.len()).then(|| text.strip_prefix(' ')).flatten()
    });
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut slugs = Vec::new();
    for heading in headings {
        let slug = slug(heading);
        let count = seen.entry(slug.clone()).or_default();
        // The second of a name is `name-1`.
        slugs.push(if *count == 0 { slug } else { format!("{slug}-{count}") });
        *count += 1;
    }
    slugs
}

fn slug(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_reached_as_hosts_name_them() {
        let text = "# A `b/c`, d\n## Twice\n## Twice\n#no heading\n```\n# code\n```\n";
        let page = Page { name: "a.md".to_owned(), text: text.to_owned() };
        assert_eq!(of(&page), ["a-bc-d", "twice", "twice-1"]);
    }
}
