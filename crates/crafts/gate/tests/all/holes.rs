//! Each kind of hole in a RACI, made in one that is sound otherwise, is found with its line, its cell and a
//! remedy; and nothing else is.

use crate::kit::raci;
use gate::{Directory, Scene, check, sample};
use std::collections::BTreeSet;
use terms::{Finding, Severity};

/// What is found after each replacement in the sample's RACI and people.
fn found(rows: &[(&str, &str)], people: &[(&str, &str)]) -> Vec<Finding> {
    let replaced = |text: &str, changes: &[(&str, &str)]| {
        changes.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from} is in the sample");
            text.replace(from, to)
        })
    };
    let csv = replaced(sample::RACI_CSV, rows);
    let directory = Directory::from_toml(&replaced(sample::PEOPLE_TOML, people)).unwrap();
    check(&raci(&csv), &Scene { assets: None, people: Some(&directory) })
}

const OLGA: &str = "\"olga@example.org\" = [\"data-owner\"]";
const STEFAN: &str = "\"stefan@example.org\" = [\"data-steward\"]\n";
const QUERY: &str = "query,query,dataset/loans,A,,R,R,,,,,,,,,,";
const DELETE: &str = "delete,delete,dataset/loans,A,R,,,C,,,,,I,,I,,\n";

