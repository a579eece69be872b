//! A page of Markdown: what is prose in it, and what is code.

use std::path::Path;

/// Folders that hold no pages of ours.
const ASIDE: [&str; 4] = [".git", "target", "node_modules", "corpus"];

/// A page.
pub struct Page {
    /// From the root of the repository: `docs/ci.md`.
    pub name: String,
    pub text: String,
}

/// A line, and what it is.
pub struct Line<'a> {
    /// From 1 on.
    pub number: usize,
    pub text: &'a str,
    /// The language and marks of the block of code that it is in.
    pub code: Option<&'a str>,
}

/// All pages below `root`, in the order of their names.
pub fn all(root: &Path) -> Result<Vec<Page>, String> {
    let mut pages = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(&at).map_err(|error| format!("{}: {error}", at.display()))? {
            let path = entry.map_err(|error| error.to_string())?.path();
            let last = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !path.is_symlink() && !ASIDE.contains(&last.as_ref()) {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text = std::fs::read_to_string(&path);
                let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                pages.push(Page { name, text });
            }
        }
    }
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(pages)
}

impl Page {
    /// All lines but the fences themselves.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut code: Option<&str> = None;
        self.text.lines().zip(1..).filter_map(move |(text, number)| {
            let fence = text.trim_start().strip_prefix("```");
            match (fence, code) {
                (Some(marks), None) => code = Some(marks.trim()),
                (Some(_), Some(_)) => code = None,
                (None, _) => return Some(Line { number, text, code }),
            }
            None
        })
    }

    /// The folder that it lies in, from the root.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_whether_they_are_code() {
        let text = "a\n```sh run\nb\n```\nc\n  ```\n  d\n  ```\n".to_owned();
        let page = Page { name: "docs/x/a.md".to_owned(), text };
        let lines: Vec<_> =
            page.lines().map(|line| (line.number, line.text.trim(), line.code)).collect();
        let wanted = [(1, "a", None), (3, "b", Some("sh run")), (5, "c", None), (7, "d", Some(""))];
        assert_eq!(lines, wanted);
        assert_eq!(page.folder(), "docs/x");
    }
}
