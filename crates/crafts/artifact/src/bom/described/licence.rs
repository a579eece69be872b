//! Licences by their SPDX id, whatever case a card writes them in, and expressions of them.

use serde_json::{Value, json};

/// Ids of the SPDX licence list that models and datasets carry.
const SPDX: &[&str] = &[
    "0BSD",
    "AFL-3.0",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-3-Clause-Clear",
    "BSL-1.0",
    "C-UDA-1.0",
    "CC0-1.0",
    "CC-BY-2.0",
    "CC-BY-2.5",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-NC-2.0",
    "CC-BY-NC-3.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-ND-3.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-2.0",
    "CC-BY-NC-SA-3.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CDLA-Permissive-1.0",
    "CDLA-Permissive-2.0",
    "CDLA-Sharing-1.0",
    "CECILL-2.1",
    "ECL-2.0",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GFDL-1.3-only",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "MS-PL",
    "NCSA",
    "ODbL-1.0",
    "ODC-By-1.0",
    "OFL-1.1",
    "OSL-3.0",
    "PDDL-1.0",
    "PostgreSQL",
    "Unlicense",
    "HPND",
    "MIT-CMU",
    "PSF-2.0",
    "Python-2.0",
    "Zlib",
];
/// What hubs and packages call some of them, and mean nothing else.
const SHORT: &[(&str, &str)] = &[
    ("agpl-3.0", "AGPL-3.0-only"),
    ("gpl-2.0", "GPL-2.0-only"),
    ("gpl-3.0", "GPL-3.0-only"),
    ("lgpl-3.0", "LGPL-3.0-only"),
    ("pddl", "PDDL-1.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache 2", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("apache license version 2.0", "Apache-2.0"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("bsd 2-clause license", "BSD-2-Clause"),
    ("bsd 3-clause", "BSD-3-Clause"),
    ("bsd 3-clause license", "BSD-3-Clause"),
    ("3-clause bsd license", "BSD-3-Clause"),
    ("3-clause bsd", "BSD-3-Clause"),
    ("new bsd", "BSD-3-Clause"),
    ("new bsd license", "BSD-3-Clause"),
    ("isc license (iscl)", "ISC"),
    ("mit license", "MIT"),
    ("the mit license", "MIT"),
    ("mozilla public license 2.0 (mpl 2.0)", "MPL-2.0"),
    ("mpl 2.0", "MPL-2.0"),
    ("the unlicense (unlicense)", "Unlicense"),
];

/// As CycloneDX writes them: one expression, or ids where SPDX has one, else names.
pub fn licences(told: &[String]) -> Vec<Value> {
    if let [only] = told
        && known(only).is_none()
        && is_expression(only)
    {
        return vec![json!({ "expression": only })];
    }
    told.iter().map(|told| licence(told)).collect()
}

fn licence(told: &str) -> Value {
    match known(told) {
        Some(id) => json!({ "license": { "id": id } }),
        None => json!({ "license": { "name": told } }),
    }
}

/// The SPDX id of a licence that is told as such, or by a name that means no other.
pub(super) fn known(told: &str) -> Option<&'static str> {
    let short = SHORT.iter().find(|(short, _)| short.eq_ignore_ascii_case(told));
    short
        .map(|(_, id)| *id)
        .or_else(|| SPDX.iter().copied().find(|id| id.eq_ignore_ascii_case(told)))
}

/// Whether a text has the form of an SPDX licence expression of several ids (SPDX 3.0, annex B). A single word
/// may be any word.
pub(super) fn is_expression(text: &str) -> bool {
    let word = |word: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-+:".contains(c);
        word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(plain)
    };
    let (mut depth, mut wants_id, mut operators) = (0u32, true, 0u32);
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    for part in spaced.split_whitespace() {
        match part {
            "(" if wants_id => depth += 1,
            ")" if !wants_id && depth > 0 => depth -= 1,
            "AND" | "OR" | "WITH" if !wants_id => {
                wants_id = true;
                operators += 1;
            }
            part if wants_id && word(part) => wants_id = false,
            _ => return false,
        }
    }
    !wants_id && depth == 0 && text.len() <= 500 && operators > 0
}
