#![allow(clippy::unwrap_used)]
use super::*;
use crate::packages::Release;
use proptest::prelude::*;

fn on<'a>(release: &'a Release) -> Host<'a> {
    Host { release }
}

const YAML: &str = "id: PYSEC-1\ndetails: |-\n  One line.\n  Two.\nmodified: 2024-01-02T00:00:00Z\naffected:\n- package:\n    name: My_Pkg\n    ecosystem: PyPI\n  ranges:\n  - type: GIT\n    repo: x\n    events:\n    - introduced: \"0\"\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 2.2.5\n    - introduced: 2.3.0\n    - fixed: 2.3.2\n  versions:\n  - 3.0.0.dev0\n  - 0.10\n";

#[test]
fn ranges_and_listed_versions_select() {
    let release = Release::default();
    let advisory = parse_yaml(YAML, on(&release)).unwrap();
    let affected = &advisory.affected[0];
    assert_eq!((affected.package.as_str(), advisory.title.as_str()), ("my-pkg", "One line."));
    assert_eq!(affected.fixed, ["2.2.5", "2.3.2"]);
    for (version, verdict) in [
        ("2.2.4", Verdict::Vulnerable),
        ("2.2.5", Verdict::Safe),
        ("2.3.0rc1", Verdict::Safe),
        ("2.3.1", Verdict::Vulnerable),
        ("2.3.2", Verdict::Safe),
        ("3.0.0.dev0", Verdict::Vulnerable),
        ("not a version", Verdict::Undecided),
    ] {
        assert_eq!(affected.verdict(version), verdict, "{version}");
    }
}

#[test]
fn the_repair_of_the_own_branch_is_told_and_never_a_vulnerable_one() {
    let release = Release::default();
    let affected = &parse_yaml(YAML, on(&release)).unwrap().affected[0];
    assert_eq!(affected.repair("2.2.4").as_deref(), Some("2.2.5"));
    assert_eq!(affected.repair("2.3.1").as_deref(), Some("2.3.2"));
    assert_eq!(affected.repair("3.0.0.dev0"), None);
    let overlapping = Affected {
        ecosystem: Ecosystem::Python,
        package: "x".to_owned(),
        severity: None,
        fixed: vec!["2.0".to_owned(), "3.0".to_owned()],
        rule: Rule::Listed {
            versions: Vec::new(),
            ranges: [("0", "2.0"), ("1.5", "3.0")]
                .map(|(a, b)| vec![Event::Introduced(a.to_owned()), Event::Fixed(b.to_owned())])
                .to_vec(),
        },
    };
    assert_eq!(overlapping.repair("1.0").as_deref(), Some("3.0"));
}

#[test]
fn grades_in_words_count_where_no_score_is_given() {
    let release = Release { id: "debian".to_owned(), version: "12".to_owned() };
    let grade = |whole: &str, part: &str| {
        let text = format!(
            r#"{{"id":"D",{whole}"affected":[{{{part}"package":{{"ecosystem":"Debian:12","name":"x"}}}}]}}"#
        );
        let advisory = parse_json(&text, on(&release)).unwrap();
        advisory.affected[0].severity.or(advisory.severity)
    };
    let urgency = |word| format!(r#""ecosystem_specific":{{"urgency":"{word}"}},"#);
    assert_eq!(grade("", &urgency("unimportant")), Some(Severity::Info));
    assert_eq!(grade("", &urgency("low**")), Some(Severity::Low));
    assert_eq!(grade("", &urgency("not yet assigned")), None);
    let github = r#""database_specific":{"severity":"MODERATE","cwe_ids":[]},"#;
    assert_eq!(grade(github, ""), Some(Severity::Medium));
    assert_eq!(grade(r#""database_specific":{"severity":[1]},"#, ""), None);
    let ubuntu = r#""severity":[{"type":"Ubuntu","score":"negligible"}],"#;
    assert_eq!(grade(ubuntu, ""), Some(Severity::Info));
}

#[test]
fn debian_speaks_of_its_own_release_and_of_last_affected_versions() {
    let release = Release { id: "debian".to_owned(), version: "12".to_owned() };
    let json = |system: &str| {
        format!(
            r#"{{"id":"DSA-1","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{system}","name":"openssl"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"last_affected":"3.0.11-1~deb12u1"}}]}}]}}]}}"#
        )
    };
    let advisory = parse_json(&json("Debian:12"), on(&release)).unwrap();
    assert_eq!(advisory.affected[0].verdict("3.0.11-1~deb12u1"), Verdict::Vulnerable);
    assert_eq!(advisory.affected[0].verdict("3.0.11-1~deb12u2"), Verdict::Safe);
    assert!(parse_json(&json("Debian:11"), on(&release)).unwrap().affected.is_empty());
}

#[test]
fn an_advisory_that_names_only_commits_decides_nothing() {
    assert_eq!(verdict(Ecosystem::Python, &[], &[], "1.0"), Verdict::Undecided);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String, version: String) {
        let release = Release::default();
        let _ = (parse_yaml(&text, on(&release)).is_some(), parse_json(&text, on(&release)).is_some());
        let range = vec![Event::Introduced(text.clone()), Event::Fixed(version.clone())];
        let _ = verdict(Ecosystem::Debian, &[], &[range], &version);
    }
}
