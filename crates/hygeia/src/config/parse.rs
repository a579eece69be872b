//! TOML errors that say where, what, and what was probably meant.

use super::Config;
use crate::failure::Failure;

/// Parses `hygeia.toml`; `name` is how errors call it.
///
/// # Errors
/// If the text is not TOML, has an unknown key, or a value of the wrong kind.
pub fn parse(name: &str, text: &str) -> Result<Config, Failure> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1)
        });
        let failure = Failure::usage(format!("{name} line {line}: {}", error.message()));
        match meant(error.message()) {
            Some(key) => failure.hint(format!("did you mean `{key}`?")),
            None => failure.hint("compare with the file that `hygeia init` writes"),
        }
    })
}

/// Of "unknown field `x`, expected one of `a`, `b`": the expected key that is nearest to `x`.
fn meant(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown field")?.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    quoted
        .map(|key| (strsim::damerau_levenshtein(unknown, key), key))
        .min()
        .filter(|(distance, key)| *distance <= key.len().max(unknown.len()) / 2)
        .map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_an_error_with_its_line_and_a_suggestion() {
        let text = "[workspace]\nname = \"x\"\n\n[server]\nadress = \"127.0.0.1:1\"\n";
        let failure = parse("hygeia.toml", text).unwrap_err();
        assert!(failure.message.starts_with("hygeia.toml line 5"), "{failure}");
        assert_eq!(failure.hint.as_deref(), Some("did you mean `address`?"));
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
