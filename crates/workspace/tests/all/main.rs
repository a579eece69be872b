//! A workspace and its use cases, as heads call them.

mod enforcer;
mod support;
mod use_cases;
