//! Tables in HTML, as wikis store and export them.

use super::super::error::ReadError;
use super::cells::Filling;
use super::row::Row;
use terms::grid::Grid;

/// Columns or rows that one cell may span.
const SPAN: usize = 1_000;

pub(super) fn is_html(text: &str) -> bool {
    tags(text).any(|(tag, _)| tag.is("table"))
}

pub(super) fn read(name: &str, text: &str) -> Result<Grid, ReadError> {
    let (mut filling, mut row) = (Filling::new(name), Row::default());
    let (mut depth, mut title, mut line) = (0usize, String::new(), 1u64);
    // The cell that is open: its text, and what it spans.
    let mut cell: Option<(String, usize, usize)> = None;
    let (mut seen, mut from, mut silent) = (0usize, 0usize, false);
    for (tag, end) in tags(text) {
        let between = text.get(from..tag.start).unwrap_or_default();
        let passed = text.get(seen..tag.start).unwrap_or_default();
        line += passed.matches('\n').count() as u64;
        (seen, from) = (tag.start, end);
        match &mut cell {
            Some((shown, ..)) if !silent => shown.push_str(between),
            None if depth == 0 => title.push_str(between),
            _ => {}
        }
        if tag.is("table") {
            depth = if tag.closes { depth.saturating_sub(1) } else { depth + 1 };
            if depth == 1 && !tag.closes {
                let heading = plain(&std::mem::take(&mut title));
                filling.begin(heading.lines().last().unwrap_or_default(), false);
            }
        }
        if depth == 1 && (tag.is("tr") || tag.is("td") || tag.is("th") || tag.is("table")) {
            if let Some((shown, columns, rows)) = cell.take() {
                row.put(line, plain(&shown), columns, rows);
            }
            if !tag.closes && (tag.is("td") || tag.is("th")) {
                let (columns, rows) =
                    (span(tag.attributes, "colspan"), span(tag.attributes, "rowspan"));
                cell = Some((String::new(), columns, rows));
            } else if tag.is("tr") {
                row.end(&mut filling)?;
            }
        } else if let Some((shown, ..)) = &mut cell {
            // Parameters of a wiki's macros are no text, but for what they show.
            if tag.is("ac:parameter") {
                silent = !tag.closes && !tag.attributes.contains("\"title\"");
            }
            shown.push_str(text.get(tag.start..end).unwrap_or_default());
        }
    }
    if let Some((shown, columns, rows)) = cell.take() {
        row.put(line, plain(&shown), columns, rows);
    }
    row.end(&mut filling)?;
    let rest = plain(&format!("{title}{}", text.get(from..).unwrap_or_default()));
    for text in rest.lines() {
        filling.row(line, vec![text.to_owned()])?;
    }
    Ok(filling.finish())
}

/// How many columns or rows `attributes` say.
pub(super) fn span(attributes: &str, name: &str) -> usize {
    let lower = attributes.to_ascii_lowercase();
    let after = lower.split_once(name).map_or("", |(_, after)| after);
    let digits: String = after
        .trim_start_matches([' ', '=', '"', '\''])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(1).clamp(1, SPAN)
}

/// Text without tags: what breaks a line is a line break, what is struck out stays marked as such, and
/// entities are what they mean.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for (tag, end) in tags(text) {
        shown.push_str(text.get(from..tag.start).unwrap_or_default());
        from = end;
        if ["br", "p", "li", "div"].iter().any(|name| tag.is(name)) {
            shown.push('\n');
        }
        if ["s", "del", "strike"].iter().any(|name| tag.is(name)) {
            shown.push_str("~~");
        }
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    let decoded = html_escape::decode_html_entities(&shown).into_owned();
    let lines = decoded.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

struct Tag<'a> {
    start: usize,
    closes: bool,
    name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The tags of a text, each with where it ends; comments are none.
fn tags(text: &str) -> impl Iterator<Item = (Tag<'_>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('<')?;
            let rest = text.get(start..)?;
            if rest.starts_with("<!--") {
                at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
                let name = text.get(start..start)?;
                return Some((Tag { start, closes: false, name, attributes: name }, at));
            }
            let inner = rest.get(1..)?;
            let closes = inner.starts_with('/');
            let inner = inner.strip_prefix('/').unwrap_or(inner);
            let named = |c: char| c.is_ascii_alphanumeric() || c == ':' || c == '-';
            let length = inner.find(|c| !named(c)).unwrap_or(inner.len());
            let (Some(end), true) =
                (rest.find('>'), inner.starts_with(|c: char| c.is_ascii_alphabetic()))
            else {
                at = start + 1;
                continue;
            };
            at = start + end + 1;
            let name = inner.get(..length)?;
            let attributes = rest.get(..end)?;
            return Some((Tag { start, closes, name, attributes }, at));
        }
    })
}
