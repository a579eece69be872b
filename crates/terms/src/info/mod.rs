//! Info types: what a column holds. One row of a table says all that is known of a type but how its
//! values are checked: its class, regimes and use, the mask and the shape of token that stand for a
//! value, and the words that columns of it are called by.
//!
//! The rows lie in files by family, as macros that hand them on to one another, so that the enum and
//! the table are made from the same rows.

#[macro_use]
mod health;
#[macro_use]
mod money;
#[macro_use]
mod nations;
#[macro_use]
mod people;
#[macro_use]
mod things;
mod custom;
mod demand;

pub use custom::{CustomError, CustomType};
pub use demand::{Demand, Mask, TokenShape};

use demand::{
    ACCOUNT, ADDRESS, AMERICAN, BANK, BUSINESS, CARD, CREDENTIAL, DEVICE, DIRECT, HEALTH_ID, KEY,
    NATIONAL, PAPER, PLACE, PROVIDER, PUBLIC_CODE, SPECIAL, SPECIAL_FEATURE, TEXT, TRAIT, UNKNOWN,
    WAGE, WALLET,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What the table says of an info type.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub info_type: InfoType,
    /// The stable name, as in JSON and config.
    pub name: &'static str,
    pub demand: Demand,
    pub mask: Mask,
    pub token: TokenShape,
    /// What columns of this type are called: phrases in lower case and without accents, divided by
    /// `|`. One that ends in `?` is a word for other things too, and needs values that fit.
    pub words: &'static str,
}

macro_rules! info_types {
    ([] $($(#[$doc:meta])* $variant:ident = $name:literal, $demand:ident, $mask:ident, $token:ident, $words:expr;)+) => {
        /// What a value is, in the words of data loss prevention.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum InfoType {
            $($(#[$doc])* $variant,)+
            /// What a user's own recogniser finds.
            Custom(CustomType),
        }

        impl InfoType {
            /// Every info type that Hygeia knows by itself, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The row of the table; that of a user's own type says no more than that it is unknown.
            #[must_use]
            pub const fn row(&self) -> &'static Row {
                match self {
                    $(Self::$variant => {
                        const ROW: Row = Row {
                            info_type: InfoType::$variant, name: $name, demand: $demand,
                            mask: Mask::$mask, token: TokenShape::$token, words: $words,
                        };
                        &ROW
                    })+
                    Self::Custom(_) => InfoType::Unknown.row(),
                }
            }
        }
    };
}

people! { [health nations money things info_types] }

impl InfoType {
    /// The stable name, as in JSON and config.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Custom(own) => own.as_str(),
            known => known.row().name,
        }
    }

    /// The type that Hygeia itself knows by `name`.
    #[must_use]
    pub fn known(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.row().name == name)
    }
}

impl fmt::Display for InfoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for InfoType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for InfoType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match Self::known(&name) {
            Some(known) => Ok(known),
            None => CustomType::new(&name).map(Self::Custom).map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Class;
    use std::collections::BTreeSet;

    // proves M16
    #[test]
    fn the_table_has_at_least_90_info_types_each_with_a_name_of_its_own() {
        let names: BTreeSet<&str> = InfoType::ALL.iter().map(|known| known.row().name).collect();
        assert!(names.len() >= 90, "{}", names.len());
        assert_eq!(names.len(), InfoType::ALL.len());
        for known in InfoType::ALL {
            assert_eq!(known.row().info_type, *known);
            assert_eq!(InfoType::known(known.name()), Some(*known));
        }
    }

    // proves M5, M16
    #[test]
    fn what_points_at_people_is_never_a_feature_nor_open() {
        use crate::{ColumnRole, Criticality};
        for info_type in InfoType::ALL {
            let demand = info_type.row().demand;
            assert!(demand.class >= Class::Internal, "{info_type}");
            if demand.class == Class::Restricted {
                assert_eq!(demand.role, ColumnRole::Identifier, "{info_type}");
                assert!(demand.criticality >= Criticality::High && !demand.regimes.is_empty());
            }
        }
    }

    #[test]
    fn words_are_as_names_are_read() {
        for info_type in InfoType::ALL {
            let words = info_type.row().words;
            for phrase in words.split('|').filter(|_| !words.is_empty()) {
                let plain = phrase.trim_end_matches('?');
                let right = !plain.is_empty()
                    && plain.trim() == plain
                    && plain.to_lowercase() == plain
                    && plain.chars().all(|c| c == ' ' || c.is_alphanumeric() || !c.is_ascii());
                assert!(right, "{info_type}: {phrase:?}");
            }
        }
    }

    #[test]
    fn a_name_comes_back_and_a_bad_one_does_not() {
        let own: InfoType = serde_json::from_str("\"employee_badge\"").unwrap();
        assert_eq!(
            (own.name(), serde_json::to_string(&own).unwrap().as_str()),
            ("employee_badge", "\"employee_badge\"")
        );
        assert_eq!(serde_json::from_str::<InfoType>("\"us_ssn\"").unwrap(), InfoType::UsSsn);
        assert!(serde_json::from_str::<InfoType>("\"Employee Badge\"").is_err());
        assert_eq!(own.row().demand.class, Class::Confidential);
    }
}
