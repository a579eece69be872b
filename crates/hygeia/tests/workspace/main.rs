//! The built program on a workspace of its own: a whole life of one, from `init` to the vault in
//! its place; changes of access; the server.

// A test that panics has failed, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod access;
mod activating;
mod audited;
mod beside;
mod breaking_glass;
mod columns;
mod consulting;
mod home;
mod joining;
mod life;
mod machine;
mod names;
mod networks;
mod parts;
mod posture;
mod proposals;
mod registered;
mod reviewing;
mod server;
mod team;
// What both test programs share; each uses a part.
#[allow(dead_code)]
#[path = "../cli/support.rs"]
mod support;
