//! How old the keys in use are.

use crate::use_cases::{Home, SECURITY_HEAD};
use std::sync::Arc;
use terms::{FixedClock, Probed, State, Timestamp};

const DAY: i64 = 86_400;

async fn ages(home: &Home) -> Probed {
    let probed = home.workspace.look().await;
    probed.into_iter().find(|probe| probe.id == "encryption/key-age").unwrap()
}

// proves M5, M18
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_older_than_it_may_be_turns_its_line() {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::made_at(clock.clone()).await;
    assert_eq!(ages(&home).await.state, State::Unknown, "nothing says how old it may be");
    let id = home.propose().await;
    home.approve(SECURITY_HEAD, &id).await.unwrap();
    clock.advance(730 * DAY);
    let probed = ages(&home).await;
    assert_eq!(probed.state, State::Proven, "{}", probed.saw);
    clock.advance(DAY);
    let probed = ages(&home).await;
    assert_eq!(probed.state, State::Failed);
    assert!(probed.saw.contains("kek is 731 days old"), "{}", probed.saw);
    home.workspace.store.close().await;
}
