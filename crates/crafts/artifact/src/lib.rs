//! Model files: what they are, whether they are safe to open, who signed them, what they are made
//! of and where they come from.
//!
//! - [`scan`] looks into files without ever loading or executing them;
//! - [`sign`] signs and verifies folders as OpenSSF Model Signing v1.0 bundles;
//! - [`bom`] writes CycloneDX 1.6 bills of materials;
//! - [`provenance`] writes in-toto statements (SLSA provenance, promotion).
//!
//! Invariants: nothing that is scanned is ever interpreted by anything but the readers in this
//! crate; what they do not understand is *unknown*, never *clean*; every reader is bounded by
//! [`scan::Limits`]; there is no network, and no clock but the caller's.
#![forbid(unsafe_code)]

pub mod bom;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
pub mod provenance;
pub mod scan;
pub mod sign;
