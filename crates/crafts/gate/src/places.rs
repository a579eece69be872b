//! Where in its text a row, a role or a person stands, so that findings can point at it.

use crate::read::Lines;
use std::collections::BTreeMap;
use terms::Finding;

/// Line and character, both from 1.
type At = (u64, u64);

/// The places of what findings speak of: `query[dataset/loans]`, a role, a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<String, At>);

impl Places {
    /// Of a RACI in its CSV form. What does not parse has no place.
    #[must_use]
    pub fn of_csv(text: &str) -> Self {
        let mut places = BTreeMap::new();
        let mut header = true;
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim_start_matches('\u{feff}');
            if content.trim_start().starts_with('#') || content.trim().is_empty() {
                continue;
            }
            let fields = fields(content);
            if std::mem::take(&mut header) {
                for (role, at) in fields.iter().skip(3) {
                    places.entry((*role).to_owned()).or_insert((line, *at));
                }
            } else if let [(activity, at), _, (asset, _), ..] = fields.as_slice() {
                places.entry(format!("{activity}[{asset}]")).or_insert((line, *at));
            }
        }
        Self(places)
    }

    /// Of a RACI or of people in TOML. What does not parse has no place.
    #[must_use]
    pub fn of_toml(text: &str) -> Self {
        let (lines, mut places) = (Lines::of(text), BTreeMap::new());
        let Ok(form) = toml::from_str::<Form>(text) else { return Self::default() };
        let mut put = |name: String, offset: usize| {
            let place = lines.place(offset);
            places.entry(name).or_insert((place.line, place.column));
        };
        for role in form.roles {
            put(role.get_ref().clone(), role.span().start);
        }
        for entry in form.activity {
            let name = format!("{}[{}]", entry.activity.get_ref(), entry.asset);
            put(name, entry.activity.span().start);
        }
        for person in form.people.into_keys() {
            put(person.get_ref().clone(), person.span().start);
        }
        Self(places)
    }

    /// Says of each finding that speaks of something in this text that it lies in `file`, and where.
    pub fn locate(&self, findings: &mut [Finding], file: &str) {
        for finding in findings.iter_mut().filter(|finding| finding.location.file.is_none()) {
            if let Some((line, character)) = self.0.get(&finding.location.subject) {
                finding.location.file = Some(file.to_owned());
                finding.location.line = Some(*line);
                finding.location.character = Some(*character);
            }
        }
    }
}

#[derive(serde::Deserialize)]
struct Form {
    #[serde(default)]
    roles: Vec<toml::Spanned<String>>,
    #[serde(default)]
    activity: Vec<Entry>,
    #[serde(default)]
    people: BTreeMap<toml::Spanned<String>, Vec<String>>,
}

#[derive(serde::Deserialize)]
struct Entry {
    activity: toml::Spanned<String>,
    asset: String,
}

/// The fields of a line with the character that each begins at. Ids hold no comma and no quotes, so a
/// quoted one is what lies between its quotes.
fn fields(line: &str) -> Vec<(&str, u64)> {
    let (mut fields, mut start) = (Vec::new(), 1);
    for part in line.split(',') {
        let blank = part.chars().take_while(|c| c.is_whitespace() || *c == '"').count();
        fields.push((part.trim().trim_matches('"').trim(), start + blank as u64));
        start += part.chars().count() as u64 + 1;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Raci, Scene, check};

    const CSV: &str = "# who does what\nactivity,action,asset,data-owner, idle\n\
                       \n  ingest,ingest,dataset/loans,R,\n\"query\",query,dataset/loans,A,\n";

    // proves M6
    #[test]
    fn a_finding_points_at_its_row_and_its_column() {
        let mut findings = check(&Raci::from_csv(CSV).unwrap(), &Scene::default());
        Places::of_csv(CSV).locate(&mut findings, "raci.csv");
        let at = |subject: &str| {
            let found = findings.iter().find(|finding| finding.location.subject == subject);
            let at = &found.unwrap().location;
            (at.file.as_deref(), at.line, at.character)
        };
        assert_eq!(at("ingest[dataset/loans]"), (Some("raci.csv"), Some(4), Some(3)));
        assert_eq!(at("query[dataset/loans]"), (Some("raci.csv"), Some(5), Some(2)));
        assert_eq!(at("idle"), (Some("raci.csv"), Some(2), Some(35)));
    }

    // proves M6
    #[test]
    fn toml_is_pointed_at_as_well() {
        let text = Raci::from_csv(CSV).unwrap().to_toml();
        let places = Places::of_toml(&text);
        let line = |wanted: &str| {
            let at = places.0.get(wanted).map(|at| at.0).unwrap();
            text.lines().nth(usize::try_from(at).unwrap() - 1).unwrap().to_owned()
        };
        assert!(line("idle").starts_with("roles"));
        assert_eq!(line("query[dataset/loans]"), "activity = \"query\"");
        assert_eq!(Places::of_toml("= no TOML"), Places::default());
    }
}
