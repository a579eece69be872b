//! Over real sockets, with real handshakes and certificates.

mod files;
mod flood;
mod http;
mod local;
mod stop;
mod support;
mod time;
