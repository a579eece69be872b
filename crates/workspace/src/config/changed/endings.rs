//! Until when people hold their roles. To hold one longer takes two people, as to be given it does.

use super::{Changed, tell};
use crate::Code;

/// What ends at another moment than before, of what was listed before too.
pub(crate) fn endings(old: &Code, new: &Code) -> Vec<Changed> {
    let mut all = Vec::new();
    for ending in new.people.endings(&old.people) {
        let (who, role) = (&ending.who, &ending.role);
        let what = match ending.until {
            Some(until) => format!("{who} holds {role} until {until}"),
            None => format!("{who} holds {role} without an end"),
        };
        tell(&mut all, what, ending.later);
    }
    all
}
