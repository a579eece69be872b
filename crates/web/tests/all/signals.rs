//! Whoever shows a good certificate and a good token, over a device in order, from a known network, is let
//! in; with any of these amiss, alone or together, nobody is: every combination, by curl and by Python's `requests`.

mod by_requests;

use crate::support::{OMAR, Running, SAM, network, trial, who};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use terms::{Clock, Device, DeviceId, FixedClock, Period, Posture, SystemClock, ZoneId};
use utoipa_axum::router::OpenApiRouter;
use workspace::access::terminal;
use workspace::records::EnrolledDevice;
use workspace::{Joining, LockRequest, Origin, RenewRequest, RevokeRequest, SignIn, UseCases};

/// Longer than a token is good for.
const DAY: i64 = 86_400;
/// Another who holds the same role.
const OONA: &str = "oona@example.org";

/// What the workspace knows of a device: each may be amiss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    unmanaged: bool,
    failing: bool,
    stale: bool,
    locked: bool,
}

impl State {
    const GOOD: Self = Self { unmanaged: false, failing: false, stale: false, locked: false };

    fn all() -> impl Iterator<Item = Self> {
        (0..16u8).map(|bits| Self {
            unmanaged: bits & 1 != 0,
            failing: bits & 2 != 0,
            stale: bits & 4 != 0,
            locked: bits & 8 != 0,
        })
    }

    const fn amiss(self) -> usize {
        self.unmanaged as usize + self.failing as usize + self.stale as usize + self.locked as usize
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certificate {
    Good,
    Missing,
    /// Of somebody else who may do the same.
    Anothers,
    /// Of a device that is called so, by another authority.
    Foreign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Good,
    Missing,
    Garbled,
    Anothers,
    Expired,
    Revoked,
}

const CERTIFICATES: [Certificate; 4] =
    [Certificate::Good, Certificate::Missing, Certificate::Anothers, Certificate::Foreign];
const TOKENS: [Token; 6] =
    [Token::Good, Token::Missing, Token::Garbled, Token::Anothers, Token::Expired, Token::Revoked];

/// A request, and what is amiss with it.
#[derive(Debug, Clone, Copy)]
struct Signals {
    device: usize,
    state: State,
    certificate: Certificate,
    token: Token,
    /// It comes from a network that no zone names.
    elsewhere: bool,
    /// The client speaks no TLS that is still in use.
    old_tls: bool,
}

impl Signals {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for (device, state) in State::all().enumerate() {
            for certificate in CERTIFICATES {
                for token in TOKENS {
                    // Then it is somebody else who signs in, and may.
                    if (certificate, token) == (Certificate::Anothers, Token::Anothers) {
                        continue;
                    }
                    for (elsewhere, old_tls) in
                        [(false, false), (true, false), (false, true), (true, true)]
                    {
                        all.push(Self { device, state, certificate, token, elsewhere, old_tls });
                    }
                }
            }
        }
        all
    }

    fn amiss(&self) -> usize {
        let shown = usize::from(self.certificate != Certificate::Good)
            + usize::from(self.token != Token::Good);
        self.state.amiss() + shown + usize::from(self.elsewhere) + usize::from(self.old_tls)
    }
}

/// A device, and every token that it ever had.
struct Known {
    sign_in: SignIn,
    revoked: String,
    expired: String,
    good: String,
}

/// What a client shows: the name of its certificate's files, and its token.
struct Shown {
    certificate: Option<String>,
    token: Option<String>,
}

struct World {
    running: Running,
    devices: Vec<Known>,
    other: SignIn,
    foreign: SignIn,
    files: TempDir,
}

impl World {
    async fn made() -> Self {
        let mut config = trial();
        let near = vec![network("127.0.0.1/32")];
        config.access.zones = [(ZoneId::new("near").unwrap(), near)].into();
        let clock = Arc::new(FixedClock::at(SystemClock.now()));
        let routes = |api| hygeia_web::router(api, OpenApiRouter::new());
        let running =
            Running::of(config.clone(), Arc::clone(&clock) as Arc<dyn Clock>, routes).await;
        let other_ca = Running::of(config, Arc::new(SystemClock), routes).await;
        let mut devices = Vec::new();
        for at in 0..State::all().count() {
            let sign_in = running.enrol(OMAR, &format!("laptop/omar-{at}")).await;
            let revoked = sign_in.token.to_string();
            let none = String::new;
            devices.push(Known { sign_in, revoked, expired: none(), good: none() });
        }
        let officer = terminal(&running.workspace.store, &who(SAM)).await.unwrap();
        let revoke = RevokeRequest::Tokens(who(OMAR));
        running.workspace.revoke(&officer, revoke).await.unwrap();
        let mut world = Self {
            foreign: other_ca.enrol(OMAR, "laptop/omar-0").await,
            other: running.enrol(OONA, "laptop/oona").await,
            running,
            devices,
            files: tempfile::tempdir().unwrap(),
        };
        for at in 0..world.devices.len() {
            world.devices[at].expired = world.renewed(&world.devices[at].sign_in.device).await;
        }
        clock.advance(2 * DAY);
        world.other.token = world.renewed(&world.other.device).await.into();
        world.becomes(&world.other.device, State::GOOD).await;
        for (at, state) in State::all().enumerate() {
            let device = world.devices[at].sign_in.device.clone();
            world.devices[at].good = world.renewed(&device).await;
            world.becomes(&device, state).await;
        }
        world.write();
        world
    }

