//! The difference of decisions: whether some request would be answered more laxly than before.
//!
//! What a request is answered follows from the roles that somebody holds, the rows that speak of
//! the action on the asset, and the rules. So people are grouped by their roles before and after,
//! assets by the patterns that name them (and *any other*), and each group is compared once for
//! each target: an allow that was none, a clearer view, a larger budget, a deletion by name,
//! somebody who is no longer heard, told, or accountable, and the right to agree.
//!
//! It errs on one side alone. It finds all that [`Gate::decide`](crate::Gate::decide) would answer
//! more laxly; beyond that it also takes for laxer (1) a rule that no request meets today, (2) a
//! grant that a rule refuses to everybody today, by a budget of nothing or as all is retained. Or
//! one person could prepare what two people then let through unseen.

mod compare;
mod groups;
mod listing;
mod networks;
mod roles;
mod rules;
mod sides;
mod slices;

use crate::{Directory, Grant, Pattern, Raci, Standing};
use compare::Comparison;
use groups::Groups;
use listing::Listing;
use roles::{Names, Roles};
use sides::Side;
use slices::{Slice, Target};
use std::collections::BTreeSet;
use terms::Action;

/// How the answers of two standings differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Who may newly do what, or newly sees clear values; sorted.
    pub widening: Vec<Grant>,
    /// Who no longer may, or no longer sees clear values; sorted.
    pub narrowing: Vec<Grant>,
    /// Grants of either list that are not written out, because there are very many.
    pub unlisted: usize,
    /// Rules that become laxer, one sentence each.
    pub rules: Vec<String>,
    /// What else is answered more laxly: budgets, views, who is heard, told, accountable, agrees.
    pub answers: Vec<String>,
    widens: bool,
}

impl Difference {
    /// Some request is answered more laxly.
    #[must_use]
    pub const fn widens(&self) -> bool {
        self.widens
    }

    /// All that becomes laxer though nobody gains a grant: rules first.
    #[must_use]
    pub fn loosened(&self) -> Vec<String> {
        self.rules.iter().chain(&self.answers).cloned().collect()
    }
}

/// Compares what `new` would answer with what `old` does. Where nothing stands, all is new.
#[must_use]
pub fn difference(old: Option<Standing<'_>>, new: Standing<'_>) -> Difference {
    let rules = old.map(|old| rules::laxer(old.rules, new.rules)).unwrap_or_default();
    if old.is_some_and(|old| old.raci == new.raci && old.people == new.people) {
        return Difference { widens: !rules.is_empty(), rules, ..Difference::default() };
    }
    let listing = compared(old, new);
    let widens = !rules.is_empty() || listing.widens();
    let unlisted = listing.gained.unlisted() + listing.lost.unlisted();
    let (widening, narrowing) = (listing.gained.sorted(), listing.lost.sorted());
    let answers = listing.answers.into_iter().collect();
    Difference { widening, narrowing, unlisted, rules, answers, widens }
}

fn compared(old: Option<Standing<'_>>, new: Standing<'_>) -> Listing {
    let (nothing, nobody) = (Raci::default(), Directory::default());
    let (raci, people) = old.map_or((&nothing, &nobody), |old| (old.raci, old.people));
    let names = Names::of([raci, new.raci]);
    let (was, is) = (Side::of(raci, people, &names), Side::of(new.raci, new.people, &names));
    let groups = Groups::of(old, new, &names);
    // With other holders of a role, others are heard, told and accountable.
    let mut shifted = differing(was.held, is.held);
    shifted.join(differing(was.single, is.single));
    let egress = [old.unwrap_or(new).rules, new.rules].map(|rules| &rules.egress);
    let mut comparison = Comparison::new(&names, &was, &is, egress);
    let targets: BTreeSet<&Target> = was.slices.targets().chain(is.slices.targets()).collect();
    for target in targets {
        let (before, after) = (was.slices.get(target), is.slices.get(target));
        let same = before == after && !after.counted().meets(shifted);
        let concerned = concerned(target, before, after);
        comparison.target(target, groups.with(concerned, same));
    }
    comparison.done()
}

/// Whose answers on `target` may differ from those on every other asset of its kind. Who is not
/// granted it by name is answered as there; but who is left to agree depends on all.
fn concerned((action, pattern): &Target, before: &Slice, after: &Slice) -> Roles {
    let by_name = matches!(pattern, Pattern::Named(_))
        && !matches!(action, Action::Approve | Action::ChangeAccess);
    let of = |slice: &Slice| if by_name { slice.by_name } else { slice.grants };
    let mut concerned = of(before);
    concerned.join(of(after));
    concerned
}

fn differing(a: Roles, b: Roles) -> Roles {
    let mut differing = a.without(b);
    differing.join(b.without(a));
    differing
}