/// Rule, severity, and what is changed in rows and people.
type Hole = (
    &'static str,
    Severity,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

const HOLES: &[Hole] = &[
    (
        "raci/one-accountable",
        Severity::High,
        &[(QUERY, "query,query,dataset/loans,,,R,R,,,,,,,,,,")],
        &[],
    ),
    (
        "raci/responsible",
        Severity::High,
        &[(QUERY, "query,query,dataset/loans,A,,,,,,,,,,,,,")],
        &[],
    ),
    (
        "raci/orphan-activity",
        Severity::High,
        &[(QUERY, "query,query,model/credit,A,,R,R,,,,,,,,,,")],
        &[],
    ),
    (
        "raci/split-accountability",
        Severity::Medium,
        &[(
            QUERY,
            "query,query,dataset/loans,A,,R,R,,,,,,,,,,\nlook,query,dataset/loans,,A,R,,,,,,,,,,,",
        )],
        &[],
    ),
    (
        "raci/separation-of-duties",
        Severity::High,
        &[],
        &[("[\"model-risk\"]", "[\"model-risk\", \"ml-engineer\"]")],
    ),
    (
        "raci/promotion-without-approval",
        Severity::High,
        &[("approve-model,approve,model/credit", "approve-model,approve,dataset/loans")],
        &[],
    ),
    (
        "raci/change-access",
        Severity::Medium,
        &[("change-access,change-access,workspace/main", "change-access,change-access,vault/main")],
        &[],
    ),
    (
        "raci/audit",
        Severity::Medium,
        &[("audit,audit,workspace/main", "audit,audit,vault/main")],
        &[],
    ),
    (
        "raci/consulted",
        Severity::Medium,
        &[(DELETE, "delete,delete,dataset/loans,A,R,,,,,,,,I,,I,,\n")],
        &[],
    ),
    (
        "raci/informed",
        Severity::Medium,
        &[(DELETE, "delete,delete,dataset/loans,A,R,,,C,,,,,,,,,\n")],
        &[],
    ),
    (
        "raci/idle-role",
        Severity::Low,
        &[("infer,infer,model/credit,,,,,,R,A,R,", "infer,infer,model/credit,,,,,,R,A,,")],
        &[],
    ),
    (
        "raci/wildcard",
        Severity::Low,
        &[("query,query,dataset/loans", "query,query,dataset/*")],
        &[],
    ),
    ("raci/orphan-role", Severity::Medium, &[], &[(STEFAN, "")]),
    ("raci/responsible-nobody", Severity::Medium, &[], &[(STEFAN, "")]),
    (
        "raci/unknown-role",
        Severity::High,
        &[],
        &[("[\"data-steward\"]", "[\"data-steward\", \"data-stewart\"]")],
    ),
    (
        "raci/sole-holder",
        Severity::Medium,
        &[],
        &[("\"vito@example.org\" = [\"vault-head\"]\n", "")],
    ),
    (
        "raci/look-alike",
        Severity::High,
        &[],
        &[(
            STEFAN,
            "\"stefan@example.org\" = [\"data-steward\"]\n\"Stefan@Example.org\" = [\"data-steward\"]\n",
        )],
    ),
    (
        "raci/accountable-nobody",
        Severity::High,
        &[],
        &[(OLGA, "\"olga@example.org\" = [\"data-scientist\"]")],
    ),
    (
        "raci/accountable-left",
        Severity::High,
        &[],
        &[("[deputies]", "[left]\n\"hugo@example.org\" = \"2026-03-31\"\n[deputies]")],
    ),
    ("raci/accountable-service", Severity::High, &[], &[(OLGA, "\"svc/bot\" = [\"data-owner\"]")]),
    (
        "raci/service-agrees",
        Severity::High,
        &[],
        &[(
            "\"svc/loan-desk\" = [\"loan-desk\"]",
            "\"svc/loan-desk\" = [\"loan-desk\", \"risk-head\"]",
        )],
    ),
    (
        "raci/one-person-both",
        Severity::High,
        &[],
        &[(OLGA, "\"olga@example.org\" = [\"data-owner\", \"data-steward\"]"), (STEFAN, "")],
    ),
    (
        "raci/sole-approver",
        Severity::Medium,
        &[],
        &[(
            "\"rita@example.org\" = [\"model-risk\"]",
            "\"rita@example.org\" = [\"data-scientist\"]",
        )],
    ),
    (
        "raci/nobody-else-agrees",
        Severity::High,
        &[],
        &[
            ("\"rita@example.org\" = [\"model-risk\"]", "\"rita@example.org\" = [\"loan-desk\"]"),
            ("\"hugo@example.org\" = [\"risk-head\"]", "\"hugo@example.org\" = [\"loan-desk\"]"),
            ("[\"ml-lead\"]", "[\"ml-lead\", \"risk-head\"]"),
        ],
    ),
    (
        "raci/approver-reports",
        Severity::Medium,
        &[],
        &[("[deputies]", "[reports_to]\n\"rita@example.org\" = \"lena@example.org\"\n[deputies]")],
    ),
    (
        "raci/heard-and-granted",
        Severity::Medium,
        &[(
            "ingest,ingest,dataset/loans,A,R,,,,,,,,,,I,,",
            "ingest,ingest,dataset/loans,A,R,,,,,,,,,,I,,\nload,ingest,dataset/loans,A,,,,,,,,,,,R,,",
        )],
        &[],
    ),
    ("raci/step-without-row", Severity::Medium, &[(DELETE, "")], &[]),
    (
        "raci/everybody-responsible",
        Severity::Medium,
        &[(QUERY, "query,query,dataset/loans,A,R,R,R,R,R,R,R,R,R,R,R,R,R")],
        &[],
    ),
    (
        "raci/everybody-told",
        Severity::Low,
        &[(QUERY, "query,query,dataset/loans,A,I,R,R,I,I,I,I,I,I,I,I,I,I")],
        &[],
    ),
    (
        "raci/deputy",
        Severity::Medium,
        &[],
        &[(
            "\"lena@example.org\" = \"emil@example.org\"",
            "\"lena@example.org\" = \"nobody@example.org\"",
        )],
    ),
    (
        "raci/deputy-duties",
        Severity::Medium,
        &[],
        &[(
            "\"lena@example.org\" = \"emil@example.org\"",
            "\"lena@example.org\" = \"rita@example.org\"",
        )],
    ),
    (
        "raci/no-deputy",
        Severity::Low,
        &[],
        &[("\"lena@example.org\" = \"emil@example.org\"\n", "")],
    ),
    (
        "raci/overload",
        Severity::Low,
        &[],
        &[(OLGA, "\"olga@example.org\" = [\"data-owner\", \"operations\", \"vault-head\"]")],
    ),
    (
        "raci/idle-person",
        Severity::Low,
        &[],
        &[(STEFAN, "\"stefan@example.org\" = [\"data-steward\"]\n\"ina@example.org\" = []\n")],
    ),
    (
        "raci/own-counsel",
        Severity::Low,
        &[(QUERY, "query,query,dataset/loans,A,,R,RI,,,,,,,,,,")],
        &[],
    ),
    (
        "raci/step-twice",
        Severity::Low,
        &[(
            QUERY,
            "query,query,dataset/loans,A,,R,R,,,,,,,,,,\nlook,query,dataset/loans,A,,R,,,,,,,,,,,",
        )],
        &[],
    ),
];

// proves M6
#[test]
fn each_kind_of_hole_is_found_with_its_remedy() {
    assert_eq!(found(&[], &[]), [], "the sample is sound");
    for (rule, severity, rows, people) in HOLES {
        let findings = found(rows, people);
        let hit: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == *rule).collect();
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert!(!hit.is_empty(), "{rule} in {rules:?}");
        for finding in hit {
            assert_eq!(finding.severity, *severity, "{rule}");
            assert!(!finding.remedy.is_empty() && !finding.message.is_empty(), "{rule}");
        }
    }
    let kinds: BTreeSet<&str> = HOLES.iter().map(|(rule, ..)| *rule).collect();
    assert!(kinds.len() >= 35, "{}", kinds.len());
}

// proves M6
#[test]
fn what_is_found_in_a_row_has_a_line_and_in_a_cell_an_address() {
    let findings = found(&[(QUERY, "query,query,dataset/loans,A,,R,RI,,,,,,,,,,")], &[]);
    let [counsel] = &findings[..] else { panic!("{findings:?}") };
    let at = &counsel.location;
    assert_eq!(
        (at.subject.as_str(), at.column.as_deref()),
        ("query[dataset/loans]", Some("ml-engineer"))
    );
    // The sample's heads are in line 2, its query in line 5.
    assert_eq!((at.line, at.cell.as_deref()), (Some(5), Some("G5")));
    let findings = found(
        &[("infer,infer,model/credit,,,,,,R,A,R,", "infer,infer,model/credit,,,,,,R,A,,")],
        &[],
    );
    let idle = findings.iter().find(|finding| finding.rule == "raci/idle-role").unwrap();
    assert_eq!((idle.location.line, idle.location.cell.as_deref()), (Some(2), Some("K2")));
}
