//! TOML errors that say where, what, and what was probably meant.

use super::Config;
use crate::Error;
use terms::printable;

/// Parses `hygeia.toml`; `name` is how errors call it.
///
/// # Errors
/// If the text is not TOML, has an unknown key, a value of the wrong kind, or half of a provider.
pub fn parse(name: &str, text: &str) -> Result<Config, Error> {
    let config: Config = toml::from_str(text).map_err(|error| explained(name, text, &error))?;
    config.identity.checked(&format!("{name} line {}", line_of(text, "[identity]")))?;
    Ok(config)
}

/// Where the table with this `head` begins; 1 if it is written in another way.
fn line_of(text: &str, head: &str) -> usize {
    text.lines().position(|line| line.trim() == head).map_or(1, |before| before + 1)
}

/// What is wrong with `text`, the file called `name`, where, and what was probably meant.
pub(super) fn explained(name: &str, text: &str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(1, |span| {
        text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1)
    });
    // A key comes from outside, and may be as long as the file.
    let message: String = error.message().chars().take(SHOWN).collect();
    let told = Error::invalid(format!("{name} line {line}: {}", printable(&message)))
        .at(format!("{name} line {line}"));
    match meant(error.message()) {
        Some(key) => told.remedy(format!("did you mean `{key}`?")),
        None => told.remedy("compare with the file that `hygeia init` writes"),
    }
}

/// Characters of what is wrong that are told.
const SHOWN: usize = 500;
/// Bytes of the longest key that is compared with those there are, letter by letter.
const LONGEST: usize = 64;

/// Of "unknown field `x`, expected one of `a`, `b`": the expected key that is nearest to `x`.
fn meant(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown field")?.split('`').skip(1).step_by(2);
    let unknown = quoted.next().filter(|key| key.len() <= LONGEST)?;
    quoted
        .map(|key| (strsim::damerau_levenshtein(unknown, key), key))
        .min()
        .filter(|(distance, key)| *distance <= key.len().max(unknown.len()) / 2)
        .map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M22
    #[test]
    fn a_typo_is_an_error_with_its_line_and_a_suggestion() {
        let text = "[workspace]\nname = \"x\"\n\n[server]\nadress = \"127.0.0.1:1\"\n";
        let error = parse("hygeia.toml", text).unwrap_err();
        assert!(error.message.starts_with("hygeia.toml line 5"), "{error}");
        assert_eq!(error.remedy.as_deref(), Some("did you mean `address`?"));
    }

    #[test]
    fn a_new_config_reads_back_what_it_writes() {
        let config = Config::new("loans");
        assert_eq!(parse("x", &config.to_text().unwrap()).unwrap(), config);
    }

    #[test]
    fn a_wrong_kind_is_an_error() {
        assert!(parse("x", "[workspace]\nname = 3\n").is_err());
        assert!(parse("x", "not toml").is_err());
    }
}
