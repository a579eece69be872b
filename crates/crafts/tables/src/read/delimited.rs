//! Text tables.

use super::cells::Columns;
use super::error::ReadError;
use super::options::ReadOptions;
use super::records::Records;
use super::sniff;
use super::source::{self, Decoded};
use crate::table::{Format, Naming, Source, Table};
use csv::ByteRecord;

pub(super) fn read(decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let (head, whole) = (decoded.head(), decoded.head_is_whole());
    let delimiter = options.delimiter.unwrap_or_else(|| sniff::delimiter(head, whole));
    let opening = sniff::records(head, whole, delimiter);
    let (names, naming) = names(&opening, options, &name)?;
    let skipped = usize::from(naming == Naming::Header || opening.first() == Some(&names));
    let gzipped = decoded.gzipped();
    let mut columns = Columns::new(&name, names, options.limits)?;
    let mut records = Records::new(decoded, delimiter);
    let mut record = ByteRecord::new();
    let mut seen = 0usize;
    while records
        .next(&mut record)
        .map_err(|cause| source::of_io(&name, options.limits.bytes, cause))?
    {
        if seen >= skipped {
            columns.push(Cells(&record, 0))?;
        }
        seen = seen.saturating_add(1);
    }
    let (batch, defects) = columns.finish()?;
    let (digest, bytes) = records.into_inner().finish()?;
    let format = Format::Delimited(delimiter);
    Ok(Table { batch, source: Source { name, digest, bytes, format, gzipped, naming }, defects })
}

/// The names of the columns, and where they came from.
fn names(
    opening: &[Vec<String>],
    options: &ReadOptions,
    table: &str,
) -> Result<(Vec<String>, Naming), ReadError> {
    let first = opening.first().map(Vec::as_slice).unwrap_or_default();
    if first.is_empty() {
        return Err(ReadError::Empty { name: table.to_owned() });
    }
    let generated = |at: usize| format!("c{}", at + 1);
    match &options.names {
        Some(given) if given.len() != first.len() => Err(ReadError::NamesCount {
            name: table.to_owned(),
            given: given.len(),
            found: first.len(),
        }),
        Some(given) => Ok((given.clone(), Naming::Given)),
        None if sniff::has_header(opening, options.personal) => {
            let name = |(at, name): (usize, &String)| {
                if name.is_empty() { generated(at) } else { name.clone() }
            };
            Ok((first.iter().enumerate().map(name).collect(), Naming::Header))
        }
        None => Ok(((0..first.len()).map(generated).collect(), Naming::Generated)),
    }
}

/// The cells of a record that are still to come.
struct Cells<'r>(&'r ByteRecord, usize);

impl<'r> Iterator for Cells<'r> {
    type Item = Option<&'r [u8]>;
    fn next(&mut self) -> Option<Self::Item> {
        let cell = self.0.get(self.1)?;
        self.1 += 1;
        Some(Some(cell))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.0.len().saturating_sub(self.1);
        (left, Some(left))
    }
}
impl ExactSizeIterator for Cells<'_> {}
