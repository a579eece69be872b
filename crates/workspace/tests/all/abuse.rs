//! Who asks models as attackers do.

use crate::use_cases::{Home, SECURITY};
use hygeia_workspace::config::Config;
use hygeia_workspace::{Code, Texts, UseCases};
use ledger::{Activity, Operation, Outcome};
use terms::{Asset, PrincipalId, Severity};

// proves M14
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_more_than_the_budget_again_and_again_is_told() {
    let home = Home::applied().await;
    let (w, caller) = (&home.workspace, home.at_terminal(SECURITY).await);
    let seen = w.abuse(&caller).await.unwrap();
    assert_eq!((seen.rows_watched, seen.refused_over_budget), (0, 0));
    let model = Asset::parse("model/credit").unwrap();
    for (name, times) in [("svc/loan-desk", 12), ("dana@example.org", 3)] {
        let actor = PrincipalId::new(name).unwrap();
        let activity = Activity {
            operation: Operation::InferenceOverBudget,
            actor: &actor,
            asset: &model,
            outcome: Outcome::Failure,
            facts: &[],
        };
        for _ in 0..times {
            w.store.record(&activity).await.unwrap();
        }
    }
    let seen = w.abuse(&caller).await.unwrap();
    assert_eq!(seen.refused_over_budget, 15);
    let found: Vec<&str> = seen.findings.iter().map(|f| f.location.subject.as_str()).collect();
    assert_eq!(found, ["svc/loan-desk"]);
    w.store.close().await;
}

// proves M2
#[test]
fn nobody_is_called_as_drills_are() {
    let texts = Texts::sample(&Config::new("loans"), "loans").unwrap();
    assert!(Code::parse(texts.clone()).is_ok());
    let people = format!("{}\ndrill = [\"data-scientist\"]\n", texts.people);
    let refused = Code::parse(Texts { people, ..texts }).unwrap_err();
    assert!(refused.to_string().contains("nobody may be called drill"), "{refused}");
}

// proves M2, M14
#[tokio::test(flavor = "multi_thread")]
async fn a_drilled_flood_is_told_and_is_no_abuse() {
    let home = Home::applied().await;
    let (w, caller) = (&home.workspace, home.at_terminal(SECURITY).await);
    let (actor, model) = (ledger::drill().unwrap(), Asset::parse("model/credit").unwrap());
    let activity = Activity {
        operation: Operation::InferenceOverBudget,
        actor: &actor,
        asset: &model,
        outcome: Outcome::Failure,
        facts: &[],
    };
    for _ in 0..40 {
        w.store.record(&activity).await.unwrap();
    }
    let seen = w.abuse(&caller).await.unwrap();
    assert_eq!((seen.refused_over_budget, seen.drilled_over_budget), (0, 40));
    let [told] = seen.findings.as_slice() else { panic!("{:?}", seen.findings) };
    assert_eq!((told.rule.as_str(), told.severity), ("serve/drilled", Severity::Info));
    assert!(told.message.contains("40 requests"), "{}", told.message);
    w.store.close().await;
}
