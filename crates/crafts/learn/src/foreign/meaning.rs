//! Which of the data's classes a model's answers mean.

use super::answer::{Answer, OwnClasses};
use super::numbering::{by_label, listed, notes, numbering};
use crate::attack::LabelOracle;
use crate::error::LearnError;
use crate::table::Table;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The class of an answer that is no label of the data.
pub const OTHER: &str = "(another answer)";
/// Rows that are asked to see what a model answers.
const ASKED: usize = 2_000;

/// A classifier that knows nothing of the table's classes. Implemented by a model file and by what
/// answers over a network.
pub trait Stranger: Sync {
    /// What it says of each row.
    ///
    /// # Errors
    /// If it can't answer.
    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError>;

    /// Which classes it tells apart, if it says so: the rows at hand need not hold all of them.
    fn classes(&self) -> Option<OwnClasses> {
        None
    }
}

/// A stranger whose answers are understood.
pub struct Understood {
    stranger: Box<dyn Stranger>,
    meaning: HashMap<Answer, u32>,
    known: Vec<String>,
    other: u32,
    /// How answers are read, if that isn't plain.
    pub notes: Vec<String>,
}

impl Understood {
    /// Asks about rows of `table` (as [`super::Binding::gather`] makes it) what the answers are.
    /// Labels are matched as they are; numbers that are no labels count the model's classes in order, from
    /// 0; `classes` says in which order, if the model doesn't and it isn't the usual one.
    ///
    /// # Errors
    /// If the stranger can't answer, its answers mean no class of the data, or it numbers another number of
    /// classes than the data has.
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
        let numbering = numbering(classes, stranger.classes(), &seen, known)?;
        let meaning = numbering.meaning(&seen, known);
        if !seen.iter().any(|answer| meaning.contains_key(answer)) {
            let answers: Vec<String> = seen.iter().take(10).map(shown).collect();
            return Err(LearnError::Meaning {
                answers: answers.join(", "),
                classes: listed(known),
            });
        }
        let notes = notes(&numbering, &seen, &meaning, known, classes.is_some());
        Ok(Self { stranger, meaning, known: known.to_vec(), other, notes })
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
        // A label that was not among the first answers means itself as well.
        let class = |answer: &Answer| match self.meaning.get(answer) {
            Some(class) => *class,
            None if matches!(answer, Answer::Text(_)) => {
                by_label(answer, &self.known).unwrap_or(self.other)
            }
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

fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.chars().take(40).collect(),
        Answer::Number(number) => number.to_string(),
        Answer::Index(index) => index.to_string(),
    }
}
