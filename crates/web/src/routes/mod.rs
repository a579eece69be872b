//! The routes, by what they are about. Each names its use case as `operationId`.

mod access;
mod data;
mod inference;
mod keys;
mod models;
mod open;
mod people;
mod records;

pub(crate) use access::access;
pub(crate) use data::data;
pub(crate) use inference::inference;
pub(crate) use keys::keys;
pub(crate) use models::models;
pub(crate) use open::{no_such_method, nothing_here, open};
pub(crate) use people::people;
pub(crate) use records::records;
