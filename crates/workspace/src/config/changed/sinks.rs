//! Where entries of the ledger go beside the workspace. To send them elsewhere shows them to somebody, and
//! to send them no more lets fewer see: each takes two people.

use super::{Changed, tell};
use crate::config::{Audit, JsonApi, Notices, Syslog, Webhook};

pub(super) fn notices(was: &Notices, is: &Notices, all: &mut Vec<Changed>) {
    let Notices { mails, from, webhook } = is;
    moved("notices are mailed", path(was.mails.as_ref()), path(mails.as_ref()), all);
    if *from != was.from {
        let from = from.clone().unwrap_or_default();
        tell(all, format!("notices are mailed from {}", from.as_str()), false);
    }
    hooked("notices are sent", was.webhook.as_ref(), webhook.as_ref(), all);
}

pub(super) fn audit(was: &Audit, is: &Audit, all: &mut Vec<Changed>) {
    let Audit { file, syslog, webhook, lineage, openlineage } = is;
    moved("the audit's events are written", path(was.file.as_ref()), path(file.as_ref()), all);
    let shown = |to: &Syslog| format!("{}{}", to.to, trusting(to.trust.as_ref()));
    let what = "the audit's events are sent by syslog";
    moved(what, was.syslog.as_ref().map(shown), syslog.as_ref().map(shown), all);
    hooked("the audit's events are sent", was.webhook.as_ref(), webhook.as_ref(), all);
    moved("lineage is written", path(was.lineage.as_ref()), path(lineage.as_ref()), all);
    posted("lineage is sent", was.openlineage.as_ref(), openlineage.as_ref(), all);
}

pub(super) fn traces(was: Option<&JsonApi>, is: Option<&JsonApi>, all: &mut Vec<Changed>) {
    posted("spans of requests are sent", was, is, all);
}

fn path(path: Option<&std::path::PathBuf>) -> Option<String> {
    path.map(|path| terms::printable(&path.to_string_lossy()).into_owned())
}

fn trusting(trust: Option<&std::path::PathBuf>) -> String {
    path(trust).map(|trust| format!(", trusting {trust}")).unwrap_or_default()
}

fn moved(what: &str, was: Option<String>, is: Option<String>, all: &mut Vec<Changed>) {
    match (was, is) {
        (was, is) if was == is => {}
        (_, Some(is)) => tell(all, format!("{what} to {is}"), true),
        (_, None) => tell(all, format!("no longer {what}"), true),
    }
}

fn posted(what: &str, was: Option<&JsonApi>, is: Option<&JsonApi>, all: &mut Vec<Changed>) {
    match (was, is) {
        (was, is) if was == is => {}
        (_, Some(is)) => {
            let (host, trust) = (is.url.host(), trusting(is.trust.as_ref()));
            tell(all, format!("{what} to {host}{trust}"), true);
        }
        (_, None) => tell(all, format!("{what} no longer"), true),
    }
}

/// The path of the address is not told: it may be a secret.
fn hooked(what: &str, was: Option<&Webhook>, is: Option<&Webhook>, all: &mut Vec<Changed>) {
    match (was, is) {
        (was, is) if was == is => {}
        (_, Some(is)) => {
            let (host, trust) = (is.url.host(), trusting(is.trust.as_ref()));
            tell(all, format!("{what} to a webhook at {host}{trust}"), true);
        }
        (_, None) => tell(all, format!("no longer {what} to a webhook"), true),
    }
}