    async fn known(&self, id: &DeviceId) -> EnrolledDevice {
        let docs = self.running.workspace.store.docs::<EnrolledDevice>();
        docs.require(id.as_str()).await.unwrap().into_inner()
    }

    /// A fresh token.
    async fn renewed(&self, id: &DeviceId) -> String {
        let thumbprint = Some(self.known(id).await.thumbprint);
        let origin = Origin::Network([127, 0, 0, 1].into());
        let renewed =
            self.running.workspace.renew(thumbprint, origin, RenewRequest::default()).await;
        renewed.unwrap().token.to_string()
    }

    async fn becomes(&self, id: &DeviceId, state: State) {
        let (workspace, enrolled) = (&self.running.workspace, self.known(id).await);
        let now = workspace.store.now();
        let posture = Posture {
            disk_encrypted: true,
            firewall_on: !state.failing,
            patch_age_days: 3,
            reported_at: if state.stale { now.plus_seconds(-2 * DAY) } else { now },
        };
        let device =
            Device { managed: !state.unmanaged, posture: Some(posture), ..enrolled.device };
        let new = EnrolledDevice { device, ..enrolled };
        workspace.store.device_enrolled(&who(SAM), &new).await.unwrap();
        if state.locked {
            let officer = terminal(&workspace.store, &who(SAM)).await.unwrap();
            let (what, why) = (id.to_string(), "lost".to_owned());
            let request = LockRequest { what, kind: None, period: Period::hours(1), why };
            workspace.lock(&officer, request).await.unwrap();
        }
    }

