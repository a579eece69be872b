//! What a change of `[handling]` changes.

use super::{Changed, tell};
use terms::{Class, Handling, Handlings, View};

pub(super) fn changes(was: &Handlings, is: &Handlings, all: &mut Vec<Changed>) {
    let Handlings { public, internal, confidential, restricted } = *is;
    let classes = [
        (Class::Public, public),
        (Class::Internal, internal),
        (Class::Confidential, confidential),
        (Class::Restricted, restricted),
    ];
    for (class, is) in classes {
        handled(class, was.of(class), is, all);
    }
}

fn handled(class: Class, was: Handling, is: Handling, all: &mut Vec<Changed>) {
    let Handling { encrypt, view, retain, review_days } = is;
    if was.encrypt != encrypt && !encrypt {
        let what = format!(
            "`encrypt = false` of {class} has no effect: every column is encrypted at rest"
        );
        tell(all, what, false);
    }
    if was.view != view {
        // A token and a mask each show what the other does not.
        let laxer = view != View::Hidden && was.view != View::Clear;
        let (view, before) = (shown(view), shown(was.view));
        tell(all, format!("{class} values are shown {view}, not {before}"), laxer);
    }
    if was.retain != retain {
        let how = if retain { "kept" } else { "dropped" };
        let what = format!("originals of {class} values are {how} from the next ingest on");
        tell(all, what, retain);
    }
    if was.review_days != review_days {
        let before = was.review_days;
        let what =
            format!("access to {class} data is reviewed every {review_days} days, not {before}");
        tell(all, what, review_days > before);
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
