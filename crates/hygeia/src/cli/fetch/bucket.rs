//! A bucket that models are fetched from, with the variables and files of the AWS tools.

use super::remote::{Remote, unanswered};
use crate::failure::{Failure, whole};
use places::{Bucket, PlaceError};
use std::io::Read;

/// One model's address in a bucket.
pub struct InBucket {
    bucket: Bucket,
    address: String,
    name: String,
}

impl InBucket {
    /// A client for `given`, as `s3://bucket/models/credit`.
    ///
    /// # Errors
    /// If it is no such address, or what says how to reach it is wrong.
    pub fn new(given: &str) -> Result<Self, Failure> {
        let (bucket, key) = Bucket::of(given).map_err(|error| Failure::usage(whole(&error)))?;
        let key = key.trim_end_matches('/');
        let name = key.rsplit('/').next().filter(|name| !name.is_empty()).ok_or_else(|| {
            Failure::usage("that is no address of a model").hint("s3://BUCKET/KEY")
        })?;
        let address = format!("s3://{}/{key}", bucket.name());
        Ok(Self { name: name.to_owned(), address, bucket })
    }
}

impl Remote for InBucket {
    fn address(&self) -> &str {
        &self.address
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn beside(&self, ending: &str) -> String {
        format!("{}{ending}", self.address)
    }

    fn below(&self, name: &str) -> String {
        if name.is_empty() { self.address.clone() } else { format!("{}/{name}", self.address) }
    }

    fn ask(&self, address: &str) -> Result<Option<Box<dyn Read>>, Failure> {
        let key = address.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
        let key = key.map_or("", |(_, key)| key);
        match self.bucket.object(key) {
            Ok(object) => Ok(object.map(|object| -> Box<dyn Read> { Box::new(object) })),
            Err(error @ PlaceError::Option { .. }) => Err(Failure::usage(whole(&error))),
            Err(error) => Err(unanswered(address, &whole(&error))),
        }
    }
}