    fn write(&self) {
        fs::write(self.at("ca.crt"), self.running.workspace.trusted()).unwrap();
        let mut all: Vec<(String, &SignIn)> =
            vec![("other".to_owned(), &self.other), ("foreign".to_owned(), &self.foreign)];
        all.extend(self.devices.iter().enumerate().map(|(at, one)| (at.to_string(), &one.sign_in)));
        for (name, sign_in) in all {
            fs::write(self.at(&format!("{name}.crt")), &sign_in.certificate).unwrap();
            fs::write(self.at(&format!("{name}.key")), sign_in.key.as_bytes()).unwrap();
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn url(&self) -> String {
        format!("https://127.0.0.1:{}/v1/devices", self.running.address.port())
    }

    fn shown(&self, signals: &Signals) -> Shown {
        let known = &self.devices[signals.device];
        let certificate = match signals.certificate {
            Certificate::Good => Some(signals.device.to_string()),
            Certificate::Missing => None,
            Certificate::Anothers => Some("other".to_owned()),
            Certificate::Foreign => Some("foreign".to_owned()),
        };
        let token = match signals.token {
            Token::Good => Some(known.good.clone()),
            Token::Missing => None,
            Token::Garbled => Some(known.good.chars().rev().collect()),
            Token::Anothers => Some(self.other.token.to_string()),
            Token::Expired => Some(known.expired.clone()),
            Token::Revoked => Some(known.revoked.clone()),
        };
        Shown { certificate, token }
    }

    /// The status that curl gets; 0 if it comes to no answer.
    fn asks(&self, signals: &Signals, curl: &mut std::process::Command) -> u16 {
        let path = |path: PathBuf| path.display().to_string();
        curl.args(["--silent", "--max-time", "20", "--output", "/dev/null"]).args([
            "--write-out",
            "%{http_code}",
            "--cacert",
            &path(self.at("ca.crt")),
        ]);
        let shown = self.shown(signals);
        if let Some(name) = shown.certificate {
            let (certificate, key) =
                (self.at(&format!("{name}.crt")), self.at(&format!("{name}.key")));
            curl.args(["--cert", &path(certificate), "--key", &path(key)]);
        }
        if let Some(token) = shown.token {
            curl.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        if signals.elsewhere {
            curl.args(["--interface", "127.0.0.2"]);
        }
        if signals.old_tls {
            curl.args(["--tls-max", "1.1"]);
        }
        let answer = curl.arg(self.url()).output().unwrap();
        String::from_utf8_lossy(&answer.stdout).trim().parse().unwrap_or(0)
    }
}

/// Every single signal amiss, and a share of their combinations that the seed draws; all of them with
/// `HYGEIA_LONG=1`.
fn chosen() -> Vec<Signals> {
    let all = Signals::all();
    if std::env::var("HYGEIA_LONG").is_ok_and(|long| long == "1") {
        return all;
    }
    let seed: u64 =
        std::env::var("HYGEIA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(21);
    let drawn = |at: usize| {
        let text = format!("{seed} {at}");
        terms::Digest::of(text.as_bytes()).as_bytes()[0] < 24
    };
    let taken = |(at, signals): &(usize, Signals)| signals.amiss() <= 1 || drawn(*at);
    all.into_iter().enumerate().filter(taken).map(|(_, signals)| signals).collect()
}

// proves M20
#[tokio::test(flavor = "multi_thread")]
async fn no_combination_of_bad_signals_lets_anybody_in() {
    if needs::program("curl").is_none() {
        return;
    }
    let world = Arc::new(World::made().await);
    let all = chosen();
    assert!(all.iter().any(|signals| signals.amiss() == 0));
    let mut answered = Vec::new();
    for signals in all {
        let asked = Arc::clone(&world);
        let ask = move || asked.asks(&signals, &mut needs::program("curl").unwrap());
        answered.push((signals, tokio::task::spawn_blocking(ask).await.unwrap()));
    }
    held(answered.iter().map(|(signals, status)| (signals, *status)));
}

/// Who shows nothing amiss is let in, and nobody else.
fn held<'a>(answered: impl IntoIterator<Item = (&'a Signals, u16)>) {
    let (mut let_in, mut refused) = (0, 0);
    for (signals, status) in answered {
        match signals.amiss() {
            0 => {
                assert_eq!(status, 200, "{signals:?}");
                let_in += 1;
            }
            _ => {
                assert!(matches!(status, 0 | 401 | 403 | 404 | 429), "{status}: {signals:?}");
                refused += 1;
            }
        }
    }
    println!("{let_in} let in, {refused} refused");
    assert!(let_in == 1 && refused > 100);
}
