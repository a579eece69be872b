mod features;
mod runs;
mod support;
