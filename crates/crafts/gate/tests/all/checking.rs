//! What is unsound in a RACI is found, and what is sound is left alone.

use crate::kit::{people, raci};
use gate::{Directory, Raci, Scene, check, sample};
use std::collections::BTreeMap;
use terms::{Asset, Class, Finding, Severity};

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

/// The rules that the sample breaks after `from` is replaced by `to` in its RACI.
fn broken(from: &str, to: &str) -> Vec<Finding> {
    let csv = sample::RACI_CSV.replace(from, to);
    assert_ne!(csv, sample::RACI_CSV, "{from} is in the sample");
    let directory = Directory::from_toml(sample::PEOPLE_TOML).unwrap();
    let scene = Scene { assets: None, people: Some(&directory) };
    serious(check(&raci(&csv), &scene))
}

/// The rules that the sample breaks with these people instead of its own.
fn with_people(change: impl FnOnce(&str) -> String) -> Vec<Finding> {
    let text = change(sample::PEOPLE_TOML);
    assert_ne!(text, sample::PEOPLE_TOML);
    let directory = Directory::from_toml(&text).unwrap();
    let scene = Scene { assets: None, people: Some(&directory) };
    serious(check(&raci(sample::RACI_CSV), &scene))
}

fn serious(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| finding.severity >= Severity::Medium);
    findings
}

// proves M6
#[test]
fn the_sample_is_sound() {
    let directory = Directory::from_toml(sample::PEOPLE_TOML).unwrap();
    let named = Raci::from_csv(sample::RACI_CSV).unwrap().named_assets();
    let assets: BTreeMap<Asset, Class> =
        named.into_iter().map(|asset| (asset, Class::Restricted)).collect();
    let scene = Scene { assets: Some(&assets), people: Some(&directory) };
    assert_eq!(check(&raci(sample::RACI_CSV), &scene), []);
}

// proves M6
#[test]
fn every_activity_has_one_accountable_and_a_responsible() {
    let none = broken("screen,screen,dataset/loans,A,R,R", "screen,screen,dataset/loans,,R,R");
    assert_eq!(rules(&none), ["raci/one-accountable"]);
    let two = broken("screen,screen,dataset/loans,A,R,R", "screen,screen,dataset/loans,A,AR,R");
    assert_eq!(rules(&two), ["raci/one-accountable"]);
    assert_eq!(
        two[0].message,
        "data-owner and data-steward are accountable for screen[dataset/loans] at once"
    );
    let idle = broken("screen,screen,dataset/loans,A,R,R", "screen,screen,dataset/loans,A,,");
    assert_eq!(rules(&idle), ["raci/responsible"]);
}

// proves M6, M10
#[test]
fn duties_that_must_be_apart_are_found_in_one_role() {
    let found =
        broken("promote,promote,model/credit,C,,,,AR,,", "promote,promote,model/credit,C,,,,A,R,");
    assert_eq!(rules(&found), ["raci/separation-of-duties"]);
    assert_eq!(found[0].severity, Severity::Critical);
    assert_eq!(
        found[0].message,
        "role model-risk holds promote[model/credit] and approve-model[model/credit]: \
         who asks for a promotion doesn't agree to it"
    );
    // The same two on different models are no conflict.
    let csv = "activity,action,asset,a,b\n\
        p,promote,model/x,AR,\nq,approve,model/x,C,ARI\n\
        r,promote,model/y,,AR\ns,approve,model/y,ARI,C\n";
    let found = check(&raci(csv), &Scene::default());
    assert!(!rules(&found).contains(&"raci/separation-of-duties"), "{found:?}");
}

// proves M6, M10
#[test]
fn duties_that_must_be_apart_are_found_in_one_person() {
    let found = with_people(|text| {
        text.replace("\"rita@example.org\" = [", "\"rita@example.org\" = [\"ml-engineer\", ")
    });
    assert_eq!(rules(&found), ["raci/separation-of-duties"]);
    assert_eq!(found[0].severity, Severity::High);
    assert!(found[0].message.starts_with("rita@example.org (as ml-engineer and model-risk) holds"));
}

