//! One look at the host.

use crate::advisory::{Knowledge, Wanted};
use crate::assess::assess;
use crate::error::SurfaceError;
use crate::options::Options;
use crate::packages::{Inventory, Places, Release, inventory};
use crate::report::{Ecosystem, Listener, Owner, Packages, Report, Service, Transport};
use crate::{findings, listen, modes, probes, speak};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use terms::{Clock, Timestamp};

/// Services that are spoken to at once.
const VOICES: usize = 8;

/// Looks at listeners, packages and modes, and says what is wrong.
///
/// # Errors
/// If the sockets cannot be listed, or if a path that `options` names (advisories, lock files)
/// cannot be used. What is merely out of sight is *unknown* in the report.
pub fn examine(options: &Options, clock: &dyn Clock) -> Result<Report, SurfaceError> {
    let at = clock.now();
    let packages = packages(options, at)?;
    let mut listeners = listen::listeners()?;
    speak_to(&mut listeners, options);
    let modes = modes::look_at(&options.guarded);
    let findings = findings::findings(&listeners, &packages, &modes);
    let probes = probes::probes(&listeners, &packages, &modes, at);
    Ok(Report { at, listeners, packages, modes, findings, probes })
}

fn packages(options: &Options, at: Timestamp) -> Result<Vec<Packages>, SurfaceError> {
    let places = Places {
        dpkg_status: &options.dpkg_status,
        python: &options.python,
        lockfiles: &options.lockfiles,
        cargo_installed: options.cargo_installed.as_deref(),
    };
    let read = |ecosystem| inventory(ecosystem, places).map(|inventory| (ecosystem, inventory));
    let inventories =
        Ecosystem::ALL.into_iter().map(read).collect::<Result<Vec<(Ecosystem, Inventory)>, _>>()?;
    let names = |(ecosystem, inventory): &(Ecosystem, Inventory)| {
        let ecosystem = *ecosystem;
        inventory
            .packages
            .iter()
            .map(move |package| (ecosystem, package.advised.0.clone()))
            .collect::<Vec<_>>()
    };
    let wanted: Wanted = inventories.iter().flat_map(names).collect();
    let knowledge = match options.advisories.as_slice() {
        [] => None,
        paths => Some(Knowledge::read(paths, &wanted, &Release::read(&options.os_release), at)?),
    };
    Ok(inventories
        .iter()
        .map(|(ecosystem, inventory)| assess(*ecosystem, inventory, knowledge.as_ref()))
        .collect())
}

/// Speaks to every service that may be spoken to, a few at a time.
fn speak_to(listeners: &mut [Listener], options: &Options) {
    for listener in &mut *listeners {
        listener.untold = reason_to_leave(listener, options);
    }
    let heard = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let to_ask: Vec<(usize, SocketAddr)> = listeners
        .iter()
        .enumerate()
        .filter(|(_, listener)| listener.untold.is_none())
        .map(|(index, listener)| (index, within_host(listener.address)))
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..VOICES.min(to_ask.len()) {
            scope.spawn(|| {
                while let Some(&(index, address)) = to_ask.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let service = speak::identify(address, options.patience);
                    heard
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((index, service));
                }
            });
        }
    });
    let heard: Vec<(usize, Service)> =
        heard.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (index, service) in heard {
        if let Some(listener) = listeners.get_mut(index) {
            listener.service = Some(service);
        }
    }
}

/// Why a listener is not spoken to, if it isn't.
fn reason_to_leave(listener: &Listener, options: &Options) -> Option<String> {
    let reason = match &listener.owner {
        _ if !options.speak => "only listing was asked for",
        _ if listener.transport == Transport::Udp => {
            "datagram services are listed and not spoken to"
        }
        _ if options.leave_ports.contains(&listener.address.port()) => {
            "this port was to be left alone"
        }
        Owner::Program { pid, .. } if *pid == std::process::id() => "it is this program's own",
        Owner::Outside { .. } => {
            "no process on this host holds it, so it is not this host's to be spoken to"
        }
        _ => return None,
    };
    Some(reason.to_owned())
}

/// An address of this host through which the listener is reached.
fn within_host(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    SocketAddr::new(ip, address.port())
}
