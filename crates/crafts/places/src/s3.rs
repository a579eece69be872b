//! Objects of S3, and of what speaks as it does: one, all below a prefix, or those that a pattern names.
//!
//! Endpoint, region and credentials come from the variables that the AWS tools read, and from
//! `~/.aws/credentials`. Each object is read as it was listed, or not at all.

mod client;

use crate::error::{PlaceError, said};
use crate::{Given, Wanted};
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt};
use std::fmt;
use std::io::{Cursor, Write};
use terms::limits::ARCHIVE_MEMBERS;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Where objects lie.
#[derive(Debug, Clone)]
pub(crate) struct Objects {
    pub(crate) bucket: String,
    /// One object, a prefix, or a pattern.
    pub(crate) key: String,
}

impl Objects {
    /// What `bucket/key` names.
    pub(crate) fn parse(rest: &str) -> Option<Self> {
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        // An account and a password have no place there.
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let fits = !bucket.is_empty() && bucket.chars().all(plain);
        fits.then(|| Self { bucket: bucket.to_owned(), key: key.to_owned() })
    }
}

impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

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
        match store.head(&key).await {
            Ok(object) => return Ok(given(content(&store, &object, &place, limit).await?, None)),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(failed(&place, &error)),
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
    while let Some(object) = all.try_next().await.map_err(|error| failed(place, &error))? {
        let key = object.location.as_ref().to_owned();
        let below = key.strip_prefix(root).unwrap_or(&key).trim_start_matches('/').to_owned();
        let wanted = !pattern || fits(objects.key.as_bytes(), key.as_bytes());
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
    let got = store.get_opts(&object.location, options).await;
    let bytes = got.map_err(|error| failed(place, &error))?.bytes().await;
    let bytes = bytes.map_err(|error| failed(place, &error))?;
    if bytes.len() as u64 != object.size {
        let why = "an object has another size than it was listed with".to_owned();
        return Err(PlaceError::Damaged { place: place.to_owned(), why });
    }
    Ok(bytes)
}

/// As it is: nothing in a key is escaped twice.
fn path(place: &str, key: &str) -> Result<Path, PlaceError> {
    Path::parse(key.trim_end_matches('/')).map_err(|_| PlaceError::Option {
        place: place.to_owned(),
        why: "the key has empty or relative parts".to_owned(),
    })
}

fn failed(place: &str, error: &object_store::Error) -> PlaceError {
    let place = place.to_owned();
    let refused = |why: &str| PlaceError::Refused { place: place.clone(), why: why.to_owned() };
    match error {
        object_store::Error::NotFound { .. } => refused("there is no such bucket or object"),
        object_store::Error::PermissionDenied { .. } => refused(
            "you may not read it; see AWS_ACCESS_KEY_ID, AWS_PROFILE and the bucket's policy",
        ),
        object_store::Error::Unauthenticated { .. } => {
            refused("it does not know who you are; see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        object_store::Error::Precondition { .. } => {
            refused("an object was changed while it was read; read it again")
        }
        other => PlaceError::Unreached { place, why: root(other) },
    }
}

/// What lies at the bottom of an error: those above repeat whole requests, and their signatures.
fn root(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let text = said(&deepest);
    if text.contains("Signature") || text.contains("Credential") {
        "it does not answer".to_owned()
    } else {
        text
    }
}

/// Whether `key` is of the form `pattern`; `*` stops at a slash, `**` does not.
fn fits(pattern: &[u8], key: &[u8]) -> bool {
    match (pattern, key.split_first()) {
        ([], None) => true,
        ([b'*', b'*', rest @ ..], _) => {
            fits(rest, key) || key.split_first().is_some_and(|(_, key)| fits(pattern, key))
        }
        ([b'*', rest @ ..], Some((b'/', _)) | None) => fits(rest, key),
        ([b'*', rest @ ..], Some((_, after))) => fits(rest, key) || fits(pattern, after),
        ([b'?', rest @ ..], Some((c, after))) => *c != b'/' && fits(rest, after),
        ([a, rest @ ..], Some((b, after))) => a == b && fits(rest, after),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stops_at_a_slash() {
        for (pattern, key, right) in [
            ("a/*.csv", "a/b.csv", true),
            ("a/*.csv", "a/b/c.csv", false),
            ("a/**.csv", "a/b/c.csv", true),
            ("a/year=*/p?.csv", "a/year=2024/p1.csv", true),
            ("a/year=*/p?.csv", "a/year=2024/p/.csv", false),
            ("a*", "a", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), key.as_bytes()), right, "{pattern} {key}");
        }
    }

    #[test]
    fn a_bucket_holds_no_password() {
        assert!(Objects::parse("key:secret@bucket/x").is_none());
        let objects = Objects::parse("data.example/a/b=c/d").map(|objects| objects.to_string());
        assert_eq!(objects.as_deref(), Some("s3://data.example/a/b=c/d"));
    }
}
