//! Where a finding is, as code scanning wants it: a file of the repository, and what is no file by name.

use std::path::{Component, Path, PathBuf};
use terms::Finding;

/// A finding's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A path from where the verb was called, or an absolute one; with `/` between its parts.
    pub artefact: String,
    /// What it is about within that, or where there is no file: `tcp://0.0.0.0:5432`, a member of an archive.
    pub logical: Option<String>,
}

/// The place of `finding`, which `verb` has, when it is called in `here`.
pub fn of(finding: &Finding, verb: &str, here: &Path) -> Place {
    let subject = &finding.location.subject;
    let spoken = || (!subject.is_empty()).then(|| subject.clone());
    if let Some(file) = &finding.location.file {
        let artefact = from_here(Path::new(file), here);
        let same = subject == file || artefact.ends_with(subject.as_str());
        return Place { artefact, logical: spoken().filter(|_| !same) };
    }
    // A verb that speaks of a file by its path: what is absolute is the host's, as a list of packages.
    let path = Path::new(subject);
    if path.is_relative() && here.join(path).is_file() {
        return Place { artefact: from_here(path, here), logical: None };
    }
    Place { artefact: named(verb, subject), logical: spoken() }
}

/// A name in the place of a file: `surface/tcp/5432`. No address, which a scanner of code would take for
/// a URI that it does not know.
fn named(verb: &str, subject: &str) -> String {
    let verb = verb.replace(' ', "-");
    let rest = match subject.split_once("://") {
        Some((transport @ ("tcp" | "udp"), address)) => {
            let port = address.rsplit_once(':').map_or(address, |(_, port)| port);
            format!("{transport}/{port}")
        }
        Some((scheme, address)) => format!("{scheme}/{address}"),
        None => subject.trim_start_matches('/').to_owned(),
    };
    let plain = |c: char| if c.is_alphanumeric() || "-._/".contains(c) { c } else { '-' };
    let rest: String = rest.chars().map(plain).collect();
    let parts = rest.split('/').filter(|part| !["", ".", ".."].contains(part));
    let parts: Vec<&str> = std::iter::once(verb.as_str()).chain(parts).collect();
    parts.join("/")
}

/// The path from `here`, or as a whole where it lies elsewhere.
pub fn from_here(path: &Path, here: &Path) -> String {
    let whole = plain(&here.join(path));
    let here = plain(here);
    let path = whole.strip_prefix(&here).unwrap_or(&whole);
    let shown = path.to_string_lossy().into_owned();
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{Location, Severity};

    fn place(subject: &str, file: Option<&str>) -> Place {
        let mut location = Location::of(subject);
        location.file = file.map(str::to_owned);
        let finding = Finding::new("x/y", Severity::Low, location, "m", "r");
        of(&finding, "surface", Path::new("/home/dana/repo"))
    }

    // proves M22
    #[test]
    fn what_is_no_file_gets_a_name_that_a_scanner_of_code_takes() {
        let named = |subject: &str| place(subject, None).artefact;
        assert_eq!(named("tcp://0.0.0.0:5432"), "surface/tcp/5432");
        assert_eq!(named("udp://[::1]:53"), "surface/udp/53");
        assert_eq!(named("/var/lib/dpkg/status"), "surface/var/lib/dpkg/status");
        assert_eq!(named("promote[model/*]"), "surface/promote-model/--");
        assert_eq!(named("../../etc/passwd"), "surface/etc/passwd");
        let place = place("tcp://0.0.0.0:5432", None);
        assert_eq!(place.logical.as_deref(), Some("tcp://0.0.0.0:5432"));
    }

    #[test]
    fn a_file_is_named_from_where_the_verb_was_called() {
        assert_eq!(place("m.pkl", Some("./d/../d/m.pkl")).artefact, "d/m.pkl");
        assert_eq!(place("m.pkl", Some("/home/dana/repo/d/m.pkl")).artefact, "d/m.pkl");
        assert_eq!(place("m.pkl", Some("/tmp/m.pkl")).artefact, "/tmp/m.pkl");
        assert_eq!(place("m.pkl", Some("d/m.pkl")).logical, None);
        let member = place("a.pt!x/data.pkl", Some("d/a.pt"));
        assert_eq!(
            (member.artefact.as_str(), member.logical.as_deref()),
            ("d/a.pt", Some("a.pt!x/data.pkl"))
        );
    }
}
