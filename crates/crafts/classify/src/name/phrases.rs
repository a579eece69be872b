//! Phrases that names are searched for. Each is looked up by the words of a name, instead of being searched
//! for in it: there are thousands of phrases, and a wide table has thousands of names.

use super::words::Words;
use std::collections::HashMap;
use terms::InfoType;

/// Letters of a phrase from which on it is found within a word too: `Kundenkontonummer`.
const LONG: usize = 7;

/// One phrase.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub info_type: InfoType,
    pub text: String,
    /// Whether it means little else, so that the values need not agree.
    pub strong: bool,
    /// Where it stands among all: of two that are equally good, the earlier one counts.
    pub place: usize,
    letters: usize,
    glued_letters: usize,
}

/// Phrases by what they are looked up by.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    all: Vec<Phrase>,
    /// By their words, a space between them.
    spaced: HashMap<String, Vec<usize>>,
    /// Words of the longest of those.
    longest: usize,
    /// By all of their letters, where there are spaces or many letters.
    glued: HashMap<String, Vec<usize>>,
    /// Of scripts without spaces.
    unspaced: Vec<usize>,
}

impl Phrases {
    /// The phrases of `rows`, in their order, divided by `|`. One that ends in `?` is a word for other things
    /// too.
    pub fn of<'a>(rows: impl Iterator<Item = (InfoType, &'a str)>) -> Self {
        let mut phrases = Self::default();
        for (info_type, row) in rows {
            row.split('|').filter(|phrase| !phrase.is_empty()).for_each(|phrase| {
                let (text, strong) = match phrase.strip_suffix('?') {
                    Some(text) => (text, false),
                    None => (phrase, true),
                };
                phrases.take(info_type, text, strong);
            });
        }
        phrases
    }

    fn take(&mut self, info_type: InfoType, text: &str, strong: bool) {
        let place = self.all.len();
        let glued: String = text.split(' ').collect();
        let (letters, glued_letters) = (text.chars().count(), glued.chars().count());
        self.spaced.entry(text.to_owned()).or_default().push(place);
        self.longest = self.longest.max(text.split(' ').count());
        if text.chars().any(|c| c > '\u{2e80}') {
            self.unspaced.push(place);
        } else if text.contains(' ') || glued_letters >= LONG {
            self.glued.entry(glued).or_default().push(place);
        }
        let text = text.to_owned();
        self.all.push(Phrase { info_type, text, strong, place, letters, glued_letters });
    }

    /// Gives each phrase that the name has, and how many of its characters it accounts for, at least once.
    pub(super) fn each<'a>(&'a self, name: &Words, take: &mut dyn FnMut(&'a Phrase, usize)) {
        let mut give = |places: Option<&'a Vec<usize>>, fits: &dyn Fn(&Phrase) -> Option<usize>| {
            let phrases = places.into_iter().flatten().filter_map(|place| self.all.get(*place));
            phrases.for_each(|phrase| {
                fits(phrase).into_iter().for_each(|length| take(phrase, length));
            });
        };
        for words in [&name.whole, &name.split] {
            for start in 0..words.len() {
                let mut run = String::new();
                for word in words.iter().skip(start).take(self.longest) {
                    if !run.is_empty() {
                        run.push(' ');
                    }
                    run.push_str(word);
                    give(self.spaced.get(&run), &|phrase| Some(2 * phrase.letters + 1));
                }
            }
        }
        // Scripts without spaces, and words that are written as one: `accountnumber`.
        if name.glued.chars().any(|c| c > '\u{2e80}') {
            give(Some(&self.unspaced), &|phrase| {
                let held = phrase.letters >= 2 && name.glued.contains(&phrase.text);
                held.then_some(2 * phrase.letters)
            });
        }
        give(self.glued.get(&name.glued), &|phrase| {
            phrase.text.contains(' ').then_some(2 * phrase.glued_letters)
        });
        for part in name.whole.iter().flat_map(|word| ends(word)) {
            give(self.glued.get(part), &|phrase| {
                (phrase.glued_letters >= LONG).then_some(2 * phrase.glued_letters)
            });
        }
    }

    /// Whether the name has one of the phrases.
    pub(super) fn any(&self, name: &Words) -> bool {
        let mut found = false;
        self.each(name, &mut |_, _| found = true);
        found
    }
}

/// What a word of many letters begins or ends with, from [`LONG`] letters on.
fn ends(word: &str) -> impl Iterator<Item = &str> {
    let long = |part: &&str| part.chars().nth(LONG - 1).is_some();
    let begins = word.char_indices().skip(LONG).map(|(at, _)| at).chain([word.len()]);
    let begins = begins.filter_map(|end| word.get(..end));
    let ends = word.char_indices().skip(1).filter_map(|(at, _)| word.get(at..));
    begins.chain(ends).filter(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_is_looked_up_by_what_it_begins_and_ends_with() {
        let parts: Vec<&str> = ends("kontonummer").collect();
        assert!(parts.contains(&"kontonummer") && parts.contains(&"kontonu"));
        assert!(parts.contains(&"onummer") && !parts.contains(&"nummer"));
        assert!(ends("konto").next().is_none());
        assert!(ends("größenmaße").all(|part| part.chars().count() >= LONG));
    }
}
