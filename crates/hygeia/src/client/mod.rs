//! What verbs ask a workspace by: requests to its API, whoever has it open.

mod folder;
mod here;
mod lines;
mod parts;
mod refused;
mod way;

pub use here::Client;
pub use lines::Lines;
