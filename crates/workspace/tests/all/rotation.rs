//! Keys are rotated while the workspace works: what worked before works after.

use crate::use_cases::{Home, OWNER, SCIENTIST, SECURITY, STEWARD};
use hygeia_workspace::records::KeyKind;
use hygeia_workspace::{
    ApplyRequest, DetokeniseRequest, Error, KeyListed, Kind, ProtectAgainRequest,
    ProtectAgainResponse, RetireKeyRequest, RotateHow, RotateRequest, RotateResponse,
    ScreenRequest, UseCases,
};
use std::fs;
use store::VersionRef;
use terms::Asset;

const COUNT: &str = "SELECT count(*) FROM loans WHERE ssn IS NOT NULL";
const ONE: &str = "SELECT ssn FROM loans WHERE ssn IS NOT NULL LIMIT 1";

impl Home {
    async fn rotate(&self, who: &str, kind: KeyKind) -> Result<RotateResponse, Error> {
        self.workspace
            .rotate(&self.at_terminal(who).await, RotateRequest { kind, how: RotateHow::default() })
            .await
    }

    async fn keys(&self, kind: KeyKind) -> Vec<KeyListed> {
        let all = self.workspace.keys(&self.at_terminal(SECURITY).await).await.unwrap();
        all.into_iter().filter(|key| key.kind == kind).collect()
    }

    async fn again(&self) -> ProtectAgainResponse {
        let request = ProtectAgainRequest { dataset: "loans".to_owned() };
        self.workspace.protect_again(&self.at_terminal(STEWARD).await, request).await.unwrap()
    }

    async fn value_of(&self, token: &str, version: Option<u32>) -> Option<String> {
        let (dataset, column) = ("loans".to_owned(), "ssn".to_owned());
        let request =
            DetokeniseRequest { dataset, column, tokens: vec![token.to_owned()], version };
        let owner = self.at_terminal(OWNER).await;
        self.workspace.detokenise(&owner, request).await.unwrap().values.remove(0)
    }

    async fn text(&self, who: &str, sql: &str) -> String {
        self.sql(who, sql).await.unwrap().as_str().unwrap().to_owned()
    }
}

