//! RustSec advisories: Markdown with TOML front matter (the format of the RustSec advisory
//! database), and how their version requirements select.

use super::{Advisory, Affected, Rule, Verdict, cvss, line, moment};
use crate::report::Ecosystem;
use semver::{Comparator, Op, Prerelease, Version, VersionReq};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::env::consts;
use terms::Severity;

#[derive(Deserialize)]
struct Front {
    advisory: Head,
    #[serde(default)]
    versions: Versions,
    #[serde(default)]
    affected: Platforms,
}

#[derive(Deserialize)]
struct Head {
    id: String,
    package: String,
    date: String,
    #[serde(default)]
    aliases: Vec<String>,
    cvss: Option<String>,
    informational: Option<String>,
    withdrawn: Option<String>,
}

#[derive(Deserialize, Default)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Platforms {
    #[serde(default)]
    os: Vec<String>,
    #[serde(default)]
    arch: Vec<String>,
}

/// Reads one advisory; `None` if it is none.
pub(super) fn parse(text: &str) -> Option<Advisory> {
    let (front, body) = text.strip_prefix("```toml")?.split_once("\n```")?;
    let front: Front = toml::from_str(front).ok()?;
    let head = front.advisory;
    let title = body.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(&head.id);
    let elsewhere = front.affected.elsewhere();
    let informational = head.informational.is_some() || elsewhere.is_some();
    let severity = match (&head.informational, &elsewhere) {
        (Some(kind), _) if kind == "unsound" => Some(Severity::Low),
        (Some(_), _) | (_, Some(_)) => Some(Severity::Info),
        (None, None) => head.cvss.as_deref().and_then(cvss::severity),
    };
    let title = match (elsewhere, &head.informational) {
        (Some(platforms), _) => format!("only on {platforms}: {}", line(title)),
        (None, Some(kind)) => format!("{kind}: {}", line(title)),
        (None, None) => line(title),
    };
    let safe = front.versions.patched.iter().chain(&front.versions.unaffected);
    let safe = safe.map(|text| VersionReq::parse(text)).collect::<Result<_, _>>().ok()?;
    Some(Advisory {
        date: moment(&head.date),
        withdrawn: head.withdrawn.is_some(),
        aliases: head.aliases,
        title,
        severity,
        informational,
        ecosystems: BTreeSet::from(["crates.io".to_owned()]),
        affected: vec![Affected {
            ecosystem: Ecosystem::Cargo,
            package: head.package,
            rule: Rule::AllBut(safe),
            fixed: front.versions.patched,
            severity: None,
        }],
        id: head.id,
    })
}

impl Platforms {
    /// The platforms, if this host is none of them.
    fn elsewhere(&self) -> Option<String> {
        let misses = |names: &[String], own: &str| {
            !names.is_empty() && !names.iter().any(|name| name == own)
        };
        let missed = [(&self.os, consts::OS), (&self.arch, consts::ARCH)]
            .into_iter()
            .find(|(n, own)| misses(n, own));
        missed.map(|(names, _)| names.join(", "))
    }
}

/// Vulnerable is what no requirement selects.
pub(super) fn verdict(safe: &[VersionReq], version: &str) -> Verdict {
    match Version::parse(version) {
        Ok(version) if safe.iter().any(|req| selects(req, &version)) => Verdict::Safe,
        Ok(_) => Verdict::Vulnerable,
        Err(_) => Verdict::Undecided,
    }
}

/// The requirement that begins next above `version`: the repair of its own branch.
pub(super) fn repair(patched: &[String], version: &str) -> Option<String> {
    let version = Version::parse(version).ok()?;
    let begins = |text: &String| {
        let req = VersionReq::parse(text).ok()?;
        let from = req.comparators.iter().filter(|c| !matches!(c.op, Op::Less | Op::LessEq));
        from.map(lowest).max_by(Version::cmp_precedence)
    };
    let above = patched.iter().filter_map(|text| Some((begins(text)?, text)));
    let above = above.filter(|(begin, _)| begin.cmp_precedence(&version).is_ge());
    let next = above.min_by(|(a, _), (b, _)| a.cmp_precedence(b));
    next.map(|(_, text)| text.clone())
}

/// Like `VersionReq::matches`, except that pre-releases are ordered as any other version, which
/// cargo's resolver avoids: `2.0.0-rc.1` is after `>= 1.4.0`. Before `< 2.0.0` are only the
/// versions that don't lead up to 2.0.0, as a pre-release may already hold what 2.0.0 holds.
fn selects(req: &VersionReq, version: &Version) -> bool {
    req.comparators.iter().all(|comparator| within(comparator, version))
}

