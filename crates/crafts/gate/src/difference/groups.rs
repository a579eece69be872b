//! People by the roles that they hold before and after: who holds the same is answered the same.

use super::roles::{Names, Roles};
use crate::{Directory, Standing};
use std::collections::{BTreeSet, HashMap};
use terms::PrincipalId;

/// People who hold the same roles before, and the same after.
pub(super) struct Group<'a> {
    pub(super) was: Roles,
    pub(super) is: Roles,
    pub(super) people: Vec<&'a PrincipalId>,
}

pub(super) struct Groups<'a> {
    pub(super) all: Vec<Group<'a>>,
    /// By the number of a role: the groups that hold it before or after.
    with: Vec<Vec<usize>>,
    /// Those of them whose roles change.
    changing: Vec<Vec<usize>>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(old: Option<Standing<'a>>, new: Standing<'a>, names: &Names<'_>) -> Self {
        let mut found: HashMap<(Roles, Roles), usize> = HashMap::new();
        let mut all: Vec<Group<'a>> = Vec::new();
        let before = old.iter().flat_map(|old| old.people.people().keys());
        let everybody: BTreeSet<&PrincipalId> = before.chain(new.people.people().keys()).collect();
        for who in everybody {
            let set = |people: &Directory| names.set(people.roles_of(who));
            let (was, is) = (old.map(|old| set(old.people)).unwrap_or_default(), set(new.people));
            let at = *found.entry((was, is)).or_insert(all.len());
            match all.get_mut(at) {
                Some(group) => group.people.push(who),
                None => all.push(Group { was, is, people: vec![who] }),
            }
        }
        let with = by_role(&all, names, |_| true);
        let changing = by_role(&all, names, |group| group.was != group.is);
        Self { all, with, changing }
    }

    /// The groups that hold one of `roles`, each once; or only those whose roles change.
    pub(super) fn with(
        &self,
        roles: Roles,
        changing: bool,
    ) -> impl Iterator<Item = &Group<'a>> + use<'_, 'a> {
        let by_role = if changing { &self.changing } else { &self.with };
        let several = roles.iter().nth(1).is_some();
        let mut at: Vec<usize> = Vec::new();
        roles.iter().filter_map(|role| by_role.get(role)).for_each(|more| at.extend(more));
        if several {
            at.sort_unstable();
            at.dedup();
        }
        at.into_iter().filter_map(|at| self.all.get(at))
    }
}

fn by_role(
    all: &[Group<'_>],
    names: &Names<'_>,
    wanted: impl Fn(&Group<'_>) -> bool,
) -> Vec<Vec<usize>> {
    let mut with = vec![Vec::new(); names.all().len()];
    for (at, group) in all.iter().enumerate().filter(|(_, group)| wanted(group)) {
        let mut roles = group.was;
        roles.join(group.is);
        for role in roles.iter() {
            with.get_mut(role).into_iter().for_each(|groups: &mut Vec<usize>| groups.push(at));
        }
    }
    with
}
