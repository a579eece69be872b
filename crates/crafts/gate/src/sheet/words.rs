//! The words by which people head their columns and fill their cells, in the languages in which they do. They
//! stand in `words/*.txt` as [`key`](super::plain::key) gives them: `MEANING: word, several words, …`.

use std::collections::HashMap;
use std::sync::LazyLock;
use terms::Action;

/// Meanings by word.
type Words<T> = LazyLock<HashMap<&'static str, T>>;

static DUTIES: Words<Duty> = LazyLock::new(|| {
    read(include_str!("words/duties.txt"), |meaning| match meaning {
        "responsible" => Some(Duty::Responsible),
        "accountable" => Some(Duty::Accountable),
        "consulted" => Some(Duty::Consulted),
        "informed" => Some(Duty::Informed),
        "other" => Some(Duty::Other),
        _ => None,
    })
});
static HEADS: Words<Head> = LazyLock::new(|| {
    read(include_str!("words/heads.txt"), |meaning| match meaning {
        "task" => Some(Head::Activity(2)),
        "step" => Some(Head::Activity(1)),
        "phase" => Some(Head::Phase),
        "action" => Some(Head::Action),
        "asset" => Some(Head::Asset),
        "role" => Some(Head::Role),
        "aside" => Some(Head::Aside),
        _ => None,
    })
});
static SIGNS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> =
    LazyLock::new(|| lists(include_str!("words/signs.txt")));
static ROLES: Words<()> = LazyLock::new(|| {
    read(include_str!("words/roles.txt"), |meaning| (meaning == "role").then_some(()))
});
static ACTIONS: Words<Usual> = LazyLock::new(|| {
    read(include_str!("words/actions.txt"), |meaning| match meaning.split_once(" or ") {
        Some((one, other)) => Some(Usual(Action::parse(one)?, Some(Action::parse(other)?))),
        None => Action::parse(meaning).map(|one| Usual(one, None)),
    })
});

/// A duty that a word or a letter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Duty {
    Responsible,
    Accountable,
    Consulted,
    Informed,
    /// One that a RACI has not.
    Other,
}

/// The action that a word usually means, or either of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usual(pub(super) Action, pub(super) Option<Action>);

/// What a head of a column, or of a row in a turned sheet, says that stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// What is done: the finest has the highest number.
    Activity(u8),
    Phase,
    Action,
    Asset,
    Role,
    /// Text that no one is asked by: numbers, notes, dates.
    Aside,
}

/// The lists of a file, by their names; the first list that has a word counts.
fn lists(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut lists: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(':').filter(|_| !line.starts_with(' ')) {
            Some((name, words)) => {
                lists.push((name, Vec::new()));
                words
            }
            None => line,
        };
        let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
        if let Some((_, list)) = lists.last_mut() {
            list.extend(words);
        }
    }
    lists
}

fn read<T: Copy>(
    text: &'static str,
    meaning: impl Fn(&str) -> Option<T>,
) -> HashMap<&'static str, T> {
    let mut words = HashMap::new();
    for (name, list) in lists(text) {
        let Some(meaning) = meaning(name) else { continue };
        list.into_iter().for_each(|word| {
            words.entry(word).or_insert(meaning);
        });
    }
    words
}

/// The duty that `key` names, as a word or a letter.
pub(super) fn duty(key: &str) -> Option<Duty> {
    DUTIES.get(key).copied()
}

/// What a head of this `key` says, if it is one of those known.
pub(super) fn head(key: &str) -> Option<Head> {
    HEADS.get(key).copied()
}

/// The action that `words` usually mean.
pub(super) fn action(words: &str) -> Option<Usual> {
    ACTIONS.get(words).copied()
}

/// Phrases of several words that name an action.
pub(super) fn phrases() -> impl Iterator<Item = (&'static str, Usual)> {
    ACTIONS.iter().filter(|(words, _)| words.contains(' ')).map(|(words, usual)| (*words, *usual))
}

/// Whether a word is a noun for parts that people play.
pub(super) fn is_role_noun(word: &str) -> bool {
    ROLES.contains_key(word)
}

fn is_listed(name: &str, key: &str) -> bool {
    SIGNS.iter().any(|(list, words)| *list == name && words.contains(&key))
}

/// Whether `key` is one of the list's words, or one and something that `goes_on` takes.
fn begins_with(name: &str, key: &str, goes_on: fn(&str) -> bool) -> bool {
    let begins = |word: &&'static str| {
        key.strip_prefix(*word).is_some_and(|rest| rest.is_empty() || goes_on(rest))
    };
    SIGNS.iter().any(|(list, words)| *list == name && words.iter().any(&begins))
}

/// What stands in a cell where nothing is meant.
pub(super) fn is_none(key: &str) -> bool {
    key.is_empty() || is_listed("none", key)
}

/// Whether everybody is meant, whoever that is.
pub(super) fn is_everybody(key: &str) -> bool {
    is_listed("everybody", key)
}

/// Whether a word joins letters.
pub(super) fn is_and(word: &str) -> bool {
    is_listed("and", word)
}

/// Whether a text is about what the letters mean.
pub(super) fn is_legend(key: &str) -> bool {
    // `Key: R = …`, and not `Key management`.
    begins_with("legend", key, |rest| {
        let rest = rest.trim_start();
        rest.starts_with([':', '-', '(']) || rest.contains('=')
    })
}

/// Whether a text heads a row that counts letters.
pub(super) fn is_total(key: &str) -> bool {
    begins_with("total", key, |rest| rest.starts_with([':', ' ', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::plain::key;

    #[test]
    fn every_list_is_read_and_every_word_is_written_as_it_is_looked_for() {
        for text in [
            include_str!("words/duties.txt"),
            include_str!("words/heads.txt"),
            include_str!("words/actions.txt"),
            include_str!("words/roles.txt"),
        ] {
            for (name, words) in lists(text) {
                assert!(words.len() > 2, "{name}");
                for word in words.into_iter().filter(|word| *word != "lfd. nr") {
                    assert_eq!(key(word), word, "{name}");
                }
            }
        }
        assert_eq!(duty("verantwortlich"), Some(Duty::Responsible));
        assert_eq!(head("aufgabe"), Some(Head::Activity(2)));
        assert_eq!(action("train"), Some(Usual(Action::Train, None)));
        assert_eq!(action("deploy"), Some(Usual(Action::Promote, Some(Action::Operate))));
        assert!(
            is_role_noun("steward")
                && is_none("n/a")
                && is_legend("legend: r")
                && is_total("total a")
        );
        let known = [DUTIES.len(), HEADS.len(), ACTIONS.len(), ROLES.len()];
        assert!(known.into_iter().all(|words| words > 50), "{known:?}");
    }
}
