//! A workspace of a given size, made up: an airtight RACI, people who hold its roles, and what they
//! ask. The same size gives the same world.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Departments, each with roles of its own: with the roles of the cast, fewer than a RACI may have.
const UNITS: usize = 36;
/// What somebody is in a department.
const DUTIES: [&str; 5] = ["owner", "steward", "scientist", "engineer", "lead"];
/// What is done with each dataset of a department: the action, who answers for it, and who does it.
const DEEDS: [(&str, &str, &str); 4] = [
    ("ingest", "owner", "steward"),
    ("query", "owner", "scientist"),
    ("screen", "owner", "steward"),
    ("train", "lead", "engineer"),
];
/// The rows of every world: activity, action, asset, and the letters of roles.
const BASE: [(&str, &str, &str, &str); 10] = [
    ("ingest", "ingest", "dataset/loans", "data-owner=A data-steward=R auditor=I"),
    ("query", "query", "dataset/loans", "data-owner=A data-scientist=R ml-engineer=R"),
    ("train", "train", "dataset/loans", "ml-lead=A ml-engineer=R"),
    ("promote", "promote", "model/credit", "ml-lead=AR operations=I"),
    ("agree", "approve", "model/credit", "risk-head=A model-risk=R security-officer=C auditor=I"),
    ("infer", "infer", "model/credit", "risk-head=A model-risk=R loan-desk=R"),
    ("audit", "audit", "workspace/main", "auditor=AR"),
    (
        "change-access",
        "change-access",
        "workspace/main",
        "security-head=A security-officer=R data-owner=C auditor=I",
    ),
    ("pull", "pull", "vault/main", "vault-head=A vault-keeper=R"),
    ("activate", "activate", "vault/main", "vault-head=A vault-keeper=R data-owner=C auditor=I"),
];
/// Who holds the roles of those rows: the cast of the sample.
const CAST: [(&str, &str); 19] = [
    ("olga@example.org", "data-owner"),
    ("stefan@example.org", "data-steward"),
    ("dana@example.org", "data-scientist"),
    ("emil@example.org", "ml-engineer"),
    ("lena@example.org", "ml-lead"),
    ("rita@example.org", "model-risk"),
    ("hugo@example.org", "risk-head"),
    ("svc/loan-desk", "loan-desk"),
    ("omar@example.org", "operations"),
    ("oona@example.org", "operations"),
    ("sam@example.org", "security-officer"),
    ("sofia@example.org", "security-officer"),
    ("sven@example.org", "security-head"),
    ("selma@example.org", "security-head"),
    ("anna@example.org", "auditor"),
    ("viktor@example.org", "vault-keeper"),
    ("vera@example.org", "vault-keeper"),
    ("vito@example.org", "vault-head"),
    ("valerie@example.org", "vault-head"),
];
/// What the gate decides by more than the cells: it wants to know whose work is agreed to.
const ASK_FOR_AN_AUTHOR: [&str; 2] = ["promote", "approve"];

/// A world's texts and questions.
pub struct World {
    /// `raci.csv`.
    pub raci: String,
    /// `people.toml`.
    pub people: String,
    /// The same, but for one person who holds one role more: a change that widens access.
    pub changed: String,
    pub requests: Vec<Request>,
}

/// Who asks for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    pub principal: String,
    pub action: String,
    pub asset: String,
}

/// One row, with the letters of its roles.
struct Row {
    activity: String,
    action: String,
    asset: String,
    letters: BTreeMap<String, String>,
}

impl World {
    /// A world of so many rows (at least those of every world), people (at least the cast) and
    /// requests, about half of them by somebody who may.
    pub fn of(rows: usize, people: usize, requests: usize) -> Self {
        let rows = rows_of(rows);
        let people = people_of(people, rows.len() > BASE.len());
        let mut changed = people.clone();
        if let Some((_, roles)) = changed.last_mut() {
            roles.push("data-scientist".to_owned());
        }
        let requests = requests_of(&rows, &people, requests);
        Self { raci: csv(&rows), people: toml(&people), changed: toml(&changed), requests }
    }
}

fn rows_of(count: usize) -> Vec<Row> {
    let base = BASE.iter().map(|(activity, action, asset, letters)| {
        let letters = letters.split(' ').filter_map(|cell| cell.split_once('='));
        let letters = letters.map(|(role, letters)| (role.to_owned(), letters.to_owned()));
        let [activity, action, asset] = [activity, action, asset].map(|&text| text.to_owned());
        Row { activity, action, asset, letters: letters.collect() }
    });
    let more = (0..).flat_map(|dataset| DEEDS.iter().map(move |deed| (dataset, deed)));
    let more = more.map(|(dataset, (action, accountable, responsible))| {
        let unit = dataset % UNITS;
        let cells = [(accountable, "A"), (responsible, "R")];
        let letters = cells.map(|(duty, letters)| (role(unit, duty), letters.to_owned()));
        Row {
            activity: format!("{action}-{dataset}"),
            action: (*action).to_owned(),
            asset: format!("dataset/d{dataset}"),
            letters: letters.into(),
        }
    });
    base.chain(more).take(count.max(BASE.len())).collect()
}

