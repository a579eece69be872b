//! How verbs read a table.

use super::given;
use super::table_source::TableSource;
use crate::failure::{Failure, whole};
#[cfg(feature = "places")]
use std::io::Read as _;
use std::path::Path;
#[cfg(feature = "places")]
use tables::Note;
use tables::Table;
use tables::read::{self, ColumnType, ReadError, ReadOptions};

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',')]
    pub names: Option<Vec<String>>,
    /// What stands between cells, one character, or `tab`; found out by itself if not given.
    #[arg(long, value_parser = read::delimiter)]
    pub delimiter: Option<u8>,
    /// Types of columns, which overrule what their values look like: price=decimal(12.2),code=text
    #[arg(long, value_delimiter = ',', value_parser = read::column_type, value_name = "COLUMN=TYPE")]
    pub types: Vec<(String, ColumnType)>,
    /// How text is encoded, such as `windows-1252` or `shift_jis`; found out by itself if not given.
    #[arg(long)]
    pub encoding: Option<String>,
    /// What stands before the decimals of numbers: a point or a comma; found out if not given.
    #[arg(long, value_parser = read::decimal)]
    pub decimal: Option<u8>,
    /// What stands for a missing value, beside an empty cell and `?`: NA,none
    #[arg(long, value_delimiter = ',')]
    pub nulls: Vec<String>,
    /// Take rows of another width: short ones are padded, long ones get columns of their own.
    #[arg(long)]
    pub ragged: bool,
    /// Take a quotation mark for what it is, never for what holds a cell together.
    #[arg(long)]
    pub unquoted: bool,
    /// The sheet of a workbook that has more than one.
    #[arg(long)]
    pub sheet: Option<String>,
    /// What to ask a database, instead of all of a table.
    #[arg(long, value_name = "SQL")]
    pub query: Option<String>,
    /// Keys to Parquet that others encrypted, in TOML: `footer = KEY`, under `[columns]` a key for each column,
    /// under `[keys]` keys by the id that the file knows them by.
    #[cfg(feature = "places")]
    #[arg(long, value_name = "FILE")]
    pub parquet_keys: Option<std::path::PathBuf>,
}

impl Reading {
    /// How to read.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            names: self.names.clone(),
            types: self.types.clone(),
            encoding: self.encoding.clone(),
            decimal: self.decimal,
            nulls: self.nulls.clone(),
            ragged: self.ragged,
            unquoted: self.unquoted,
            sheet: self.sheet.clone(),
            ..found_out()
        }
    }

    /// Whether anything is said of how to read.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.names.is_some()
            || self.delimiter.is_some()
            || self.encoding.is_some()
            || self.decimal.is_some()
            || self.sheet.is_some()
            || self.ragged
            || self.unquoted
            || !(self.types.is_empty() && self.nulls.is_empty())
    }

    /// Columns that are to be read as the text that a place writes.
    #[cfg(feature = "places")]
    fn as_text(&self) -> Vec<String> {
        let text = self.types.iter().filter(|(_, kind)| *kind == read::ColumnType::Text);
        text.map(|(name, _)| name.clone()).collect()
    }

    /// Reads the table that `source` names.
    ///
    /// # Errors
    /// If it can't be read; as inconclusive where it could be read in more than one way.
    pub fn read(&self, source: &TableSource) -> Result<Table, Failure> {
        match source {
            TableSource::Wrong(why) => Err(Failure::usage(why.clone())),
            TableSource::Path(_) | TableSource::Stdin if self.query.is_some() => Err(no_query()),
            TableSource::Path(path) => {
                read::table(path, &self.with_keys()?).map_err(|error| unread(&error))
            }
            TableSource::Stdin => {
                let bytes = given::standard_input(terms::limits::TABLE_BYTES)?;
                let table = read::bytes("-", bytes.into(), &self.with_keys()?);
                table.map_err(|error| unread(&error))
            }
            #[cfg(feature = "places")]
            TableSource::Place(place) => {
                let given = TableSource::given(place, self.query.clone(), self.as_text())?;
                let options = self.of_place(&given);
                let table = read::bytes(&given.name, given.bytes, &options);
                let mut table = table.map_err(|error| unread(&error))?;
                table.notes.extend(given.notes.into_iter().map(|note| Note {
                    rule: note.rule,
                    column: note.column,
                    text: note.text,
                }));
                Ok(table)
            }
        }
    }

    /// Reads a file of text with each cell as it is written.
    ///
    /// # Errors
    /// As [`Reading::read`].
    pub fn as_written(&self, path: &Path) -> Result<Table, Failure> {
        let options = ReadOptions { as_written: true, types: Vec::new(), ..self.options() };
        read::table(path, &options).map_err(|error| unread(&error))
    }

    /// How to read, with the keys that a file names.
    #[cfg(feature = "places")]
    fn with_keys(&self) -> Result<ReadOptions, Failure> {
        let Some(path) = &self.parquet_keys else { return Ok(self.options()) };
        let wrong = |why: &str| Failure::usage(format!("{}: {why}", path.display()));
        let mut text = zeroize::Zeroizing::new(String::new());
        let file = std::fs::File::open(path).map_err(|error| wrong(&error.to_string()))?;
        let read = file.take(terms::limits::CONFIG_BYTES).read_to_string(&mut text);
        read.map_err(|error| wrong(&error.to_string()))?;
        let keys = read::ParquetKeys::parse(&text).map_err(|why| wrong(&why))?;
        Ok(ReadOptions { keys: Some(keys), ..self.options() })
    }

    #[cfg(not(feature = "places"))]
    #[allow(clippy::unnecessary_wraps)] // as with the feature
    fn with_keys(&self) -> Result<ReadOptions, Failure> {
        Ok(self.options())
    }

    /// How what a place gave is read: a database has said which columns are text.
    #[cfg(feature = "places")]
    #[must_use]
    pub fn of_place(&self, given: &places::Given) -> ReadOptions {
        let mut options = self.options();
        options.version.clone_from(&given.version);
        if given.has_types {
            options.types.retain(|(_, kind)| *kind != ColumnType::Text);
        }
        options
    }
}

