//! What no witness recognises: flags, numbers, keys of rows, sentences, categories, names of things, or
//! nothing known.

use crate::name::Named;
use crate::profile::Profile;
use crate::verdict::{FEW, Verdict, plain};
use crate::words;
use terms::InfoType;

/// Different values beyond which text is no category.
const MANY: usize = 1_000;

/// Whether the values say no more than yes or no.
pub fn is_flag(profile: &Profile<'_>) -> bool {
    const PAIRS: [[&str; 2]; 12] = [
        ["0", "1"],
        ["yes", "no"],
        ["true", "false"],
        ["y", "n"],
        ["t", "f"],
        ["on", "off"],
        ["ja", "nein"],
        ["oui", "non"],
        ["si", "no"],
        ["sim", "nao"],
        ["tak", "nie"],
        ["да", "нет"],
    ];
    PAIRS.iter().any(|pair| profile.only(pair))
}

/// What is left to say of a column.
pub fn fallback(named: &Named, profile: &Profile<'_>) -> Verdict {
    let unique = profile.variety() >= 0.95 && profile.of >= 5;
    let keyed = named.hint == Some(InfoType::RowId);
    let numeric = profile.share(profile.numbers) >= 0.8;
    let coded = profile.share(profile.codes) >= 0.9;
    let sentences = profile.words >= 5.0 && profile.bytes >= 25.0 && profile.values.len() > FEW;
    let different = profile.values.len();
    let counted = numeric && (profile.counts_up || (keyed && !named.quantity));
    let (info_type, check, matched, confidence) = if is_flag(profile) {
        (InfoType::Boolean, "two values", profile.of, 0.9)
    } else if unique && (counted || (coded && !numeric)) {
        (InfoType::RowId, "one value a row", different as u64, 0.9)
    } else if keyed && coded && profile.variety() >= 0.3 && (!numeric || profile.fractions == 0) {
        (InfoType::RowId, "name", different as u64, 0.6)
    } else if numeric {
        (InfoType::Number, "numbers", profile.numbers, profile.share(profile.numbers))
    } else if sentences && !is_label(named, profile) {
        (InfoType::FreeText, "sentences", profile.of, 0.8)
    } else if different <= FEW || (different <= MANY && profile.variety() <= 0.5) {
        (InfoType::Category, "few values", profile.of, 0.8)
    } else if is_label(named, profile) {
        (InfoType::Category, "names of things", profile.of, 0.6)
    } else {
        (InfoType::Unknown, "none", 0, 0.0)
    };
    Verdict { info_type, confidence, evidence: vec![plain(info_type, check, matched, profile.of)] }
}

/// Whether the column is called after a thing, is short, and few of its values have a person's name.
fn is_label(named: &Named, profile: &Profile<'_>) -> bool {
    let (full, _) = profile.matched(words::is_full_name);
    named.thing
        && !named.person
        && named.hint != Some(InfoType::FreeText)
        && profile.words <= 20.0
        && profile.bytes <= 200.0
        && profile.share(full) < 0.5
}
