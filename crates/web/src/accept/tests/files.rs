//! Without open files to spare, those that say nothing give theirs up.

use super::support::{Running, SLACK, ask, is_well, patient};
use std::fs::File;
use std::process::Command;
use tokio::time::Instant;

const HOME: [u8; 4] = [127, 0, 0, 1];
const CHILD: &str = "HYGEIA_TEST_FEW_FILES";

#[test]
fn a_client_is_answered_when_the_system_is_out_of_files() {
    // The limit is a process's, so another one has to run into it.
    let child = Command::new("/bin/sh")
        .args(["-c", "ulimit -n 200 && exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", &format!("{}::with_few_files", module())])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{child:?}");
}

fn module() -> &'static str {
    module_path!().split_once("::").unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn with_few_files() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let running = Running::start(patient()).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(running.open(HOME).await.unwrap());
    }
    let mut hoard = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        hoard.push(file);
    }
    // One for the client; none for the server.
    hoard.pop();
    let start = Instant::now();
    let mut honest = running.open(HOME).await.unwrap();
    assert!(is_well(&ask(&mut honest, "/health").await));
    assert!(start.elapsed() < SLACK);
}
