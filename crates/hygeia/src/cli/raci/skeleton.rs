//! A `raci.map.toml` to begin with: what was assumed, to be looked at, and lines for what has to be asked.

use gate::sheet::{Meanings, SheetReading};
use std::collections::BTreeSet;

/// The text of such a map.
pub fn text(reading: &SheetReading, meanings: &Meanings) -> String {
    let made = reading.resolve(meanings);
    let mut lines = vec![
        "# What the words and signs of our RACI mean. Lines with # in front of them wait for an answer.".to_owned(),
        "\n[actions]".to_owned(),
    ];
    let mut seen = BTreeSet::new();
    for (row, origin) in made.raci.rows().iter().zip(&made.rows) {
        if seen.insert(origin.activity.clone()) {
            lines.push(format!("{} = {}", quoted(&origin.activity), quoted(row.action.name())));
        }
    }
    for (activity, either) in &made.unknown {
        if seen.insert(activity.activity.clone()) {
            let hint = either.map_or_else(
                || "an action, or - for what is no access".to_owned(),
                |(a, b)| format!("{a} or {b}"),
            );
            lines.push(format!("# {} = \"\"   # {hint}", quoted(&activity.activity)));
        }
    }
    lines.push("\n[assets]".to_owned());
    let mut seen = BTreeSet::new();
    for (row, origin) in
        made.raci.rows().iter().zip(&made.rows).filter(|(_, origin)| origin.no_asset)
    {
        if seen.insert(origin.activity.clone()) {
            let kind = row.asset.kind().name();
            lines.push(format!("# {} = [\"{kind}/NAME\"]", quoted(&origin.activity)));
        }
    }
    lines.push("\n[roles]".to_owned());
    for (head, role) in &made.roles {
        lines.push(format!("{} = {}", quoted(head), quoted(role.as_str())));
    }
    lines.push("\n[letters]   # in whatever cell; \"\" for nothing".to_owned());
    let texts: BTreeSet<&str> = reading
        .activities
        .iter()
        .flat_map(|activity| &activity.to_ask)
        .map(|open| open.text.as_str())
        .collect();
    lines.extend(texts.into_iter().map(|text| format!("# {} = \"\"", quoted(text))));
    lines.push(String::new());
    lines.join("\n")
}

/// As a basic string of TOML.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string().replace('\u{7f}', "\\u007f")
}
