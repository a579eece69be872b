//! Compression, told by the first bytes and never by a name, layer by layer.

use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use terms::limits::ARCHIVE_DEPTH;

/// A stream of bytes, and the layers that were taken off it, the outermost first.
type Opened = (Box<dyn Read + Send>, Vec<&'static str>);

const BUFFER: usize = 64 << 10;

/// Takes off all layers of compression, none of which may hold more than `limit` bytes.
pub(super) fn open(source: Box<dyn Read + Send>, limit: u64) -> io::Result<Opened> {
    let (mut stream, mut layers) = (source, Vec::new());
    loop {
        let mut raw = BufReader::with_capacity(BUFFER, stream);
        let magic = raw.fill_buf()?;
        let (layer, next): (_, Box<dyn Read + Send>) = match magic {
            [0x1f, 0x8b, ..] => ("gzip", Box::new(MultiGzDecoder::new(raw))),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                ("zstd", Box::new(zstd::stream::read::Decoder::with_buffer(raw)?))
            }
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => {
                ("bzip2", Box::new(bzip2::bufread::MultiBzDecoder::new(raw)))
            }
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => {
                ("xz", Box::new(lzma_rust2::XzReader::new(raw, true)))
            }
            _ => return Ok((Box::new(raw), layers)),
        };
        layers.push(layer);
        if layers.len() > ARCHIVE_DEPTH {
            let why = format!("more than {ARCHIVE_DEPTH} layers of compression");
            return Err(io::Error::new(ErrorKind::InvalidData, why));
        }
        stream = Box::new(Limited { from: next, left: limit });
    }
}

/// At most so many bytes; one more is an error.
struct Limited {
    from: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(buffer)?;
        match self.left.checked_sub(got as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::new(ErrorKind::FileTooLarge, "the limit of a table")),
        }
        Ok(got)
    }
}
