//! The Unix socket.

use super::support::{Running, SLACK, ask, closes, is_well, patient};
use crate::accept::{Limits, Local, connect};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hygeia.sock");
    (folder, path)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

async fn refused(path: &Path) -> ErrorKind {
    Local::bind(path).await.expect_err("it is taken").kind()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_for_its_user_alone_and_requests_tell_who_that_is() {
    let (folder, path) = place();
    let _running = Running::with(patient(), Some(&path)).await;
    let found = fs::symlink_metadata(&path).unwrap();
    assert_eq!(found.permissions().mode() & 0o7777, 0o600);
    assert_eq!(names(folder.path()), ["hygeia.sock"], "nothing else is left behind");
    let mut stream = connect(&path).await.unwrap();
    assert!(is_well(&ask(&mut stream, "/health").await));
    let peer = format!("Peer {{ origin: Local {{ uid: {} }}, thumbprint: None }}", found.uid());
    assert!(ask(&mut stream, "/peer").await.unwrap().ends_with(&peer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_may_be_longer_than_a_socket_address() {
    let (folder, _) = place();
    let deep = folder.path().join("d".repeat(150));
    fs::create_dir(&deep).unwrap();
    let path = deep.join("hygeia.sock");
    assert!(std::os::unix::net::UnixListener::bind(&path).is_err(), "too long as it is");
    let running = Running::with(patient(), Some(&path)).await;
    assert!(is_well(&ask(&mut connect(&path).await.unwrap(), "/health").await));
    assert_eq!(names(&deep), ["hygeia.sock"]);
    running.stop.send(()).unwrap();
    running.serving.await.unwrap();
    assert_eq!(names(&deep), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
    let (folder, path) = place();
    // Dropped without being removed, as after a crash.
    drop(UnixListener::bind(&path).unwrap());
    let running = Running::with(patient(), Some(&path)).await;
    assert!(is_well(&ask(&mut connect(&path).await.unwrap(), "/health").await));
    assert_eq!(refused(&path).await, ErrorKind::AddrInUse);
    assert!(is_well(&ask(&mut connect(&path).await.unwrap(), "/health").await), "still there");
    assert_eq!(names(folder.path()), ["hygeia.sock"]);
    running.serving.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_socket_with_no_room_in_its_backlog_is_not_taken_for_stale() {
    let (_folder, path) = place();
    let busy = UnixListener::bind(&path).unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = connect(&path).await {
        waiting.push(stream);
        assert!(waiting.len() < 10_000, "the backlog has an end");
    }
    assert_eq!(refused(&path).await, ErrorKind::AddrInUse);
    drop(busy);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_socket_stays() {
    let (folder, path) = place();
    fs::write(&path, "somebody's notes").unwrap();
    assert_eq!(refused(&path).await, ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's notes");
    fs::remove_file(&path).unwrap();
    // Nor is a link to one followed.
    let elsewhere = folder.path().join("elsewhere");
    drop(UnixListener::bind(&elsewhere).unwrap());
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    assert_eq!(refused(&path).await, ErrorKind::AlreadyExists);
    assert!(elsewhere.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_at_once_one_gets_the_socket() {
    let (folder, path) = place();
    drop(UnixListener::bind(&path).unwrap());
    let another = fs::File::open(folder.path()).unwrap();
    another.lock().unwrap();
    let looking = timeout(Duration::from_millis(300), Local::bind(&path)).await;
    assert!(looking.is_err(), "not while another one looks");
    drop(another);
    let tries = (0..8).map(|_| {
        let path = path.clone();
        tokio::spawn(async move { Local::bind(&path).await })
    });
    let tries: Vec<_> = tries.collect();
    let mut bound = Vec::new();
    for attempt in tries {
        bound.extend(attempt.await.unwrap());
    }
    assert_eq!(bound.len(), 1);
    assert!(connect(&path).await.is_ok());
    // The socket of a successor is not removed with its predecessor.
    fs::remove_file(&path).unwrap();
    let successor = Local::bind(&path).await.unwrap();
    drop(bound);
    assert!(connect(&path).await.is_ok());
    drop(successor);
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn other_users_are_turned_away_even_if_the_mode_is_changed() {
    let (folder, path) = place();
    let _running = Running::with(patient(), Some(&path)).await;
    if fs::symlink_metadata(&path).unwrap().uid() != 0 {
        println!("only root can try it as somebody else");
        return;
    }
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let nobody = |path: PathBuf| async move {
        let script = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.settimeout(9)\n\
            try: s.connect(sys.argv[1])\n\
            except PermissionError: sys.exit(3)\n\
            try: s.sendall(b'GET /health HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n'); got = s.recv(99)\n\
            except OSError: got = b''\n\
            sys.exit(0 if got else 4)";
        let mut python = Command::new("/usr/bin/env");
        python.args(["-i", "/usr/bin/python3", "-c", script]).arg(path);
        std::os::unix::process::CommandExt::uid(&mut python, 65_534);
        tokio::task::spawn_blocking(move || python.status()).await.unwrap().unwrap().code()
    };
    assert_eq!(nobody(path.clone()).await, Some(3), "by the file's mode");
    fs::set_permissions(&path, PermissionsExt::from_mode(0o666)).unwrap();
    assert_eq!(nobody(path.clone()).await, Some(4), "by who it is");
    assert!(is_well(&ask(&mut connect(&path).await.unwrap(), "/health").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_has_an_end_here_too() {
    let (_folder, path) = place();
    let limit = Duration::from_millis(600);
    let limits = Limits { opening: limit, for_each: 4, ..patient() };
    let _running = Running::with(limits, Some(&path)).await;
    let took = closes(&mut connect(&path).await.unwrap()).await;
    assert!((limit / 2..limit + SLACK).contains(&took));
    let mut silent = Vec::new();
    for _ in 0..12 {
        silent.push(connect(&path).await.unwrap());
    }
    assert!(is_well(&ask(&mut connect(&path).await.unwrap(), "/health").await));
}
