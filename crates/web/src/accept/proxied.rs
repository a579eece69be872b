//! Connections that a balancer passes on: the PROXY protocol, version 2, says from where
//! (haproxy.org/download/3.0/doc/proxy-protocol.txt, section 2.2). TLS goes through, so that the client's own
//! certificate arrives.

use super::peer::canonical;
use ppp::v2::{Addresses, Command, Header};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of the fixed part, in whose last two stands the length of the rest.
const FIXED: usize = 16;
/// Bytes of the rest: addresses, and what else a balancer has to say.
const MOST: usize = 4 << 10;

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Itself(SocketAddr),
    /// Somebody who passes others on.
    Proxy(SocketAddr),
}

impl From {
    /// From where the connection comes: as its first bytes say, if a balancer passes it on. What the balancer
    /// asks for itself, as it does to see whether the server is there, comes from the balancer.
    ///
    /// # Errors
    /// If the balancer says nothing of the kind: then nobody is answered.
    pub(super) async fn address(
        self,
        stream: &mut (impl AsyncRead + Unpin),
    ) -> io::Result<SocketAddr> {
        let proxy = match self {
            Self::Itself(address) => return Ok(address),
            Self::Proxy(proxy) => proxy,
        };
        let mut said = vec![0; FIXED];
        stream.read_exact(&mut said).await?;
        let length = said.last_chunk::<2>().map_or(0, |length| u16::from_be_bytes(*length));
        if usize::from(length) > MOST {
            return Err(unread("it says too much"));
        }
        said.resize(FIXED + usize::from(length), 0);
        let rest = said.get_mut(FIXED..).unwrap_or_default();
        stream.read_exact(rest).await?;
        let header =
            Header::try_from(said.as_slice()).map_err(|error| unread(&error.to_string()))?;
        match (header.command, header.addresses) {
            (Command::Local, _) => Ok(proxy),
            (Command::Proxy, Addresses::IPv4(ip)) => {
                Ok(SocketAddr::from((ip.source_address, ip.source_port)))
            }
            (Command::Proxy, Addresses::IPv6(ip)) => {
                Ok(canonical(SocketAddr::from((ip.source_address, ip.source_port))))
            }
            (Command::Proxy, _) => Err(unread("it names no address")),
        }
    }
}

fn unread(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("no PROXY protocol header: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ppp::v2::{Builder, Protocol, Version};

    const PROXY: &str = "10.0.0.5:443";

    fn header(command: Command, source: &str, target: &str) -> Vec<u8> {
        let (source, target): (SocketAddr, SocketAddr) =
            (source.parse().unwrap(), target.parse().unwrap());
        Builder::with_addresses(Version::Two | command, Protocol::Stream, (source, target))
            .build()
            .unwrap()
    }

    async fn read(bytes: &[u8]) -> (io::Result<SocketAddr>, Vec<u8>) {
        let mut stream = bytes;
        let from = From::Proxy(PROXY.parse().unwrap()).address(&mut stream).await;
        (from, stream.to_vec())
    }

    // proves M20
    #[tokio::test]
    async fn who_is_passed_on_comes_from_where_the_balancer_says_and_nothing_more_is_read() {
        for (source, target) in
            [("192.0.2.7:4711", "10.0.0.1:7443"), ("[2001:db8::7]:4711", "[2001:db8::1]:7443")]
        {
            let mut bytes = header(Command::Proxy, source, target);
            bytes.extend(b"hello");
            let (from, left) = read(&bytes).await;
            assert_eq!(
                (from.unwrap().to_string().as_str(), left.as_slice()),
                (source, &b"hello"[..])
            );
        }
        let (own, _) = read(&header(Command::Local, "192.0.2.7:1", "10.0.0.1:2")).await;
        assert_eq!(own.unwrap().to_string(), PROXY);
    }

    // proves M20
    #[tokio::test]
    async fn a_balancer_that_says_nothing_of_the_kind_is_answered_nothing() {
        let whole = header(Command::Proxy, "192.0.2.7:4711", "10.0.0.1:7443");
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).await.0.is_err(), "cut at {end}");
        }
        let mut long = whole.clone();
        long[14..16].copy_from_slice(&u16::MAX.to_be_bytes());
        long.resize(70_000, 0);
        assert!(read(&long).await.0.is_err());
        let hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert!(read(&hello).await.0.is_err(), "the beginning of TLS");
        assert!(read(b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 7443\r\n").await.0.is_err());
        let own = From::Itself(PROXY.parse().unwrap());
        let nothing: &[u8] = &[];
        assert_eq!(own.address(&mut &*nothing).await.unwrap().to_string(), PROXY);
    }
}
