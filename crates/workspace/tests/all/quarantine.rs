//! Rows that nothing is learned from, in a real workspace.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, STEWARD};
use hygeia_workspace::records::KeyKind;
use hygeia_workspace::{
    ChangeQuarantineRequest, Error, Kind, ProtectAgainRequest, QuarantineRequest,
    QuarantineResponse, RotateHow, RotateRequest, ScreenRequest, ScreenResponse, UseCases,
};

impl Home {
    async fn screen(&self, quarantine: bool) -> ScreenResponse {
        let (dataset, label) = ("loans".to_owned(), "defaulted".to_owned());
        let request = ScreenRequest { dataset, label, seed: 1, quarantine };
        self.workspace.screen(&self.at_terminal(STEWARD).await, request).await.unwrap()
    }

    async fn quarantined(&self, who: &str) -> Result<QuarantineResponse, Error> {
        let request = QuarantineRequest { dataset: "loans".to_owned() };
        self.workspace.quarantine(&self.at_terminal(who).await, request).await
    }

    async fn change(
        &self,
        who: &str,
        [add, release]: [&[u64]; 2],
        why: &str,
    ) -> Result<Vec<u64>, Error> {
        let request = ChangeQuarantineRequest {
            dataset: "loans".to_owned(),
            add: add.to_vec(),
            release: release.to_vec(),
            release_all: false,
            why: why.to_owned(),
        };
        let changed = self.workspace.change_quarantine(&self.at_terminal(who).await, request).await;
        changed.map(|response| response.rows)
    }
}

// proves M11, M14
#[tokio::test(flavor = "multi_thread")]
async fn suspects_come_under_quarantine_and_out_of_it_by_a_person_and_each_change_is_an_entry() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    let looked = home.screen(false).await;
    assert!(looked.quarantined.is_empty(), "to look changes nothing");
    assert!(home.quarantined(OWNER).await.unwrap().rows.is_empty());
    let held = home.screen(true).await;
    let mut suspects = [held.flips.as_slice(), &held.triggers].concat();
    suspects.sort_unstable();
    assert!(!suspects.is_empty() && held.quarantined == suspects, "{held:?}");
    // A person knows of one row more, and that another is right.
    let more = (0..400).find(|row| !suspects.contains(row)).unwrap();
    let rows = home.change(STEWARD, [&[more], &suspects[..1]], "seen at the branch").await.unwrap();
    let expected: Vec<u64> =
        (0..400).filter(|row| *row == more || suspects[1..].contains(row)).collect();
    assert_eq!(rows, expected);
    assert_eq!(home.quarantined(OWNER).await.unwrap().rows, expected);
    let outside = home.change(STEWARD, [&[400], &[]], "typed").await.unwrap_err();
    assert!(outside.kind == Kind::Invalid && outside.message.contains("400 rows"), "{outside}");
    assert_eq!(home.change(STEWARD, [&[1], &[]], " ").await.unwrap_err().kind, Kind::Invalid);
    // Who has no cell of it reads that there is none.
    let stranger = home.change(SECURITY, [&[], &[more]], "mine").await.unwrap_err();
    assert_eq!(stranger.kind, Kind::NotFound, "{stranger}");
    assert!(home.change(SCIENTIST, [&[], &[]], "nothing to do").await.unwrap() == expected);
    let events = home.workspace.store.events(0..u64::MAX).await.unwrap();
    let said: Vec<_> =
        events.iter().filter(|event| event.api.operation == "quarantine-changed").collect();
    assert_eq!(said.len(), 2, "an entry for each change, and for nothing else");
    let facts = &said[1].unmapped.facts;
    assert_eq!(
        (&facts["added"], &facts["why"]),
        (&more.to_string().into(), &"seen at the branch".into())
    );
}

// proves M11, M14
#[tokio::test(flavor = "multi_thread")]
async fn the_same_rows_protected_anew_or_taken_in_again_stay_under_quarantine() {
    let home = Home::applied().await;
    home.ingest(STEWARD).await.unwrap();
    home.change(STEWARD, [&[3, 17], &[]], "odd").await.unwrap();
    let officer = home.at_terminal(SECURITY).await;
    let rotate = RotateRequest { kind: KeyKind::Kek, how: RotateHow::default() };
    home.workspace.rotate(&officer, rotate).await.unwrap();
    let again = ProtectAgainRequest { dataset: "loans".to_owned() };
    let again =
        home.workspace.protect_again(&home.at_terminal(STEWARD).await, again).await.unwrap();
    assert_eq!(again.number, 2, "it is another object");
    let held = home.quarantined(OWNER).await.unwrap();
    assert_eq!((held.number, held.rows), (2, vec![3, 17]));
    home.ingest(STEWARD).await.unwrap();
    let held = home.quarantined(OWNER).await.unwrap();
    assert_eq!((held.number, held.rows), (3, vec![3, 17]));
}
