//! What a change of `hygeia.toml` changes beside what the gate compares.
//!
//! Every key is looked at here by name, or by the gate (`[access]`), so none can be added without
//! somebody deciding what is laxer. What can't be put in order counts as laxer.

mod admission;
mod agreeing;
pub(crate) mod columns;
mod endings;
mod handling;
mod identity;
mod retention;
mod reviews;
pub(crate) mod rules;
mod sinks;

pub(crate) use endings::endings;
pub(crate) use retention::kept_otherwise;

use super::{Config, Keys, Server, ServerName, Serving, Store, Training, Vault, Workspace};
use gate::Cidr;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use terms::printable;
use utoipa::ToSchema;

/// One change, and whether more is shown, less is protected, or it is reached from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    pub what: String,
    pub laxer: bool,
}

/// Everything that changes from `old` to `new`, but for `[access]`.
#[must_use]
pub fn changes(old: &Config, new: &Config) -> Vec<Changed> {
    let Config {
        workspace,
        identity,
        server,
        store,
        handling,
        access: _,
        training,
        serving,
        retention,
        vault,
        keys,
        proposals,
        consult,
        reviews,
        notices,
        audit,
        admission,
        traces,
    } = new;
    let mut all = Vec::new();
    name(&old.workspace, workspace, &mut all);
    identity::changes(&old.identity, identity, &mut all);
    listening(&old.server, server, &mut all);
    records(&old.store, store, &mut all);
    handling::changes(&old.handling, handling, &mut all);
    learning(old.training, *training, &mut all);
    predictions(&old.serving, serving, &mut all);
    retention::changes(&old.retention, retention, &mut all);
    recovery(&old.vault, vault, &mut all);
    rotation(old.keys, *keys, &mut all);
    agreeing::answering(old.proposals, *proposals, &mut all);
    agreeing::consulting(&old.consult, consult, &mut all);
    reviews::changes(&old.reviews, reviews, &mut all);
    sinks::notices(&old.notices, notices, &mut all);
    sinks::audit(&old.audit, audit, &mut all);
    admission::changes(&old.admission, admission, &mut all);
    sinks::traces(old.traces.as_ref(), traces.as_ref(), &mut all);
    all
}

fn tell(all: &mut Vec<Changed>, what: String, laxer: bool) {
    all.push(Changed { what, laxer });
}

fn name(was: &Workspace, is: &Workspace, all: &mut Vec<Changed>) {
    let Workspace { name } = is;
    if *name != was.name {
        // It is shown to people, and decides nothing.
        let [name, was] = [name, &was.name].map(|name| printable(name));
        let told = format!("the workspace is called {name}, not {was}");
        tell(all, told, false);
    }
}

fn listening(was: &Server, is: &Server, all: &mut Vec<Changed>) {
    let Server { address, names, proxies } = is;
    called(&was.names, names, all);
    passing_on(&was.proxies, proxies, all);
    if *address == was.address {
        return;
    }
    tell(all, format!("HTTPS listens at {address}, not at {}", was.address), !was.covers(*address));
}

impl Server {
    /// Whether who reaches a server at `other` sits on this host, or reaches one at this address too.
    #[must_use]
    pub fn covers(&self, other: SocketAddr) -> bool {
        let (this, ip) = (self.address.ip().to_canonical(), other.ip().to_canonical());
        // What stands between a network and this host may let one port through, and not another.
        let same_port = self.address.port() == 0 || other.port() == self.address.port();
        ip.is_loopback() || same_port && (ip == this || reaches_all(this, ip))
    }
}

/// A name more is a way more to the workspace.
fn called(was: &[ServerName], is: &[ServerName], all: &mut Vec<Changed>) {
    for name in is.iter().filter(|name| !was.contains(name)) {
        tell(all, format!("the server's certificate says {name} too"), true);
    }
    for name in was.iter().filter(|name| !is.contains(name)) {
        tell(all, format!("the server's certificate no longer says {name}"), false);
    }
}

/// Who passes others on says where they come from.
fn passing_on(was: &[Cidr], is: &[Cidr], all: &mut Vec<Changed>) {
    for proxy in is.iter().filter(|proxy| !was.contains(proxy)) {
        let told =
            format!("who connects from {proxy} is believed whom it passes on, and from where");
        tell(all, told, true);
    }
    for proxy in was.iter().filter(|proxy| !is.contains(proxy)) {
        // Then it is where everybody comes from whom it passes on.
        tell(all, format!("who connects from {proxy} passes nobody on"), true);
    }
}

