//! What a server says to its operator: on standard error, and of our own rooms alone. Libraries
//! may quote statements or values.

use std::io;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// Lets what is logged from now on be seen.
pub fn begin() {
    let ours = Targets::new().with_target("hygeia", LevelFilter::WARN);
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false);
    // Only a test would have one already; then that one stays.
    let _ = registry().with(ours).with(lines).try_init();
}
