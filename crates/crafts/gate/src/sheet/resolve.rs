//! From what a sheet says to a RACI that can be checked: activities become actions on assets, heads become
//! roles; what that takes for granted is counted, and what it can't know is asked.

use super::actions::{self, Meant};
use super::asked::{Assumed, CellPlace, SheetActivity, SheetReading};
use super::map::Meanings;
use super::plain::key;
use crate::meaning::{has_meaning, kinds_of};
use crate::{Letters, Pattern, Raci, Row};
use std::collections::{BTreeMap, HashMap, HashSet};
use terms::{Action, ActivityId, Asset, AssetKind, RoleId};

/// A RACI that was made of a sheet.
#[derive(Debug, Clone, Default)]
pub struct SheetRaci {
    /// The rows whose action is known, or usual for their words.
    pub raci: Raci,
    /// Of each row of [`Self::raci`], how sure it is.
    pub rows: Vec<Resolved>,
    /// Activities that are in no row: nothing says their action.
    pub unknown: Vec<(SheetActivity, Option<(Action, Action)>)>,
    /// Activities that were answered to be no access.
    pub left_out: usize,
    /// What was taken for granted here.
    pub assumed: Vec<Assumed>,
    /// Roles of the sheet by its heads.
    pub roles: BTreeMap<String, RoleId>,
}

/// How a row came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// As the sheet writes it.
    pub activity: String,
    pub place: CellPlace,
    /// Cells of it that have to be asked about.
    pub open: usize,
    /// Whether its action is only usual for its words.
    pub usual_action: bool,
    /// Whether nothing says its asset.
    pub no_asset: bool,
}

impl SheetRaci {
    /// Whether nothing is left to ask: only then may access follow from it.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        let sure = |row: &Resolved| row.open == 0 && !row.usual_action && !row.no_asset;
        self.unknown.is_empty() && self.rows.iter().all(sure)
    }
}

impl SheetReading {
    /// The RACI of this reading, with the answers of `meanings`.
    #[must_use]
    pub fn resolve(&self, meanings: &Meanings) -> SheetRaci {
        let mut made = SheetRaci::default();
        self.roles_into(&mut made, meanings);
        let mut ids = Ids::default();
        for activity in &self.activities {
            let said = activity.action.as_deref().unwrap_or(&activity.activity);
            let answered = meanings
                .action(&activity.activity)
                .or_else(|| activity.action.as_deref().and_then(|said| meanings.action(said)));
            let (action, usual) = match (answered, actions::meant(said)) {
                (Some(None), _) => {
                    made.left_out += 1;
                    continue;
                }
                (Some(Some(action)), _) | (None, Meant::Named(action)) => (action, false),
                (None, Meant::Usually(action)) => (action, true),
                (None, Meant::Either(one, other)) => {
                    made.unknown.push((activity.clone(), Some((one, other))));
                    continue;
                }
                (None, Meant::Unknown) => {
                    made.unknown.push((activity.clone(), None));
                    continue;
                }
            };
            if usual {
                let what = format!("{:?} is the action {action}", activity.activity);
                made.assumed.push(Assumed { place: Some(activity.place.clone()), what });
            }
            let (assets, no_asset) = assets(activity, action, meanings);
            for asset in assets {
                let id = ids.of(&activity.activity, &asset);
                let cells = made.cells(activity);
                made.raci.written.row(activity.place.line);
                made.raci.rows.push(Row { activity: id, action, asset, cells });
                made.rows.push(Resolved {
                    activity: activity.activity.clone(),
                    place: activity.place.clone(),
                    open: activity.to_ask.len(),
                    usual_action: usual,
                    no_asset,
                });
            }
        }
        made
    }

    fn roles_into(&self, made: &mut SheetRaci, meanings: &Meanings) {
        let (mut places, mut known) = (Vec::new(), HashSet::new());
        for (at, (head, place)) in self.roles.iter().enumerate() {
            let plain = || RoleId::new(&slug(head)).ok();
            let numbered = || RoleId::new(&format!("role-{}", at + 1)).ok();
            let Some(role) = meanings.role(head).cloned().or_else(plain).or_else(numbered) else {
                continue;
            };
            made.roles.insert(head.clone(), role.clone());
            if known.insert(role.clone()) {
                made.raci.roles.push(role);
                places.push((place.line, place.column));
            }
        }
        made.raci.written.in_fields();
        made.raci.written.roles(places);
    }
}

impl SheetRaci {
    fn cells(&self, activity: &SheetActivity) -> BTreeMap<RoleId, Letters> {
        let mut cells: BTreeMap<RoleId, Letters> = BTreeMap::new();
        for (head, letters) in &activity.letters {
            if let Some(role) = self.roles.get(head) {
                let held = cells.entry(role.clone()).or_default();
                *held = held.and(*letters);
            }
        }
        cells
    }
}

/// What an activity is done to, and whether nothing says so: then every asset of its kind stands in for it.
fn assets(activity: &SheetActivity, action: Action, meanings: &Meanings) -> (Vec<Pattern>, bool) {
    let answered = |words: &str| meanings.assets(words).cloned();
    if let Some(assets) = answered(&activity.activity) {
        return (assets, false);
    }
    let usual = actions::kind(&activity.activity)
        .or_else(|| activity.section.as_deref().and_then(actions::kind))
        .filter(|kind| has_meaning(action, *kind))
        .or_else(|| kinds_of(action).first().copied())
        .unwrap_or(AssetKind::Workspace);
    let (mut assets, mut unsaid) = (Vec::new(), false);
    for words in &activity.assets {
        match (answered(words), Pattern::parse(words)) {
            (Some(answered), _) => assets.extend(answered),
            (None, Ok(pattern)) => assets.push(pattern),
            (None, Err(_)) => {
                unsaid = true;
                let named = Asset::new(usual, &plain_name(words)).map(Pattern::Named);
                assets.push(named.unwrap_or(Pattern::Every(usual)));
            }
        }
    }
    if assets.is_empty() { (vec![Pattern::Every(usual)], true) } else { (assets, unsaid) }
}

fn plain_name(words: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let plain: String = key(words).chars().map(letter).collect();
    plain.trim_matches('-').to_owned()
}

/// Ids of activities, each pair with an asset once.
#[derive(Default)]
struct Ids {
    seen: HashSet<(ActivityId, Pattern)>,
    next: HashMap<String, usize>,
}

impl Ids {
    fn of(&mut self, text: &str, asset: &Pattern) -> ActivityId {
        let plain = slug(&actions::unnumbered(text));
        loop {
            let number = self.next.entry(format!("{plain}[{asset}]")).or_insert(0);
            *number += 1;
            let name = if *number > 1 { format!("{plain}-{number}") } else { plain.clone() };
            let numbered = || ActivityId::new(&format!("activity-{}", self.seen.len() + 1));
            if let Ok(id) = ActivityId::new(&name).or_else(|_| numbered())
                && self.seen.insert((id.clone(), asset.clone()))
            {
                return id;
            }
        }
    }
}

/// `Data Owner` as `data-owner`: lower case, with letters and digits of any script.
pub(super) fn slug(text: &str) -> String {
    const LONGEST: usize = 100;
    let (mut slug, mut gap) = (String::new(), false);
    for letter in super::plain::bare(text).chars().flat_map(char::to_lowercase).take(LONGEST) {
        if letter.is_alphanumeric() || "._@".contains(letter) {
            if std::mem::take(&mut gap) && !slug.is_empty() {
                slug.push('-');
            }
            slug.push(letter);
        } else {
            gap = true;
        }
    }
    slug
}
