//! What holds of any text that is read as config. The fuzzer runs this, and the tests its seeds.

use crate::config::{Config, ServerName, parse};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[("workspace-config", config)];

/// `hygeia.toml`: what is written reads back, and an error is short and says the line.
fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match parse("hygeia.toml", &text) {
        Ok(config) => reads_back(&config),
        Err(error) => {
            assert!(error.message.starts_with("hygeia.toml line "), "{error}");
            assert!(error.message.len() < 2_000, "{} bytes", error.message.len());
        }
    }
    if let Ok(name) = ServerName::try_from(text.into_owned()) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:%".contains(c);
        assert!(name.as_str().chars().all(plain), "{name}");
    }
}

fn reads_back(config: &Config) {
    let written = config.to_text().unwrap_or_default();
    assert!(parse("again", &written).is_ok_and(|again| again == *config), "{written}");
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
