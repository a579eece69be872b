//! The API over the loopback, with real handshakes, certificates and tokens.

mod https;
mod support;
mod table;
