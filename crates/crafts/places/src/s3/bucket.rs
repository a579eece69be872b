//! A bucket whose objects are read one by one, however large they are.

use super::asking::{answered, path, there};
use super::client;
use crate::error::{PlaceError, said};
use crate::objects::Objects;
use bytes::{Buf, Bytes};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use object_store::ObjectStoreExt;
use object_store::aws::AmazonS3;
use std::io::{self, Read};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// A bucket, reached with the credentials of whoever runs this.
pub struct Bucket {
    runtime: Arc<Runtime>,
    store: AmazonS3,
    name: String,
}

impl Bucket {
    /// The bucket of `address` (`s3://bucket/key`), and the key.
    ///
    /// # Errors
    /// If it is no such address, or what says how to reach it is wrong.
    pub fn of(address: &str) -> Result<(Self, String), PlaceError> {
        let form = "s3://BUCKET/KEY";
        let wrong = |why| PlaceError::Address { why, form };
        let rest = address.strip_prefix("s3://").ok_or_else(|| wrong("it is no bucket's"))?;
        let objects = Objects::parse(rest).ok_or_else(|| wrong("the bucket has no such name"))?;
        let store = client::of(&objects)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|error| PlaceError::Io { place: said(&objects), why: said(&error) })?;
        let Objects { bucket: name, key } = objects;
        Ok((Self { runtime: Arc::new(runtime), store, name }, key))
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The object of `key`; none if there is none.
    ///
    /// # Errors
    /// If it can't be reached, or may not be read.
    pub fn object(&self, key: &str) -> Result<Option<Object>, PlaceError> {
        let place = said(&format!("s3://{}/{key}", self.name));
        let key = path(&place, key)?;
        let found = self.runtime.block_on(there(&place, self.store.get(&key)))?;
        Ok(found.map(|found| Object {
            runtime: Arc::clone(&self.runtime),
            pieces: found.into_stream(),
            piece: Bytes::new(),
            place,
        }))
    }
}

/// An object that is being read. It waits a minute for each piece.
pub struct Object {
    runtime: Arc<Runtime>,
    pieces: BoxStream<'static, object_store::Result<Bytes>>,
    piece: Bytes,
    place: String,
}

impl Read for Object {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            let next = answered(&self.place, self.pieces.next().map(Option::transpose));
            match self.runtime.block_on(next).map_err(io::Error::other)? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = into.len().min(self.piece.len());
        self.piece.copy_to_slice(into.get_mut(..length).unwrap_or_default());
        Ok(length)
    }
}