/// Whether a server at `before` is reached by every network that reaches one at `after`.
const fn reaches_all(before: IpAddr, after: IpAddr) -> bool {
    before.is_unspecified() && before.is_ipv4() == after.is_ipv4()
}

fn records(was: &Store, is: &Store, all: &mut Vec<Changed>) {
    let Store { meta } = is;
    // The addresses are not told: they may hold a password.
    let what = match (&was.meta, meta) {
        (None, None) => return,
        (Some(was), Some(is)) if was == is => return,
        (Some(_), Some(_)) => "metadata lie in another database",
        (None, Some(_)) => "metadata lie in a database, not in the workspace's folder",
        (Some(_), None) => "metadata lie in the workspace's folder, not in a database",
    };
    tell(all, what.to_owned(), true);
}

fn learning(was: Training, is: Training, all: &mut Vec<Changed>) {
    let Training { unconfirmed } = is;
    if unconfirmed != was.unconfirmed {
        let may = if unconfirmed { "may" } else { "may not" };
        let what =
            format!("models {may} learn from columns of which nobody has said what they hold");
        tell(all, what, unconfirmed);
    }
}

fn predictions(was: &Serving, is: &Serving, all: &mut Vec<Changed>) {
    let Serving { rows_per_minute } = is;
    let before = was.rows_per_minute;
    if *rows_per_minute != before {
        let what =
            format!("a principal may ask for {rows_per_minute} predictions a minute, not {before}");
        tell(all, what, *rows_per_minute > before);
    }
}

fn recovery(was: &Vault, is: &Vault, all: &mut Vec<Changed>) {
    let Vault { folder, rpo_seconds } = is;
    if *folder != was.folder {
        let place = |folder: Option<&Path>| {
            folder.map_or_else(|| "nowhere".to_owned(), |folder| folder.display().to_string())
        };
        let (is, was) = (place(folder.as_deref()), place(was.folder.as_deref()));
        // Copies of everything go there, and are taken from there when production is lost.
        tell(all, format!("the vault lies in {is:?}, not in {was:?}"), true);
    }
    let before = was.rpo_seconds;
    if *rpo_seconds != before {
        let what = format!("the newest recovery point may be {rpo_seconds} s old, not {before} s");
        tell(all, what, *rpo_seconds > before);
    }
}

