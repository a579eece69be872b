//! How much of the long campaigns is run, and from which seed.

use std::fmt;
use std::process::Command;

/// What the tests are told: `HYGEIA_SEED`, `HYGEIA_LONG=1` if campaigns are run whole, and
/// `HYGEIA_COMPLETE=1`: what a test needs has to be here.
///
/// Without a seed of one's own it is always the same: what fails today fails tomorrow.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    pub long: bool,
    pub seed: u64,
}

impl Campaign {
    /// The seed if none is given.
    pub const SEED: u64 = 21;

    /// Tells `command`, and with it the tests that it starts.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("HYGEIA_SEED", self.seed.to_string()).env("HYGEIA_COMPLETE", "1");
        if self.long { command.env("HYGEIA_LONG", "1") } else { command.env_remove("HYGEIA_LONG") }
    }

    /// A budget in minutes; whole campaigns have none.
    pub fn budget(&self, minutes: u32) -> Option<u32> {
        (!self.long).then_some(minutes)
    }
}

impl fmt::Display for Campaign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = if self.long { "whole" } else { "a share of each (all: --long)" };
        write!(f, "long campaigns: {share}; seed {} (another: --seed)", self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(campaign: Campaign, name: &str) -> Option<String> {
        let mut command = Command::new("true");
        campaign.tell(&mut command);
        let value = command.get_envs().find(|(key, _)| *key == name)?.1?;
        value.to_str().map(str::to_owned)
    }

    #[test]
    fn tests_are_told_the_seed_and_whether_to_run_all() {
        let share = Campaign { long: false, seed: 3 };
        let whole = Campaign { long: true, seed: 3 };
        assert_eq!(told(share, "HYGEIA_SEED").as_deref(), Some("3"));
        assert_eq!(told(share, "HYGEIA_LONG"), None);
        assert_eq!(told(whole, "HYGEIA_LONG").as_deref(), Some("1"));
        assert_eq!(told(share, "HYGEIA_COMPLETE").as_deref(), Some("1"));
        assert_eq!((share.budget(5), whole.budget(5)), (Some(5), None));
    }
}
