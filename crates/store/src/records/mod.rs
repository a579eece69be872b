//! What the metadata database holds, as values.

mod access;
mod dataset;
mod model;

use crate::Record;
use serde_json::Error;

pub use access::{Approval, ConfigVersion, EnrolledDevice, ReviewDone, Token};
pub(crate) use dataset::RECEIPT_TYPE;
pub use dataset::{Dataset, NewVersion, Version, VersionRef};
pub use model::{Model, NewModel, Stage};

/// The key that the document in `payload` has by itself, whatever row it lies in; `None` for kinds
/// that stages added.
pub(crate) fn key_in(kind: &str, payload: &[u8]) -> Result<Option<String>, Error> {
    match kind {
        Approval::KIND => key::<Approval>(payload),
        ConfigVersion::KIND => key::<ConfigVersion>(payload),
        Dataset::KIND => key::<Dataset>(payload),
        EnrolledDevice::KIND => key::<EnrolledDevice>(payload),
        Model::KIND => key::<Model>(payload),
        ReviewDone::KIND => key::<ReviewDone>(payload),
        Token::KIND => key::<Token>(payload),
        Version::KIND => key::<Version>(payload),
        _ => Ok(None),
    }
}

fn key<T: Record>(payload: &[u8]) -> Result<Option<String>, Error> {
    serde_json::from_slice(payload).map(|record: T| Some(record.key()))
}
