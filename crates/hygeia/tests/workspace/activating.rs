//! Production is gone, and with it the server that knows people: who puts the vault in its place shows by the
//! key of their device that it is them.

use crate::home::{Home, KEEPER, SECURITY, SECURITY_HEAD, VAULT_HEAD};
use crate::machine::{HEALTHY, Machine, copied, joined};
use crate::server::Server;
use serde_json::Value;
use std::fs;

const PEOPLE: &str = r#"[people]
"sam@example.org" = ["security-officer"]
"sven@example.org" = ["security-head"]
"viktor@example.org" = ["vault-keeper"]
"vito@example.org" = ["vault-head"]
"#;

/// A workspace with a vault, of which the keeper took a point; and the machines of the heads of security and of
/// the vault.
fn vaulted() -> (Home, Machine, Machine) {
    let home = Home::empty();
    home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
    fs::write(home.path("ws/people.toml"), PEOPLE).unwrap();
    home.edit("hygeia.toml", "[vault]\n", "[vault]\nfolder = \"../vault\"\n");
    home.run(&["vault", "init", "vault"]).ends(0);
    home.run(&["apply"]).ends(0);
    let server = Server::start(&home);
    let [sven, keeper, head] = [SECURITY_HEAD, KEEPER, VAULT_HEAD].map(|who| joined(&home, who));
    let url = head.1.clone();
    for (machine, url) in [&sven, &keeper, &head] {
        machine.at(url, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    }
    keeper.0.at(&url, &["vault", "pull"]).ends(0);
    // The point knows the certificate of before.
    head.0.at(&url, &["login", "--new-certificate"]).ends(0);
    drop(server);
    fs::remove_dir_all(home.path("ws")).unwrap();
    (home, sven.0, head.0)
}

/// What `machine` is told when it activates the vault of `home`.
fn activates(home: &Home, machine: &Machine, more: &[&str]) -> crate::support::Ran {
    let [vault, into] = ["vault", "back"].map(|name| home.path(name).display().to_string());
    let what = ["vault", "activate", "--vault", &vault, "--into", &into];
    machine.run(&[&what[..], &HEALTHY, more].concat())
}

// proves M9, M20, M21
#[test]
fn who_activates_signs_by_a_key_that_the_point_knows_and_no_name_is_believed() {
    let (home, sven, head) = vaulted();
    let stranger = Machine::new();
    activates(&home, &stranger, &[]).ends(2).tells(&["nobody has joined", "HYGEIA_CONFIG"]);
    let named = activates(&home, &stranger, &["--as", VAULT_HEAD]).ends(1);
    named.tells(&[VAULT_HEAD, "signs by the key of their device"]);
    activates(&home, &sven, &["--as", VAULT_HEAD]).ends(1).tells(&["signs by the key"]);
    activates(&home, &sven, &[]).ends(1).tells(&["not found"]);
    // The head's certificates, which are no secret, over another key.
    let (thief, own) = (Machine::new(), head.sign_in());
    let stolen = thief.path().join(".config/hygeia/sign-in").join(own.file_name().unwrap());
    copied(&own, &stolen);
    fs::copy(sven.sign_in().join("device.key"), stolen.join("device.key")).unwrap();
    activates(&home, &thief, &[]).ends(1).tells(&["not the certificate's"]);
    for left in ["back", ".back.standby"] {
        assert!(!home.path(left).exists(), "{left} was left");
    }

    let told = activates(&home, &head, &[]).ends(0);
    assert!(told.out.contains("is in place in"), "{}", told.out);
    let look = ["posture", "--zoom", "zero-trust", "--workspace", "back", "--format", "json"];
    let table = home.run(&look).json();
    let line = |value: &Value| value.to_string().contains("zero-trust/agreements");
    let probes = table["areas"][0]["probes"].as_array().unwrap();
    let line = probes.iter().find(|probe| line(probe)).unwrap();
    assert_eq!(line["state"], "proven", "{line}");
    assert!(line["saw"].as_str().unwrap().starts_with("1 agreements"), "{line}");
}

/// Two databases of a server at this host, dropped with it.
struct Databases([String; 2]);

impl Databases {
    /// None where no PostgreSQL answers, which is a failure where it is expected.
    fn made() -> Option<Self> {
        needs::service("PostgreSQL", 5432)?;
        let name = |which: &str| format!("hygeia_activating_{which}_{}", std::process::id());
        let made = Self(["fell", "other"].map(name));
        made.all("CREATE DATABASE");
        Some(made)
    }

    fn url(&self, which: usize) -> String {
        format!("postgres://postgres@127.0.0.1:5432/{}", self.0[which])
    }

    fn all(&self, what: &str) {
        for name in &self.0 {
            let mut psql = needs::program("psql").unwrap();
            let server = ["-h", "127.0.0.1", "-U", "postgres", "-q", "-c"];
            let ran = psql.args(server).arg(format!("{what} {name}")).output().unwrap();
            assert!(ran.status.success(), "{ran:?}");
        }
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        self.all("DROP DATABASE IF EXISTS");
    }
}

// proves M9, M21
#[test]
fn where_the_database_fell_too_the_metadata_go_into_another_and_no_try_spoils_the_next() {
    let Some(databases) = Databases::made() else { return };
    let [fell, other] = [0, 1].map(|which| databases.url(which));
    let home = Home::empty();
    home.run(&["init", "--try", "ws", "--meta", &fell]).ends(0);
    let id = home.proposed();
    home.by(SECURITY_HEAD, &["approve", &id]).ends(0);
    for who in [KEEPER, VAULT_HEAD, SECURITY_HEAD] {
        home.enrol(who);
    }
    home.run(&["vault", "init", "vault"]).ends(0);
    home.by(KEEPER, &["vault", "pull", "--vault", "vault"]).ends(0);
    fs::remove_dir_all(home.path("ws")).unwrap();
    let activate = |who: &str, more: &[&str]| {
        let what = ["vault", "activate", "--vault", "vault", "--into", "back"];
        home.by(who, &[&what[..], &HEALTHY, more].concat())
    };
    activate(VAULT_HEAD, &[]).ends(2).tells(&["--meta"]);
    let to_other = ["--meta", &other];
    activate(SECURITY_HEAD, &to_other).ends(1).tells(&["not found"]);
    let told = activate(VAULT_HEAD, &to_other).ends(0);
    assert!(told.out.contains("is in place in"), "{}", told.out);
    // What was applied names the database that fell.
    let look = ["posture", "--zoom", "least-privilege", "--workspace", "back", "--format", "json"];
    let table = home.run(&look).json();
    let probes = table["areas"][0]["probes"].as_array().unwrap();
    let drift = probes.iter().find(|probe| probe["id"] == "least-privilege/drift").unwrap();
    assert_eq!(drift["state"], "failed", "{drift}");
}

// proves M9, M21
#[test]
fn a_workspace_comes_back_onto_a_fresh_disk_and_onto_no_other() {
    let home = Home::applied();
    for who in [KEEPER, VAULT_HEAD] {
        home.enrol(who);
    }
    home.run(&["vault", "init", "vault"]).ends(0);
    home.by(KEEPER, &["vault", "pull", "--vault", "vault"]).ends(0);
    let program = crate::support::command(&home.path(""));
    let program = program.get_program().to_str().unwrap();
    // A disk of its own, which the test's namespace alone sees.
    let activate = format!(
        "{program} vault activate --vault vault --into disk --as {VAULT_HEAD} {}",
        HEALTHY.join(" ")
    );
    let script = format!(
        "mkdir disk && mount -t tmpfs tmpfs disk && mkdir disk/lost+found && touch disk/other\n\
         {activate} && exit 9\n\
         rm disk/other && {activate} || exit 8\n\
         {program} device list --workspace disk && stat -c 'mode %a' disk && ls -A disk"
    );
    let Some(mut alone) = needs::program("unshare") else { return };
    let ran = alone.args(["-m", "sh", "-c", &script]).current_dir(home.path("")).output().unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{ran:?}");
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(err.contains("is not empty"), "{err}");
    assert!(out.contains(KEEPER) && out.contains("mode 700") && !out.contains("standby"), "{out}");
}