// proves M5, M18
#[tokio::test(flavor = "multi_thread")]
async fn data_is_read_under_every_key_that_it_was_written_under() {
    let home = Home::applied().await;
    let rows = home.ingest(STEWARD).await.unwrap();
    let (count, clear) = (home.sql(OWNER, COUNT).await.unwrap(), home.text(OWNER, ONE).await);
    let token = home.text(SCIENTIST, ONE).await;
    for kind in [KeyKind::Kek, KeyKind::Token] {
        let done = home.rotate(SECURITY, kind).await.unwrap();
        assert!(done.next.iter().any(|next| next.contains("ingest --again")));
        let keys = home.keys(kind).await;
        assert_eq!((&keys[0].id, &keys[1].id), (&done.after, &done.before));
        assert_eq!(keys[1].needed_by.as_ref().unwrap(), &["dataset/loans@1"]);
    }
    // The version that is there: the same values, and the same tokens.
    assert_eq!(home.sql(OWNER, COUNT).await.unwrap(), count);
    assert_eq!(home.text(SCIENTIST, ONE).await, token);
    assert_eq!(home.value_of(&token, None).await.unwrap(), clear);
    let label = "defaulted".to_owned();
    let screen = ScreenRequest { dataset: "loans".to_owned(), label, seed: 1, quarantine: false };
    home.workspace.screen(&home.at_terminal(STEWARD).await, screen).await.unwrap();

    // A version under the new keys: the same values, and other tokens.
    let again = home.again().await;
    assert_eq!((again.number, again.rows, again.tightened.len()), (2, rows, 2));
    assert_eq!(home.text(OWNER, ONE).await, clear);
    let new = home.text(SCIENTIST, ONE).await;
    assert_ne!(new, token);
    assert_eq!(home.value_of(&new, None).await.unwrap(), clear);
    assert_eq!(home.value_of(&token, Some(1)).await.unwrap(), clear);
    assert_ne!(home.value_of(&token, None).await.as_ref(), Some(&clear));
    assert!(home.again().await.tightened.is_empty(), "nothing is left to do");
    for kind in [KeyKind::Kek, KeyKind::Token] {
        assert_eq!(home.keys(kind).await[0].needed_by.as_ref().unwrap(), &["dataset/loans@2"]);
    }
    // What the list calls a key is how the file says what wrapped its data keys.
    let store = &home.workspace.store;
    let dataset = Asset::parse("dataset/loans").unwrap();
    let reference = VersionRef { dataset: dataset.clone(), object: again.object };
    let used = store.version(&reference).await.unwrap().into_inner().keys.unwrap();
    assert_eq!(used.kek, home.workspace.kek().unwrap().id().as_str());
    assert_eq!(used.kek, home.keys(KeyKind::Kek).await[0].id);

    // Needed as long as the first version is there.
    let id = home.keys(KeyKind::Kek).await[1].id.clone();
    let officer = home.at_terminal(SECURITY).await;
    let retire = RetireKeyRequest { id };
    let refused = home.workspace.retire_key(&officer, retire.clone()).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Refused, "{refused}");
    assert!(refused.message.contains("dataset/loans@1"), "{refused}");
    let steward = home.at_terminal(STEWARD).await;
    let delete = hygeia_workspace::DeleteRequest { dataset: "loans".to_owned(), now: true };
    assert!(home.workspace.delete(&steward, delete.clone()).await.is_err(), "it waits");
    home.heard(STEWARD).await;
    let waits = home.workspace.delete(&steward, delete.clone()).await.unwrap();
    assert!(waits.goes.is_none() && waits.waits_for.iter().any(|who| who.as_str() == OWNER));
    let refused = home.workspace.retire_key(&officer, retire.clone()).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Refused, "nothing restricted goes by one person's word");
    let owner = home.at_terminal(OWNER).await;
    assert!(home.workspace.delete(&owner, delete.clone()).await.is_err(), "it waits");
    home.heard(OWNER).await;
    home.workspace.delete(&owner, delete).await.unwrap();
    home.workspace.retire_key(&officer, retire).await.unwrap();
    assert_eq!(home.keys(KeyKind::Kek).await.len(), 1);
    home.ingest(STEWARD).await.unwrap();
    assert_eq!(home.sql(OWNER, COUNT).await.unwrap(), count);
}

// proves M5, M18
#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_stand_for_dropped_values_follow_the_key_too() {
    let home = Home::applied().await;
    let path = home.dir.path().join("hygeia.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (head, tail) = text.split_once("[handling.restricted]").unwrap();
    let tail = tail.replacen("retain = true", "retain = false", 1);
    fs::write(&path, format!("{head}[handling.restricted]{tail}")).unwrap();
    let request = ApplyRequest { texts: home.texts(), plan: false };
    let officer = home.at_terminal(SECURITY).await;
    assert!(home.workspace.apply(&officer, request).await.unwrap().applied, "it is stricter");
    home.ingest(STEWARD).await.unwrap();
    let token = home.text(OWNER, ONE).await;
    let value = home.value_of(&token, None).await.unwrap();
    home.rotate(SECURITY, KeyKind::Token).await.unwrap();
    assert_eq!(home.text(OWNER, ONE).await, token);
    assert_eq!(home.value_of(&token, None).await.unwrap(), value);
    assert_eq!(home.again().await.tightened.len(), 1);
    let new = home.text(OWNER, ONE).await;
    assert_ne!(new, token);
    assert_ne!(new, value, "no value is stored");
    assert_eq!(home.value_of(&new, None).await.unwrap(), value);
}

// proves M7
#[tokio::test(flavor = "multi_thread")]
async fn who_may_change_access_rotates_and_nobody_else() {
    let home = Home::applied().await;
    for who in [OWNER, STEWARD, SCIENTIST] {
        let before = home.keys(KeyKind::Kek).await;
        let refused = home.rotate(who, KeyKind::Kek).await.unwrap_err();
        assert!(matches!(refused.kind, Kind::NotFound | Kind::Refused), "{who}: {refused}");
        assert_eq!(home.keys(KeyKind::Kek).await.len(), before.len());
    }
    home.rotate(SECURITY, KeyKind::Kek).await.unwrap();
}
