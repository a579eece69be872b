//! What verbs ask a workspace by: requests to its API, whoever has it open.

mod at_provider;
mod folder;
mod here;
mod lines;
mod parts;
mod refused;
mod remote;
mod session;
mod sign_in;
mod way;
mod who;

pub use here::Client;
pub use lines::Lines;
pub use remote::{authority, canonical, is_url};
pub use sign_in::Kept;
