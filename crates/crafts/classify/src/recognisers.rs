//! What columns are recognised by: the table of info types, and the recognisers that a user adds.

use crate::check::digits::{luhn, mod11_10, mod97, verhoeff};
use crate::name::Phrases;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use terms::info::CustomType;
use terms::{Class, Criticality, InfoType, Regime};

/// Bytes that one pattern may take when it is compiled.
const PATTERN_BYTES: usize = 1 << 20;
/// Recognisers in one file.
const MOST: usize = 1_000;

/// Why recognisers are not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecogniserError {
    #[error("{message}{}", suggested(.suggestion.as_deref()))]
    Text { message: String, suggestion: Option<String> },
    #[error("recogniser `{name}`: {why}")]
    Recogniser { name: String, why: String },
}

fn suggested(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}

/// The recognisers of a user, beside those of the table.
///
/// Read from TOML, a table for each:
///
/// ```toml
/// [[recogniser]]
/// name = "employee_badge"        # the info type: one of the table's, or a new one
/// words = ["badge", "badge no"]  # what columns of it are called; one that ends in `?` needs values that fit
/// pattern = "EB-[0-9]{6}"        # a regular expression for the whole value
/// check = "luhn"                 # of its digits: luhn, mod97, mod11-10 or verhoeff
/// share = 0.8                    # of the values, to be recognised without its name
/// class = "restricted"
/// regimes = ["GDPR"]
/// ```
#[derive(Debug, Clone, Default)]
pub struct Recognisers {
    own: Vec<Recogniser>,
    phrases: Phrases,
}

/// One recogniser of a user's.
#[derive(Debug, Clone)]
pub struct Recogniser {
    pub info_type: InfoType,
    words: String,
    pattern: Option<Regex>,
    check: Option<Check>,
    /// The share of values that suffices without a name; `None` if only a name decides.
    pub share: f64,
    pub class: Class,
    pub criticality: Criticality,
    pub regimes: Vec<Regime>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Check {
    Luhn,
    Mod97,
    #[serde(rename = "mod11-10")]
    Mod11_10,
    Verhoeff,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    recogniser: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    words: Vec<String>,
    pattern: Option<String>,
    check: Option<Check>,
    #[serde(default = "most")]
    share: f64,
    class: Option<Class>,
    criticality: Option<Criticality>,
    regimes: Option<Vec<Regime>>,
}

const fn most() -> f64 {
    0.8
}

impl Recognisers {
    /// The recognisers in a TOML text.
    ///
    /// # Errors
    /// If it is not TOML, has unknown keys, a pattern that is none, or a recogniser without anything to
    /// recognise by.
    pub fn parse(text: &str) -> Result<Self, RecogniserError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.get(..span.start).map_or(0, |b| b.matches('\n').count() + 1)
            });
            let message = error.message().to_owned();
            RecogniserError::Text {
                suggestion: suggestion(&message),
                message: format!("line {line}: {message}"),
            }
        })?;
        if file.recogniser.len() > MOST {
            let message = format!("{} recognisers, {MOST} are the most", file.recogniser.len());
            return Err(RecogniserError::Text { message, suggestion: None });
        }
        let own = file.recogniser.into_iter().map(Recogniser::of);
        let own: Vec<Recogniser> = own.collect::<Result<_, _>>()?;
        let phrases = Phrases::of(own.iter().map(|own| (own.info_type, own.words.as_str())));
        Ok(Self { own, phrases })
    }

    /// What columns of the user's types are called.
    pub(crate) const fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// The user's recognisers that have a pattern.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Recogniser> {
        self.own.iter().filter(|own| own.pattern.is_some())
    }

    /// What the user demands for `info_type`.
    pub(crate) fn own(&self, info_type: InfoType) -> Option<&Recogniser> {
        self.own.iter().find(|own| own.info_type == info_type)
    }
}

