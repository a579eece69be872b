//! Futures that are compiled once.

use std::pin::Pin;

/// A future that is compiled where it is written. The body of an `async fn` is compiled anew in every
/// crate that awaits it, with all that it awaits in turn; behind a pointer it is not. What many crates
/// await, and what reaches down to a database or to files, is returned so: the allocation is nothing
/// beside that.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
