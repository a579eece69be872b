//! For how long data may be kept: two people say it, and it ends by itself.

use crate::use_cases::{Home, OWNER, SECURITY, SECURITY_HEAD, STEWARD};
use hygeia_workspace::{ApplyRequest, Kind, ProtectAgainRequest, UseCases};
use std::sync::Arc;
use terms::{Clock, FixedClock, Probed, State, SystemClock};

const DAY: i64 = 86_400;

impl Home {
    /// The line of the posture that tells how long data are kept.
    async fn kept_no_longer(&self) -> Probed {
        let seen = self.workspace.look().await;
        seen.into_iter().find(|probed| probed.id == "least-privilege/kept-no-longer").unwrap()
    }

    /// Writes `lines` behind `hygeia.toml`.
    fn say(&self, lines: &str) {
        let path = self.dir.path().join("hygeia.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("\n[retention]").next().unwrap().to_owned();
        std::fs::write(path, format!("{text}\n[retention]\n{lines}\n")).unwrap();
    }

    async fn versions(&self) -> usize {
        self.workspace.store.kept().await.unwrap().len()
    }

    async fn all_report(&self) {
        for who in [OWNER, STEWARD, SECURITY, SECURITY_HEAD] {
            self.report(who).await;
        }
    }
}

// proves M15, M7
#[tokio::test(flavor = "multi_thread")]
async fn two_people_say_how_long_data_are_kept_and_then_they_go_by_themselves() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let home = Home::applied_at(clock.clone()).await;
    assert_eq!(home.kept_no_longer().await.state, State::NotApplicable);
    home.ingest(STEWARD).await.unwrap();
    let endless = home.kept_no_longer().await;
    assert_eq!(endless.state, State::NotApplicable, "{endless:?}");
    assert!(endless.saw.contains("nobody said"), "{endless:?}");

    // An end for some leaves the others without one.
    home.say("public = 2");
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    let endless = home.kept_no_longer().await;
    assert_eq!(endless.state, State::Unknown, "{endless:?}");

    home.say("restricted = 2");
    let id = home.propose().await;
    assert!(home.workspace.store.kept().await.unwrap()[0].until.is_none(), "one person said it");
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    let within = home.kept_no_longer().await;
    assert_eq!(within.state, State::Proven, "{within:?}");

    // What comes in from now on is under it, and what is protected anew keeps its end.
    home.ingest(STEWARD).await.unwrap();
    clock.advance(DAY);
    home.all_report().await;
    let again = ProtectAgainRequest { dataset: "loans".to_owned() };
    let officer = home.at_terminal(STEWARD).await;
    home.workspace.protect_again(&officer, again).await.unwrap();
    let kept = home.workspace.store.kept().await.unwrap();
    assert!(kept.iter().all(|kept| kept.until == Some(kept.arrived.plus_seconds(2 * DAY))));

    assert!(home.workspace.end_retention().await.unwrap().is_empty());
    clock.advance(DAY);
    assert!(home.versions().await > 0);
    let ended = home.workspace.end_retention().await.unwrap();
    assert!(matches!(ended.as_slice(), [one] if one.whole), "{ended:?}");
    assert_eq!(home.versions().await, 0);
    home.all_report().await;
    let gone = home.sql(OWNER, "SELECT count(*) FROM loans").await.unwrap_err();
    assert_eq!(gone.kind, Kind::NotFound, "{gone}");
    let objects = home.dir.path().join("state/objects");
    let left = walk(&objects);
    assert!(left.is_empty(), "{left:?}");
}

// proves M15, M1
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_ended_is_red_and_a_plan_says_what_would_go() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let home = Home::applied_at(clock.clone()).await;
    home.ingest(STEWARD).await.unwrap();
    clock.advance(3 * DAY);
    home.all_report().await;
    home.say("restricted = 2");
    let request = ApplyRequest { texts: home.texts(), plan: true };
    let planned = home.workspace.apply(&home.at_terminal(SECURITY).await, request).await.unwrap();
    let told: Vec<&str> = planned.handling.iter().map(|changed| changed.what.as_str()).collect();
    assert!(told.iter().any(|told| told.contains("kept for 2 days")), "{told:?}");
    assert!(
        told.iter().any(|told| told.contains("1 versions of dataset/loans with 400 rows")),
        "{told:?}"
    );
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    // No server runs: it stays, and the posture says so.
    let late = home.kept_no_longer().await;
    assert_eq!(late.state, State::Failed, "{late:?}");
    assert_eq!(home.versions().await, 1);
    home.workspace.end_retention().await.unwrap();
    assert_eq!(home.kept_no_longer().await.state, State::NotApplicable);
}

// proves M15, M7
#[tokio::test(flavor = "multi_thread")]
async fn two_people_put_a_hold_on_data_and_two_lift_it() {
    let clock = Arc::new(FixedClock::at(SystemClock.now()));
    let home = Home::applied_at(clock.clone()).await;
    home.ingest(STEWARD).await.unwrap();
    home.say("restricted = 2");
    let own = home.dir.path().join("datasets");
    std::fs::create_dir_all(&own).unwrap();
    let hold = |text: &str| std::fs::write(own.join("loans.toml"), text).unwrap();
    hold("hold = \"\"");
    let request = ApplyRequest { texts: home.texts(), plan: true };
    let empty = home.workspace.apply(&home.at_terminal(SECURITY).await, request).await;
    assert!(empty.unwrap_err().to_string().contains("no reason"));
    hold("hold = \"the audit asks for it\"");
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    clock.advance(3 * DAY);
    home.all_report().await;
    assert!(home.workspace.end_retention().await.unwrap().is_empty());
    assert_eq!(home.versions().await, 1);
    let late = home.kept_no_longer().await;
    assert!(late.state == State::Failed && late.saw.contains("hold"), "{late:?}");

    hold("");
    let request = ApplyRequest { texts: home.texts(), plan: true };
    let planned = home.workspace.apply(&home.at_terminal(SECURITY).await, request).await.unwrap();
    let told: Vec<&str> = planned.handling.iter().map(|changed| changed.what.as_str()).collect();
    assert!(told.iter().any(|told| told.contains("no hold")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("past that time")), "{told:?}");
    let id = home.propose().await;
    assert!(home.workspace.end_retention().await.unwrap().is_empty(), "one person lifted it");
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    assert!(matches!(home.workspace.end_retention().await.unwrap().as_slice(), [one] if one.whole));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(walk(&path)) } else { all.push(path) }
    }
    all
}
