//! Nothing but its dependencies: what the workspace stands on, with the features that it asks for.
#![forbid(unsafe_code)]

fn main() {}
