//! A file that grows by a line for each entry, or for what lineage is told of it: what agents of log systems read.

use super::Deliver;
use super::batch::Batch;
use super::error::SinkError;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// It is opened for each batch, so that whoever rotates it may move it away at any time.
pub(super) struct Lines {
    pub path: PathBuf,
    /// What is told of the entries, and not they themselves.
    pub lineage: bool,
}

impl Deliver for Lines {
    fn deliver(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let mut text = Vec::new();
        let told = if self.lineage { batch.runs.clone() } else { batch.events()? };
        if told.is_empty() {
            return Ok(());
        }
        for event in told {
            serde_json::to_writer(&mut text, &event)?;
            text.push(b'\n');
        }
        self.append(&text).map_err(|source| SinkError::File { path: self.path.clone(), source })
    }
}

impl Lines {
    /// Acknowledged once it is on the disk. A line that was cut when power went is ended first, and sent again
    /// behind it.
    fn append(&self, text: &[u8]) -> std::io::Result<()> {
        // Never through a link, and nothing is waited for that is no file.
        let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .custom_flags(i32::try_from(flags).unwrap_or_default())
            .open(&self.path)?;
        if !file.metadata()?.is_file() {
            return Err(std::io::Error::other("it is no plain file"));
        }
        if is_cut(&mut file)? {
            file.write_all(b"\n")?;
        }
        file.write_all(text)?;
        file.sync_data()
    }
}

/// Whether the last line has no end.
fn is_cut(file: &mut File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0u8; 1];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
