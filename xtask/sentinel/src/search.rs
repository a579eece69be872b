//! From a folder to a report: each file, and what is packed in it, and in that again.

use crate::budget::Budget;
use crate::magic::{self, Magic};
use crate::needles::Needles;
use crate::parquet::{self, Column};
use crate::walk::{Entry, What, walk};
use crate::{Error, Hit, Planted, Report, packed, sqlite, text};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How many times something is unpacked.
const DEPTH: usize = 4;
/// Bytes read of one file.
const FILE: u64 = 1 << 30;

/// Searches every regular file below `folder`, and every name, for `planted` in every form. What is
/// in `leave_out` (relative paths of files or folders) is not looked at.
///
/// # Errors
/// If a file can't be read or a value is empty. What can't be searched to its end is in
/// [`Report::cut`].
pub fn search(folder: &Path, planted: &[Planted], leave_out: &[&str]) -> Result<Report, Error> {
    let mut search = Search {
        needles: Needles::new(planted)?,
        planted,
        budget: Budget::new(),
        label: String::new(),
        way: Vec::new(),
        hits: BTreeSet::new(),
        cut: BTreeSet::new(),
        report: Report::default(),
    };
    for (number, entry) in walk(folder, leave_out)?.iter().enumerate() {
        search.entry(number, entry)?;
    }
    let Search { report, hits, cut, .. } = search;
    Ok(Report { hits: hits.into_iter().collect(), cut: cut.into_iter().collect(), ..report })
}

struct Search<'a> {
    needles: Needles,
    planted: &'a [Planted],
    budget: Budget,
    /// How the file at hand is called in the report.
    label: String,
    /// How the piece at hand was unpacked.
    way: Vec<&'static str>,
    hits: BTreeSet<Hit>,
    cut: BTreeSet<String>,
    report: Report,
}

impl Search<'_> {
    fn entry(&mut self, number: usize, entry: &Entry) -> Result<(), Error> {
        // Nothing is told by name before the name is known to hold no value.
        self.label = format!("entry {number}");
        let before = self.hits.len();
        self.within("name", |all| all.piece(entry.relative.as_os_str().as_encoded_bytes(), None));
        if self.hits.len() == before {
            self.label = entry.relative.display().to_string();
        }
        match &entry.what {
            What::File => {
                let bytes = read(&entry.path)?;
                self.report.files += 1;
                self.report.bytes += bytes.len() as u64;
                if bytes.len() as u64 >= FILE {
                    self.cut("is longer than the limit");
                }
                self.piece(&bytes, Some(&entry.path));
            }
            What::Link(target) => {
                let target = target.as_os_str().as_encoded_bytes();
                self.within("target of a link", |all| all.piece(target, None));
            }
            What::NameAlone => {}
        }
        if self.budget.was_cut() {
            self.cut("unpacks to more than the limits");
        }
        Ok(())
    }

    /// Searches `bytes`, and what is packed in them. A file on the disk may have one beside it.
    fn piece(&mut self, bytes: &[u8], path: Option<&Path>) {
        for (value, form) in self.needles.find(bytes) {
            let form = [self.way.as_slice(), &[form]].concat().join(" > ");
            let column = self.planted.get(value).map(|p| p.column.clone()).unwrap_or_default();
            self.hits.insert(Hit { file: self.label.clone(), column, form });
        }
        if self.way.len() < DEPTH {
            self.packed(bytes, path);
            self.encoded(bytes);
        }
    }

    fn packed(&mut self, bytes: &[u8], path: Option<&Path>) {
        let mut past = 0;
        let mut head = None;
        for (at, magic) in magic::all(bytes) {
            // What is inside of a stream that came to its end is noise.
            if at < past {
                continue;
            }
            let rest = bytes.get(at..).unwrap_or_default();
            match magic {
                Magic::Parquet => {
                    if let Some(file) = head.replace(at).and_then(|head| bytes.get(head..at + 4)) {
                        self.parquet(file);
                    }
                }
                Magic::Sqlite => self.sqlite(rest, path.filter(|_| at == 0)),
                stream => {
                    let Some(opened) = packed::open(stream, rest, &mut self.budget) else {
                        continue;
                    };
                    if opened.decoded.whole {
                        past = at + opened.used;
                        self.count(opened.kind, 1);
                    }
                    self.decoded(opened.kind, &opened.decoded.bytes);
                }
            }
        }
    }

    fn encoded(&mut self, bytes: &[u8]) {
        let (runs, escaped) = text::unescaped(bytes);
        self.count("escapes", runs);
        self.spent("escapes", &escaped);
        let (runs, starts) = text::base64(bytes);
        self.count("base64", runs);
        for decoded in &starts {
            self.spent("base64", decoded);
        }
    }

    fn parquet(&mut self, file: &[u8]) {
        let Some(columns) = parquet::columns(file) else { return };
        self.count("parquet", 1);
        for column in columns {
            match column {
                Column::Cells(cells) => self.spent("parquet cells", &cells),
                Column::Encrypted => self.count("parquet columns, encrypted", 1),
                Column::Unread => self.cut("has a Parquet column that can't be read"),
            }
        }
    }

    fn sqlite(&mut self, bytes: &[u8], path: Option<&Path>) {
        match sqlite::cells(sqlite::extent(bytes), path) {
            Ok(tables) => {
                self.count("sqlite", 1);
                for cells in tables {
                    self.spent("sqlite cells", &cells);
                }
            }
            Err(why) if path.is_some() => self.cut(&why),
            // A mention of the magic, or a piece of a database.
            Err(_) => {}
        }
    }

    /// Searches what was decoded, and counts it against the limits.
    fn spent(&mut self, kind: &'static str, bytes: &[u8]) {
        if self.budget.spend(bytes.len()) {
            self.decoded(kind, bytes);
        }
    }

    fn decoded(&mut self, kind: &'static str, bytes: &[u8]) {
        self.report.decoded_bytes += bytes.len() as u64;
        if !bytes.is_empty() {
            self.within(kind, |all| all.piece(bytes, None));
        }
    }

    fn within(&mut self, step: &'static str, then: impl FnOnce(&mut Self)) {
        self.way.push(step);
        then(self);
        self.way.pop();
    }

    fn count(&mut self, kind: &'static str, pieces: u64) {
        if pieces > 0 {
            *self.report.decoded.entry(kind).or_default() += pieces;
        }
    }

    fn cut(&mut self, why: &str) {
        self.cut.insert(format!("{}: {why}", self.label));
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    file.take(FILE).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    Ok(bytes)
}
