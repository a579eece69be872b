//! Keys, tokens, masks and encrypted Parquet: what protects data at rest and in view.
//!
//! A [`Plan`] says, column by column, what the class demands. [`parquet::write`] follows it at
//! rest, a [`Viewer`] in view, and [`singled_out`] and [`mask_reversal`] measure what is left to find.
//! This craft works on tables in memory and knows of no workspace: key files and objects
//! are the store's.
//!
//! Invariants
//! - Keys come from the operating system's randomness. They are wiped when dropped, and no `Debug` shows them.
//! - No error, `Debug` or log of this crate holds a value of a table, not even one of a dependency.
//! - A column that is in no plan is neither written nor shown.
//! - What a file protects is read from the file itself ([`parquet::inspect`]), not from the plan.
//!
//! Limits: while a file is open, `parquet` keeps its data keys in memory that is not wiped. A change
//! of an unencrypted column shows only in the digest of the file. Whoever holds the key files reads all.
//!
//! # How others read our files
//!
//! Key metadata is that of the Parquet key tools (`PKMT1`, internal storage, single wrapping), so
//! PyArrow reads a file by itself, given a `KmsClient` that unwraps. `unwrap_key(wrapped_key,
//! master_key_identifier)` gets our `wrappedDEK`, the base64 (RFC 4648 section 4) of
//!
//! ```text
//! "HYW1" | u16 big endian: n | n bytes JSON: [key id, dataset, file id, column] | nonce, 12 | AES-256-GCM(data key), 32 | tag, 16
//! ```
//!
//! with everything before the nonce as associated data. The key id is the `masterKeyID`: `kek-` and the first
//! 16 hexadecimal digits of SHA-256 over `hygeia key id v1` and the 32 bytes of the key. The column is empty for a
//! footer key. `tests/pyarrow_read.py` is such a client in 20 lines.
#![forbid(unsafe_code)]

#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod keys;
mod mask;
mod measure;
pub mod parquet;
mod plan;
mod sketch;
mod token;
mod view;

pub use keys::{Kek, KeyError, KeyId};
pub use mask::{coarse, mask, mask_number, mask_spans, stays_number};
pub use measure::{MeasureError, Reversal, Singled, mask_reversal, singled_out};
pub use plan::{Plan, PlanError};
pub use sketch::sketch;
pub use token::{TokenError, TokenKey, TokenSecret, detokenise, tokenise};
pub use view::{Spans, ViewError, Viewer, shown_type};