fn role(unit: usize, duty: &str) -> String {
    format!("unit{unit}-{duty}")
}

/// People with their roles. In departments everybody has one, and every seventh is a scientist
/// elsewhere too.
fn people_of(count: usize, departments: bool) -> Vec<(String, Vec<String>)> {
    let cast = CAST.iter().map(|(who, role)| ((*who).to_owned(), vec![(*role).to_owned()]));
    let more = (CAST.len()..count).filter(|_| departments).map(|who| {
        let duty = DUTIES.iter().cycle().nth(who / UNITS % DUTIES.len());
        let mut roles = vec![role(who % UNITS, duty.copied().unwrap_or_default())];
        let elsewhere = role(who / 7 % UNITS, "scientist");
        if who % 7 == 0 && !roles.contains(&elsewhere) {
            roles.push(elsewhere);
        }
        (format!("p{who}@example.org"), roles)
    });
    cast.chain(more).collect()
}

fn requests_of(rows: &[Row], people: &[(String, Vec<String>)], count: usize) -> Vec<Request> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (who, roles) in people {
        roles.iter().for_each(|role| holders.entry(role).or_default().push(who));
    }
    let fit = rows.iter().filter(|row| !ASK_FOR_AN_AUTHOR.contains(&row.action.as_str()));
    let rows: Vec<&Row> = fit.collect();
    let mut draw = Draw(21);
    let mut requests = Vec::with_capacity(count);
    while requests.len() < count {
        let Some(row) = draw.of(&rows) else { break };
        let anybody = draw.of(people).map(|(who, _)| who.as_str());
        let granted: Vec<&String> = row
            .letters
            .iter()
            .filter(|(_, letters)| letters.contains(['A', 'R']))
            .map(|(role, _)| role)
            .collect();
        let holder = draw.of(&granted).and_then(|role| holders.get(role.as_str()));
        let holder = holder.and_then(|all| draw.of(all)).copied();
        let who = if requests.len() % 2 == 0 { holder } else { anybody };
        requests.extend(who.map(|who| Request {
            principal: who.to_owned(),
            action: row.action.clone(),
            asset: row.asset.clone(),
        }));
    }
    requests
}

/// Numbers that look random and are always the same: SplitMix64 (Steele, Lea, Flood 2014).
struct Draw(u64);

impl Draw {
    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (all.len().max(1) as u64)).ok().and_then(|at| all.get(at))
    }
}

fn csv(rows: &[Row]) -> String {
    let mut roles: Vec<&String> = rows.iter().flat_map(|row| row.letters.keys()).collect();
    roles.sort();
    roles.dedup();
    let mut text = "activity,action,asset".to_owned();
    for role in &roles {
        let _ = write!(text, ",{role}");
    }
    for row in rows {
        let _ = write!(text, "\n{},{},{}", row.activity, row.action, row.asset);
        for role in &roles {
            let letters = row.letters.get(*role).map_or("", String::as_str);
            let _ = write!(text, ",{letters}");
        }
    }
    text.push('\n');
    text
}

fn toml(people: &[(String, Vec<String>)]) -> String {
    let mut text = "[people]\n".to_owned();
    for (who, roles) in people {
        let _ = writeln!(text, "\"{who}\"={roles:?}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_has_the_size_that_was_asked_for() {
        for (rows, people) in [(10, 19), (1_000, 2_000)] {
            let world = World::of(rows, people, 100);
            assert_eq!(world.raci.lines().count(), rows + 1);
            assert_eq!(world.people.lines().count(), people + 1);
            assert_eq!(world.requests.len(), 100);
            let differ = world.people.lines().zip(world.changed.lines()).filter(|(a, b)| a != b);
            assert_eq!(differ.count(), 1);
        }
    }

    #[test]
    fn the_same_size_gives_the_same_world() {
        let [one, other] = [(); 2].map(|()| World::of(100, 500, 50));
        assert_eq!(
            (one.raci, one.people, one.requests),
            (other.raci, other.people, other.requests)
        );
    }

    #[test]
    fn every_role_has_somebody() {
        let world = World::of(1_000, 2_000, 0);
        for role in world.raci.lines().next().unwrap_or_default().split(',').skip(3) {
            assert!(world.people.contains(&format!("\"{role}\"")), "{role}");
        }
    }
}
