//! What a caller sends: a table into memory, a folder into one of ours.

use crate::Failed;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures::TryStreamExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Seek};
use std::path::{Component, Path};
use tar::{Archive, EntryType};
use tempfile::TempDir;
use terms::Digest;
use terms::limits::{ARCHIVE_MEMBERS, MODEL_BYTES};
use tokio::io::{AsyncReadExt, copy};
use tokio_util::io::StreamReader;
use workspace::{Context as _, Error};

/// A folder of a caller's, laid out in one of ours (0700) for as long as the request lasts.
pub(crate) struct Received {
    folder: TempDir,
    /// Every file that came, with its digest.
    pub files: BTreeMap<String, Digest>,
}

impl Received {
    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The whole body in memory: what may never be on disk in clear.
pub(crate) async fn whole_body(body: Body, limit: u64) -> Result<Bytes, Failed> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let error = Error::invalid(format!("the body has more than {limit} bytes"));
            Err(Failed::with(StatusCode::PAYLOAD_TOO_LARGE, error.remedy("send less at once")))
        }
        Err(_) => Err(Error::invalid("the body broke off").remedy("send it again").into()),
    }
}

/// Lays out the tar archive in `body`; an empty body is an empty folder.
pub(crate) async fn receive(body: Body) -> Result<Received, Failed> {
    let folder = TempDir::new().internal("making a folder for what is received")?;
    let mut spool = tokio::fs::File::from_std(
        tempfile::tempfile().internal("making a file for what is received")?,
    );
    let stream = TryStreamExt::map_err(body.into_data_stream(), io::Error::other);
    let mut reader = StreamReader::new(stream).take(MODEL_BYTES.saturating_add(1));
    let size = copy(&mut reader, &mut spool).await.invalid()?;
    if size > MODEL_BYTES {
        let error = Error::invalid(format!("the folder has more than {MODEL_BYTES} bytes"));
        return Err(Failed::with(StatusCode::PAYLOAD_TOO_LARGE, error));
    }
    let spool = spool.into_std().await;
    let at = folder.path().to_owned();
    let laid = tokio::task::spawn_blocking(move || lay_out(spool, size, &at));
    let files = laid.await.internal("laying out what was received")??;
    Ok(Received { folder, files })
}

/// Ordinary files in plain folders, and nothing else: no links, no devices, no way out.
pub(crate) fn lay_out(
    mut spool: impl Read + Seek,
    size: u64,
    folder: &Path,
) -> Result<BTreeMap<String, Digest>, Error> {
    let mut files = BTreeMap::new();
    if size == 0 {
        return Ok(files);
    }
    spool.rewind().internal("reading what was received")?;
    let mut archive = Archive::new(spool);
    for (count, entry) in archive.entries().invalid()?.enumerate() {
        let mut entry = entry.invalid()?;
        let path = entry.path().invalid()?.into_owned();
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let name = path.to_str().map(str::to_owned).filter(|_| plain);
        let kind = entry.header().entry_type();
        let (Some(name), true) = (name, count < ARCHIVE_MEMBERS) else {
            return Err(Error::invalid("the archive has a name that leads out of it").at("body"));
        };
        match kind {
            EntryType::Directory => {}
            EntryType::Regular => {
                let to = folder.join(&path);
                if let Some(above) = to.parent() {
                    std::fs::create_dir_all(above).map_err(|error| unfit(&error))?;
                }
                let made = std::fs::File::create_new(&to);
                let mut file = made.map_err(|error| unfit(&error))?;
                io::copy(&mut entry.by_ref().take(MODEL_BYTES), &mut file).invalid()?;
                file.rewind().internal("reading what was received")?;
                drop(file);
                let written = std::fs::File::open(&to).internal("reading what was received")?;
                files.insert(name, Digest::of_reader(written).internal("digesting a file")?);
            }
            _ => {
                return Err(Error::invalid("the archive holds something that is no file")
                    .at("body")
                    .remedy("send ordinary files alone: no links, devices or sparse files"));
            }
        }
    }
    Ok(files)
}

/// Why a name can't be laid out: it may stand twice, be a file and a folder at once, or be too long, all
/// of which is the caller's doing; a full disk is not.
fn unfit(error: &io::Error) -> Error {
    use ErrorKind::{AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory};
    let theirs = [AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory];
    if theirs.contains(&error.kind()) {
        return Error::invalid(format!("the archive has a name that can't be laid out: {error}"))
            .at("body");
    }
    Error::internal(format!("laying out what was received: {error}"))
}