fn within(comparator: &Comparator, version: &Version) -> bool {
    let at = lowest(comparator);
    let after = version.cmp_precedence(&at).is_ge();
    match comparator.op {
        Op::Exact if comparator.patch.is_some() => version.cmp_precedence(&at).is_eq(),
        Op::Greater if comparator.patch.is_some() => version.cmp_precedence(&at).is_gt(),
        Op::Greater => {
            next(comparator, comparator.op).is_some_and(|end| version.cmp_precedence(&end).is_ge())
        }
        Op::GreaterEq => after,
        Op::Less => version.cmp_precedence(&before(&at)).is_lt(),
        Op::LessEq if comparator.patch.is_some() => version.cmp_precedence(&at).is_le(),
        Op::LessEq => is_before_next(comparator, version),
        _ => after && is_before_next(comparator, version),
    }
}

fn is_before_next(comparator: &Comparator, version: &Version) -> bool {
    next(comparator, comparator.op).is_some_and(|end| version.cmp_precedence(&before(&end)).is_lt())
}

/// The first version that a comparator speaks of.
fn lowest(c: &Comparator) -> Version {
    let mut version = Version::new(c.major, c.minor.unwrap_or(0), c.patch.unwrap_or(0));
    version.pre = c.pre.clone();
    version
}

/// `x.y.z-0`, the first of all that lead up to `x.y.z`; a pre-release stands for itself.
fn before(version: &Version) -> Version {
    let mut first = version.clone();
    if first.pre.is_empty() {
        first.pre = Prerelease::new("0").unwrap_or(Prerelease::EMPTY);
    }
    first
}

/// The first version after those that a comparator speaks of (Cargo reference, "Version
/// requirement syntax"); `None` if there is none.
fn next(c: &Comparator, op: Op) -> Option<Version> {
    let up = |number: u64| number.checked_add(1);
    let version = match (op, c.minor, c.patch) {
        (_, None, _) => Version::new(up(c.major)?, 0, 0),
        (Op::Caret, _, _) if c.major > 0 => Version::new(up(c.major)?, 0, 0),
        (Op::Caret, Some(0), Some(patch)) => Version::new(0, 0, up(patch)?),
        (_, Some(minor), _) => Version::new(c.major, up(minor)?, 0),
    };
    Some(version)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn picks(req: &str, version: &str) -> bool {
        selects(&VersionReq::parse(req).unwrap(), &Version::parse(version).unwrap())
    }

    #[test]
    fn pre_releases_are_ordered_and_never_taken_for_what_they_lead_up_to() {
        assert!(picks(">= 1.4.0", "2.0.0-rc.1"));
        assert!(!picks("< 2.0.0", "2.0.0-rc.1"));
        assert!(!picks(">= 2.0.0", "2.0.0-rc.1"));
        assert!(picks(">= 2.0.0-rc.1", "2.0.0-rc.2"));
        assert!(!picks("^1.2", "2.0.0-alpha"));
    }

    #[test]
    fn the_repair_of_the_own_branch_is_told() {
        let patched = [">=1.2.3, <2.0.0", "^2.1.4", ">= 3.0.1"].map(str::to_owned);
        let told = |version| repair(&patched, version);
        assert_eq!(told("1.0.0").as_deref(), Some(">=1.2.3, <2.0.0"));
        assert_eq!(told("2.0.0").as_deref(), Some("^2.1.4"));
        assert_eq!(told("3.0.0").as_deref(), Some(">= 3.0.1"));
        assert_eq!(told("3.1.0"), None);
    }

    proptest! {
        // The resolver of cargo is the reference wherever no pre-release is involved.
        #[test]
        fn releases_are_selected_as_cargo_does(
            op in prop::sample::select(vec!["", "=", ">", ">=", "<", "<=", "^", "~"]),
            shape in 1_usize..4, a in 0_u64..3, b in 0_u64..3, c in 0_u64..3, x in 0_u64..4, y in 0_u64..4, z in 0_u64..4,
        ) {
            let number = [a, b, c].map(|n| n.to_string())[..shape].join(".");
            let req = VersionReq::parse(&format!("{op}{number}")).unwrap();
            let version = Version::new(x, y, z);
            prop_assert_eq!(selects(&req, &version), req.matches(&version), "{} {}", req, version);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = (parse(&text), parse(&format!("```toml\n{text}\n```\n# x")));
        }
    }
}
