//! A change of access as people read it: `+` widens, `-` narrows.

use super::output;
use gate::{Diff, Grant, Pattern};
use std::collections::BTreeMap;
use terms::PrincipalId;

/// One line for each thing that changes; of a first application, the cells are only counted.
#[must_use]
pub fn lines(diff: &Diff, first: bool) -> Vec<String> {
    let (plus, minus) = (output::paint("33", "+"), output::paint("32", "-"));
    let mut lines = Vec::new();
    if first {
        lines.push(format!("the first application: {} cells", diff.added.len()));
    } else {
        for (sign, cells) in [("-", &diff.removed), ("+", &diff.added)] {
            lines.extend(cells.iter().map(|cell| {
                let (activity, asset) = (&cell.activity, named(&cell.asset));
                format!("{sign} cell {activity}[{asset}] {} {}", cell.role, cell.letters)
            }));
        }
        for (sign, roles) in [("-", &diff.left), ("+", &diff.joined)] {
            lines.extend(roles.iter().map(|(who, role)| format!("{sign} {who} as {role}")));
        }
    }
    let (less, more) = (by_person(&diff.narrowing), by_person(&diff.widening));
    lines.extend(less.map(|(who, what)| format!("{minus} {who} loses {what}")));
    lines.extend(more.map(|(who, what)| format!("{plus} {who} gains {what}")));
    if diff.unlisted > 0 {
        lines.push(format!("{} more grants come or go", diff.unlisted));
    }
    lines.extend(diff.loosened.iter().map(|rule| format!("{plus} laxer: {rule}")));
    lines
}

/// A pattern as the RACI writes it.
#[must_use]
pub fn named(pattern: &Pattern) -> String {
    String::from(pattern.clone())
}

fn by_person(grants: &[Grant]) -> impl Iterator<Item = (&PrincipalId, String)> {
    let mut all: BTreeMap<&PrincipalId, Vec<String>> = BTreeMap::new();
    for grant in grants {
        let clear = if grant.clear { " in clear" } else { "" };
        let what = format!("{} {}{clear}", grant.action, named(&grant.asset));
        all.entry(&grant.principal).or_default().push(what);
    }
    all.into_iter().map(|(who, what)| (who, what.join(", ")))
}
