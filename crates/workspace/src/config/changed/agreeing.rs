//! What a change of `[proposals]` and `[consult]` changes.

use super::super::{Consult, Proposals};
use super::{Changed, tell};

pub(super) fn answering(was: Proposals, is: Proposals, all: &mut Vec<Changed>) {
    let Proposals { expire_after } = is;
    let before = was.expire_after;
    if expire_after != before {
        let what = format!("a proposal may be answered for {expire_after}, not for {before}");
        tell(all, what, expire_after > before);
    }
}

/// What waits no more, or shorter, goes on unheard.
pub(super) fn consulting(was: &Consult, is: &Consult, all: &mut Vec<Changed>) {
    for (action, before) in was.all() {
        let what = match is.deadline(action) {
            None => format!("{action} no longer waits for those who are consulted"),
            Some(deadline) if deadline != before => {
                format!("{action} waits {deadline} for those who are consulted, not {before}")
            }
            Some(_) => continue,
        };
        tell(all, what, is.deadline(action).is_none_or(|deadline| deadline < before));
    }
    for (action, deadline) in is.all().filter(|(action, _)| was.deadline(*action).is_none()) {
        tell(all, format!("{action} waits {deadline} for those who are consulted"), false);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Config, parse};
    use super::super::changes;

    // proves M6, M7
    #[test]
    fn to_wait_no_more_or_shorter_for_who_is_consulted_is_laxer() {
        let of = |text: &str| -> Config {
            let text = format!("[workspace]\nname = \"x\"\n[consult]\n{text}");
            parse("x", &text).unwrap()
        };
        for (was, is, laxer) in [
            ("export = \"24h\"", "", true),
            ("export = \"24h\"", "delete = \"24h\"", true),
            ("export = \"24h\"", "export = \"23h\"", true),
            ("export = \"24h\"", "export = \"25h\"", false),
            ("export = \"24h\"", "export = \"24h\"\npromote = \"1h\"", false),
        ] {
            let told = changes(&of(was), &of(is));
            assert_eq!(told.iter().any(|changed| changed.laxer), laxer, "{was} -> {is}: {told:?}");
            assert!(!told.is_empty(), "{was} -> {is}");
        }
        assert!(changes(&of("export = \"24h\""), &of("export = \"1440m\"")).is_empty());
    }
}
