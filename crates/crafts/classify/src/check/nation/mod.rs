//! Numbers that states give to people, by region. The arithmetic is that of each authority's own
//! publication; where it publishes none, that which its forms and the national literature agree on.

pub mod africa;
pub mod americas;
pub mod asia_east;
pub mod asia_south;
pub mod asia_west;
pub mod baltic;
pub mod europe_balkan;
pub mod europe_central;
pub mod europe_east;
pub mod europe_north;
pub mod europe_south;
pub mod europe_west;
pub mod nordic;
pub mod pacific;
pub mod united_states;
pub mod world;
