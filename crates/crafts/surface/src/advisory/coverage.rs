//! Whether a bundle holds all advisories of an ecosystem, and up to which day. One advisory says
//! nothing of what is missing, nor does a fresh one of those beside it: it takes a manifest, the list
//! that OSV publishes with its dumps, or the numbers of a database that is known.

use super::{FRESH_DAYS, numbered};
use crate::packages::Release;
use crate::report::Ecosystem;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::Timestamp;

/// A list of all advisories is longer than this for every ecosystem that is looked at.
const LISTED: usize = 1_000;
/// A bundle goes as far as its tenth newest advisory: fewer may have been added by hand.
const NEWEST: usize = 9;

/// `manifest.json` of a bundle that its maker vouches for: the day up to which it is complete, and
/// how many advisories it holds by OSV ecosystem: `{"as_of": "2026-11-25T00:00:00Z",
/// "advisories": {"PyPI": 17012, "Debian:12": 40211}}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    as_of: Timestamp,
    advisories: BTreeMap<String, usize>,
}

impl Manifest {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// What a bundle holds, as far as it tells whether something is missing.
#[derive(Default)]
pub(super) struct Contents {
    /// When each advisory was last changed, of those that could be read.
    pub ids: BTreeMap<String, Option<Timestamp>>,
    /// Which of them speak of which OSV ecosystem, with its release: `Debian:12`.
    pub ecosystems: BTreeMap<String, BTreeSet<String>>,
    pub manifest: Option<Manifest>,
    /// OSV's `modified_id.csv`, by OSV ecosystem: every id, and when it was changed.
    lists: BTreeMap<String, Vec<(String, Option<Timestamp>)>>,
    /// The oldest and the newest time of an archive's members.
    written: Option<(Timestamp, Timestamp)>,
}

impl Contents {
    /// Notes when a member of an archive was written.
    pub fn written(&mut self, at: Option<Timestamp>) {
        let Some(at) = at else { return };
        let (oldest, newest) = self.written.unwrap_or((at, at));
        self.written = Some((oldest.min(at), newest.max(at)));
    }

    /// Reads OSV's list: `TIME,ID` in the folder of an ecosystem, `TIME,ECOSYSTEM/ID` above them.
    pub fn list(&mut self, name: &str, bytes: &[u8]) {
        let folder = name.rsplit('/').nth(1).unwrap_or_default();
        for line in String::from_utf8_lossy(bytes).lines() {
            let Some((time, id)) = line.trim().split_once(',') else { continue };
            let (ecosystem, id) = id.rsplit_once('/').unwrap_or((folder, id));
            let listed = self.lists.entry(ecosystem.to_owned()).or_default();
            listed.push((id.to_owned(), super::moment(time)));
        }
    }

    /// The day up to which every advisory of `ecosystem` is here; `None` if nothing says so.
    pub fn complete(
        &self,
        ecosystem: Ecosystem,
        release: &Release,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let of_ecosystem = |name: &str| super::ecosystem_of(name, release) == Some(ecosystem);
        let lists = self.lists.iter().filter(|(name, _)| of_ecosystem(name));
        let listed = lists.filter_map(|(_, list)| self.by_list(list, now)).max();
        let vouched = self.by_manifest(of_ecosystem).filter(|day| *day <= now);
        listed.max(vouched).max(self.by_numbers(ecosystem, now))
    }

    fn by_manifest(&self, of_ecosystem: impl Fn(&str) -> bool) -> Option<Timestamp> {
        let manifest = self.manifest.as_ref()?;
        let mut named = manifest.advisories.iter().filter(|(name, _)| of_ecosystem(name));
        let whole = named.any(|(name, &count)| count > 0 && count == self.speaking_of(name));
        whole.then_some(manifest.as_of)
    }

    /// Advisories that speak of an ecosystem, or of any release of it.
    fn speaking_of(&self, ecosystem: &str) -> usize {
        let is_of = |name: &str| {
            name.strip_prefix(ecosystem)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let of = self.ecosystems.iter().filter(|(name, _)| is_of(name));
        of.flat_map(|(_, ids)| ids).collect::<BTreeSet<_>>().len()
    }

    fn by_list(&self, list: &[(String, Option<Timestamp>)], now: Timestamp) -> Option<Timestamp> {
        let whole = list.len() >= LISTED && list.iter().all(|(id, _)| self.ids.contains_key(id));
        whole.then(|| far(list.iter().filter_map(|(_, day)| *day), now)).flatten()
    }

    /// By the numbers of RustSec's or PyPA's database.
    fn by_numbers(&self, ecosystem: Ecosystem, now: Timestamp) -> Option<Timestamp> {
        let database = numbered::database(ecosystem)?;
        if !database.is_whole(self.ids.keys().map(String::as_str)) {
            return None;
        }
        let own = self.ids.iter().filter(|(id, _)| database.numbers(id));
        let newest = far(own.filter_map(|(_, day)| *day), now)?;
        // An archive that a forge made of one commit says when that was; believed if its
        // advisories bear it out.
        let commit = self.written.filter(|(oldest, newest)| oldest == newest).map(|(at, _)| at);
        let borne_out =
            |&at: &Timestamp| at <= now && at >= newest && at <= newest.plus_days(FRESH_DAYS);
        Some(commit.filter(borne_out).unwrap_or(newest))
    }
}

/// The tenth newest of the days that are not in the future.
fn far(days: impl Iterator<Item = Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let mut days: Vec<_> = days.filter(|day| *day <= now).collect();
    days.sort_by(|a, b| b.cmp(a));
    days.get(NEWEST).copied()
}
