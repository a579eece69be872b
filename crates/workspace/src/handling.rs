//! What a change of config changes in how values are handled.

use crate::config::Config;
use serde::{Deserialize, Serialize};
use terms::{Class, Handling, View};
use utoipa::ToSchema;

/// One change, and whether more is shown or less is protected by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    pub what: String,
    pub laxer: bool,
}

/// Everything that changes from `old` to `new`.
#[must_use]
pub fn changes(old: &Config, new: &Config) -> Vec<Changed> {
    let mut all = Vec::new();
    for class in Class::ALL {
        class_changes(class, old.handling.of(class), new.handling.of(class), &mut all);
    }
    let (was, is) = (old.serving.rows_per_minute, new.serving.rows_per_minute);
    if was != is {
        let what = format!("a principal may ask for {is} predictions a minute, not {was}");
        all.push(Changed { what, laxer: is > was });
    }
    all
}

fn class_changes(class: Class, was: Handling, is: Handling, all: &mut Vec<Changed>) {
    let mut tell = |what: String, laxer: bool| all.push(Changed { what, laxer });
    if was.encrypt != is.encrypt {
        let how = if is.encrypt { "encrypted" } else { "in clear" };
        tell(format!("{class} columns are {how} at rest from the next ingest on"), was.encrypt);
    }
    if was.view != is.view {
        // A token and a mask each show what the other does not.
        let laxer = is.view != View::Hidden && was.view != View::Clear;
        tell(
            format!("{class} values are shown {}, not {}", shown(is.view), shown(was.view)),
            laxer,
        );
    }
    if was.retain != is.retain {
        let how = if is.retain { "kept" } else { "dropped" };
        tell(format!("originals of {class} values are {how} from the next ingest on"), is.retain);
    }
    if was.review_days != is.review_days {
        let (days, before) = (is.review_days, was.review_days);
        tell(
            format!("access to {class} data is reviewed every {days} days, not {before}"),
            days > before,
        );
    }
}

const fn shown(view: View) -> &'static str {
    match view {
        View::Clear => "in clear",
        View::Token => "as tokens",
        View::Mask => "masked",
        View::Hidden => "not at all",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M7
    #[test]
    fn to_show_more_is_laxer_and_to_show_less_is_not() {
        let old = Config::new("x");
        let mut new = old.clone();
        assert!(changes(&old, &new).is_empty());
        new.handling.restricted.view = View::Clear;
        new.handling.confidential.encrypt = false;
        new.serving.rows_per_minute += 1;
        let laxer = changes(&old, &new);
        assert!(laxer.len() == 3 && laxer.iter().all(|changed| changed.laxer), "{laxer:?}");
        let stricter = changes(&new, &old);
        assert!(stricter.len() == 3 && stricter.iter().all(|changed| !changed.laxer));
    }
}