impl Recogniser {
    fn of(entry: Entry) -> Result<Self, RecogniserError> {
        let wrong = |why: &str| RecogniserError::Recogniser {
            name: entry.name.clone(),
            why: why.to_owned(),
        };
        let info_type = match InfoType::known(&entry.name) {
            Some(known) => known,
            None => InfoType::Custom(
                CustomType::new(&entry.name).map_err(|error| wrong(&error.to_string()))?,
            ),
        };
        if entry.words.is_empty() && entry.pattern.is_none() {
            return Err(wrong(
                "it has neither `words` nor a `pattern`, so it would never recognise anything",
            ));
        }
        if !(0.0..=1.0).contains(&entry.share) {
            return Err(wrong("`share` is a number from 0 to 1"));
        }
        if entry.words.iter().any(|word| word.contains('|') || word.trim().is_empty()) {
            return Err(wrong("`words` are phrases, without `|`"));
        }
        let demand = info_type.row().demand;
        if entry.class.is_some_and(|class| class < demand.class)
            && !matches!(info_type, InfoType::Custom(_))
        {
            return Err(wrong(
                "its class is lower than the table's: give the type a name of its own",
            ));
        }
        let pattern = match &entry.pattern {
            None => None,
            Some(pattern) => Some(
                RegexBuilder::new(&format!("^(?:{pattern})$"))
                    .size_limit(PATTERN_BYTES)
                    .build()
                    .map_err(|error| {
                        wrong(&format!(
                            "`pattern` is no regular expression: {}",
                            first_line(&error)
                        ))
                    })?,
            ),
        };
        let words: Vec<String> =
            entry.words.iter().map(|word| crate::words::fold(word.trim())).collect();
        Ok(Self {
            info_type,
            words: words.join("|"),
            pattern,
            check: entry.check,
            share: entry.share,
            class: entry.class.unwrap_or(demand.class),
            criticality: entry.criticality.unwrap_or(demand.criticality),
            regimes: entry.regimes.unwrap_or_else(|| demand.regimes.to_vec()),
        })
    }

    /// Whether `value` fits the pattern and passes the check.
    pub fn accepts(&self, value: &str) -> bool {
        let fits = self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(value));
        fits && self.check.is_none_or(|check| check.passes(value))
    }
}

impl Check {
    fn passes(self, value: &str) -> bool {
        let digits: Vec<u8> =
            value.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        match self {
            Self::Luhn => luhn(&digits),
            Self::Mod11_10 => mod11_10(&digits),
            Self::Verhoeff => verhoeff(&digits),
            Self::Mod97 => {
                let plain = value
                    .bytes()
                    .filter(u8::is_ascii_alphanumeric)
                    .map(|byte| byte.to_ascii_uppercase());
                mod97(plain) == Some(1)
            }
        }
    }
}

fn first_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// The known word that the unknown one in a message of the parser was meant to be.
fn suggestion(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    quoted
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .min()
        .filter(|(distance, known)| *distance <= 2.max(known.len() / 3))
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BADGE: &str = "[[recogniser]]\nname = \"employee_badge\"\nwords = [\"Badge No\"]\npattern = \"EB-[0-9]{6}\"\nclass = \"restricted\"\n";

    #[test]
    fn a_recogniser_is_read() {
        let own = Recognisers::parse(&format!("{BADGE}check = \"luhn\"\n")).unwrap();
        let badge = own.patterns().next().unwrap();
        assert_eq!((badge.info_type.name(), badge.class), ("employee_badge", Class::Restricted));
        assert!(
            badge.accepts("EB-000018")
                && !badge.accepts("EB-000017")
                && !badge.accepts("xEB-000018")
        );
        assert_eq!(crate::name::read("BADGE_NO", &own).hint, Some(badge.info_type));
    }

    // proves M16
    #[test]
    fn unknown_keys_of_a_recogniser_are_errors_with_a_suggestion() {
        let error =
            Recognisers::parse(&BADGE.replace("pattern", "patern")).unwrap_err().to_string();
        assert!(error.contains("line 4") && error.contains("did you mean `pattern`?"), "{error}");
        let error =
            Recognisers::parse(&BADGE.replace("restricted", "restrictd")).unwrap_err().to_string();
        assert!(error.contains("did you mean `restricted`?"), "{error}");
        for (wrong, told) in [
            (BADGE.replace("{6}", "{6"), "regular expression"),
            (BADGE.replace("employee_badge", "Employee Badge"), "a-z"),
            ("[[recogniser]]\nname = \"a\"\n".to_owned(), "neither"),
            (BADGE.replace("employee_badge", "us_ssn").replace("restricted", "public"), "lower"),
            (format!("{BADGE}share = 2\n"), "0 to 1"),
        ] {
            let error = Recognisers::parse(&wrong).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
