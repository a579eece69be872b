//! A model of somebody else that says in its metadata which columns it takes and what its answers mean, so
//! that it is asked as ours are. Its graph stays as it came.

use super::answer::Answer;
use super::meaning::{OTHER, Stranger, Understood};
use super::{Binding, Foreign, ForeignRuntime, Named};
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::file::{decode, entry, refused};
use crate::onnx::SCHEMA_KEY;
use crate::rows::Texts;
use crate::schema::{Cells, Input, Schema};
use crate::table::{Categorical, Numeric, Table};
use prost::Message;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tract_onnx::pb::StringStringEntryProto;

/// Where such a file says it.
pub(crate) const BINDING_KEY: &str = "hygeia.binding";
/// Rows that are enough to learn ranges, categories and the meaning of answers from.
const MOST_ROWS: usize = 20_000;

/// What stands under [`BINDING_KEY`].
#[derive(Serialize, Deserialize)]
struct Description {
    /// The columns of the data that it was described by, in their order.
    columns: Vec<Named>,
    /// Which class each of its answers means; any other answer is [`OTHER`].
    answers: Vec<(Answer, u32)>,
}

/// A described model.
pub struct Described {
    /// The file: as it came, and what it takes and answers in its metadata.
    pub file: Vec<u8>,
    /// Rows that it can be asked about, with the label of each.
    pub table: Table,
    /// What was not said, and is taken to be so.
    pub notes: Vec<String>,
}

/// Describes a model file by `rows`: names, types, ranges and categories are theirs. `columns` names
/// those that the model takes, in its order, if it doesn't name them itself; `classes` says in which
/// order it numbers classes, if that isn't the usual one.
///
/// # Errors
/// If the file can't be run, says what it takes already, does not fit the rows, or would be answered
/// otherwise once it is described.
pub fn describe(
    bytes: &[u8],
    rows: &Table,
    columns: &[String],
    classes: Option<&[String]>,
) -> Result<Described, LearnError> {
    if entry(&decode(bytes)?, SCHEMA_KEY).is_some() {
        return Err(refused(
            "it says what it takes already: it was made here, or described before",
        ));
    }
    let foreign = Foreign::load(bytes, &|_| None)?;
    let step = rows.rows().div_ceil(MOST_ROWS).max(1);
    let rows = rows.take(&(0..rows.rows()).step_by(step).collect::<Vec<_>>());
    let named = named(&rows, columns)?;
    let binding = Binding::of(foreign.ports(), &named)?;
    let gathered = binding.gather(&|name, _| texts(&rows, name), &labels(&rows))?;
    let mut notes = binding.notes.clone();
    if gathered.incomplete > 0 {
        let left = gathered.incomplete;
        notes.push(format!("{left} rows are left out, as a whole number is missing"));
    }
    let table = gathered.table;
    let taken = |column: &Named| binding.names().any(|name| name == column.name);
    let columns = named.into_iter().filter(taken).collect();
    let runtime = foreign.run_on(&binding)?;
    let understood = Understood::new(Box::new(runtime), &table, classes)?;
    notes.extend(understood.notes.iter().cloned());
    let answers = understood.meaning().map(|(answer, class)| (answer.clone(), class));
    let description = Description { columns, answers: answers.collect() };
    let file = annotated(bytes, &Encoding::fit(&table).schema, &description)?;
    Ok(Described { file, table, notes })
}

fn annotated(bytes: &[u8], schema: &Schema, said: &Description) -> Result<Vec<u8>, LearnError> {
    let mut proto = decode(bytes)?;
    let text = |text: Result<String, serde_json::Error>| text.map_err(|e| refused(e.to_string()));
    for (key, value) in [
        (SCHEMA_KEY, text(serde_json::to_string(schema))?),
        (BINDING_KEY, text(serde_json::to_string(said))?),
    ] {
        proto.metadata_props.retain(|entry| entry.key != key);
        proto.metadata_props.push(StringStringEntryProto { key: key.to_owned(), value });
    }
    Ok(proto.encode_to_vec())
}

/// The columns of a table: those that are named, in that order, or all.
fn named(rows: &Table, columns: &[String]) -> Result<Vec<Named>, LearnError> {
    let numbers = rows.numeric().iter().map(|column| (&column.name, true));
    let texts = rows.categorical().iter().map(|column| (&column.name, false));
    let all = numbers.chain(texts);
    let all: Vec<Named> =
        all.map(|(name, numeric)| Named { name: name.clone(), numeric }).collect();
    if columns.is_empty() {
        return Ok(all);
    }
    let find = |name: &String| {
        let found = all.iter().find(|column| column.name == *name).cloned();
        let expected = "it".to_owned();
        found.ok_or_else(|| LearnError::MissingColumn { column: name.clone(), expected })
    };
    columns.iter().map(find).collect()
}

