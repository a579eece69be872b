//! Which of the data's classes a model's answers mean.

use crate::attack::LabelOracle;
use crate::error::LearnError;
use crate::table::Table;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The class of an answer that is no label of the data.
pub const OTHER: &str = "(another answer)";
/// Rows that are asked to see what a model answers.
const ASKED: usize = 2_000;

/// What a model says of one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// A label.
    Text(String),
    /// A label that is a number.
    Number(i64),
    /// Its scores are highest for the class of this index.
    Index(u32),
}

/// A classifier that knows nothing of the table's classes. Implemented by a model file and by what
/// answers over a network.
pub trait Stranger: Sync {
    /// What it says of each row.
    ///
    /// # Errors
    /// If it can't answer.
    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError>;
}

/// A stranger whose answers are understood.
pub struct Understood {
    stranger: Box<dyn Stranger>,
    meaning: HashMap<Answer, u32>,
    other: u32,
    /// How answers are read, if that isn't plain.
    pub notes: Vec<String>,
}

impl Understood {
    /// Asks about rows of `table` (as [`super::Binding::gather`] makes it) what the answers are.
    /// Labels are matched as they are; numbers that are no labels count the classes in order, from
    /// 0; `classes` says in which order, if it isn't the usual one.
    ///
    /// # Errors
    /// If the stranger can't answer, or its answers mean no class of the data.
    pub fn new(
        stranger: Box<dyn Stranger>,
        table: &Table,
        classes: Option<&[String]>,
    ) -> Result<Self, LearnError> {
        let asked: Vec<usize> = (0..table.rows().min(ASKED)).collect();
        let answers = stranger.answers(&table.take(&asked))?;
        let seen: BTreeSet<Answer> = answers.into_iter().collect();
        let known = table.classes().split_last().map_or(&[][..], |(_, known)| known);
        let other = u32::try_from(known.len()).unwrap_or(0);
        let ordered = match classes {
            Some(given) => given,
            None => known,
        };
        let place = |text: &str| {
            let at = known.iter().position(|class| same(class, text))?;
            u32::try_from(at).ok()
        };
        let by_index = |index: i64| {
            usize::try_from(index).ok().and_then(|at| ordered.get(at)).and_then(|text| place(text))
        };
        let counts = classes.is_some() || !seen.iter().all(|answer| is_label(answer, known));
        let mut meaning = HashMap::new();
        for (index, class) in (0i64..).zip(ordered) {
            let at = by_index(index);
            let Some(at) = at else {
                if classes.is_some() {
                    return Err(LearnError::Meaning {
                        answers: class.clone(),
                        classes: listed(known),
                    });
                }
                continue;
            };
            if let Ok(index) = u32::try_from(index) {
                meaning.insert(Answer::Index(index), at);
            }
            if counts {
                meaning.insert(Answer::Number(index), at);
            }
        }
        for answer in &seen {
            let text = match answer {
                Answer::Text(text) => text.clone(),
                Answer::Number(number) if !counts => number.to_string(),
                _ => continue,
            };
            if let Some(at) = place(&text) {
                meaning.insert(answer.clone(), at);
            }
        }
        if !seen.iter().any(|answer| meaning.contains_key(answer)) {
            let answers: Vec<String> = seen.iter().take(10).map(shown).collect();
            return Err(LearnError::Meaning {
                answers: answers.join(", "),
                classes: listed(known),
            });
        }
        // Labels that are the numbers of classes mean themselves, either way.
        let plain = known.iter().zip(0i64..).all(|(class, at)| same(class, &at.to_string()));
        let mut notes = Vec::new();
        let numbered = seen.iter().any(|answer| match answer {
            Answer::Index(_) => true,
            Answer::Number(_) => counts,
            Answer::Text(_) => false,
        });
        if numbered && !plain {
            let order =
                if classes.is_some() { "as given" } else { "in order, as encoders number them" };
            notes.push(format!(
                "the model answers by number; 0, 1, … are taken to be the classes {order}: {}",
                listed(ordered)
            ));
        }
        let strange = seen.iter().filter(|answer| !meaning.contains_key(*answer)).count();
        if strange > 0 {
            notes.push(format!(
                "{strange} of its answers are no label of the data, and count as wrong"
            ));
        }
        Ok(Self { stranger, meaning, other, notes })
    }

    /// Which class each answer means, in order of the answers.
    pub(super) fn meaning(&self) -> impl Iterator<Item = (&Answer, u32)> {
        let sorted: BTreeMap<&Answer, u32> =
            self.meaning.iter().map(|(answer, class)| (answer, *class)).collect();
        sorted.into_iter()
    }
}

impl LabelOracle for Understood {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        let class = |answer: &Answer| match self.meaning.get(answer) {
            Some(class) => *class,
            None => self.other,
        };
        let answers = self.stranger.answers(table)?;
        if answers.len() != table.rows() {
            let reason = format!("it gave {} answers to {} rows", answers.len(), table.rows());
            return Err(LearnError::Model { reason });
        }
        Ok(answers.iter().map(class).collect())
    }
}

/// Whether an answer is a label of the data as it is.
fn is_label(answer: &Answer, known: &[String]) -> bool {
    let is = |text: &str| known.iter().any(|class| same(class, text));
    match answer {
        Answer::Text(text) => is(text),
        Answer::Number(number) => is(&number.to_string()),
        Answer::Index(_) => true,
    }
}

/// Equal texts, or equal numbers; `True` and `true` are equal too.
fn same(class: &str, text: &str) -> bool {
    let (class, text) = (class.trim(), text.trim());
    let number = |text: &str| text.parse::<f64>().ok();
    class == text
        || number(class).is_some_and(|one| number(text) == Some(one))
        || matches!(text, "True" | "False") && class.eq_ignore_ascii_case(text)
}

fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.chars().take(40).collect(),
        Answer::Number(number) => number.to_string(),
        Answer::Index(index) => index.to_string(),
    }
}

fn listed(classes: &[String]) -> String {
    let shown: Vec<String> =
        classes.iter().take(20).map(|class| class.chars().take(40).collect()).collect();
    shown.join(", ")
}
