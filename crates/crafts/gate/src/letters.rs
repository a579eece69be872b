//! The letters of one cell: R, A, C, I, read however people write them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a role is to an activity: any of *responsible*, *accountable*, *consulted*, *informed*.
/// Written as `AR`, `C`, … in the order A R C I.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Letters {
    pub accountable: bool,
    pub responsible: bool,
    pub consulted: bool,
    pub informed: bool,
}

impl Letters {
    /// Parses any order and case of the letters; spaces, `/`, `+` and `,` may stand between them;
    /// an empty text or `-` means none.
    ///
    /// # Errors
    /// If another character or a letter twice is found: that character.
    pub fn parse(text: &str) -> Result<Self, char> {
        let mut letters = Self::default();
        if text.trim() == "-" {
            return Ok(letters);
        }
        for found in text.chars().filter(|c| !c.is_whitespace() && !"/+,".contains(*c)) {
            let letter = match found.to_ascii_uppercase() {
                'A' => &mut letters.accountable,
                'R' => &mut letters.responsible,
                'C' => &mut letters.consulted,
                'I' => &mut letters.informed,
                _ => return Err(found),
            };
            if std::mem::replace(letter, true) {
                return Err(found);
            }
        }
        Ok(letters)
    }

    /// Whether the role may perform the activity: R and A may, C and I may not.
    #[must_use]
    pub const fn grants(self) -> bool {
        self.accountable || self.responsible
    }

    /// These letters and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            accountable: self.accountable || other.accountable,
            responsible: self.responsible || other.responsible,
            consulted: self.consulted || other.consulted,
            informed: self.informed || other.informed,
        }
    }

    /// No letter at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Only the letters that grant: `AR`, `A` or `R`; empty if there is none.
    #[must_use]
    pub const fn granting(self) -> &'static str {
        match (self.accountable, self.responsible) {
            (true, true) => "AR",
            (true, false) => "A",
            (false, true) => "R",
            (false, false) => "",
        }
    }
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heard = match (self.consulted, self.informed) {
            (true, true) => "CI",
            (true, false) => "C",
            (false, true) => "I",
            (false, false) => "",
        };
        write!(f, "{}{heard}", self.granting())
    }
}

impl TryFrom<String> for Letters {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|found| format!("{found:?} in {text:?}"))
    }
}

impl From<Letters> for String {
    fn from(letters: Letters) -> Self {
        letters.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_however_people_write_them() {
        for (text, read) in
            [("RA", "AR"), ("a/r", "AR"), ("C, I", "CI"), ("", ""), ("-", ""), ("iCrA", "ARCI")]
        {
            assert_eq!(Letters::parse(text).unwrap().to_string(), read, "{text}");
        }
        assert_eq!(Letters::parse("X"), Err('X'));
        assert_eq!(Letters::parse("RR"), Err('R'));
    }
}
