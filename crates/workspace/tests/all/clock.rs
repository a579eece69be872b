//! A host whose clock runs behind the ledger.

use crate::use_cases::{Home, OWNER, SECURITY, principal};
use hygeia_workspace::{EnrolRequest, Kind, UseCases};
use std::sync::Arc;
use terms::{Clock, DeviceId, FixedClock, Timestamp};

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_runs_behind_the_ledger_is_told_and_nothing_is_done_by_it() {
    let clock = Arc::new(FixedClock::at(Timestamp::from_unix(1_800_000_000)));
    let home = Home::applied_at(Arc::clone(&clock) as Arc<dyn Clock>).await;
    let officer = home.at_terminal(SECURITY).await;
    let enrol =
        || EnrolRequest { device: DeviceId::new("second").unwrap(), owner: principal(OWNER) };
    clock.advance(-2 * 86_400);
    let behind = home.workspace.enrol(&officer, enrol()).await.err().unwrap();
    assert_eq!(behind.kind, Kind::Unavailable, "{behind}");
    let told = behind.to_string();
    assert!(told.contains("the clock says") && told.contains("set this host's clock"), "{told}");
    clock.advance(2 * 86_400);
    home.workspace.enrol(&officer, enrol()).await.unwrap();
}
