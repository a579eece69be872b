//! Break-glass: what two people opened to somebody for a while, where no cell of the RACI lets them.
//!
//! It stands in the place of an R of the row: tokens and masks, never clear values. Device, network, budget
//! and everything else that a class demands are asked as of who has a cell. What nobody may have, nobody is
//! opened: the RACI has to give somebody this action on this asset.

use crate::compile::Slice;
use crate::context::{Granted, left, refuse};
use crate::meaning::reveals;
use crate::{Directory, Letters, Rules};
use std::collections::BTreeSet;
use terms::{Action, CellRef, Denial, Obligation, Request, RoleId, View};

/// The role as which somebody acts by a break-glass grant; its egress budget is that of this name.
pub const BREAK_GLASS: &str = "break-glass";

/// Why `action` is opened to nobody, whoever agrees; `None` if it may be. What is opened ends with its hour,
/// so what outlasts the hour is not opened.
#[must_use]
pub const fn never_opened(action: Action) -> Option<&'static str> {
    match action {
        Action::Query | Action::Export | Action::Infer | Action::Operate | Action::Audit => None,
        Action::Ingest | Action::Screen => {
            Some("it changes what models learn from, and that stays when the time is over")
        }
        Action::Delete => Some("what is deleted does not come back when the time is over"),
        Action::Train => Some("what a model learned stays when the time is over"),
        Action::Promote | Action::Approve => {
            Some("who makes, who asks and who agrees are different people, in an emergency too")
        }
        Action::ChangeAccess => {
            Some("who changes access for an hour has given it to somebody for good")
        }
        Action::Pull | Action::Activate => {
            Some("the vault stands apart from the workspace, and has people of its own")
        }
    }
}

/// What allows `request` where no cell does: the grant that was opened, if it is for exactly this and the
/// RACI gives this to somebody.
pub(crate) fn opened(
    slice: &Slice,
    people: &Directory,
    rules: &Rules,
    request: &Request,
) -> Result<(Vec<CellRef>, Vec<Obligation>), Denial> {
    let Request { principal, action, asset, context, .. } = request;
    // A drill plays somebody's part, and must not use what was opened to them.
    let drilled = context.device.as_ref().is_some_and(|device| device.drill);
    let may = !drilled && never_opened(*action).is_none() && !slice.sources.is_empty();
    let listed = people.people().contains_key(principal);
    let grant = context.break_glass.as_ref().filter(|_| may && listed);
    let grant = grant.filter(|grant| grant.covers(principal, *action, asset, context.at));
    let grant = grant.ok_or(Denial::NotGranted)?;
    let role = RoleId::new(BREAK_GLASS).map_err(|error| Denial::Error(error.to_string()))?;
    let granted = Granted { budget: rules.egress.budget([&role]), clear: false, by_name: false };
    if let Some(denial) = refuse(rules, request, &granted) {
        return Err(denial);
    }
    let cell =
        CellRef { activity: grant.id.clone(), asset: asset.clone(), role, letters: "R".to_owned() };
    let mut obligations = Vec::new();
    if reveals(*action) {
        obligations.push(Obligation::Show(View::Token));
        obligations.push(Obligation::EgressLimit(left(request, &granted)));
    }
    let roles = |wanted: fn(Letters) -> bool| -> BTreeSet<RoleId> {
        slice.sources.values().flat_map(|source| source.row.roles_where(wanted)).collect()
    };
    let heard = roles(|letters| letters.consulted);
    if !heard.is_empty() {
        obligations.push(Obligation::Consult(heard.into_iter().collect()));
    }
    let mut told = roles(|letters| letters.informed || letters.accountable);
    told.extend(grant.told.iter().cloned());
    if !told.is_empty() {
        obligations.push(Obligation::Inform(told.into_iter().collect()));
    }
    Ok((vec![cell], obligations))
}
