//! Objects of S3, and of what speaks as it does: one, all below a prefix, or those that a pattern names.
//!
//! Endpoint, region and credentials come from the variables that the AWS tools read, and from
//! `~/.aws/credentials`. Each object is read as it was listed, or not at all.

mod asking;
mod bucket;
mod client;
mod pattern;

pub use bucket::{Bucket, Object};

use crate::error::{PlaceError, said};
use crate::objects::Objects;
use crate::{Given, Wanted};
use asking::{answered, path, there};
use bytes::Bytes;
use futures::{FutureExt, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt};
use pattern::fits;
use std::fmt;
use std::io::{Cursor, Write};
use terms::limits::ARCHIVE_MEMBERS;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) async fn read(objects: &Objects, wanted: &Wanted) -> Result<Given, PlaceError> {
    let place = said(objects);
    if wanted.query.is_some() {
        let why = "objects answer no query; it is for databases".to_owned();
        return Err(PlaceError::Option { place, why });
    }
    let store = client::of(objects)?;
    let limit = wanted.limits.bytes;
    let given = |bytes, version| Given {
        name: place.clone(),
        bytes,
        has_types: false,
        version,
        notes: Vec::new(),
    };
    if !objects.key.is_empty() && !objects.key.ends_with('/') && !objects.key.contains(['*', '?']) {
        let key = path(&place, &objects.key)?;
        if let Some(object) = there(&place, store.head(&key)).await? {
            return Ok(given(content(&store, &object, &place, limit).await?, None));
        }
    }
    let mut found = listed(&store, objects, &place).await?;
    let mut version = None;
    if let (true, Some((key, after))) = (found.is_empty(), objects.key.rsplit_once('@')) {
        let table = Objects { key: key.to_owned(), ..objects.clone() };
        found = listed(&store, &table, &place).await?;
        version = Some(after.to_owned());
    }
    if found.is_empty() {
        let why = "there is no such object, and none below it".to_owned();
        return Err(PlaceError::Io { place, why });
    }
    let size = found.iter().map(|(_, object)| object.size).fold(0, u64::saturating_add);
    if size > limit {
        return Err(PlaceError::TooLarge { place, limit });
    }
    Ok(given(archive(&store, found, &place, limit).await?, version))
}

/// What lies there, by its path from where all begin; in the order of their names.
async fn listed(
    store: &AmazonS3,
    objects: &Objects,
    place: &str,
) -> Result<Vec<(String, ObjectMeta)>, PlaceError> {
    let pattern = objects.key.contains(['*', '?']);
    let fixed = match objects.key.find(['*', '?']) {
        Some(at) => objects.key.get(..at).unwrap_or_default(),
        None => objects.key.as_str(),
    };
    // A store lists by whole folders.
    let folder =
        if pattern { fixed.rsplit_once('/').map_or("", |(folder, _)| folder) } else { fixed };
    let root = folder.trim_matches('/');
    let prefix = (!root.is_empty()).then(|| path(place, root)).transpose()?;
    let mut found = Vec::new();
    let mut all = store.list(prefix.as_ref());
    while let Some(object) = answered(place, all.try_next()).await? {
        let key = object.location.as_ref().to_owned();
        let below = key.strip_prefix(root).unwrap_or(&key).trim_start_matches('/').to_owned();
        let wanted = !pattern || fits(&objects.key, &key);
        if wanted && !below.is_empty() && !key.ends_with('/') {
            found.push((below, object));
        }
        if found.len() > ARCHIVE_MEMBERS {
            let why = format!("there are more than {ARCHIVE_MEMBERS} objects");
            return Err(PlaceError::Option { place: place.to_owned(), why });
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// The objects as one archive, which is read as a folder of files is.
async fn archive(
    store: &AmazonS3,
    found: Vec<(String, ObjectMeta)>,
    place: &str,
    limit: u64,
) -> Result<Bytes, PlaceError> {
    let wrong =
        |error: &dyn fmt::Display| PlaceError::Io { place: place.to_owned(), why: said(error) };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (below, object) in found {
        let bytes = content(store, &object, place, limit).await?;
        zip.start_file(below, stored).map_err(|error| wrong(&error))?;
        zip.write_all(&bytes).map_err(|error| wrong(&error))?;
    }
    zip.finish().map(|zip| zip.into_inner().into()).map_err(|error| wrong(&error))
}

/// An object as it was listed: one that was changed since is refused by the store.
async fn content(
    store: &AmazonS3,
    object: &ObjectMeta,
    place: &str,
    limit: u64,
) -> Result<Bytes, PlaceError> {
    if object.size > limit {
        return Err(PlaceError::TooLarge { place: place.to_owned(), limit });
    }
    let options = GetOptions { if_match: object.e_tag.clone(), ..GetOptions::default() };
    let mut pieces =
        answered(place, store.get_opts(&object.location, options)).await?.into_stream();
    let mut bytes = Vec::with_capacity(usize::try_from(object.size).unwrap_or_default());
    while let Some(piece) = answered(place, pieces.next().map(Option::transpose)).await? {
        bytes.extend_from_slice(&piece);
    }
    if bytes.len() as u64 != object.size {
        let why = "an object has another size than it was listed with".to_owned();
        return Err(PlaceError::Damaged { place: place.to_owned(), why });
    }
    Ok(bytes.into())
}
