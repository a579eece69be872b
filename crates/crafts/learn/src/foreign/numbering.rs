//! How a model numbers classes, held against those of the data.

use super::answer::{Answer, OwnClasses};
use crate::error::LearnError;
use std::collections::{BTreeSet, HashMap};

/// What numbers mean.
pub(super) struct Numbering {
    /// The class of each index of a score.
    ordered: Vec<String>,
    /// The label by which the model says so: the class itself, or its place.
    says: Vec<String>,
}

/// By what was given, else by what the model says of itself, else by what it was seen to answer. Only where the
/// data have as many classes as the model are these taken to be the same in order.
pub(super) fn numbering(
    given: Option<&[String]>,
    own: Option<OwnClasses>,
    seen: &BTreeSet<Answer>,
    known: &[String],
) -> Result<Numbering, LearnError> {
    let other_number =
        |model: usize| LearnError::Numbered { model, data: known.len(), classes: listed(known) };
    if let Some(given) = given {
        if let Some(class) = known.iter().find(|class| place(class, given).is_none()) {
            let (answers, classes) = (listed(given), class.clone());
            return Err(LearnError::Meaning { answers, classes });
        }
        return Ok(Numbering::by_place(given));
    }
    match own {
        Some(OwnClasses::Listed(own)) => {
            let shared = known.iter().filter(|class| place(class, &own).is_some()).count();
            let numbers = own.iter().all(|name| name.trim().parse::<f64>().is_ok());
            let named = !numbers && seen.iter().all(|answer| !matches!(answer, Answer::Index(_)));
            if shared == known.len() || shared > 0 && !numbers || named {
                return Ok(Numbering { says: own.clone(), ordered: own });
            }
            if own.len() != known.len() {
                return Err(other_number(own.len()));
            }
            // Labels that encoders put in place of those of the data.
            Ok(Numbering { ordered: known.to_vec(), says: own })
        }
        Some(OwnClasses::Counted(count)) if count == known.len() => Ok(Numbering::by_label(known)),
        Some(OwnClasses::Counted(count)) => {
            let places: Vec<String> = (0..count).map(|at| at.to_string()).collect();
            match known.iter().all(|class| place(class, &places).is_some()) {
                true => Ok(Numbering::by_label(&places)),
                false => Err(other_number(count)),
            }
        }
        None => seen_in(seen, known).map_err(other_number),
    }
}

/// As what was seen has it; else how many classes there are at least.
fn seen_in(seen: &BTreeSet<Answer>, known: &[String]) -> Result<Numbering, usize> {
    let places: Vec<usize> = seen
        .iter()
        .filter_map(|answer| match answer {
            Answer::Number(number) => Some(usize::try_from(*number).unwrap_or(usize::MAX)),
            Answer::Index(index) => Some(*index as usize),
            Answer::Text(_) => None,
        })
        .collect();
    let numbers = || seen.iter().filter(|answer| matches!(answer, Answer::Number(_)));
    let labels = numbers().filter(|answer| by_label(answer, known).is_some()).count();
    let most = places.into_iter().max().unwrap_or(0);
    let all = labels == numbers().count();
    match most < known.len() {
        true if !all => Ok(Numbering::by_place(known)),
        true => Ok(Numbering::by_label(known)),
        false if all || labels > 0 => Ok(Numbering::by_label(known)),
        false => Err(most.saturating_add(1)),
    }
}

impl Numbering {
    fn by_label(classes: &[String]) -> Self {
        Self { ordered: classes.to_vec(), says: classes.to_vec() }
    }

    fn by_place(classes: &[String]) -> Self {
        let says = (0..classes.len()).map(|at| at.to_string()).collect();
        Self { ordered: classes.to_vec(), says }
    }

    /// Whether labels are said in other words than the data's.
    fn counts(&self) -> bool {
        !self.ordered.iter().zip(&self.says).all(|(class, said)| same(class, said))
    }

    /// Which class of the data each answer means, those that were `seen` among them.
    pub(super) fn meaning(
        &self,
        seen: &BTreeSet<Answer>,
        known: &[String],
    ) -> HashMap<Answer, u32> {
        let mut meaning = HashMap::new();
        for ((index, class), said) in (0u32..).zip(&self.ordered).zip(&self.says) {
            let Some(at) = place(class, known) else { continue };
            meaning.insert(Answer::Index(index), at);
            meaning.insert(Answer::Text(said.clone()), at);
            if let Ok(number) = said.trim().parse() {
                meaning.insert(Answer::Number(number), at);
            }
        }
        let counts = self.counts();
        let by_itself = |answer: &&Answer| !counts || !matches!(answer, Answer::Number(_));
        for answer in seen.iter().filter(by_itself) {
            if let Some(at) = by_label(answer, known) {
                meaning.entry(answer.clone()).or_insert(at);
            }
        }
        meaning
    }
}

/// How answers are read, if that isn't plain.
pub(super) fn notes(
    numbering: &Numbering,
    seen: &BTreeSet<Answer>,
    meaning: &HashMap<Answer, u32>,
    known: &[String],
    given: bool,
) -> Vec<String> {
    let ordered = &numbering.ordered;
    // Labels that are the numbers of classes mean themselves, either way.
    let plain = ordered.iter().zip(0i64..).all(|(class, at)| same(class, &at.to_string()));
    let numbered = seen.iter().any(|answer| match answer {
        Answer::Index(_) => true,
        Answer::Number(_) => numbering.counts(),
        Answer::Text(_) => false,
    });
    let mut notes = Vec::new();
    if numbered && !plain {
        let order = if given { "as given" } else { "in order, as encoders number them" };
        notes.push(format!(
            "the model answers by number; 0, 1, … are taken to be the classes {order}: {}",
            listed(ordered)
        ));
    }
    let lacking = |class: &&String| place(class, known).is_none();
    let lacking: Vec<String> = ordered.iter().filter(lacking).cloned().collect();
    if !lacking.is_empty() {
        notes.push(format!("the data have no row of the model's {}", listed(&lacking)));
    }
    let strange = seen.iter().filter(|answer| !meaning.contains_key(*answer)).count();
    if strange > 0 {
        notes
            .push(format!("{strange} of its answers are no label of the data, and count as wrong"));
    }
    notes
}

/// The class of the data that an answer names.
pub(super) fn by_label(answer: &Answer, known: &[String]) -> Option<u32> {
    match answer {
        Answer::Text(text) => place(text, known),
        Answer::Number(number) => place(&number.to_string(), known),
        Answer::Index(_) => None,
    }
}

fn place(text: &str, known: &[String]) -> Option<u32> {
    (0u32..).zip(known).find(|(_, class)| same(class, text)).map(|(at, _)| at)
}

/// Equal texts, or equal numbers; `True` and `true` are equal too.
fn same(class: &str, text: &str) -> bool {
    let (class, text) = (class.trim(), text.trim());
    let number = |text: &str| text.parse::<f64>().ok();
    class == text
        || number(class).is_some_and(|one| number(text) == Some(one))
        || matches!(text, "True" | "False") && class.eq_ignore_ascii_case(text)
}

pub(super) fn listed(classes: &[String]) -> String {
    let shown: Vec<String> =
        classes.iter().take(20).map(|class| class.chars().take(40).collect()).collect();
    shown.join(", ")
}