fn texts(rows: &Table, name: &str) -> Option<Texts> {
    if let Some(column) = rows.numeric().iter().find(|column| column.name == name) {
        let text = |value: &f32| value.is_finite().then(|| value.to_string());
        return Some(column.values.iter().map(text).collect());
    }
    let column = rows.categorical().iter().find(|column| column.name == name)?;
    let text = |code: &u32| column.vocabulary.get(*code as usize).cloned();
    Some(column.codes.iter().map(text).collect())
}

fn labels(rows: &Table) -> Texts {
    rows.labels().iter().map(|label| rows.classes().get(*label as usize).cloned()).collect()
}

/// A described model, ready.
pub(crate) struct DescribedRuntime {
    runtime: ForeignRuntime,
    meaning: HashMap<Answer, u32>,
}

impl DescribedRuntime {
    /// Reads a described file; what `said` and `schema` say is held against its graph.
    pub(crate) fn load(bytes: &[u8], schema: &Schema, said: &str) -> Result<Self, LearnError> {
        let lies = |why: &str| refused(format!("its {BINDING_KEY} {why}"));
        let said: Description =
            serde_json::from_str(said).map_err(|e| lies(&format!("does not parse: {e}")))?;
        if schema.classes.last().is_none_or(|class| class != OTHER) {
            return Err(lies("has no class for other answers"));
        }
        if schema.suspicion_threshold.is_some() {
            return Err(lies("is of a model that tells attacks, which no model of others does"));
        }
        let classes = schema.classes.len();
        if said.answers.iter().any(|(_, class)| *class as usize >= classes) {
            return Err(lies("names a class that there is not"));
        }
        let foreign = Foreign::load(bytes, &|_| None)?;
        let binding = Binding::of(foreign.ports(), &said.columns)?;
        if !binding.names().eq(schema.inputs.iter().map(Input::name)) {
            return Err(lies("names other columns than its schema"));
        }
        let runtime = foreign.run_on(&binding)?;
        Ok(Self { runtime, meaning: said.answers.into_iter().collect() })
    }

    /// The first input that lacks a whole number which the graph takes.
    pub(crate) fn lacking<'a>(&self, schema: &'a Schema, cells: &[Cells]) -> Option<&'a str> {
        let whole = self.runtime.binding().whole();
        let lacks = |cells: &Cells| match cells {
            Cells::Numbers(numbers) => !numbers.iter().all(|number| number.is_finite()),
            Cells::Codes(_) => false,
        };
        let inputs = schema.inputs.iter().map(Input::name).zip(cells);
        inputs
            .into_iter()
            .find(|(name, cells)| whole.contains(name) && lacks(cells))
            .map(|(n, _)| n)
    }

    /// The class of each row; cells are those of the schema.
    pub(crate) fn labels(&self, schema: &Schema, cells: &[Cells]) -> Result<Vec<u32>, LearnError> {
        let rows = cells.first().map_or(0, Cells::len);
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        for (input, cells) in schema.inputs.iter().zip(cells) {
            let name = input.name().to_owned();
            match (input, cells) {
                (Input::Category { vocabulary, .. }, Cells::Codes(codes)) => {
                    let code = |code: &i64| u32::try_from(*code).unwrap_or(Categorical::UNKNOWN);
                    let (vocabulary, codes) =
                        (vocabulary.clone(), codes.iter().map(code).collect());
                    texts.push(Categorical { name, vocabulary, codes });
                }
                (_, Cells::Numbers(values)) => {
                    numbers.push(Numeric { name, values: values.clone() });
                }
                (_, Cells::Codes(_)) => return Err(refused("a number is given as a category")),
            }
        }
        let table = Table::new(numbers, texts, vec![0; rows], schema.classes.clone())?;
        let other = u32::try_from(schema.classes.len()).unwrap_or(1).saturating_sub(1);
        let answers = self.runtime.answers(&table)?;
        if answers.len() != rows {
            return Err(refused(format!("it gave {} answers to {rows} rows", answers.len())));
        }
        Ok(answers.iter().map(|said| self.meaning.get(said).copied().unwrap_or(other)).collect())
    }
}
