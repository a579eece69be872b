//! What columns hold, as dbt reads it: the properties of models (`schema.yml`), with what each column is in
//! `config.meta`, where dbt 1.10 wants it, under a key of its own that takes no other's place.
//!
//! Written by hand, as each text from outside is one double-quoted scalar: nothing in a name is YAML.

use crate::cli::table_source::TableSource;
use crate::failure::Failure;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use terms::{Classification, Column, printable};

/// The properties of several tables, in one document.
#[derive(Default)]
pub struct Properties {
    models: String,
    /// Of which table each name is.
    names: BTreeMap<String, String>,
    /// Names that two tables would have: dbt refuses them.
    twice: Option<String>,
    left_out: Vec<String>,
}

impl Properties {
    /// Adds a table that was classified.
    pub fn add(&mut self, source: &TableSource, found: &Classification) {
        let (name, shown) = (name(source), source.to_string());
        if let Some(other) = self.names.insert(name.clone(), shown.clone()) {
            self.twice.get_or_insert(format!("{other} and {shown} would both be the model {name}"));
        }
        let models = &mut self.models;
        let _ = writeln!(models, "  - name: {}", quoted(&name));
        let _ = writeln!(models, "    config:\n      meta:\n        hygeia:");
        let _ = writeln!(models, "          class: {}", quoted(&found.class().to_string()));
        let _ = writeln!(models, "    columns:");
        found.columns.iter().for_each(|column| write_column(models, column));
    }

    /// Says of a table that it is not in the document: whoever reads it is not to take it for the whole.
    pub fn leave_out(&mut self, path: &str, why: &Failure) {
        let first = why.message.lines().next().unwrap_or_default();
        self.left_out.push(format!("{}: {}", printable(path), printable(first)));
    }

    /// The document.
    ///
    /// # Errors
    /// If two tables would be one model.
    pub fn text(&self) -> Result<String, Failure> {
        if let Some(twice) = &self.twice {
            return Err(Failure::usage(twice).hint("classify them one by one, or rename one"));
        }
        let mut text = String::from("version: 2\n");
        for why in &self.left_out {
            let _ = writeln!(text, "# not classified: {why}");
        }
        if self.models.is_empty() {
            text.push_str("models: []");
        } else {
            let _ = write!(text, "models:\n{}", self.models.trim_end());
        }
        Ok(text)
    }
}

fn write_column(models: &mut String, column: &Column) {
    let regimes: Vec<String> = column.regimes.iter().map(|one| quoted(&one.to_string())).collect();
    let meta = [
        ("info_type", quoted(&column.info_type.to_string())),
        ("class", quoted(&column.class.to_string())),
        ("handled_as", quoted(&column.handled_as().to_string())),
        ("state", quoted(&column.state.to_string())),
        ("regimes", format!("[{}]", regimes.join(", "))),
    ];
    let _ = writeln!(models, "      - name: {}", quoted(&column.name));
    // A name that SQL would not take as it is has to be quoted there, which dbt does if it is told.
    if !is_plain(&column.name) {
        let _ = writeln!(models, "        quote: true");
    }
    let _ = writeln!(models, "        config:\n          meta:\n            hygeia:");
    for (key, value) in meta {
        let _ = writeln!(models, "              {key}: {value}");
    }
}

/// What dbt calls a table: a file without its endings, a table in a database without its schema.
fn name(source: &TableSource) -> String {
    let shown = source.to_string();
    let file = match source {
        TableSource::Path(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        TableSource::Stdin => Some("stdin".to_owned()),
        // `…/db?table=schema.name`
        _ => shown.rsplit_once("table=").map(|(_, table)| {
            let table = table.split('&').next().unwrap_or_default();
            table.rsplit('.').next().unwrap_or_default().to_owned()
        }),
    };
    let file = file.unwrap_or(shown);
    match file.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => file,
    }
}

fn is_plain(name: &str) -> bool {
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    begins && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What begins something that Jinja carries out.
const JINJA: [&str; 3] = ["{{", "{%", "{#"];

/// A double-quoted scalar of YAML 1.1 and 1.2. What is not ASCII is escaped, so that no reader has to
/// agree with us on what it may show. dbt renders what it has read: a name that Jinja would carry out
/// is written so that the name comes out of it.
fn quoted(text: &str) -> String {
    let is_code = JINJA.iter().any(|begin| text.contains(begin));
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        let _ = match letter {
            '{' if is_code => write!(quoted, "{{{{ '{{' }}}}"),
            '"' | '\\' => write!(quoted, "\\{letter}"),
            ' '..='~' => write!(quoted, "{letter}"),
            other if u32::from(other) <= 0xffff => write!(quoted, "\\u{:04X}", u32::from(other)),
            other => write!(quoted, "\\U{:08X}", u32::from(other)),
        };
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn nothing_in_a_name_is_yaml() {
        assert_eq!(quoted("a: [b]\n- \"c\\"), r#""a: [b]\u000A- \"c\\""#);
        assert_eq!(quoted("{{ x }}{y"), r#""{{ '{' }}{{ '{' }} x }}{{ '{' }}y""#);
        assert_eq!(quoted("{y}"), r#""{y}""#);
        assert_eq!(quoted("é\u{1f600}\u{202e}"), r#""\u00E9\U0001F600\u202E""#);
    }

    #[test]
    fn a_table_is_called_as_its_file_is() {
        let of = |path: &str| name(&TableSource::Path(PathBuf::from(path)));
        assert_eq!(of("seeds/loans.csv.gz"), "loans");
        assert_eq!(of("parts/"), "parts");
        assert_eq!(of(".hidden"), ".hidden");
        assert_eq!(name(&TableSource::Stdin), "stdin");
    }

    #[test]
    fn two_tables_of_one_name_are_refused() {
        let mut both = Properties::default();
        let nothing = Classification { rows: 0, columns: Vec::new() };
        both.add(&TableSource::Path("a/loans.csv".into()), &nothing);
        assert!(both.text().is_ok());
        both.add(&TableSource::Path("b/loans.csv".into()), &nothing);
        assert!(both.text().is_err());
    }
}
