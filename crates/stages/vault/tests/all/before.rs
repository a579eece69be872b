//! A vault that was filled before points were judged by themselves: three points, keys of its own.

use crate::world::{now, permit};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hygeia_vault::Vault;
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use store::StoreConfig;
use tempfile::TempDir;
use terms::{Action, FixedClock};

fn unpacked(to: &Path) -> Vault {
    let files: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../data/format-1.json")).unwrap();
    for (path, bytes) in files {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, STANDARD.decode(bytes).unwrap()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
    Vault::open(to).unwrap()
}

// proves M9, M21
#[tokio::test]
async fn a_vault_of_before_is_as_good_as_it_was_and_goes_on() {
    let dir = TempDir::new().unwrap();
    let vault = unpacked(&dir.path().join("vault"));
    let contents = vault.contents(now()).unwrap();
    assert!(contents.findings.is_empty(), "{:?}", contents.findings);
    assert_eq!((contents.points.len(), contents.of), (3, 3));
    let (clock, config) = (Arc::new(FixedClock::at(now())), StoreConfig::default());
    for point in &contents.points {
        let report = vault.verify(point, now()).unwrap();
        assert!(report.findings.is_empty() && report.vault.is_empty(), "{report:?}");
        assert_eq!(vault.predictions(point).unwrap(), None);
        let into = dir.path().join("new");
        let standby = vault.restore(point, &into, &config, clock.clone()).await.unwrap();
        let toml = standby.store().folder().join("hygeia.toml");
        assert_eq!(fs::read_to_string(toml).unwrap(), "[server]\n");
        standby.discard().await.unwrap();
    }
    // The workspace that takes over is pulled into it.
    let newest = vault.newest().unwrap();
    let into = dir.path().join("back");
    let standby = vault.restore(&newest, &into, &config, clock).await.unwrap();
    let may = permit(standby.store(), Action::Activate, Some(standby.point())).await;
    let back = standby.activate(&may).await.unwrap().store;
    let pulled = vault.pull(&back, &permit(&back, Action::Pull, None).await, &[]).await.unwrap();
    assert_eq!((pulled.point.number, pulled.point.previous), (4, Some(newest.digest)));
    assert!(pulled.findings.is_empty(), "{:?}", pulled.findings);
    assert!(vault.verify(&pulled.point, now()).unwrap().findings.is_empty());
}
