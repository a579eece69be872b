//! What a team calls an activity, and the action that the gate knows it by. The words here are a beginning,
//! told where they are used; `[actions]` of `raci.map.toml` goes before them.

use super::plain::key;
use super::words::{Usual, action, phrases};
use terms::{Action, AssetKind};

/// What an activity's words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The name of the action itself.
    Named(Action),
    /// Words that usually mean it.
    Usually(Action),
    /// Words that may mean one or the other.
    Either(Action, Action),
    Unknown,
}

impl From<Usual> for Meant {
    fn from(Usual(one, other): Usual) -> Self {
        other.map_or(Self::Usually(one), |other| Self::Either(one, other))
    }
}

/// What `text` means as an action.
pub(super) fn meant(text: &str) -> Meant {
    let plain = unnumbered(&key(text));
    if let Some(action) = Action::parse(&plain) {
        return Meant::Named(action);
    }
    let spaced = format!(" {plain} ");
    // Of several phrases the longest.
    let fits = phrases().filter(|(phrase, _)| spaced.contains(&format!(" {phrase} ")));
    if let Some((_, usual)) = fits.max_by_key(|(phrase, _)| (phrase.len(), *phrase)) {
        return usual.into();
    }
    let words = plain.split([' ', '/', ',', '(', ')']).filter(|word| !word.is_empty());
    let mut found: Vec<Meant> = Vec::new();
    for (at, word) in words.enumerate() {
        match action(word).map(Meant::from) {
            // The verb comes first in most languages: what else is named is what it is done to.
            Some(meant) if at == 0 => return meant,
            Some(meant) if !found.contains(&meant) => found.push(meant),
            _ => {}
        }
    }
    match found[..] {
        [only] => only,
        [Meant::Usually(one), Meant::Usually(other), ..] => Meant::Either(one, other),
        [first, ..] => first,
        [] => Meant::Unknown,
    }
}

/// Whether a text begins like something that is done.
pub(super) fn begins_with_a_verb(text: &str) -> bool {
    !matches!(meant(text), Meant::Unknown)
}

/// The kind of asset that an activity is about, as far as its words say.
pub(super) fn kind(text: &str) -> Option<AssetKind> {
    let plain = key(text);
    let has = |stem: &[&str]| {
        plain.split([' ', '-', '/']).any(|word| stem.iter().any(|stem| word.starts_with(stem)))
    };
    match plain.as_str() {
        _ if has(&["vault", "recovery", "tresor"]) => Some(AssetKind::Vault),
        _ if has(&["model", "modell", "modele", "modelo", "modello"]) => Some(AssetKind::Model),
        _ if has(&["data", "daten", "donnee", "datos", "dados", "dati", "gegevens", "label"]) => {
            Some(AssetKind::Dataset)
        }
        _ if has(&["platform", "workspace", "service", "infrastruct"]) => {
            Some(AssetKind::Workspace)
        }
        _ => None,
    }
}

/// Without `1.2`, `a)` and the like before it.
pub(super) fn unnumbered(text: &str) -> String {
    let Some((first, rest)) = text.split_once(' ') else { return text.to_owned() };
    let plain = first.trim_matches(['.', ')', '(', ':', '#']);
    let number = plain.chars().any(|c| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let letter = first.ends_with([')', '.']) && plain.chars().count() == 1;
    if number || letter { rest.trim().to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M6
    #[test]
    fn a_teams_words_are_actions_or_asked() {
        for (text, action) in [
            ("Train credit model", Action::Train),
            ("Approve release", Action::Approve),
            ("Sign off model", Action::Approve),
            ("1.2 Ingest loans", Action::Ingest),
            ("Check labels", Action::Screen),
            ("Change access rights", Action::ChangeAccess),
            ("Daten l\u{f6}schen", Action::Delete),
            ("Modell freigeben", Action::Approve),
            ("Entra\u{ee}ner le mod\u{e8}le", Action::Train),
            ("Approve training data", Action::Approve),
            ("Model training", Action::Train),
        ] {
            assert_eq!(meant(text), Meant::Usually(action), "{text}");
        }
        assert_eq!(meant("change-access"), Meant::Named(Action::ChangeAccess));
        assert_eq!(meant("Deploy model"), Meant::Either(Action::Promote, Action::Operate));
        assert_eq!(meant("Hold the weekly meeting"), Meant::Unknown);
    }
}
