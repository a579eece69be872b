//! ZIP archives: of one table, of the parts of one, or a workbook.

use super::error::{Doubt, ReadError};
use super::local_headers::{self, Listed};
use bytes::Bytes;
use std::io::{Cursor, Read};
use terms::limits::ARCHIVE_MEMBERS;
use zip::ZipArchive;

/// What an archive holds.
pub(super) enum Archive {
    Workbook,
    /// Names and bytes of its files, in the order of their names.
    Files(Vec<(String, Bytes)>),
}

/// Whether `head` begins an archive.
pub(super) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Opens an archive; all its files together have at most `limit` bytes.
pub(super) fn open(bytes: &Bytes, name: &str, limit: u64) -> Result<Archive, ReadError> {
    let mut archive = archive(bytes, name)?;
    let book = ["xl/workbook.xml", "[Content_Types].xml"];
    if book.iter().all(|part| archive.index_for_name(part).is_some()) {
        return Ok(Archive::Workbook);
    }
    let (mut files, mut left, mut listed) = (Vec::new(), limit, Vec::new());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|error| wrong(name, &error))?;
        listed.push(Listed {
            name: file.name_raw().to_vec(),
            crc: file.crc32(),
            packed: file.compressed_size(),
            size: file.size(),
            header: file.header_start(),
            data: file.data_start().unwrap_or_default(),
        });
        let path = file.name().map_err(|error| wrong(name, &error))?.into_owned();
        // A lake's log lies in a folder that is aside for others.
        if file.is_dir() || (is_aside(&path) && !path.contains("_delta_log/")) {
            continue;
        }
        let mut content = Vec::new();
        let taken = (&mut file).take(left.saturating_add(1)).read_to_end(&mut content);
        taken.map_err(|error| wrong(name, &error))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| too_large(name, limit))?;
        files.push((path, Bytes::from(content)));
    }
    if let Some(what) = local_headers::differs(bytes, &listed) {
        return Err(ReadError::Unsure { name: name.to_owned(), doubt: Doubt::Headers { what } });
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Archive::Files(files))
}

/// Whether all that is in an archive is within `limit`, decompressed and not as it claims.
pub(super) fn within(bytes: &Bytes, name: &str, limit: u64) -> Result<(), ReadError> {
    let (mut archive, mut left) = (archive(bytes, name)?, limit);
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| wrong(name, &error))?;
        let taken = std::io::copy(&mut file.take(left.saturating_add(1)), &mut std::io::sink());
        let taken = taken.map_err(|error| wrong(name, &error))?;
        left = left.checked_sub(taken).ok_or_else(|| too_large(name, limit))?;
    }
    Ok(())
}

fn archive(bytes: &Bytes, name: &str) -> Result<ZipArchive<Cursor<Bytes>>, ReadError> {
    let archive = ZipArchive::new(Cursor::new(bytes.clone()));
    let archive = archive.map_err(|error| wrong(name, &error))?;
    if archive.len() > ARCHIVE_MEMBERS {
        let cause = format!("it holds more than {ARCHIVE_MEMBERS} files");
        return Err(ReadError::Format { name: name.to_owned(), format: "a ZIP archive", cause });
    }
    Ok(archive)
}

/// What tools leave beside the data.
pub(super) fn is_aside(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX" || part.starts_with(['.', '_']))
}

/// Takes what is written about a table, and is none, from its files: a README, a licence, a picture; unless
/// nothing else would be left. Gives the names of what was taken.
pub(super) fn without_papers<T>(files: &mut Vec<(String, T)>) -> Vec<String> {
    if files.iter().all(|(path, _)| is_paper(path)) {
        return Vec::new();
    }
    let (papers, rest) = files.drain(..).partition::<Vec<_>, _>(|(path, _)| is_paper(path));
    *files = rest;
    papers.into_iter().map(|(path, _)| path).collect()
}

fn is_paper(path: &str) -> bool {
    const STEMS: [&str; 14] = [
        "readme",
        "read_me",
        "read-me",
        "license",
        "licence",
        "copying",
        "notice",
        "changelog",
        "citation",
        "authors",
        "contributing",
        "checksums",
        "sha256sums",
        "md5sums",
    ];
    const KINDS: [&str; 22] = [
        "md", "rst", "pdf", "doc", "docx", "rtf", "odt", "htm", "html", "png", "jpg", "jpeg",
        "gif", "svg", "py", "r", "sql", "ipynb", "yml", "yaml", "bib", "sha256",
    ];
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let (stem, kind) = name.split_once('.').unwrap_or((&name, ""));
    let kind = kind.rsplit('.').next().unwrap_or_default();
    STEMS.contains(&stem) || KINDS.contains(&kind)
}

fn too_large(name: &str, limit: u64) -> ReadError {
    ReadError::TooLarge { name: name.to_owned(), limit }
}

fn wrong(name: &str, cause: &dyn std::fmt::Display) -> ReadError {
    let cause = super::arrow_batches::shown(cause);
    ReadError::Format { name: name.to_owned(), format: "a ZIP archive", cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_about_a_table_is_none_of_its_parts() {
        let left = |names: &[&str]| {
            let mut files: Vec<(String, ())> =
                names.iter().map(|n| ((*n).to_owned(), ())).collect();
            let papers = without_papers(&mut files);
            (files.len(), papers.len())
        };
        assert_eq!(left(&["a/README.md", "a/data.csv", "LICENSE", "plot.PNG"]), (1, 3));
        assert_eq!(left(&["README.txt"]), (1, 0));
        assert_eq!(left(&["readme_columns.csv", "part.r.csv", "b.csv"]), (3, 0));
    }
}
