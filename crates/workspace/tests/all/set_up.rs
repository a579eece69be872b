//! Setting up a workspace where that broke off before, and where one lives.

use crate::use_cases::Home;
use hygeia_workspace::access::DeviceKey;
use hygeia_workspace::config::Config;
use hygeia_workspace::{Code, Error, Kind, Setup, Texts, Workspace, found, set_up};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Store;
use tempfile::TempDir;
use terms::{Clock, PrincipalId, SystemClock, Timestamp};

const NAMES: [&str; 3] = ["hygeia.toml", "raci.csv", "people.toml"];

async fn again(dir: &Path, name: &str) -> Result<Store, Error> {
    let setup = Setup {
        config: Config::new(name),
        dataset: "loans".to_owned(),
        founder: None,
        again: false,
    };
    set_up(dir, &setup, Arc::new(SystemClock)).await
}

// proves M22
#[tokio::test]
async fn a_set_up_that_was_killed_goes_on() {
    let dir = TempDir::new().unwrap();
    let store = again(dir.path(), "test").await.unwrap();
    let id = store.id().to_owned();
    store.close().await;
    // The texts come last, one after the other.
    for written in 0..NAMES.len() {
        for name in &NAMES[written..] {
            fs::remove_file(dir.path().join(name)).unwrap();
        }
        let store = again(dir.path(), "test").await.unwrap();
        assert_eq!(store.id(), id, "with {written} of the texts");
        store.close().await;
        Texts::read(dir.path()).unwrap();
    }
    let whole = again(dir.path(), "test").await.err().unwrap();
    assert_eq!(whole.kind, Kind::Conflict, "{whole:?}");
}

#[tokio::test]
async fn what_is_there_is_never_written_over() {
    let dir = TempDir::new().unwrap();
    again(dir.path(), "test").await.unwrap().close().await;
    fs::remove_file(dir.path().join("people.toml")).unwrap();
    let text = fs::read(dir.path().join("hygeia.toml")).unwrap();
    let other = again(dir.path(), "another").await.err().unwrap();
    assert_eq!(other.kind, Kind::Conflict, "{other:?}");
    assert_eq!(fs::read(dir.path().join("hygeia.toml")).unwrap(), text);
    assert!(!dir.path().join("people.toml").exists());

    let home = Home::applied().await;
    home.workspace.store.close().await;
    fs::remove_file(home.dir.path().join("people.toml")).unwrap();
    let lives = again(home.dir.path(), "test").await.err().unwrap();
    assert_eq!(lives.kind, Kind::Conflict, "{lives:?}");
    assert!(!home.dir.path().join("people.toml").exists());
    assert!(home.dir.path().join("state/workspace.json").is_file());
}

// proves M21
#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_is_read_beside_who_has_it_open() {
    let home = Home::applied().await;
    let applied = home.texts();
    let mut config = Config::read(home.dir.path()).unwrap();
    config.vault.folder = Some("/elsewhere".into());
    fs::write(home.dir.path().join("hygeia.toml"), config.to_text().unwrap()).unwrap();
    let read = Code::applied_to(home.dir.path()).await.unwrap().unwrap();
    assert_eq!(read.texts, applied, "not what one person wrote since");
    // As well as when nobody has it open; and without the workspace's key nothing is believed.
    home.workspace.store.close().await;
    assert_eq!(Code::applied_to(home.dir.path()).await.unwrap().unwrap().texts, applied);
    let seal = home.dir.path().join("state/keys/seal.key");
    fs::remove_file(seal).unwrap();
    assert!(Code::applied_to(home.dir.path()).await.is_err());
}

/// A clock on which a second is over each time that somebody looks.
struct Hurrying(AtomicI64);

impl Clock for Hurrying {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

// proves M20
#[tokio::test]
async fn a_founder_joins_though_seconds_go_by_in_between() {
    let dir = TempDir::new().unwrap();
    let setup = Setup {
        config: Config::new("test"),
        dataset: "loans".to_owned(),
        founder: None,
        again: false,
    };
    let clock = Arc::new(Hurrying(AtomicI64::new(SystemClock.now().unix())));
    let store = set_up(dir.path(), &setup, clock).await.unwrap();
    let workspace = Workspace::over(Arc::new(store)).await.unwrap();
    let request = DeviceKey::generate().unwrap().request().unwrap();
    let founder = PrincipalId::new("sam@example.org").unwrap();
    let joined = found(&workspace, &founder, &request).await.unwrap();
    assert_eq!(joined.principal, founder);
    assert!(joined.waits_for.is_empty());
}
