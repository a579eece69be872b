//! One of N equal shares of all mutants.

use std::fmt;
use std::str::FromStr;

/// `1/N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(u32);

impl Share {
    /// What fits into the suite's minutes.
    pub const CI: Self = Self(50);

    /// Which of the shares the seed draws, counted from zero: `3/50`.
    ///
    /// Every fiftieth mutant is in it, so each share goes through all files.
    pub fn drawn_by(self, seed: u64) -> String {
        format!("{}/{}", seed % u64::from(self.0), self.0)
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shares = text.strip_prefix("1/").and_then(|shares| shares.parse().ok());
        shares
            .filter(|&shares| shares > 0)
            .map(Self)
            .ok_or_else(|| "a share is 1/N, as 1/50".to_owned())
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1/{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_that_follow_one_another_draw_every_share_once() {
        let share: Share = "1/3".parse().unwrap();
        assert_eq!([20, 21, 22].map(|seed| share.drawn_by(seed)), ["2/3", "0/3", "1/3"]);
    }

    #[test]
    fn a_share_is_one_of_some() {
        for wrong in ["", "1", "1/0", "2/3", "1/-1", "1/x"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
        assert_eq!(Share::CI.to_string().parse(), Ok(Share::CI));
    }
}
