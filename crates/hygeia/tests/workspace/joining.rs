//! init, invite, join, login, logout: people get in from their own machines, and nobody acts in another's
//! name.

use crate::home::{Home, SCIENTIST, SECURITY, SECURITY_HEAD};
use crate::machine::{HEALTHY, Machine, SECOND_HEAD, founded, invited, joined};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The state of one line of the posture.
fn state(home: &Home, id: &str) -> String {
    let table = home.run(&["posture", "--format", "json"]).json();
    let areas = table["areas"].as_array().unwrap().iter();
    let mut probes = areas.flat_map(|area| area["probes"].as_array().unwrap());
    let probe = probes.find(|probe| probe["id"] == id).unwrap();
    probe["state"].as_str().unwrap().to_owned()
}

/// Whether `text` stands in a file in `folder` or below.
fn stands_in(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return stands_in(&path, text);
        }
        fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    })
}

// proves M7, M20
#[test]
fn two_who_can_agree_join_over_keys_of_their_own_and_one_alone_changes_nothing_then() {
    let (home, server) = founded();
    assert_eq!(state(&home, "zero-trust/separation"), "failed");
    let (sven, url) = joined(&home, SECURITY_HEAD);
    assert_eq!(url, format!("https://{}", server.address));
    assert!(sven.at(&url, &["whoami"]).ends(0).out.starts_with(SECURITY_HEAD));
    assert_eq!(state(&home, "zero-trust/separation"), "proven");
    // What he signs in with lies with him alone.
    let key = fs::read_to_string(sven.sign_in().join("device.key")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    assert!(!stands_in(&home.path(""), secret));

    let widened = (r#"= ["data-scientist"]"#, r#"= ["data-scientist", "data-owner"]"#);
    home.edit("people.toml", widened.0, widened.1);
    let told = home.run(&["apply"]).ends(1).tells(&["two people", SECURITY_HEAD]);
    let id = told.err.split_whitespace().find(|word| word.starts_with("access-")).unwrap();
    home.run(&["approve", id]).ends(1).tells(&["their own"]);
    for who in [SECURITY_HEAD, SECOND_HEAD, SECURITY] {
        let named = home.run(&["approve", id, "--as", who]).ends(1);
        named.tells(&["believed by name", "hygeia join"]);
    }
    let shown = sven.at(&url, &["proposals", "show", id]).ends(0);
    assert!(shown.out.contains(SCIENTIST), "{}", shown.out);
    // He agrees to nothing over a device that never said how it is.
    sven.at(&url, &["approve", id]).ends(1).tells(&["device report"]);
    sven.at(&url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    // His certificate and token alone agree to nothing.
    if let Some(mut curl) = needs::program("curl") {
        let file = |name: &str| sven.sign_in().join(name).display().to_string();
        let token = fs::read_to_string(sven.sign_in().join("token")).unwrap();
        let answer = curl
            .args(["--silent", "--request", "POST", "--cacert", &file("ca.crt")])
            .args(["--cert", &file("device.crt"), "--key", &file("device.key")])
            .args(["--header", &format!("Authorization: Bearer {}", token.trim())])
            .arg(format!("{url}/v1/approvals/{id}/approve"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&answer.stdout).into_owned();
        assert!(said.contains("has to be signed"), "{said}");
    }
    sven.at(&url, &["approve", id]).ends(0);
    let again = home.run(&["apply"]).ends(0).out;
    assert!(again.contains("nothing to apply"), "{again}");
    assert_eq!(state(&home, "zero-trust/agreements"), "proven");
    drop(server);
    // The same without a server: the key is held here, and the name is not asked for.
    assert!(home.run(&["whoami"]).ends(0).out.starts_with(SECURITY));
}

// proves M20
#[test]
fn a_code_is_good_once_for_whom_it_was_made_and_at_its_own_server() {
    let (home, _server) = founded();
    let (url, code) = invited(&home, SCIENTIST);
    let machine = Machine::new();
    let turned = |code: &str, at: usize| {
        let other = if code.as_bytes()[at] == b'0' { "1" } else { "0" };
        format!("{}{other}{}", &code[..at], &code[at + 1..])
    };
    // A wrong secret; what another server is known by; and no code at all.
    machine.run(&["join", &url, &turned(&code, 8)]).ends(1).tells(&["opens nothing"]);
    let other = machine.run(&["join", &url, &turned(&code, 60)]).ends(1);
    other.tells(&["not the one that the code is of"]);
    machine.run(&["join", &url, "sesame"]).ends(2).tells(&["no code"]);
    machine.run(&["join", "http://127.0.0.1:1", &code]).ends(2).tells(&["HTTPS"]);
    // None of that used it up.
    machine.run(&["join", &url, &code]).ends(0);
    Machine::new().run(&["join", &url, &code]).ends(1).tells(&["opens nothing", "hygeia invite"]);
    // One that was replaced opens nothing either.
    let (_, before) = invited(&home, SECURITY_HEAD);
    let (_, after) = invited(&home, SECURITY_HEAD);
    Machine::new().run(&["join", &url, &before]).ends(1).tells(&["opens nothing"]);
    Machine::new().run(&["join", &url, &after]).ends(0);
    // Nobody makes a key for somebody else, nor invites a stranger or themselves.
    let enrol = ["device", "enrol", "--owner", SCIENTIST, "--out", "mine"];
    home.run(&enrol).ends(1).tells(&["hygeia invite"]);
    assert!(!home.path("mine").exists());
    home.run(&["invite", "nobody@example.org"]).ends(2).tells(&["people.toml"]);
    home.run(&["invite", SECURITY]).ends(1).tells(&["themselves"]);
    machine.at(&url, &["invite", SECOND_HEAD]).ends(1).tells(&["change access"]);
}

// proves M20
#[test]
fn a_device_of_somebody_who_can_agree_waits_for_a_third_person() {
    let (home, _server) = founded();
    let (sven, url) = joined(&home, SECURITY_HEAD);
    let (selma, _) = joined(&home, SECOND_HEAD);
    let device = format!("laptop/{SECOND_HEAD}");
    selma.at(&url, &["whoami"]).ends(1).tells(&["waits", "device confirm"]);
    selma.at(&url, &["device", "confirm", &device]).ends(1);
    home.run(&["device", "confirm", &device]).ends(1).tells(&["somebody else"]);
    sven.at(&url, &["device", "confirm", &device]).ends(1).tells(&["device report"]);
    sven.at(&url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    sven.at(&url, &["device", "confirm", &device]).ends(0);
    assert!(selma.at(&url, &["whoami"]).ends(0).out.starts_with(SECOND_HEAD));
    sven.at(&url, &["device", "confirm", &device]).ends(2).tells(&["waits to be let in"]);

    // So does another device of anybody: who invites could play their part over it.
    let (dana, _) = joined(&home, SCIENTIST);
    assert!(dana.at(&url, &["whoami"]).ends(0).out.starts_with(SCIENTIST));
    let (again, (url, code)) = (Machine::new(), invited(&home, SCIENTIST));
    again.run(&["join", &url, &code]).ends(2).tells(&["already", "--device"]);
    let told = again.run(&["join", &url, &code, "--device", "desk/dana"]).ends(0);
    assert!(told.out.contains("device confirm desk/dana"), "{}", told.out);
    again.at(&url, &["whoami"]).ends(1).tells(&["waits"]);
    home.run(&["device", "confirm", "desk/dana"]).ends(1).tells(&["over another device"]);
    dana.at(&url, &["device", "confirm", "desk/dana"]).ends(0);
    assert!(again.at(&url, &["whoami"]).ends(0).out.contains("desk/dana"));
}

// proves M7, M20
#[test]
fn who_invites_plays_nobodys_part_over_a_device_that_was_revoked() {
    let (home, _server) = founded();
    let (sven, url) = joined(&home, SECURITY_HEAD);
    let (selma, _) = joined(&home, SECOND_HEAD);
    sven.at(&url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    sven.at(&url, &["device", "confirm", &format!("laptop/{SECOND_HEAD}")]).ends(0);
    selma.at(&url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    // She was invited by somebody else before.
    let told = sven.at(&url, &["invite", SCIENTIST, "--format", "json"]).ends(0).json();
    let (dana, code) = (Machine::new(), told["code"].as_str().unwrap().to_owned());
    dana.run(&["join", &url, &code]).ends(0);
    assert!(dana.at(&url, &["whoami"]).ends(0).out.starts_with(SCIENTIST));
    home.run(&["device", "revoke", "--person", SCIENTIST]).ends(0);
    // Moments are told apart by seconds; within one, both inviters count.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    // The officer joins in her name, over a device that is called as hers was.
    let (thief, (_, code)) = (Machine::new(), invited(&home, SCIENTIST));
    thief.run(&["join", &url, &code]).ends(0);
    thief.at(&url, &["whoami"]).ends(1).tells(&["waits"]);
    let device = format!("laptop/{SCIENTIST}");
    home.run(&["device", "confirm", &device]).ends(1).tells(&["somebody else"]);
    thief.at(&url, &["device", "confirm", &device]).ends(1);
    sven.at(&url, &["device", "confirm", &device]).ends(0);
}

// proves M20
#[test]
fn whoever_joined_signs_in_and_out_and_is_let_in_once_the_device_says_how_it_is() {
    let (home, _server) = founded();
    let (dana, url) = joined(&home, SCIENTIST);
    let sql = ["sql", "SELECT 1 FROM loans"];
    assert!(dana.at(&url, &["whoami"]).ends(0).out.starts_with(SCIENTIST));
    let who: Value = dana.at(&url, &["whoami", "--format", "json"]).ends(0).json();
    assert_eq!(who["device"], format!("laptop/{SCIENTIST}"));
    // Measured, whatever this host is like; and said by who knows better.
    let measured = dana.at(&url, &["device", "report"]);
    assert!(matches!(measured.code, 0 | 1), "{measured:?}");
    for aspect in ["disk encrypted", "firewall on", "days since upgrade"] {
        assert!(measured.out.contains(aspect), "{}", measured.out);
    }
    dana.at(&url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    dana.at(&url, &sql).ends(1).tells(&["not found"]);
    // Somebody else's device is not hers to speak for, nor is it anybody's at the workspace's host.
    let theirs = format!("laptop/{SECURITY}");
    let speak = [&["device", "report", "--device", &theirs][..], &HEALTHY].concat();
    dana.at(&url, &speak).ends(1).tells(&["speaks for itself"]);
    let hers = format!("laptop/{SCIENTIST}");
    let speak = [&["device", "report", "--device", &hers][..], &HEALTHY].concat();
    home.run(&speak).ends(1).tells(&["speaks for itself"]);

    dana.at(&url, &["logout"]).ends(0);
    assert!(!dana.sign_in().join("token").exists());
    dana.at(&url, &["whoami"]).ends(1).tells(&["hygeia login"]);
    dana.at(&url, &["login"]).ends(0);
    assert!(dana.at(&url, &["whoami"]).ends(0).out.starts_with(SCIENTIST));
    // A new certificate is shown from the next request on, and the one before opens nothing.
    let before = fs::read(dana.sign_in().join("device.crt")).unwrap();
    dana.at(&url, &["login", "--new-certificate"]).ends(0);
    assert!(dana.at(&url, &["whoami"]).ends(0).out.starts_with(SCIENTIST));
    let after = fs::read(dana.sign_in().join("device.crt")).unwrap();
    assert_ne!(before, after);
    fs::write(dana.sign_in().join("device.crt"), before).unwrap();
    dana.at(&url, &["whoami"]).ends(1);
    fs::write(dana.sign_in().join("device.crt"), after).unwrap();
    // A token without its key is worth nothing: here over the key of another machine.
    let (sven, _) = joined(&home, SECURITY_HEAD);
    fs::copy(dana.sign_in().join("token"), sven.sign_in().join("token")).unwrap();
    sven.at(&url, &["whoami"]).ends(1);
    // Who has joined nothing is told how to.
    Machine::new().at(&url, &["whoami"]).ends(2).tells(&["hygeia join"]);
}

#[test]
fn a_founder_who_was_killed_before_the_key_was_kept_founds_again() {
    let home = Home::empty();
    home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
    home.run(&["init", "ws", "--founder", SECURITY]).ends(2).tells(&["is there already"]);
    fs::remove_dir_all(home.path(".config")).unwrap();
    home.run(&["init", "ws", "--founder", SECURITY_HEAD]).ends(2);
    home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
    assert!(home.run(&["whoami"]).ends(0).out.starts_with(SECURITY));
    // Once something was applied, it lives.
    home.run(&["apply"]).ends(0);
    fs::remove_dir_all(home.path(".config")).unwrap();
    home.run(&["init", "ws", "--founder", SECURITY]).ends(2).tells(&["is there already"]);
}
