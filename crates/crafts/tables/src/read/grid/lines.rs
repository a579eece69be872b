//! What stands between tables in a text: headings, and lines that explain.

/// The text of a heading of Markdown, Confluence or MediaWiki; `None` if `line` is none.
pub(super) fn heading(line: &str) -> Option<String> {
    let line = line.trim();
    let markdown = line.trim_start_matches('#');
    if markdown.len() < line.len() && markdown.starts_with(' ') {
        return Some(markdown.trim().trim_end_matches('#').trim().to_owned());
    }
    let confluence = line.strip_prefix('h').and_then(|rest| rest.get(1..));
    if let (Some(text), Some(b'1'..=b'6')) =
        (confluence.and_then(|rest| rest.strip_prefix(". ")), line.as_bytes().get(1))
    {
        return Some(text.trim().to_owned());
    }
    let wiki = line.trim_matches('=');
    let framed = line.starts_with('=') && line.ends_with('=') && !wiki.trim().is_empty();
    framed.then(|| wiki.trim().to_owned())
}
