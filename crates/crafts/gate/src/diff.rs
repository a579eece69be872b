//! What a change would do, for people.

use crate::{Cell, Directory, Grant, Raci, Row, Standing, difference};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use terms::{PrincipalId, RoleId};

/// What a change would do, for people. Whether it takes two of them,
/// [`Change::authorise`](crate::Change::authorise) says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Diff {
    pub added: Vec<Cell>,
    pub removed: Vec<Cell>,
    /// Roles that people gain and lose.
    pub joined: Vec<(PrincipalId, RoleId)>,
    pub left: Vec<(PrincipalId, RoleId)>,
    /// Grants that come and go with it.
    pub widening: Vec<Grant>,
    pub narrowing: Vec<Grant>,
    /// How many grants of the two lists are not written out, because there are very many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unlisted: usize,
    /// What becomes laxer though nobody gains a grant, one sentence each.
    pub loosened: Vec<String>,
}

// By reference, as serde asks for it.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What changes from `old` to `new`. A cell whose letters change is removed and added.
#[must_use]
pub fn diff(old: Option<Standing<'_>>, new: Standing<'_>) -> Diff {
    let (nothing, nobody) = (Raci::default(), Directory::default());
    let (raci, people) = old.map_or((&nothing, &nobody), |old| (old.raci, old.people));
    let difference = difference(old, new);
    Diff {
        added: cells_beyond(raci, new.raci),
        removed: cells_beyond(new.raci, raci),
        joined: roles_beyond(people, new.people),
        left: roles_beyond(new.people, people),
        loosened: difference.loosened(),
        widening: difference.widening,
        narrowing: difference.narrowing,
        unlisted: difference.unlisted,
    }
}

/// The cells of `more` that `less` doesn't have, sorted.
fn cells_beyond(less: &Raci, more: &Raci) -> Vec<Cell> {
    let known: HashMap<_, &Row> =
        less.rows().iter().map(|row| ((&row.activity, &row.asset), row)).collect();
    let mut beyond = Vec::new();
    for row in more.rows() {
        let was = known.get(&(&row.activity, &row.asset)).filter(|was| was.action == row.action);
        let stays =
            |cell: &Cell| was.is_some_and(|was| was.cells.get(&cell.role) == Some(&cell.letters));
        if was.is_none_or(|was| was.cells != row.cells) {
            beyond.extend(row.cells().filter(|cell| !stays(cell)));
        }
    }
    beyond.sort();
    beyond
}

/// The roles that people hold by `more` and not by `less`, sorted.
fn roles_beyond(less: &Directory, more: &Directory) -> Vec<(PrincipalId, RoleId)> {
    let mut beyond = Vec::new();
    for (who, held) in more.people() {
        let gained = held.iter().filter(|role| !less.holds(who, role));
        beyond.extend(gained.map(|role| (who.clone(), role.clone())));
    }
    beyond
}
