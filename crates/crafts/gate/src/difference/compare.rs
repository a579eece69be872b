//! Each group's answer before and after, target by target.

use super::groups::Group;
use super::listing::{Listing, named};
use super::roles::{Names, Roles};
use super::sides::{Answer, Side};
use super::slices::{Slice, Target};
use crate::Egress;
use crate::meaning::shows_clear;
use std::collections::BTreeMap;
use terms::{Action, PrincipalId};

/// The comparison so far.
pub(super) struct Comparison<'a> {
    names: &'a Names<'a>,
    was: &'a Side,
    is: &'a Side,
    /// Before and after, by the number of a role.
    budgets: [Vec<u64>; 2],
    listing: Listing,
    /// Groups that may take out more, by their first person.
    richer: BTreeMap<Option<&'a PrincipalId>, Richer<'a>>,
}

/// People who may take out more: at least how much it was, at most how much it becomes.
struct Richer<'a> {
    people: &'a [&'a PrincipalId],
    was: u64,
    is: u64,
}

/// What becomes laxer on one target, whoever asks.
#[derive(Default)]
struct Lax<'a> {
    unheard: Roles,
    untold: Roles,
    unanswered: bool,
    deletable: bool,
    /// Who may newly agree, and who no longer may.
    agree: Vec<&'a PrincipalId>,
    left: Vec<&'a PrincipalId>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(
        names: &'a Names<'a>,
        was: &'a Side,
        is: &'a Side,
        egress: [&Egress; 2],
    ) -> Self {
        let budgets = egress.map(|egress| {
            names.all().iter().map(|role| egress.budget([*role])).collect::<Vec<u64>>()
        });
        Self { names, was, is, budgets, listing: Listing::default(), richer: BTreeMap::new() }
    }

    /// Compares the answers to `groups` on `target`.
    pub(super) fn target(&mut self, target: &Target, groups: impl Iterator<Item = &'a Group<'a>>) {
        let (before, after) = (self.was.slices.get(target), self.is.slices.get(target));
        let mut lax = Lax::default();
        for group in groups {
            let was = self.was.answer(before, group.was);
            let is = self.is.answer(after, group.is);
            self.grants(target, group, was.as_ref(), is.as_ref());
            agreement(target.0, group, was.as_ref(), is.as_ref(), &mut lax);
            if let (Some(was), Some(is)) = (was, is) {
                lax.unheard.join(was.heard.without(is.heard));
                lax.untold.join(was.told.without(is.told));
                lax.unanswered |= was.answered && !is.answered;
                lax.deletable |= target.0 == Action::Delete && is.by_name && !was.by_name;
                self.budget(group, &was, &is);
            }
        }
        if !may_agree(target.0, after).meets(self.is.held) {
            // Where nobody can agree any more, nothing passes: that is stricter.
            lax.left.clear();
        }
        self.tell(target, &lax);
    }

    fn grants(
        &mut self,
        target: &Target,
        group: &Group<'_>,
        was: Option<&Answer>,
        is: Option<&Answer>,
    ) {
        let clear = |it: Option<&Answer>| it.map(|it| it.accountable && shows_clear(target.0));
        match (clear(was), clear(is)) {
            (before, Some(clear)) if before.is_none_or(|before| clear && !before) => {
                self.listing.gained.add(&group.people, target, clear);
            }
            (Some(clear), after) if after.is_none_or(|after| clear && !after) => {
                self.listing.lost.add(&group.people, target, clear);
            }
            _ => {}
        }
    }

    /// More may be taken out by another role. More by a rule for the same role is told as a rule.
    fn budget(&mut self, group: &'a Group<'a>, was: &Answer, is: &Answer) {
        let [old, new] = &self.budgets;
        let of = |budgets: &[u64], roles: Roles| {
            roles.iter().filter_map(|role| budgets.get(role)).max().copied().unwrap_or(0)
        };
        let (before, after) = (of(old, was.roles), of(new, is.roles));
        if after > before && of(old, is.roles) > before {
            let people = &group.people;
            let richer = Richer { people, was: before, is: after };
            let known = self.richer.entry(people.first().copied()).or_insert(richer);
            (known.was, known.is) = (known.was.min(before), known.is.max(after));
        }
    }

    fn tell(&mut self, (action, asset): &Target, lax: &Lax<'_>) {
        let mut tell = |what: String| self.listing.answers.insert(what);
        for role in self.names.named(lax.unheard) {
            tell(format!("{action} on {asset} no longer consults {role}"));
        }
        for role in self.names.named(lax.untold) {
            tell(format!("{action} on {asset} no longer informs {role}"));
        }
        if lax.unanswered {
            tell(format!("nobody is accountable for {action} on {asset} any more"));
        }
        if lax.deletable {
            tell(format!("{asset} may be deleted though it is retained, as a row names it"));
        }
        if !lax.agree.is_empty() {
            tell(format!("{} may agree to {action} on {asset}", named(&lax.agree)));
        }
        if !lax.left.is_empty() {
            let who = named(&lax.left);
            tell(format!("fewer people can agree to {action} on {asset}: without {who}"));
        }
    }

    pub(super) fn done(mut self) -> Listing {
        for Richer { people, was, is } in self.richer.into_values() {
            let who = named(people);
            self.listing.answers.insert(format!("{who} may take out {is} bytes a day, not {was}"));
        }
        self.listing
    }
}

/// The roles whose holders agree to what others ask for.
fn may_agree(action: Action, slice: &Slice) -> Roles {
    match action {
        Action::ChangeAccess => slice.accountable,
        Action::Approve => slice.grants,
        _ => Roles::default(),
    }
}

/// The right to agree is a right: who gains it makes a second person, who loses it was one.
fn agreement<'a>(
    action: Action,
    group: &'a Group<'a>,
    was: Option<&Answer>,
    is: Option<&Answer>,
    lax: &mut Lax<'a>,
) {
    let agrees = |it: Option<&Answer>| match action {
        Action::ChangeAccess => it.is_some_and(|it| it.accountable),
        Action::Approve => it.is_some(),
        _ => false,
    };
    if agrees(was) && !agrees(is) {
        lax.left.extend(&group.people);
    }
    let accountable = |it: &Answer| it.accountable;
    if matches!(action, Action::ChangeAccess | Action::Approve)
        && was.is_some_and(|was| !accountable(was))
        && is.is_some_and(accountable)
    {
        lax.agree.extend(&group.people);
    }
}
