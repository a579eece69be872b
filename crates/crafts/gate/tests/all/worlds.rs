//! Small worlds, and random changes of them: RACI, people and rules.

use gate::{Directory, Gate, Raci, Rules, Standing, compile, has_meaning};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Action, AssetKind, Class};

const ROLES: usize = 4;
const PEOPLE: usize = 5;
/// Those that answer by more than a cell come more often.
const ACTIONS: [Action; 12] = [
    Action::Query,
    Action::Query,
    Action::Export,
    Action::Infer,
    Action::Delete,
    Action::Delete,
    Action::Approve,
    Action::Approve,
    Action::Promote,
    Action::ChangeAccess,
    Action::Train,
    Action::Audit,
];
const KINDS: [(AssetKind, &str); 4] = [
    (AssetKind::Dataset, "dataset"),
    (AssetKind::Model, "model"),
    (AssetKind::Workspace, "workspace"),
    (AssetKind::Vault, "vault"),
];
/// Networks that a workspace may know.
const ZONES: [&[&str]; 5] = [
    &["127.0.0.1"],
    &["10.0.0.0/8"],
    &["127.0.0.1", "10.0.0.0/9", "10.128.0.0/9"],
    &["127.0.0.1", "10.1.0.0/16"],
    &["127.0.0.1", "2001:db8::/32", "10.0.0.0/8"],
];
/// An address in and beside each of them.
pub const ADDRESSES: [&str; 6] =
    ["127.0.0.1", "10.1.2.3", "10.200.0.1", "2001:db8::1", "::ffff:10.1.2.3", "192.0.2.1"];

/// What stands, in a form that is easily changed.
#[derive(Debug, Clone)]
pub struct World {
    rows: Vec<Row>,
    people: BTreeSet<(usize, usize)>,
    rules: Rules,
}

#[derive(Debug, Clone)]
pub struct Row {
    activity: usize,
    action: Action,
    kind: usize,
    name: &'static str,
    cells: Vec<&'static str>,
}

/// One change.
#[derive(Debug, Clone)]
pub enum Edit {
    Letters(usize, usize, &'static str),
    Remove(usize),
    Add(Row),
    Rename(usize, usize),
    Aim(usize, &'static str),
    /// The same row once more, of another asset.
    Twin(usize, &'static str),
    /// An A for a role that has a letter.
    Raise(usize, usize),
    Give(usize, usize),
    Take(usize, usize),
    Leave(usize),
    Rule(usize, usize),
    Budget(usize, Option<u64>),
}

/// A world as the gate reads it.
pub struct Read {
    pub raci: Raci,
    pub people: Directory,
    pub rules: Rules,
}

impl Read {
    pub const fn standing(&self) -> Standing<'_> {
        Standing { raci: &self.raci, people: &self.people, rules: &self.rules }
    }

    pub fn gate(&self) -> Gate {
        let compiled = compile(&self.raci).unwrap();
        Gate::new(compiled, self.people.clone(), self.rules.clone()).unwrap()
    }
}

impl World {
    pub fn read(&self) -> Read {
        let mut csv = "activity,action,asset,r0,r1,r2,r3\n".to_owned();
        let mut seen = BTreeSet::new();
        for row in &self.rows {
            let kind =
                KINDS.iter().cycle().skip(row.kind).find(|(k, _)| has_meaning(row.action, *k));
            let (kind, activity) = (kind.unwrap().1, row.activity);
            if seen.insert((activity, kind, row.name)) {
                let cells = row.cells.join(",");
                csv.push_str(&format!("n{activity},{},{kind}/{},{cells}\n", row.action, row.name));
            }
        }
        if seen.is_empty() {
            csv.push_str("n0,audit,workspace/a,C,,,\n");
        }
        let people = self.people.iter().map(|(who, role)| {
            (format!("p{who}").parse().unwrap(), format!("r{role}").parse().unwrap())
        });
        let (raci, people) = (Raci::from_csv(&csv).unwrap(), Directory::of(people));
        Read { raci, people, rules: self.rules.clone() }
    }

    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut world = self.clone();
        edits.iter().for_each(|edit| world.edit(edit));
        world
    }

    fn edit(&mut self, edit: &Edit) {
        let count = self.rows.len().max(1);
        match edit.clone() {
            Edit::Add(row) => self.rows.push(row),
            Edit::Give(who, role) => drop(self.people.insert((who, role))),
            Edit::Take(who, role) => drop(self.people.remove(&(who, role))),
            Edit::Leave(gone) => self.people.retain(|(who, _)| *who != gone),
            Edit::Rule(which, value) => rule(&mut self.rules, which, value),
            Edit::Budget(role, bytes) => {
                let role = format!("r{role}").parse().unwrap();
                match bytes {
                    Some(bytes) => self.rules.egress.roles.insert(role, bytes),
                    None => self.rules.egress.roles.remove(&role),
                };
            }
            Edit::Remove(row) if !self.rows.is_empty() => drop(self.rows.remove(row % count)),
            Edit::Letters(row, role, letters) => {
                self.rows.get_mut(row % count).into_iter().for_each(|it| it.cells[role] = letters);
            }
            Edit::Rename(row, activity) => {
                self.rows.get_mut(row % count).into_iter().for_each(|it| it.activity = activity);
            }
            Edit::Aim(row, name) => {
                self.rows.get_mut(row % count).into_iter().for_each(|it| it.name = name);
            }
            Edit::Twin(row, name) => {
                let twin = self.rows.get(row % count).cloned();
                self.rows.extend(twin.map(|twin| Row { name, ..twin }));
            }
            Edit::Raise(row, role) => {
                let cell = self.rows.get_mut(row % count).map(|it| &mut it.cells[role]);
                cell.filter(|cell| cell.contains('R')).into_iter().for_each(|cell| *cell = "AR");
            }
            Edit::Remove(_) => {}
        }
    }
}

/// Sets one rule to one of a few values.
fn rule(rules: &mut Rules, which: usize, value: usize) {
    let device = &mut rules.device;
    match which {
        0 => device.max_posture_age_secs = [60, 3_600, 86_400][value % 3],
        1 => device.max_patch_age_days = [0, 10, 30][value % 3],
        2 => device.disk_encrypted = value.is_multiple_of(2),
        3 => device.firewall_on = value.is_multiple_of(2),
        4 => rules.known_zone_from = Class::ALL[value % 4],
        5 => rules.retain_from = Class::ALL[value % 4],
        6 => rules.egress.bytes_per_day = [5, 50, 0][value % 3],
        8 => rules.zone_hop_secs = [0, 60, 600][value % 3],
        7 => rules.max_singled_out_percent = [0, 5, 100][value % 3],
        _ => {
            let blocks = ZONES[value % ZONES.len()].iter().map(|block| gate::Cidr::parse(block));
            let blocks = blocks.collect::<Result<_, _>>().unwrap();
            rules.zones = BTreeMap::from([(format!("z{}", value % 2).parse().unwrap(), blocks)]);
        }
    }
}

fn any_letters() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "R", "R", "A", "C", "I", "AR", "RC", "AI", "CI"])
}

