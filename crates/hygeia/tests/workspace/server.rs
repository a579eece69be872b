//! up: it answers over TLS, is asked by other verbs, and stops in order.

use crate::home::{Home, SCIENTIST};
use crate::support::command;
use hygeia::https::HttpsClient;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts one on a free port, and waits for its address.
    pub fn start(home: &Home) -> Self {
        Self::start_at(home, "127.0.0.1:0")
    }

    /// The same, at an address of this host.
    pub fn start_at(home: &Home, address: &str) -> Self {
        let mut child = command(&home.path(""))
            .args(["up", "--workspace", "ws", "--address", address])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("https://").nth(1).and_then(|rest| rest.split(' ').next());
        let Some(address) = address.and_then(|text| text.parse().ok()) else {
            let mut error = String::new();
            child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
            panic!("it did not come up: {line} {error}");
        };
        Self { child, address }
    }

    /// Kills it, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as an init system would.
    pub fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn it_answers_over_tls_alone_and_stops_in_order() {
    let home = Home::applied();
    home.enrol(SCIENTIST);
    let server = Server::start(&home);
    let address = server.address;
    let folder = format!("sign-in/{SCIENTIST}");
    let authority = fs::read_to_string(home.path(&folder).join("ca.crt")).unwrap();
    let client = HttpsClient::new(address, &authority, None, None).unwrap();
    assert_eq!(client.get("/health").await.unwrap().status, 200);
    assert_eq!(client.get("/v1/whoami").await.unwrap().status, 401);
    signs_in(&home, &folder, address);

    // One process has it open, and so is the port; other verbs ask that one.
    let beside = home.run(&["up", "--address", "127.0.0.1:0"]);
    beside.ends(2).tells(&["in use"]);
    home.by(SCIENTIST, &["sql", "SELECT 1 FROM loans"]).ends(1).tells(&["not found"]);
    home.run(&["device", "list"]).ends(0);
    assert_eq!(server.stop(), Some(0));
    home.run(&["device", "list"]).ends(0);
}

/// With what `device enrol` wrote, as the server says.
fn signs_in(home: &Home, folder: &str, address: SocketAddr) {
    let at = home.path(folder);
    let file = |name: &str| at.join(name).display().to_string();
    let token = fs::read_to_string(at.join("token")).unwrap();
    let Some(mut curl) = needs::program("curl") else { return };
    let answer = curl
        .args(["--silent", "--cacert", &file("ca.crt")])
        .args(["--cert", &file("device.crt"), "--key", &file("device.key")])
        .args(["--header", &format!("Authorization: Bearer {}", token.trim())])
        .arg(format!("https://{address}/v1/whoami"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(said.contains(SCIENTIST) && said.contains("data-scientist"), "{said}");
}

// proves M22
#[test]
fn a_port_that_is_taken_is_told() {
    let home = Home::applied();
    let other = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = other.local_addr().unwrap().to_string();
    home.run(&["up", "--address", &address]).ends(2).tells(&[&address, "taken", "--address"]);
    home.run(&["up", "--address", "nonsense"]).ends(2);
}
