//! Step 1: what listens on this host, what it runs, and who else may read keys and data.

use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::At;
use std::net::TcpListener;
use std::path::PathBuf;
use surface::{Auth, Options, Report};
use terms::{Probed, Severity, State};

/// Looks at the host. What is found there is shown and does not stop the journey; an eye that
/// does not see a listener which we open ourselves does.
pub async fn step(world: &World, advisories: &[PathBuf]) -> Done<Vec<Probed>> {
    let canary = TcpListener::bind(("127.0.0.1", 0)).internal("opening a listener to be seen")?;
    let port = canary.local_addr().internal("reading the listener's port")?.port();
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let mut options = Options::of_host(home);
    options.advisories = advisories.to_vec();
    options.leave_ports = vec![port];
    options.guarded = vec![world.root.join("workspace/state/keys")];
    let report = tokio::task::block_in_place(|| world.hands.look(&options))?;
    let mut proof = Proof::begin();
    proof.check(report.sees(port, std::process::id()), || {
        format!("the scan does not see our own listener on port {port}")
    });
    tell(&report, &mut proof);
    Ok((report.probes, proof))
}

fn tell(report: &Report, proof: &mut Proof) {
    let open = |auth: Auth| {
        let services = report.listeners.iter().filter_map(|l| l.service.as_ref());
        services.filter(|service| service.auth == auth).count()
    };
    let (none, default) = (open(Auth::NotRequired), open(Auth::DefaultAccepted));
    proof.fact("listeners", report.listeners.len());
    proof.fact("without_credentials", none);
    proof.fact("default_credentials", default);
    proof.say(format!(
        "{} listeners; {none} let anybody in, {default} accept default credentials",
        report.listeners.len()
    ));
    for packages in &report.packages {
        let name = format!("{:?}", packages.ecosystem).to_lowercase();
        proof.fact(&format!("packages_{name}"), packages.installed);
        proof.fact(&format!("patches_{name}"), packages.state.to_string());
        proof.say(format!("{name}: {} packages, {}", packages.installed, packages.saw));
    }
    let worst = report.findings.iter().filter(|f| f.severity >= Severity::High).count();
    proof.fact("findings", report.findings.len());
    proof.fact("findings_high", worst);
    if let Some(first) = report.findings.first() {
        proof.say(format!("worst of {} findings: {}", report.findings.len(), first.message));
    }
    if report.probes.iter().any(|probe| probe.state == State::Unknown) {
        proof.unknown("some of the host could not be seen; the posture says what");
    }
}
