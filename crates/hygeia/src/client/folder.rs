//! Files on their way to a workspace, as streams.

use crate::failure::Failure;
use axum::body::Body;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::io::ReaderStream;

/// Pieces that wait for a slow server.
const WAITING: usize = 8;

/// The file at `path`.
pub(super) async fn stream(path: &Path) -> Result<Body, Failure> {
    let cannot = |error: io::Error| {
        Failure::usage(format!("{} cannot be read: {error}", path.display()))
            .hint("check the path and that you may read it")
    };
    let file = tokio::fs::File::open(path).await.map_err(cannot)?;
    if file.metadata().await.map_err(cannot)?.is_dir() {
        return Err(
            Failure::usage(format!("{} is a folder", path.display())).hint("name a file in it")
        );
    }
    Ok(Body::from_stream(ReaderStream::with_capacity(file, 256 << 10)))
}

/// What is called `names` in `folder`, files and folders, as a tar archive. What is not there is
/// left out; links are followed, as the caller's own eyes would.
pub(super) fn archive(folder: &Path, names: &[&str]) -> Body {
    let (pieces, waiting) = mpsc::channel::<io::Result<Vec<u8>>>(WAITING);
    let names: Vec<PathBuf> = names.iter().map(|name| PathBuf::from(*name)).collect();
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || {
        let failed = write(&folder, &names, Pieces(pieces.clone())).err();
        if let Some(error) = failed {
            let _ = pieces.blocking_send(Err(error));
        }
    });
    Body::from_stream(ReceiverStream::new(waiting))
}

fn write(folder: &Path, names: &[PathBuf], to: Pieces) -> io::Result<()> {
    let mut archive = tar::Builder::new(io::BufWriter::with_capacity(256 << 10, to));
    for name in names {
        let path = folder.join(name);
        if path.is_dir() {
            archive.append_dir_all(name, &path)?;
        } else if path.is_file() {
            archive.append_file(name, &mut File::open(&path)?)?;
        }
    }
    archive.into_inner()?.flush()
}

/// Writes into a channel.
struct Pieces(mpsc::Sender<io::Result<Vec<u8>>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(bytes.to_vec()));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
