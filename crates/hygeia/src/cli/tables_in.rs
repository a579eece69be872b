//! What verbs that look at tables share: which files of a folder are tables, by their names, and where a
//! finding about one lies.

use std::path::Path;
use terms::Finding;

/// How tables end, without what they are compressed by.
const ENDINGS: [&str; 21] = [
    "csv", "tsv", "tab", "psv", "ssv", "data", "dat", "json", "jsonl", "ndjson", "geojson",
    "parquet", "pq", "arrow", "feather", "ipc", "arrows", "xlsx", "xlsm", "ods", "xls",
];
const COMPRESSED: [&str; 8] = ["gz", "bz2", "xz", "zst", "lz4", "zip", "z", "br"];

/// Whether a file is a table by its name.
pub fn is_table(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().to_lowercase()) else {
        return false;
    };
    let ending =
        |name: &str| name.rsplit_once('.').map(|(stem, end)| (stem.to_owned(), end.to_owned()));
    let (stem, end) = match ending(&name) {
        Some((stem, end)) => (stem, end),
        None => return false,
    };
    let inner = || ending(&stem).is_some_and(|(_, end)| ENDINGS.contains(&end.as_str()));
    ENDINGS.contains(&end.as_str()) || (COMPRESSED.contains(&end.as_str()) && inner())
}

/// Says of each finding that it lies in the file `path`.
pub fn locate(findings: &mut [Finding], path: &Path) {
    for finding in findings {
        finding.location.file = Some(path.to_string_lossy().into_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_by_name_compressed_or_not() {
        for yes in ["a.csv", "A.CSV", "d/b.tsv.gz", "c.parquet", "x.y.jsonl.zst"] {
            assert!(is_table(Path::new(yes)), "{yes}");
        }
        for no in ["README.md", "csv", "a.csv.md", "model.zip", ".csv.swp", "a.gz"] {
            assert!(!is_table(Path::new(no)), "{no}");
        }
    }
}
