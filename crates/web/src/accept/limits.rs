//! How much and how long: every number of this room.

use std::time::Duration;

/// Files that are left for the store, the probes and the program itself.
const OTHER_FILES: usize = 256;

/// What one server gives to all of its connections together, and to each.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Connections at once, not counting handshakes.
    pub connections: usize,
    /// Of these, kept for peers that showed a verified certificate or came over the Unix socket.
    pub kept: usize,
    /// Connections at once of one holder: a certificate, an IPv4 address, an IPv6 /64.
    pub for_each: usize,
    /// TLS handshakes at once.
    pub handshakes: usize,
    /// From connecting to the end of the first request's headers, with the handshake. An honest
    /// client takes milliseconds.
    pub opening: Duration,
    /// Between the end of a request and the end of the next one's headers.
    pub idle: Duration,
    /// How long all requests of a connection may wait for its client to send or take 16 KiB.
    pub stalled: Duration,
    /// How long a connection may begin requests.
    pub lifetime: Duration,
    /// What a connection has to take its leave once it is told to: to flush, to answer GOAWAY.
    pub leave: Duration,
    /// What requests in flight have to end once the server is told to stop.
    pub stop: Duration,
    /// How often times are looked at, so how late a limit may strike.
    pub look: Duration,
    /// Bytes of one request's headers.
    pub header_bytes: usize,
    /// Headers of one HTTP/1.1 request.
    pub headers: usize,
    /// HTTP/2 streams at once on one connection.
    pub streams: u32,
    /// Streams that a client may open and reset before it is sent away (CVE-2023-44487), and that
    /// the server may have to reset for the client's faults (RUSTSEC-2024-0003).
    pub resets: usize,
    /// How often an HTTP/2 client with a request in flight is asked whether it is still there, and
    /// how long it may take to answer.
    pub ping: Duration,
    pub pong: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            kept: 256,
            for_each: 128,
            handshakes: 256,
            opening: Duration::from_secs(5),
            idle: Duration::from_secs(10),
            stalled: Duration::from_secs(30),
            lifetime: Duration::from_secs(3_600),
            leave: Duration::from_secs(5),
            stop: Duration::from_secs(10),
            look: Duration::from_millis(100),
            header_bytes: 32 << 10,
            headers: 100,
            streams: 64,
            resets: 64,
            ping: Duration::from_secs(15),
            pong: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// These limits, lowered to what a process that may open `files` files can hold.
    ///
    /// Out of files, the system refuses everybody alike and the store can't work; so there must be
    /// fewer slots than files, and who is refused is chosen here.
    pub(super) fn within(mut self, files: usize) -> Self {
        let room = files.saturating_sub(OTHER_FILES.min(files / 2)).max(2);
        let wanted = self.connections.saturating_add(self.handshakes);
        if wanted > room {
            self.handshakes = (self.handshakes.saturating_mul(room) / wanted).max(1);
            let connections = room.saturating_sub(self.handshakes).max(1);
            self.kept = self.kept.saturating_mul(connections) / self.connections.max(1);
            self.connections = connections;
        }
        self
    }

    /// Connections at once of peers that nobody vouches for.
    pub(super) const fn anonymous(&self) -> usize {
        self.connections.saturating_sub(self.kept)
    }
}

/// Files that this process may have open, if the system tells.
pub(super) fn open_files() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stay_below_the_files_that_the_process_may_open() {
        let files = open_files().unwrap();
        assert!(files > 16, "{files}");
        let roomy = Limits::default().within(20_000);
        assert_eq!((roomy.connections, roomy.handshakes, roomy.kept), (1_024, 256, 256));
        // What a shell on Debian gives.
        let usual = Limits::default().within(1_024);
        assert_eq!((usual.connections, usual.handshakes, usual.kept), (615, 153, 153));
        for files in [0, 1, 2, 16, 64, 300, 1_000] {
            let few = Limits::default().within(files);
            assert!(few.connections + few.handshakes <= files.max(2), "{files}: {few:?}");
            assert!(few.connections > few.kept && few.handshakes > 0, "{files}: {few:?}");
        }
    }
}
