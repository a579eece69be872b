//! One bounded conversation: every reply has a limit in bytes and in time.

use rustls::{ClientConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Bytes of all replies in one conversation.
const REPLY_BYTES: usize = 64 << 10;

/// A conversation that ends at its deadline, however slowly the other side speaks.
pub(super) struct Conn {
    stream: Stream,
    deadline: Instant,
    left: usize,
}

enum Stream {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Conn {
    /// Connects within `patience`, which is also the time for the whole conversation.
    pub fn open(address: SocketAddr, patience: Duration) -> io::Result<Self> {
        let deadline = Instant::now() + patience;
        let stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: Stream::Clear(stream), deadline, left: REPLY_BYTES })
    }

    /// Shakes hands, and goes on inside TLS.
    pub fn secured(mut self, mut client: ClientConnection) -> io::Result<Self> {
        while client.is_handshaking() {
            client.complete_io(&mut self)?;
        }
        let stream = match self.stream {
            Stream::Clear(stream) => Stream::Tls(Box::new(StreamOwned::new(client, stream))),
            Stream::Tls(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        Ok(Self { stream, ..self })
    }

    fn socket(&self) -> &TcpStream {
        match &self.stream {
            Stream::Clear(socket) => socket,
            Stream::Tls(secured) => &secured.sock,
        }
    }

    /// Gives the conversation another `patience` from now on.
    pub fn renew(&mut self, patience: Duration) {
        self.deadline = Instant::now() + patience;
    }

    /// Says all of `bytes`.
    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket().set_write_timeout(Some(self.time_left()?))?;
        match &mut self.stream {
            Stream::Clear(socket) => socket.write_all(bytes),
            Stream::Tls(secured) => secured.write_all(bytes).and_then(|()| secured.flush()),
        }
    }

    /// Hears exactly `count` bytes.
    pub fn hear(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut heard = Vec::new();
        while heard.len() < count {
            let more = self.some(count - heard.len())?;
            if more.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            heard.extend(more);
        }
        Ok(heard)
    }

    /// Hears until `enough` is satisfied, the other side closes, or time or bytes run out;
    /// returns what was heard until then, which may be nothing.
    pub fn hear_until(&mut self, enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let mut heard = Vec::new();
        while !enough(&heard) {
            match self.some(4_096) {
                Ok(more) if !more.is_empty() => heard.extend(more),
                _ => break,
            }
        }
        heard
    }

    /// Hears what comes next: nothing if the other side closed.
    pub fn some(&mut self, at_most: usize) -> io::Result<Vec<u8>> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.socket().set_read_timeout(Some(self.time_left()?))?;
        let mut buffer = vec![0; at_most.min(self.left).min(4_096)];
        let count = match &mut self.stream {
            Stream::Clear(socket) => socket.read(&mut buffer)?,
            Stream::Tls(secured) => secured.read(&mut buffer)?,
        };
        buffer.truncate(count);
        self.left -= count;
        Ok(buffer)
    }

    fn time_left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

/// For the handshake, which reads and writes through the same limits.
impl Read for Conn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let heard = self.some(buffer.len())?;
        if let Some(start) = buffer.get_mut(..heard.len()) {
            start.copy_from_slice(&heard);
        }
        Ok(heard.len())
    }
}

impl Write for Conn {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.say(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// At most 120 printable ASCII characters of what somebody else wrote, for a report.
pub(super) fn plain(bytes: &[u8]) -> String {
    let visible = bytes.iter().filter(|&&byte| (0x20..0x7f).contains(&byte));
    visible.take(120).map(|&byte| char::from(byte)).collect::<String>().trim().to_owned()
}
