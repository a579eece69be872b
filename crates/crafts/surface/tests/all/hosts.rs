//! Hosts of other kinds: their lists are read, or what they have is unknown.

use crate::nothing;
use crate::patches::{at, ids, judged, manifest};
use hygeia_surface::{Ecosystem, Options, Packages};
use std::fs;
use std::path::Path;
use terms::{Severity, State};

/// A system of Debian 12 with dpkg's `status`, that runs kernel `6.1.0-9`.
struct System(tempfile::TempDir, Options);

impl System {
    fn new(status: Option<&str>) -> Self {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir_all(at("var/lib/dpkg")).unwrap();
        fs::write(at("os-release"), "ID=debian\nVERSION_ID=\"12\"\n").unwrap();
        fs::write(at("osrelease"), "6.1.0-9\n").unwrap();
        if let Some(status) = status {
            fs::write(at("var/lib/dpkg/status"), status).unwrap();
        }
        let options = Options {
            system: root.path().to_owned(),
            dpkg_status: at("var/lib/dpkg/status"),
            os_release: at("os-release"),
            kernel: at("osrelease"),
            ..nothing()
        };
        Self(root, options)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What is said under `advisories`, which are all there are.
    fn told(&self, advisories: &[String]) -> Packages {
        for (number, text) in advisories.iter().enumerate() {
            self.put(&format!("bundle/{number}.json"), text);
        }
        self.put("bundle/manifest.json", &manifest("2026-11-20", "Debian", advisories.len()));
        let mut options = self.1.clone();
        options.advisories = vec![self.0.path().join("bundle")];
        judged(&options, Ecosystem::Debian, at("2026-11-28"))
    }
}

/// An advisory on a source package of Debian 12, repaired in `fixed`.
fn debian(id: &str, source: &str, fixed: &str, extra: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-11-20T00:00:00Z","summary":"{id}","affected":[{{"package":{{"ecosystem":"Debian:12","name":"{source}"}},{extra}"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

fn installed(name: &str, source: &str, version: &str) -> String {
    format!(
        "Package: {name}\nStatus: install ok installed\nSource: {source}\nVersion: {version}\n\n"
    )
}

fn names(packages: &Packages) -> Vec<&str> {
    packages.vulnerable.iter().map(|v| v.package.as_str()).collect()
}

// proves M3
#[test]
fn a_list_without_status_is_read() {
    let advisories = [debian("DSA-1", "openssl", "3.0.16-1", "")];
    let list = "Package: openssl\nVersion: 3.0.15-1~deb12u1\nArchitecture: amd64\n";
    let told = System::new(Some(list)).told(&advisories);
    assert_eq!((told.state, names(&told)), (State::Failed, vec!["openssl"]));
    let image = System::new(None);
    image.put("var/lib/dpkg/status.d/openssl", list);
    assert_eq!(image.told(&advisories).state, State::Failed);
    image.put("var/lib/dpkg/status.d/openssl", &list.replace("3.0.15", "3.0.17"));
    assert_eq!(image.told(&advisories).state, State::Proven);
}

// proves M3
#[test]
fn systems_of_other_managers_are_unknown_and_never_clean() {
    let advisories = [debian("DSA-1", "openssl", "3.0.16-1", "")];
    for list in [
        "var/lib/rpm/rpmdb.sqlite",
        "var/lib/rpm/Packages.db",
        "var/lib/rpm/Packages",
        "usr/lib/sysimage/rpm/rpmdb.sqlite",
        "lib/apk/db/installed",
        "var/lib/pacman/local/glibc-2.40-1/desc",
    ] {
        let system = System::new(None);
        system.put(list, "x");
        let told = system.told(&advisories);
        assert_eq!(told.state, State::Unknown, "{list}: {}", told.saw);
        // Beside dpkg as well.
        let both = System::new(Some(&installed("openssl", "openssl", "3.0.17-1")));
        assert_eq!(both.told(&advisories).state, State::Proven);
        both.put(list, "x");
        assert_eq!(both.told(&advisories).state, State::Unknown, "{list}");
    }
    let bare = System::new(None).told(&advisories);
    assert_eq!(bare.state, State::Unknown, "{}", bare.saw);
    assert_eq!(System::new(Some("")).told(&advisories).state, State::Unknown);
}

// proves M3
#[test]
fn only_the_running_kernel_has_the_holes_of_a_kernel() {
    let advisories = [debian("DSA-2", "linux", "6.1.50-1", "")];
    let list = |running: &str| {
        installed("linux-image-6.1.0-1", "linux", "6.1.10-1")
            + &installed("linux-image-6.1.0-9", "linux-signed-amd64 (6.1+9)", running)
            + &installed("linux-libc-dev", "linux", "6.1.10-1")
            + &installed("linux-headers-6.1.0-1", "linux", "6.1.10-1")
    };
    let safe = System::new(Some(&list("6.1.99-1"))).told(&advisories);
    assert_eq!((safe.state, safe.installed), (State::Proven, 4), "{}", safe.saw);
    let weak = System::new(Some(&list("6.1.20-1"))).told(&advisories);
    assert_eq!((weak.state, names(&weak)), (State::Failed, vec!["linux-image-6.1.0-9"]));
    // A container sees the kernel of its host.
    let other = list("6.1.99-1").replace("6.1.0-9", "6.1.0-7");
    let unknown = System::new(Some(&other)).told(&advisories);
    assert_eq!((unknown.state, names(&unknown).len()), (State::Unknown, 0), "{}", unknown.saw);
}

// proves M3
#[test]
fn one_finding_stands_for_all_packages_of_a_source() {
    let advisories = [debian("DSA-1", "openssl", "3.0.16-1", "")];
    let list = installed("openssl", "openssl", "3.0.15-1")
        + &installed("libssl3", "openssl", "3.0.15-1")
        + &installed("libssl-dev", "openssl (3.0.15-1)", "3.0.15-1+b1");
    let told = System::new(Some(&list)).told(&advisories);
    assert_eq!(names(&told), ["openssl"]);
    assert_eq!(told.vulnerable[0].packages, ["libssl-dev", "libssl3", "openssl"]);
    // Another version of the same source is another matter.
    let mixed = list.replace(
        "Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.0.15-1",
        "Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.0.16-1",
    );
    assert_eq!(System::new(Some(&mixed)).told(&advisories).vulnerable[0].packages.len(), 2);
}

// proves M3
#[test]
fn what_debian_calls_unimportant_is_no_alarm() {
    let urgency = |word| format!(r#""ecosystem_specific":{{"urgency":"{word}"}},"#);
    let grade = |word| {
        let advisories = [debian("D-6", "cmake-x", "9", &urgency(word))];
        let told = System::new(Some(&installed("cmake-x", "cmake-x", "3"))).told(&advisories);
        (told.state, told.vulnerable[0].severity)
    };
    assert_eq!(grade("unimportant"), (State::Proven, Severity::Info));
    assert_eq!(grade("low"), (State::Failed, Severity::Low));
    assert_eq!(grade("not yet assigned"), (State::Failed, Severity::High));
}

/// Python's `sevx` 1.0 under advisories, each by its fields.
fn python(advisories: &[(&str, &str, &str)]) -> Packages {
    let (folder, mut options) = crate::patches::host(&[], &[("sevx", "1.0")]);
    let bundle = folder.path().join("bundle");
    fs::create_dir_all(&bundle).unwrap();
    for (id, fields, events) in advisories {
        let text = format!(
            r#"{{"id":"{id}","modified":"2026-11-20T00:00:00Z",{fields}"summary":"s","affected":[{{"package":{{"ecosystem":"PyPI","name":"sevx"}},"ranges":[{{"type":"ECOSYSTEM","events":[{events}]}}]}}]}}"#
        );
        fs::write(bundle.join(format!("{id}.json")), text).unwrap();
    }
    options.advisories = vec![bundle];
    judged(&options, Ecosystem::Python, at("2026-11-28"))
}

const ALL: &str = r#"{"introduced":"0"}"#;

// proves M3
#[test]
fn names_that_meet_in_a_third_are_one_weakness_in_any_order() {
    for third in ["A-0", "B-5", "C-9"] {
        let told = python(&[
            ("A-1", r#""aliases":["X"],"#, ALL),
            ("B-2", r#""aliases":["Y"],"#, ALL),
            (third, r#""aliases":["X","Y"],"#, ALL),
        ]);
        assert_eq!(ids(&told).len(), 1, "{third}");
        let names = &told.vulnerable[0].aliases;
        assert_eq!(names.len(), 4, "{names:?}");
    }
    let apart = python(&[("A-1", r#""aliases":["X"],"#, ALL), ("B-2", r#""aliases":["Y"],"#, ALL)]);
    assert_eq!(ids(&apart), ["A-1", "B-2"]);
}

#[test]
fn a_grade_of_one_name_counts_for_the_others() {
    let low = r#""aliases":["X"],"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}],"#;
    let told = python(&[("A-1", r#""aliases":["X"],"#, ALL), ("B-2", low, ALL)]);
    assert_eq!(told.vulnerable[0].severity, Severity::Low);
    assert_eq!(python(&[("A-1", "", ALL)]).vulnerable[0].severity, Severity::High);
}

// proves M3
#[test]
fn the_repair_is_that_of_the_installed_branch_under_all_names() {
    let two = r#"{"introduced":"0"},{"fixed":"1.2.5"},{"introduced":"2.0"},{"fixed":"2.2.1"}"#;
    assert_eq!(python(&[("A-1", "", two)]).vulnerable[0].fixed, ["1.2.5"]);
    let later = r#"{"introduced":"0"},{"fixed":"1.3"}"#;
    let alias = r#""aliases":["X"],"#;
    let told = python(&[("A-1", alias, two), ("B-2", alias, later)]);
    assert_eq!(told.vulnerable[0].fixed, ["1.3"]);
    assert!(python(&[("A-1", "", ALL)]).vulnerable[0].fixed.is_empty());
}

#[test]
fn names_in_packages_and_advisories_are_shown_as_text() {
    let (folder, mut options) = crate::patches::host(&[], &[("sevx", "1.0")]);
    let site = folder.path().join("site/\u{1b}[31mx-1.dist-info");
    fs::create_dir_all(&site).unwrap();
    fs::write(site.join("METADATA"), "nothing").unwrap();
    let advisory = r#"{"id":"A\u001b[31m","modified":"2026-11-20T00:00:00Z","summary":"s\u202e\u001b]0;t\u0007","affected":[{"package":{"ecosystem":"PyPI","name":"sevx"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}"#;
    fs::write(folder.path().join("a.json"), advisory).unwrap();
    options.advisories = vec![folder.path().join("a.json")];
    let told = judged(&options, Ecosystem::Python, at("2026-11-28"));
    let weak = &told.vulnerable[0];
    for text in [&told.saw, &weak.advisory, &weak.title] {
        assert!(text.contains("\\u{1b}") && !text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
    assert!(!Path::new(&told.saw).display().to_string().contains('\u{1b}'));
}
