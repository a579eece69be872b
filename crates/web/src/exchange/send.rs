//! An answer in parts: progress while it lasts, then files, then the response.

use super::{Part, Received};
use crate::Failed;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::Digest;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use workspace::{Context as _, Error};

/// Bytes of a file in one line.
const CHUNK: u64 = 192 << 10;
/// Lines that wait for a slow reader.
const WAITING: usize = 16;

/// Tells how far it has come.
pub(crate) type Report = Arc<dyn Fn(&str) + Send + Sync>;

/// Answers with what `work` says while it lasts, the files that it made or changed in `received`,
/// and its response. What was begun is finished, whether or not somebody still listens.
pub(crate) fn in_parts<T, W>(
    received: Received,
    work: impl FnOnce(Arc<Received>, Report) -> W,
) -> Response
where
    T: Serialize + Send + 'static,
    W: Future<Output = Result<T, Error>> + Send + 'static,
{
    let (lines, waiting) = mpsc::channel::<Bytes>(WAITING);
    let received = Arc::new(received);
    let progress = {
        let lines = lines.clone();
        move |doing: &str| {
            // A reader that does not keep up misses progress, nothing else.
            let _ = lines.try_send(line(&Part::<()>::Progress(doing.to_owned())));
        }
    };
    let work = work(Arc::clone(&received), Arc::new(progress));
    tokio::spawn(async move {
        let last = match work.await {
            Ok(response) => match send_files(&received, &lines).await {
                Ok(()) => line(&Part::Done(response)),
                Err(error) => failed(error),
            },
            Err(error) => failed(error),
        };
        let _ = lines.send(last).await;
    });
    let body =
        Body::from_stream(ReceiverStream::new(waiting).map(Ok::<_, std::convert::Infallible>));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

fn failed(error: Error) -> Bytes {
    line(&Part::<()>::Failed(Failed::from(error).error))
}

fn line<T: Serialize>(part: &Part<T>) -> Bytes {
    let mut text = serde_json::to_vec(part).unwrap_or_default();
    text.push(b'\n');
    text.into()
}

/// Sends every file that was not received as it is.
async fn send_files(received: &Received, lines: &mpsc::Sender<Bytes>) -> Result<(), Error> {
    let mut files = Vec::new();
    list(received.path(), Path::new(""), &mut files)?;
    files.sort();
    for name in files {
        let path = received.path().join(&name);
        let shown = name.to_string_lossy().into_owned();
        let open = || File::open(&path).internal("reading a file that was made");
        let digest = Digest::of_reader(open()?).internal("reading a file that was made")?;
        if received.files.get(&shown) == Some(&digest) {
            continue;
        }
        let mut file = open()?;
        loop {
            let mut bytes = Vec::new();
            let read = file.by_ref().take(CHUNK).read_to_end(&mut bytes);
            let read = read.internal("reading a file that was made")?;
            let data = STANDARD.encode(&bytes);
            let part = Part::<()>::File { path: shown.clone(), data };
            if lines.send(line(&part)).await.is_err() || (read as u64) < CHUNK {
                break;
            }
        }
    }
    Ok(())
}

fn list(root: &Path, inside: &Path, all: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(root.join(inside)).internal("listing what was made")?;
    for entry in entries {
        let entry = entry.internal("listing what was made")?;
        let path = inside.join(entry.file_name());
        let kind = entry.file_type().internal("listing what was made")?;
        if kind.is_dir() {
            list(root, &path, all)?;
        } else if kind.is_file() {
            all.push(path);
        }
    }
    Ok(())
}
