//! People in networks of their own: a server at an address that they reach, whose certificate has its name;
//! a network that a zone names is let in, another is not.

use crate::home::{Home, OWNER, SCIENTIST, SECURITY, STEWARD};
use crate::machine::{HEALTHY, Machine, copied, invited};
use crate::server::Server;
use crate::support::sample;
use std::fs;
use std::process::{self, Command, Stdio};

/// A network namespace, joined to this host by a pair of interfaces; gone with this.
struct Network {
    name: String,
    /// This host's address in it.
    host: String,
    block: String,
}

impl Network {
    /// One of 10.203.x.0/24, told apart by `number` and this process; `None` where none may be made.
    fn new(number: u32) -> Option<Self> {
        let at = (process::id() % 120) * 2 + number;
        let (name, ends) = (format!("hyg{at}"), [format!("hyga{at}"), format!("hygb{at}")]);
        let block = format!("10.203.{at}");
        let host = format!("{block}.1");
        let via = host.clone();
        let network = Self { name: name.clone(), host, block: format!("{block}.0/24") };
        let (ours, theirs) = (format!("10.203.{at}.1/24"), format!("10.203.{at}.2/24"));
        let [a, b] = [ends[0].as_str(), ends[1].as_str()];
        let made = [
            vec!["netns", "add", &name],
            vec!["link", "add", a, "type", "veth", "peer", "name", b, "netns", &name],
            vec!["addr", "add", &ours, "dev", a],
            vec!["link", "set", a, "up"],
            vec!["-n", &name, "addr", "add", &theirs, "dev", b],
            vec!["-n", &name, "link", "set", b, "up"],
            vec!["-n", &name, "link", "set", "lo", "up"],
            vec!["-n", &name, "route", "add", "default", "via", &via],
        ]
        .iter()
        .all(|args| ip(args));
        if !made {
            needs::absent("a network namespace (ip netns, as root)");
            return None;
        }
        Some(network)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Its end of the pair goes with it, and so does the other.
        ip(&["netns", "del", &self.name]);
    }
}

fn ip(args: &[&str]) -> bool {
    let ran = Command::new("ip").args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

// proves M20
#[test]
fn who_comes_from_a_network_that_a_zone_names_is_let_in_and_from_another_is_not() {
    let (Some(office), Some(cafe)) = (Network::new(0), Network::new(1)) else { return };
    let home = Home::empty();
    home.run(&["init", "ws", "--founder", SECURITY]).ends(0);
    let people = [
        (SECURITY, "security-officer"),
        (OWNER, "data-owner"),
        (STEWARD, "data-steward"),
        (SCIENTIST, "data-scientist"),
    ];
    let listed: String =
        people.iter().map(|(who, role)| format!("\"{who}\" = [\"{role}\"]\n")).collect();
    fs::write(home.path("ws/people.toml"), format!("[people]\n{listed}")).unwrap();
    let named =
        format!("address = \"0.0.0.0:0\"\nnames = [\"{}\", \"{}\"]", office.host, cafe.host);
    home.edit("hygeia.toml", "address = \"127.0.0.1:7443\"", &named);
    let zone = format!("\"127.0.0.1/32\", \"{}\"", office.block);
    home.edit("hygeia.toml", "\"127.0.0.1/32\"", &zone);
    home.run(&["apply"]).ends(0);
    let server = Server::start_at(&home, "0.0.0.0:0");
    let port = server.address.port();
    let at = |network: &Network| format!("https://{}:{port}", network.host);

    let steward = Machine::new();
    let (_, code) = invited(&home, STEWARD);
    steward.run(&["join", &format!("https://127.0.0.1:{port}"), &code]).ends(0);
    let here = format!("https://127.0.0.1:{port}");
    steward.at(&here, &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    sample(steward.path(), 500);
    let what =
        ["ingest", "loans.csv", "--dataset", "loans", "--owner", OWNER, "--purpose", "to lend"];
    steward.at(&here, &[&what[..], &["--label", "defaulted"]].concat()).ends(0);

    let dana = Machine::within(&office.name);
    let (_, code) = invited(&home, SCIENTIST);
    dana.run(&["join", &at(&office), &code]).ends(0);
    dana.at(&at(&office), &[&["device", "report"][..], &HEALTHY].concat()).ends(0);
    let count = ["sql", "SELECT count(*) AS n FROM loans", "--format", "csv"];
    assert!(dana.at(&at(&office), &count).ends(0).out.starts_with("n\n"));

    // The same files, carried to where no zone is.
    let away = Machine::within(&cafe.name);
    copied(&dana.path().join(".config"), &away.path().join(".config"));
    let refused = away.at(&at(&office), &count).ends(1);
    refused.tells(&["[zones]"]);
    assert!(dana.at(&at(&office), &count).ends(0).out.starts_with("n\n"));
}
