//! The routes, by what they are about. Each names its use case as `operationId`.

mod access;
mod admission;
mod break_glass;
mod data;
mod inference;
mod joining;
mod keys;
mod models;
mod open;
mod operating;
mod people;
mod records;
mod sign_in;

pub use access::AGREEMENT_HEADER;
pub(crate) use access::access;
pub(crate) use admission::admission;
pub(crate) use break_glass::break_glass;
pub(crate) use data::data;
pub(crate) use inference::inference;
pub(crate) use joining::joining;
pub(crate) use keys::keys;
pub(crate) use models::models;
pub(crate) use open::{no_such_method, nothing_here, open};
pub(crate) use operating::operating;
pub(crate) use people::people;
pub(crate) use records::records;
pub(crate) use sign_in::sign_in;
