//! One table in several files, with columns in the names of folders as Hive has them: `year=2024/part.parquet`.

use super::error::{Doubt, ReadError};
use super::options::ReadOptions;
use crate::table::{Format, Naming, Note, Table};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::{Defect, DefectKind, limits, printable};

/// What Hive calls the folder of missing values.
const MISSING: &str = "__HIVE_DEFAULT_PARTITION__";

/// A part, and where it lay.
pub(super) struct PartOf {
    pub(super) path: String,
    pub(super) table: Table,
}

/// Puts the parts of one table together, in the order that they come in. The source is that of the first,
/// but for its account, which is the caller's.
pub(super) fn together(
    name: &str,
    parts: Vec<PartOf>,
    options: &ReadOptions,
) -> Result<Table, ReadError> {
    let rows = parts.iter().map(|part| part.table.typed.num_rows()).sum::<usize>();
    if rows > options.limits.rows {
        return Err(ReadError::TooManyRows { name: name.to_owned(), limit: options.limits.rows });
    }
    let folders: Vec<Vec<(String, String)>> = parts.iter().map(|part| keys(&part.path)).collect();
    let (mut typed, mut text) = (Vec::new(), Vec::new());
    let (mut defects, mut notes) = (Defects::default(), Vec::new());
    let mut source = None;
    for (part, keys) in parts.iter().zip(&folders) {
        let differs = || {
            let doubt = Doubt::Parts { part: printable(&part.path).into_owned() };
            ReadError::Unsure { name: name.to_owned(), doubt }
        };
        let first = folders.first().map_or(&[][..], Vec::as_slice);
        if !first.iter().map(|(key, _)| key).eq(keys.iter().map(|(key, _)| key)) {
            return Err(differs());
        }
        let table = &part.table;
        let both =
            (with(&table.typed, keys, &folders, false), with(&table.batch, keys, &folders, true));
        let (Some(part_typed), Some(part_text)) = both else { return Err(differs()) };
        let known: Option<&RecordBatch> = typed.first();
        if known.is_some_and(|known| !same(known, &part_typed)) {
            return Err(differs());
        }
        defects.add(&table.defects, typed.iter().map(RecordBatch::num_rows).sum());
        notes.extend(
            table
                .notes
                .iter()
                .filter(|note| !notes.contains(*note))
                .cloned()
                .collect::<Vec<Note>>(),
        );
        source.get_or_insert_with(|| table.source.clone());
        typed.push(part_typed);
        text.push(part_text);
    }
    let (Some(mut source), Some(first), Some(first_text)) = (source, typed.first(), text.first())
    else {
        return Err(ReadError::Empty { name: name.to_owned() });
    };
    let wrong = |error: &dyn std::fmt::Display| ReadError::Format {
        name: name.to_owned(),
        format: "parts of a table",
        cause: super::arrow_batches::shown(error),
    };
    let whole = concat_batches(&first.schema(), &typed).map_err(|error| wrong(&error))?;
    let batch = concat_batches(&first_text.schema(), &text).map_err(|error| wrong(&error))?;
    notes.push(Note::of("tables/parts", format!("it is read from {} files", parts.len())));
    (source.format, source.name) = (Format::Parts, name.to_owned());
    source.naming = if options.names.is_some() { Naming::Given } else { source.naming };
    Ok(Table { typed: whole, batch, source, defects: defects.all(), notes })
}

/// Whether two parts have the same columns, whatever may be null in them.
fn same(one: &RecordBatch, other: &RecordBatch) -> bool {
    let (one, other) = (one.schema(), other.schema());
    let pairs = one.fields().iter().zip(other.fields());
    one.fields().len() == other.fields().len()
        && pairs.into_iter().all(|(a, b)| a.name() == b.name() && a.data_type() == b.data_type())
}

/// The `key=value` folders of a path.
fn keys(path: &str) -> Vec<(String, String)> {
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    let pair = |folder: &str| {
        let (key, value) = folder.split_once('=')?;
        (!key.is_empty()).then(|| (key.to_owned(), unescaped(value)))
    };
    folders.into_iter().filter_map(pair).collect()
}

/// `%3A` is `:`.
pub(super) fn unescaped(value: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(value.len()), value.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The batch with a column for each folder; whole numbers where all parts have such.
fn with(
    batch: &RecordBatch,
    keys: &[(String, String)],
    folders: &[Vec<(String, String)>],
    as_text: bool,
) -> Option<RecordBatch> {
    let mut fields: Vec<Field> = batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.as_ref().clone().with_nullable(true))
        .collect();
    let mut columns = batch.columns().to_vec();
    for (at, (key, value)) in keys.iter().enumerate() {
        if batch.schema().column_with_name(key).is_some() {
            continue;
        }
        let all = folders.iter().filter_map(|keys| keys.get(at)).filter(|(_, v)| v != MISSING);
        let plain = |value: &str| value.parse::<i64>().is_ok_and(|n| n.to_string() == value);
        let numbers = !as_text && all.into_iter().all(|(_, value)| plain(value));
        let present = (value != MISSING).then_some(value.as_str());
        let rows = batch.num_rows();
        let column: ArrayRef = if numbers {
            let number: Option<i64> = present.and_then(|value| value.parse().ok());
            Arc::new(Int64Array::from(vec![number; rows]))
        } else {
            Arc::new(StringArray::from(vec![present; rows]))
        };
        let kind = if numbers { DataType::Int64 } else { DataType::Utf8 };
        fields.push(Field::new(key, kind, true));
        columns.push(column);
    }
    let schema = Schema::new_with_metadata(fields, batch.schema().metadata().clone());
    RecordBatch::try_new(Arc::new(schema), columns).ok()
}

/// Defects of all parts, by row of the whole.
#[derive(Default)]
struct Defects(BTreeMap<(DefectKind, Option<String>), (u64, Vec<u64>)>);

impl Defects {
    fn add(&mut self, defects: &[Defect], before: usize) {
        for defect in defects {
            let known = self.0.entry((defect.kind, defect.column.clone())).or_default();
            known.0 += defect.count;
            let rows = defect.rows.iter().map(|row| row + before as u64);
            let room = limits::LISTED_ROWS.saturating_sub(known.1.len());
            known.1.extend(rows.take(room));
        }
    }

    fn all(self) -> Vec<Defect> {
        let one = |((kind, column), (count, rows))| Defect { kind, column, count, rows };
        self.0.into_iter().map(one).collect()
    }
}
