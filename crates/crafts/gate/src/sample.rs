//! A RACI and people to begin with: the demo applies them, `hygeia init` writes them.

/// The sample RACI, in the CSV form.
pub const RACI_CSV: &str = include_str!("sample/raci.csv");

/// The people of the sample, in the TOML form.
pub const PEOPLE_TOML: &str = include_str!("sample/people.toml");

/// A map of a team's words, for sheets as they keep them.
pub const MAP_TOML: &str = include_str!("sample/raci.map.toml");