fn any_row() -> impl Strategy<Value = Row> {
    let cells = prop::collection::vec(any_letters(), ROLES);
    let name = select(vec!["*", "*", "a", "b"]);
    (0..6usize, select(ACTIONS.to_vec()), 0..2usize, name, cells).prop_map(
        |(activity, action, kind, name, cells)| Row { activity, action, kind, name, cells },
    )
}

pub fn any_world() -> impl Strategy<Value = World> {
    let rows = prop::collection::vec(any_row(), 1..7);
    let people = prop::collection::btree_set((0..PEOPLE, 0..ROLES), 1..9);
    let rules = prop::collection::vec((0..8usize, 0..60usize), 0..4);
    let budgets = prop::collection::vec((0..ROLES, select(vec![5, 50, 500])), 0..3);
    (rows, people, rules, budgets).prop_map(|(rows, people, changed, budgets)| {
        let mut rules = Rules::default();
        changed.into_iter().for_each(|(which, value)| rule(&mut rules, which, value));
        let budgets = budgets.into_iter();
        rules.egress.roles =
            budgets.map(|(role, bytes)| (format!("r{role}").parse().unwrap(), bytes)).collect();
        World { rows, people, rules }
    })
}

pub fn any_edit() -> impl Strategy<Value = Edit> {
    let (row, role, who) = (0..8usize, 0..ROLES, 0..PEOPLE);
    prop_oneof![
        3 => (row.clone(), role.clone(), any_letters()).prop_map(|(w, r, l)| Edit::Letters(w, r, l)),
        1 => row.clone().prop_map(Edit::Remove),
        1 => any_row().prop_map(Edit::Add),
        1 => (row.clone(), 0..6usize).prop_map(|(row, activity)| Edit::Rename(row, activity)),
        1 => (row.clone(), select(vec!["*", "a", "b"])).prop_map(|(row, name)| Edit::Aim(row, name)),
        3 => (row.clone(), select(vec!["a", "b"])).prop_map(|(row, name)| Edit::Twin(row, name)),
        3 => (row, role.clone()).prop_map(|(row, role)| Edit::Raise(row, role)),
        1 => (who.clone(), role.clone()).prop_map(|(who, role)| Edit::Give(who, role)),
        2 => (who.clone(), role.clone()).prop_map(|(who, role)| Edit::Take(who, role)),
        1 => who.prop_map(Edit::Leave),
        6 => (0..8usize, 0..60usize).prop_map(|(which, value)| Edit::Rule(which, value)),
        1 => (role, select(vec![None, Some(0), Some(5), Some(50)]))
            .prop_map(|(role, bytes)| Edit::Budget(role, bytes)),
    ]
}
