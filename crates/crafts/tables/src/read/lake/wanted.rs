//! The columns that a snapshot has, found in files that may have other names, orders and types for them.

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, ListArray, MapArray, RecordBatch, StringArray, StructArray, new_null_array,
};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use std::collections::HashMap;
use std::sync::Arc;

/// Where `parquet` keeps the number of a field.
const FIELD_ID: &str = "PARQUET:field_id";

/// A column, or a field of one.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) name: String,
    /// What it is found by: a name, or a number where the files have such.
    pub(super) key: Key,
    pub(super) kind: DataType,
    /// Of a struct its fields, of a list its element, of a map key and value.
    pub(super) inner: Vec<Self>,
    /// Whether a row may lack it.
    pub(super) optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Name(String),
    Number(i64),
    /// Element, key, value: by its place.
    Place,
}

impl Wanted {
    pub(super) fn new(name: &str, key: Key, kind: DataType, optional: bool) -> Self {
        Self { name: name.to_owned(), key, kind, inner: Vec::new(), optional }
    }

    /// A column of these fields.
    pub(super) fn of_fields(name: &str, key: Key, inner: Vec<Self>, optional: bool) -> Self {
        let fields: Fields = inner.iter().map(Self::field).collect();
        Self { inner, ..Self::new(name, key, DataType::Struct(fields), optional) }
    }

    pub(super) fn of_list(name: &str, key: Key, element: Self, optional: bool) -> Self {
        let kind = DataType::List(Arc::new(element.field().with_name("element")));
        Self { inner: vec![element], ..Self::new(name, key, kind, optional) }
    }

    pub(super) fn of_map(name: &str, key: Key, from: Self, to: Self, optional: bool) -> Self {
        let entry =
            [from.field().with_name("key").with_nullable(false), to.field().with_name("value")];
        let entries =
            Field::new("key_value", DataType::Struct(Fields::from(entry.to_vec())), false);
        let kind = DataType::Map(Arc::new(entries), false);
        Self { inner: vec![from, to], ..Self::new(name, key, kind, optional) }
    }

    fn field(&self) -> Field {
        Field::new(&self.name, self.kind.clone(), true)
    }

    /// What partitions and defaults call it.
    pub(super) fn called(&self) -> String {
        match &self.key {
            Key::Name(name) => name.clone(),
            Key::Number(number) => number.to_string(),
            Key::Place => self.name.clone(),
        }
    }

    /// The column, of a file's rows.
    pub(super) fn of(
        &self,
        batch: &RecordBatch,
        fixed: &HashMap<String, Option<String>>,
    ) -> Result<ArrayRef, String> {
        let schema = batch.schema();
        let rows = batch.num_rows();
        // What the log says of a partition is right, whatever the file says.
        if let Some(value) = fixed.get(&self.called()) {
            return self.repeated(value.as_deref(), rows);
        }
        match self.among(schema.fields()) {
            Some(at) => self.conformed(batch.column(at)),
            None if self.optional => Ok(new_null_array(&self.kind, rows)),
            None => Err(format!("the column {} is missing", self.name)),
        }
    }

    fn among(&self, fields: &Fields) -> Option<usize> {
        fields.iter().position(|field| match &self.key {
            Key::Name(name) => field.name() == name,
            Key::Number(number) => number_of(field) == Some(*number),
            Key::Place => false,
        })
    }

    /// The same value in all rows, as a partition's folder has it.
    fn repeated(&self, value: Option<&str>, rows: usize) -> Result<ArrayRef, String> {
        let text: ArrayRef = Arc::new(StringArray::from(vec![value; rows]));
        // Delta writes moments of a zone without one, in UTC.
        let wrong = |_| format!("the partition's value of {} is no {}", self.name, self.kind);
        match &self.kind {
            DataType::Binary => {
                Ok(Arc::new(arrow_array::BinaryArray::from(vec![value.map(str::as_bytes); rows])))
            }
            kind => strict(&text, kind).map_err(wrong),
        }
    }

    fn conformed(&self, values: &ArrayRef) -> Result<ArrayRef, String> {
        let wrong =
            || format!("the column {} holds {}, not {}", self.name, values.data_type(), self.kind);
        match (&self.kind, values.data_type()) {
            (DataType::Struct(fields), DataType::Struct(found)) => {
                let values = values.as_struct();
                let one = |wanted: &Self| match wanted.among(found) {
                    Some(at) => wanted.conformed(values.column(at)),
                    None if wanted.optional => Ok(new_null_array(&wanted.kind, values.len())),
                    None => Err(format!("the field {} is missing", wanted.name)),
                };
                let columns = self.inner.iter().map(one).collect::<Result<Vec<_>, _>>()?;
                let built = StructArray::try_new(fields.clone(), columns, values.nulls().cloned());
                built.map(|built| Arc::new(built) as ArrayRef).map_err(|_| wrong())
            }
            (DataType::List(field), DataType::List(_)) => {
                let [element] = &self.inner[..] else { return Err(wrong()) };
                let list = values.as_list::<i32>();
                let inner = element.conformed(list.values())?;
                let built = ListArray::try_new(
                    Arc::clone(field),
                    list.offsets().clone(),
                    inner,
                    list.nulls().cloned(),
                );
                built.map(|built| Arc::new(built) as ArrayRef).map_err(|_| wrong())
            }
            (DataType::Map(entries, _), DataType::Map(..)) => {
                let [from, to] = &self.inner[..] else { return Err(wrong()) };
                let map = values.as_map();
                let columns = vec![from.conformed(map.keys())?, to.conformed(map.values())?];
                let DataType::Struct(fields) = entries.data_type() else { return Err(wrong()) };
                let pairs =
                    StructArray::try_new(fields.clone(), columns, None).map_err(|_| wrong())?;
                let built = MapArray::try_new(
                    Arc::clone(entries),
                    map.offsets().clone(),
                    pairs,
                    map.nulls().cloned(),
                    false,
                );
                built.map(|built| Arc::new(built) as ArrayRef).map_err(|_| wrong())
            }
            (DataType::List(_), DataType::LargeList(inner)) => {
                let plain =
                    strict(values, &DataType::List(Arc::clone(inner))).map_err(|_| wrong())?;
                self.conformed(&plain)
            }
            (kind, found) if kind == found => Ok(Arc::clone(values)),
            (kind, found) if kind.is_nested() || found.is_nested() => Err(wrong()),
            (kind, _) => strict(values, kind).map_err(|_| wrong()),
        }
    }
}

fn number_of(field: &FieldRef) -> Option<i64> {
    field.metadata().get(FIELD_ID)?.parse().ok()
}

fn strict(values: &ArrayRef, kind: &DataType) -> Result<ArrayRef, arrow_schema::ArrowError> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(values, kind, &options)
}