/// A file answers no query.
#[must_use]
pub fn no_query() -> Failure {
    Failure::usage("--query is for databases")
        .hint("leave it out, or give an address such as postgres://host/database")
}

/// What goes up to a workspace.
#[cfg(feature = "platform")]
pub enum Sent {
    File(std::path::PathBuf),
    Bytes(bytes::Bytes),
}

/// A table on its way to a workspace.
#[cfg(feature = "platform")]
pub struct Sending {
    pub body: Sent,
    /// How the workspace is to read it.
    pub options: ReadOptions,
    /// Where it came from, if that is no file.
    pub origin: Option<String>,
    /// What is known of how it was read here.
    pub notes: Vec<String>,
}

#[cfg(feature = "platform")]
impl Reading {
    /// What is sent of the table that `source` names: a file as it is, parts as one archive, and what a place gives.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn sent(&self, source: &TableSource) -> Result<Sending, Failure> {
        let of = |body, options| Sending { body, options, origin: None, notes: Vec::new() };
        match source {
            TableSource::Wrong(why) => Err(Failure::usage(why.clone())),
            TableSource::Path(_) | TableSource::Stdin if self.query.is_some() => Err(no_query()),
            TableSource::Path(path) if read::is_lake(path) || self.decrypts() => {
                let table = self.read(source)?;
                let bytes = read::stream(&table).map_err(|error| unread(&error))?;
                let notes = table.notes.iter().map(ToString::to_string).collect();
                let origin = Some(path.display().to_string());
                // Names and types are in force by now.
                Ok(Sending { origin, notes, ..of(Sent::Bytes(bytes), found_out()) })
            }
            TableSource::Path(path) => Ok(of(bundle(path)?, self.options())),
            TableSource::Stdin => {
                let bytes = given::standard_input(terms::limits::TABLE_BYTES)?;
                Ok(of(Sent::Bytes(bytes.into()), self.options()))
            }
            #[cfg(feature = "places")]
            TableSource::Place(place) => {
                let given = TableSource::given(place, self.query.clone(), self.as_text())?;
                let options = self.of_place(&given);
                let notes = given.notes.iter().map(|note| match &note.column {
                    Some(column) => format!("{column}: {}", note.text),
                    None => note.text.clone(),
                });
                let notes = notes.collect();
                if given.version.is_some() {
                    // The workspace reads the newest of what it is sent.
                    let table = read::bytes(&given.name, given.bytes, &options);
                    let bytes = table.and_then(|table| read::stream(&table));
                    let bytes = bytes.map_err(|error| unread(&error))?;
                    let sending = of(Sent::Bytes(bytes), found_out());
                    return Ok(Sending { origin: Some(given.name), notes, ..sending });
                }
                Ok(Sending {
                    origin: Some(given.name),
                    notes,
                    ..of(Sent::Bytes(given.bytes), options)
                })
            }
        }
    }
}

#[cfg(feature = "platform")]
impl Reading {
    /// Whether keys are given: what they open is opened here, and sent through the same way as any table.
    const fn decrypts(&self) -> bool {
        self.parquet_keys.is_some()
    }
}

#[cfg(feature = "platform")]
fn bundle(path: &Path) -> Result<Sent, Failure> {
    let parts = read::bundle(path, terms::limits::TABLE_BYTES).map_err(|error| unread(&error))?;
    Ok(parts.map_or_else(|| Sent::File(path.to_owned()), Sent::Bytes))
}

/// Why a table was not read: what is not sure is told as such.
#[must_use]
pub fn unread(error: &ReadError) -> Failure {
    if error.is_doubt() {
        Failure::inconclusive(whole(error))
    } else {
        Failure::usage(whole(error))
    }
}

/// How a table is read of which nothing is known: a first row in which the classify craft finds
/// somebody's value is no header.
#[must_use]
pub fn found_out() -> ReadOptions {
    ReadOptions::new(classify::names_somebody)
}