fn rotation(was: Keys, is: Keys, all: &mut Vec<Changed>) {
    let Keys { rotate_after } = is;
    let before = was.rotate_after;
    if rotate_after != before {
        let what = format!("a key may be used for {rotate_after} days, not for {before}");
        tell(all, what, rotate_after > before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use terms::View;

    fn config() -> Config {
        let mut config = Config::new("x");
        config.store.meta = Some("postgres://here".to_owned());
        config.vault.folder = Some(PathBuf::from("/vault"));
        config
    }

    // proves M7
    #[test]
    fn to_show_more_is_laxer_and_to_show_less_is_not() {
        let old = Config::new("x");
        let mut new = old.clone();
        assert!(changes(&old, &new).is_empty());
        new.handling.restricted.view = View::Clear;
        new.training.unconfirmed = true;
        new.identity.trial = true;
        new.handling.internal.review_days += 1;
        new.serving.rows_per_minute += 1;
        new.vault.rpo_seconds += 1;
        new.keys.rotate_after += 1;
        new.proposals.expire_after = terms::Period::days(8);
        let laxer = changes(&old, &new);
        assert!(laxer.len() == 8 && laxer.iter().all(|changed| changed.laxer), "{laxer:?}");
        let stricter = changes(&new, &old);
        assert!(stricter.len() == 8 && stricter.iter().all(|changed| !changed.laxer));
        let mut told = old.clone();
        told.handling.confidential.encrypt = false;
        let told = changes(&old, &told);
        assert!(matches!(told.as_slice(), [one] if !one.laxer && one.what.contains("no effect")));
    }

    // proves M7, M9
    #[test]
    fn to_move_the_vault_or_the_records_is_laxer_wherever_they_go() {
        let old = config();
        type Move = fn(&mut Config);
        let moves: [Move; 4] = [
            |c| c.vault.folder = Some(PathBuf::from("/elsewhere")),
            |c| c.vault.folder = None,
            |c| c.store.meta = Some("postgres://there".to_owned()),
            |c| c.store.meta = None,
        ];
        for change in moves {
            let mut new = old.clone();
            change(&mut new);
            for told in [changes(&old, &new), changes(&new, &old)] {
                assert!(told.len() == 1 && told.iter().all(|changed| changed.laxer), "{told:?}");
                assert!(!told.iter().any(|changed| changed.what.contains("postgres://")));
            }
        }
    }

    // proves M7
    #[test]
    fn to_be_reached_from_more_networks_is_laxer() {
        for (was, is, laxer) in [
            ("127.0.0.1:7443", "0.0.0.0:7443", true),
            ("127.0.0.1:7443", "[::]:7443", true),
            ("127.0.0.1:7443", "10.0.0.5:7443", true),
            ("127.0.0.1:7443", "[::ffff:10.0.0.5]:7443", true),
            ("127.0.0.1:7443", "[::1]:8443", false),
            ("127.0.0.1:7443", "[::ffff:127.0.0.1]:8443", false),
            ("0.0.0.0:7443", "10.0.0.5:7443", false),
            ("0.0.0.0:7443", "10.0.0.5:22", true),
            ("0.0.0.0:7443", "[::]:7443", true),
            ("0.0.0.0:7443", "127.0.0.1:7443", false),
            ("10.0.0.5:7443", "10.0.0.6:7443", true),
            ("10.0.0.5:7443", "10.0.0.5:80", true),
        ] {
            let (mut old, mut new) = (config(), config());
            old.server.address = was.parse().unwrap();
            new.server.address = is.parse().unwrap();
            let told = changes(&old, &new);
            assert!(told.len() == 1 && told[0].laxer == laxer, "{was} -> {is}: {told:?}");
        }
    }

    /// Every leaf of `table`, by its path.
    fn leaves(table: &toml::Table, path: &[String], all: &mut Vec<Vec<String>>) {
        for (key, value) in table {
            let path: Vec<String> = path.iter().chain([key]).cloned().collect();
            match value {
                toml::Value::Table(inner) => leaves(inner, &path, all),
                _ => all.push(path),
            }
        }
    }

    /// Another value of the same kind, that its key may have.
    fn other(value: &toml::Value) -> toml::Value {
        match value {
            toml::Value::Integer(number) => (number + 1).into(),
            toml::Value::Boolean(flag) => (!flag).into(),
            toml::Value::Array(_) => vec!["192.0.2.0/24"].into(),
            toml::Value::String(text) => match text.as_str() {
                "127.0.0.1:7443" => "0.0.0.0:7443".into(),
                "clear" | "token" | "mask" => "hidden".into(),
                "public" => "internal".into(),
                "confidential" => "restricted".into(),
                "7d" => "8d".into(),
                "30d" => "31d".into(),
                "60d" => "61d".into(),
                "90d" => "91d".into(),
                "180d" => "181d".into(),
                "24h" => "23h".into(),
                text => format!("{text}-2").into(),
            },
            other => panic!("a key of a kind that nothing has: {other}"),
        }
    }

    // proves M7
    #[test]
    fn no_key_changes_unseen() {
        let old = config();
        let table = toml::Table::try_from(&old).unwrap();
        let mut paths = Vec::new();
        leaves(&table, &[], &mut paths);
        assert!(paths.len() > 25, "{paths:?}");
        let (raci, people) = (gate::Raci::default(), gate::Directory::default());
        for path in paths {
            let mut changed = table.clone();
            let (key, above) = path.split_last().unwrap();
            let within = above
                .iter()
                .fold(&mut changed, |table, key| table[key.as_str()].as_table_mut().unwrap());
            within[key.as_str()] = other(&within[key.as_str()]);
            let new: Config = changed.try_into().unwrap();
            let seen = |old: &Config, new: &Config| {
                let of = |config| gate::Standing { raci: &raci, people: &people, rules: config };
                !changes(old, new).is_empty()
                    || gate::difference(Some(of(&old.access)), of(&new.access)).widens()
            };
            assert!(seen(&old, &new) || seen(&new, &old), "{path:?}");
        }
    }
}
