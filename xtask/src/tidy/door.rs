//! Within the door, `crates/hygeia`, too, there is one direction.

use super::source::Source;

/// Its rooms, lowest first: none may name one that stands behind it.
const ROOMS: [&str; 5] = ["client", "report", "drills", "journey", "cli"];

/// A fault for each room that names a higher one.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let inside = |source: &Source| {
        let name = source.name.strip_prefix("crates/hygeia/src/")?;
        // The root has all rooms in it.
        (name != "lib.rs").then(|| of_file(name, &source.code))
    };
    sources.iter().filter_map(inside).flatten().collect()
}

fn of_file(name: &str, code: &str) -> Vec<String> {
    let own = ROOMS
        .iter()
        .position(|room| name.strip_prefix(room).is_some_and(|rest| rest.starts_with(['/', '.'])));
    // What is in no room, as `failure`, is below all of them.
    let above = ROOMS.iter().skip(own.map_or(0, |at| at + 1));
    let named = above.filter(|room| code.contains(&format!("crate::{room}::")));
    named
        .map(|room| format!("crates/hygeia/src/{name} names {room}, which stands above it"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_room_names_no_higher_one() {
        let code = "use crate::journey::walk_all;";
        assert!(of_file("cli/demo.rs", code).is_empty());
        assert_eq!(of_file("drills/mod.rs", code).len(), 1);
        assert_eq!(of_file("failure.rs", code).len(), 1);
        assert!(of_file("drills/mod.rs", "use crate::client::Client;").is_empty());
    }
}
