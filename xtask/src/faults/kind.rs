//! The kinds of faults.

use std::fmt;

/// What is done to a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Its process is killed at one of its calls.
    Kill,
    /// One of its calls fails.
    Fail,
    /// The disk is full.
    Full,
    /// It is killed, and what was not synced is torn.
    Tear,
    /// A bit flips afterwards.
    Flip,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Kill, Self::Fail, Self::Full, Self::Tear, Self::Flip];

    /// How often it is drawn, beside the others.
    pub const fn weight(self) -> u64 {
        match self {
            Self::Kill | Self::Fail => 30,
            Self::Tear => 16,
            Self::Full | Self::Flip => 12,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Kill => "kill",
            Self::Fail => "fail",
            Self::Full => "full",
            Self::Tear => "tear",
            Self::Flip => "flip",
        })
    }
}
