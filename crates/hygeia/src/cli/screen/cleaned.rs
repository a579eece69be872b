//! What is left of a table without the rows that screening suspects, or the list of those.

use crate::cli::table::Reading;
use crate::cli::table_source::TableSource;
use crate::cli::{file, output};
use crate::failure::{At, Failure, whole};
use learn::{Screening, Suspects};
use serde::Serialize;
use std::path::Path;
use tables::{Format, Naming, write};
use terms::Digest;

/// Rows to leave out: of which table, and why each is in it.
#[derive(Serialize)]
struct Listed<'a> {
    source: String,
    /// Of the file that was screened: the rows are of no other.
    digest: Digest,
    rows: &'a [u64],
    flips: &'a [u64],
    triggers: &'a [u64],
}

/// Writes one or the other to `out`; gives what to say of it.
///
/// # Errors
/// If the table can't be read again or written, or would be written over.
pub fn write(
    reading: &Reading,
    source: &TableSource,
    screening: &Screening,
    out: &Path,
) -> Result<String, Failure> {
    let TableSource::Path(path) = source else {
        return Err(Failure::usage(format!("{source} can't be read a second time"))
            .hint("screen a file, or take the rows from --format json"));
    };
    let [flips, triggers] = [Suspects::Flips, Suspects::Triggers].map(|of| screening.rows(of));
    let mut rows = [flips.as_slice(), &triggers].concat();
    rows.sort_unstable();
    rows.dedup();
    if file::is_same(path, out) {
        return Err(Failure::usage("the table that is read is never written over")
            .hint("name another file with --out"));
    }
    let table = reading.read(source)?;
    let shown = out.display();
    if out.extension().is_some_and(|extension| extension == "json") {
        let (rows, flips, triggers) = (&rows, &flips, &triggers);
        let (source, digest) = (path.display().to_string(), table.source.digest);
        let listed = Listed { source, digest, rows, flips, triggers };
        file::write(out, output::json_text(&listed)?.as_bytes())?;
        return Ok(format!("{} rows are listed in {shown}", rows.len()));
    }
    let bytes = match table.source.format {
        Format::Delimited(delimiter) => {
            let written = reading.as_written(path)?;
            let left = write::without(&written.batch, &rows).usage()?;
            write::delimited(&left, delimiter, written.source.naming == Naming::Header)
                .ok_or_else(|| Failure::internal("a column is not text"))?
        }
        _ => {
            let left = write::without(&table.typed, &rows).usage()?;
            write::parquet(&left).map_err(|error| Failure::usage(whole(&error)))?
        }
    };
    file::write(out, &bytes)?;
    let left = table.batch.num_rows().saturating_sub(rows.len());
    Ok(format!("{left} rows are left in {shown}, without {} that are suspected", rows.len()))
}
