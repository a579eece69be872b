//! The host as the surface craft sees it, and a listener of our own that it has to see.

use super::Tools;
use crate::failure::{At, Failure};
use crate::journey::walk::Proof;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use surface::{Auth, Options, Report};
use terms::{Probed, Severity, State};

/// What was seen of the host, while a listener of our own stood open.
pub struct Host {
    report: Report,
    port: u16,
}

impl Host {
    /// Looks at the host. `root` is the demo's folder, whose keys are among what is guarded.
    pub fn look(tools: &dyn Tools, root: &Path, advisories: &[PathBuf]) -> Result<Self, Failure> {
        let canary = TcpListener::bind(("127.0.0.1", 0));
        let canary = canary.internal("opening a listener to be seen")?;
        let port = canary.local_addr().internal("reading the listener's port")?.port();
        let mut options = Options::of_host(std::env::var_os("HOME").map(PathBuf::from));
        options.advisories = advisories.to_vec();
        options.leave_ports = vec![port];
        options.guarded = vec![root.join("workspace/state/keys")];
        let report = tokio::task::block_in_place(|| tools.look(&options))?;
        Ok(Self { report, port })
    }

    /// The probes of this host.
    #[must_use]
    pub fn into_probes(self) -> Vec<Probed> {
        self.report.probes
    }

    /// Eyes that do not see our own listener are blind; what else is found is shown.
    pub fn tell(&self, proof: &mut Proof) {
        let (report, port) = (&self.report, self.port);
        proof.check(report.sees(port, std::process::id()), || {
            format!("the scan does not see our own listener on port {port}")
        });
        self.tell_listeners(proof);
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
        proof.findings.clone_from(&report.findings);
        if report.probes.iter().any(|probe| probe.state == State::Unknown) {
            proof.unknown("some of the host could not be seen; the posture says what");
        }
    }

    fn tell_listeners(&self, proof: &mut Proof) {
        let listeners = &self.report.listeners;
        let open = |auth: Auth| {
            let services = listeners.iter().filter_map(|listener| listener.service.as_ref());
            services.filter(|service| service.auth == auth).count()
        };
        let (none, default) = (open(Auth::NotRequired), open(Auth::DefaultAccepted));
        proof.fact("listeners", listeners.len());
        proof.fact("without_credentials", none);
        proof.fact("default_credentials", default);
        proof.say(format!(
            "{} listeners; {none} let anybody in, {default} accept default credentials",
            listeners.len()
        ));
    }
}
