//! Sockets that wait for others, from `/proc/net`, and the processes that hold them.

use crate::error::SurfaceError;
use crate::report::{Listener, Owner, Reach, Transport};
use procfs::ProcError;
use procfs::net::{TcpState, UdpState};
use procfs::process::FDTarget;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use terms::printable;

/// Listeners that are reported; a host with more is not one that we can speak for.
const LISTENERS: usize = 4_096;
/// Processes and descriptors of one process that are looked into.
const PROCESSES: usize = 65_536;
const DESCRIPTORS: usize = 65_536;

/// Every listening TCP and every unconnected UDP socket, by transport, port and address, up to a
/// limit; and how many more there are.
pub(crate) fn listeners() -> Result<(Vec<Listener>, usize), SurfaceError> {
    let mut sockets = sockets()?;
    sockets.sort();
    sockets.dedup_by_key(|socket| (socket.transport, socket.port, socket.ip));
    let unlisted = sockets.len().saturating_sub(LISTENERS);
    sockets.truncate(LISTENERS);
    let holders = Holders::read();
    Ok((sockets.iter().map(|socket| socket.listener(&holders)).collect(), unlisted))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Socket {
    transport: Transport,
    port: u16,
    ip: IpAddr,
    uid: u32,
    inode: u64,
}

impl Socket {
    fn new(transport: Transport, address: SocketAddr, uid: u32, inode: u64) -> Self {
        Self { transport, port: address.port(), ip: address.ip(), uid, inode }
    }

    fn listener(&self, holders: &Holders) -> Listener {
        Listener {
            transport: self.transport,
            address: SocketAddr::new(self.ip, self.port),
            reach: reach(self.ip),
            owner: holders.owner(self.inode, self.uid),
            service: None,
            asked: Vec::new(),
            untold: None,
        }
    }
}

/// From where an address can be reached; an IPv4 address in IPv6 clothes counts as IPv4.
pub(crate) fn reach(ip: IpAddr) -> Reach {
    let ip = ip.to_canonical();
    if ip.is_loopback() {
        Reach::Loopback
    } else if ip.is_unspecified() {
        Reach::AllAddresses
    } else {
        Reach::OneAddress
    }
}

fn sockets() -> Result<Vec<Socket>, SurfaceError> {
    let told = |e: ProcError| SurfaceError::Sockets(e.to_string());
    let mut tcp = procfs::net::tcp().map_err(told)?;
    tcp.extend(or_absent(procfs::net::tcp6()).map_err(told)?);
    let mut udp = procfs::net::udp().map_err(told)?;
    udp.extend(or_absent(procfs::net::udp6()).map_err(told)?);
    let tcp = tcp
        .into_iter()
        .filter(|entry| entry.state == TcpState::Listen)
        .map(|entry| Socket::new(Transport::Tcp, entry.local_address, entry.uid, entry.inode));
    // An unconnected UDP socket is in state 7: it takes datagrams from anybody.
    let udp = udp
        .into_iter()
        .filter(|entry| entry.state == UdpState::Close)
        .map(|entry| Socket::new(Transport::Udp, entry.local_address, entry.uid, entry.inode));
    Ok(tcp.chain(udp).collect())
}

/// A kernel without IPv6 has no table of it: nothing listens there.
fn or_absent<T>(table: Result<Vec<T>, ProcError>) -> Result<Vec<T>, ProcError> {
    match table {
        Err(ProcError::NotFound(_)) => Ok(Vec::new()),
        other => other,
    }
}

/// Which process holds which socket.
struct Holders {
    by_inode: BTreeMap<u64, (u32, Owner)>,
    /// Whether some process could not be looked into.
    partial: bool,
}

impl Holders {
    fn read() -> Self {
        let mut holders = Self { by_inode: BTreeMap::new(), partial: false };
        let Ok(processes) = procfs::process::all_processes() else {
            holders.partial = true;
            return holders;
        };
        for (count, process) in processes.enumerate() {
            if count >= PROCESSES {
                holders.partial = true;
                break;
            }
            match process {
                Ok(process) => holders.look_into(&process),
                Err(ProcError::NotFound(_)) => {} // it ended meanwhile
                Err(_) => holders.partial = true,
            }
        }
        holders
    }

    fn look_into(&mut self, process: &procfs::process::Process) {
        let Ok(pid) = u32::try_from(process.pid()) else { return };
        let descriptors = match process.fd() {
            Ok(descriptors) => descriptors,
            Err(ProcError::NotFound(_)) => return,
            Err(_) => {
                self.partial = true;
                return;
            }
        };
        let mut owner = None;
        for (count, descriptor) in descriptors.enumerate() {
            if count >= DESCRIPTORS {
                self.partial = true;
                break;
            }
            let Ok(descriptor) = descriptor else { continue };
            let FDTarget::Socket(inode) = descriptor.target else { continue };
            let owner = owner.get_or_insert_with(|| program(pid, process)).clone();
            let holder = self.by_inode.entry(inode).or_insert_with(|| (pid, owner.clone()));
            if pid < holder.0 {
                *holder = (pid, owner);
            }
        }
    }

    fn owner(&self, inode: u64, uid: u32) -> Owner {
        match self.by_inode.get(&inode) {
            Some((_, owner)) => owner.clone(),
            None if self.partial => Owner::Hidden { uid },
            None => Owner::Outside { uid },
        }
    }
}

/// A process and what it runs.
fn program(pid: u32, process: &procfs::process::Process) -> Owner {
    let name = process.stat().map_or_else(|_| "unknown".to_owned(), |stat| stat.comm);
    let executable = process.exe().ok().map(|path| printable(&path.to_string_lossy()).into_owned());
    Owner::Program { pid, name: printable(&name).into_owned(), executable }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::net::{TcpListener, UdpSocket};

    // proves M3
    #[test]
    fn an_own_listener_is_seen_with_its_process_and_goes_when_closed() {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let (tcp_at, udp_at) = (tcp.local_addr().unwrap(), udp.local_addr().unwrap());
        let (seen, _) = listeners().unwrap();
        for (transport, address) in [(Transport::Tcp, tcp_at), (Transport::Udp, udp_at)] {
            let listener =
                seen.iter().find(|l| l.transport == transport && l.address == address).unwrap();
            assert_eq!(listener.reach, Reach::Loopback);
            assert!(
                matches!(&listener.owner, Owner::Program { pid, .. } if *pid == std::process::id())
            );
        }
        drop((tcp, udp));
        let (seen, _) = listeners().unwrap();
        assert!(!seen.iter().any(|l| l.transport == Transport::Tcp && l.address == tcp_at));
    }

    #[test]
    fn reach_is_told_from_the_address() {
        let told = |text: &str| reach(text.parse().unwrap());
        assert_eq!(told("127.8.0.1"), Reach::Loopback);
        assert_eq!(told("::1"), Reach::Loopback);
        assert_eq!(told("::ffff:127.0.0.1"), Reach::Loopback);
        assert_eq!(told("::"), Reach::AllAddresses);
        assert_eq!(told("0.0.0.0"), Reach::AllAddresses);
        assert_eq!(told("10.0.0.4"), Reach::OneAddress);
    }
}
