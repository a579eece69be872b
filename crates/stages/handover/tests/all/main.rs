mod chain;
mod refusals;
mod support;