// proves M6
#[test]
fn critical_activities_are_heard_before_and_told_after() {
    let found = broken(
        "export,export,dataset/loans,A,,R,,,,,,,C,,I",
        "export,export,dataset/loans,A,,R,,,,,,,,,",
    );
    assert_eq!(rules(&found), ["raci/consulted", "raci/informed"]);
}

// proves M6, M7
#[test]
fn what_must_be_there_is_missed() {
    let silent = "activity,action,asset,a\npromote,promote,model/x,AR\n";
    let found = check(&raci(silent), &Scene::default());
    let without_steps: Vec<&str> =
        rules(&found).into_iter().filter(|rule| *rule != "raci/step-without-row").collect();
    assert_eq!(
        without_steps,
        ["raci/promotion-without-approval", "raci/change-access", "raci/audit"]
    );
    let steps: Vec<&str> = found
        .iter()
        .filter(|finding| finding.rule == "raci/step-without-row")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        steps,
        ["approve", "operate", "delete"].map(|step| format!("no row says who may {step} model/x"))
    );
}

// proves M6, M7
#[test]
fn who_changes_access_to_the_vault_and_reads_its_ledger_does_not_do_for_the_workspace() {
    let of = |kind: &str| {
        let csv = format!(
            "activity,action,asset,a,b\nc,change-access,{kind}/main,AR,CI\nq,audit,{kind}/main,CI,AR\n"
        );
        let found = check(&raci(&csv), &Scene::default());
        let needed = rules(&found).into_iter().filter(|rule| *rule != "raci/step-without-row");
        needed.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of("vault"), ["raci/change-access", "raci/audit"]);
    assert_eq!(of("workspace"), [] as [&str; 0]);
}

// proves M6
#[test]
fn the_gravest_is_told_first() {
    let csv = "activity,action,asset,a,idle\np,promote,model/*,AR,\nq,approve,model/*,AR,\n";
    let found = check(&raci(csv), &Scene::default());
    let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
    assert_eq!((severities[0], severities.last()), (Severity::Critical, Some(&Severity::Low)));
}

// proves M6
#[test]
fn orphans_and_lookalikes_are_found() {
    let csv = "activity,action,asset,a,idle\n\
        change,change-access,workspace/*,AR,CI\naudit,audit,workspace/main,AR,\n\
        x,pull,dataset/loans,AR,\n";
    let csv = csv.replace("idle", "b") + "y,query,dataset/*,,AR\nz,query,dataset/loans,AR,\n";
    // The second begins with a letter of another script.
    let directory = people("ann a\n\u{430}nn a\nbob c");
    let loans = Asset::parse("dataset/loans").unwrap();
    let cards = Asset::parse("model/cards").unwrap();
    let assets = BTreeMap::from([(loans, Class::Restricted), (cards, Class::Internal)]);
    let scene = Scene { assets: Some(&assets), people: Some(&directory) };
    let found = check(&raci(&csv), &scene);
    for rule in [
        "raci/orphan-activity",
        "raci/orphan-role",
        "raci/unknown-role",
        "raci/look-alike",
        "raci/asset-without-owner",
        "raci/split-accountability",
        "raci/separation-of-duties",
        "raci/absent-asset",
        "raci/wildcard",
    ] {
        assert!(rules(&found).contains(&rule), "{rule} in {:?}", rules(&found));
    }
    let idle =
        check(&raci("activity,action,asset,a,b\nx,query,dataset/a,AR,\n"), &Scene::default());
    assert!(rules(&idle).contains(&"raci/idle-role"));
}

// proves M3
#[test]
fn recovery_that_hangs_on_one_person_is_found() {
    let found = with_people(|text| text.replace("\"vito@example.org\" = [\"vault-head\"]\n", ""));
    assert_eq!(rules(&found), ["raci/sole-holder", "raci/sole-holder"]);
    assert_eq!(
        found[0].message,
        "pull[vault/main] hangs on valerie@example.org, the only vault-head"
    );
}
