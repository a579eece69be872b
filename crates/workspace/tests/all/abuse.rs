//! Who asks models as attackers do.

use crate::use_cases::{Home, SECURITY};
use hygeia_workspace::UseCases;
use ledger::{Activity, Operation, Outcome};
use terms::{Asset, PrincipalId};

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
