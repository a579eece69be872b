//! `[retention]`: for how long data may be kept, by class, and what was deleted.

use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;
use terms::Class;

/// Days from the arrival of a version on, by the class of what it holds. A class that is not named has no
/// end of its own, and the posture says so. `keep_days` in `datasets/NAME.toml` ends sooner, never later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public: Option<NonZeroU16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<NonZeroU16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidential: Option<NonZeroU16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<NonZeroU16>,
    /// Days for which a deletion can be taken back; 0 if it never can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<u16>,
}

/// Days for which a deletion can be taken back, where nobody said otherwise.
const DELETED_DAYS: u16 = 7;

impl Retention {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether nothing is said of how long data of any class may be kept.
    pub(crate) fn names_no_class(&self) -> bool {
        Self { deleted: None, ..*self }.is_none()
    }

    /// Days for which a deletion can be taken back; 0 if it never can.
    #[must_use]
    pub fn deleted_days(&self) -> u16 {
        self.deleted.unwrap_or(DELETED_DAYS)
    }

    /// Days for which data of `class` may be kept, where `own` is what was said of that dataset.
    #[must_use]
    pub fn days(&self, class: Class, own: Option<NonZeroU16>) -> Option<NonZeroU16> {
        let of_class = match class {
            Class::Public => self.public,
            Class::Internal => self.internal,
            Class::Confidential => self.confidential,
            Class::Restricted => self.restricted,
        };
        of_class.into_iter().chain(own).min()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Config, parse};
    use super::*;

    // proves M15
    #[test]
    fn what_is_said_of_a_dataset_ends_sooner_and_never_later() {
        let days = |days: u16| NonZeroU16::new(days);
        let retention = Retention { restricted: days(90), ..Retention::default() };
        assert_eq!(retention.days(Class::Restricted, None), days(90));
        assert_eq!(retention.days(Class::Restricted, days(30)), days(30));
        assert_eq!(retention.days(Class::Restricted, days(900)), days(90));
        assert_eq!(retention.days(Class::Public, None), None);
        assert_eq!(retention.days(Class::Public, days(7)), days(7));
    }

    #[test]
    fn days_are_at_least_one_and_a_class_is_one_of_four() {
        let read = |line: &str| -> Result<Config, _> {
            parse("hygeia.toml", &format!("[workspace]\nname = \"w\"\n[retention]\n{line}\n"))
        };
        assert_eq!(read("restricted = 30").unwrap().retention.restricted, NonZeroU16::new(30));
        for wrong in ["restricted = 0", "restricted = -1", "secret = 30", "public = \"30d\""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("deleted = 0").unwrap().retention.deleted_days(), 0);
        let without: Config = parse("hygeia.toml", "[workspace]\nname = \"w\"\n").unwrap();
        assert!(!without.to_text().unwrap().contains("retention"));
        assert_eq!(without.retention.deleted_days(), DELETED_DAYS);
    }
}
