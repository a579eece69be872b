//! An answer in parts: progress is shown, files are written, the response is given back.

use super::refused::refused;
use crate::failure::{At, Failure};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use files::Mode;
use futures::TryStreamExt;
use http_body_util::BodyExt;
use hyper::Response;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use tokio::io::AsyncBufReadExt;
use tokio_util::io::StreamReader;
use web::Part;

/// Reads the parts of `response`; files go into `into`, each whole or not at all, once all of them
/// are there.
pub(super) async fn read<T: DeserializeOwned>(
    response: Response<Body>,
    into: Option<&Path>,
) -> Result<T, Failure> {
    if !response.status().is_success() {
        let body = response.into_body().collect().await.internal("reading the answer")?;
        return Err(refused(&body.to_bytes()));
    }
    let stream = TryStreamExt::map_err(response.into_body().into_data_stream(), io::Error::other);
    let mut lines = StreamReader::new(stream).lines();
    let mut made: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    while let Some(line) = lines.next_line().await.internal("reading the answer")? {
        match serde_json::from_str::<Part<T>>(&line).internal("reading the answer")? {
            Part::Progress(doing) => tell(&doing),
            Part::File { path, data } => {
                let bytes = STANDARD.decode(data).internal("reading a file that was sent")?;
                made.entry(relative(&path)?).or_default().extend(bytes);
            }
            Part::Done(response) => {
                if let Some(into) = into {
                    write(into, &made)?;
                }
                return Ok(response);
            }
            Part::Failed(error) => return Err(error.into()),
        }
    }
    Err(Failure::internal("the answer broke off").hint("ask again: what was done is not lost"))
}

fn tell(doing: &str) {
    let mut to = io::stderr();
    if to.is_terminal() {
        let _ = writeln!(to, "{doing} …");
    }
}

/// A path that stays where it is written.
fn relative(path: &str) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if plain {
        Ok(path)
    } else {
        Err(Failure::internal("the answer names a file outside of its folder"))
    }
}

fn write(into: &Path, made: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Failure> {
    for (path, bytes) in made {
        let to = into.join(path);
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).usage()?;
        }
        files::write_whole(&to, bytes, Mode::Readable).usage()?;
    }
    Ok(())
}
