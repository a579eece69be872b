//! What is said of a table that is to come in.

use crate::Error;
use serde::{Deserialize, Serialize};
use tables::read::ReadOptions;
use terms::PrincipalId;
use utoipa::IntoParams;

/// Which dataset a table becomes a version of, whose it is, and how to read it.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IngestRequest {
    /// The dataset's name.
    pub dataset: String,
    /// Who answers for the data.
    #[param(value_type = String)]
    pub owner: PrincipalId,
    /// What it is kept for.
    pub purpose: String,
    /// The column to predict, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Names of the columns, separated by commas, for a table without a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
    /// What stands between cells, one character, or `tab`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Types of columns, which overrule what their values look like: `column=type`, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<String>,
    /// How text is encoded, by a name of the WHATWG Encoding Standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands before the decimals of numbers in text: `.` or `,`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// What stands for a missing value, beside an empty cell and `?`; separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<String>,
    /// Take rows of another width: short ones are padded, long ones get columns of their own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ragged: bool,
    /// Take a quotation mark for what it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unquoted: bool,
    /// The sheet of a workbook that has more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Where it came from, if that is no file: a place, without secrets. It is noted, and never opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The table is of another shape than the version before, and that is meant.
    #[serde(default, skip_serializing_if = "is_not")]
    pub evolve: bool,
}

/// Characters of an origin.
const ORIGIN: usize = 1_024;

/// What is noted of where a table came from: nothing that could be a password.
pub(super) fn origin(said: Option<&str>) -> Result<Option<String>, Error> {
    let Some(said) = said else { return Ok(None) };
    let (_, rest) = said.split_once("://").unwrap_or(("", said));
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let secret = host.rsplit_once('@').is_some_and(|(account, _)| account.contains(':'));
    if secret || said.chars().count() > ORIGIN || said.chars().any(char::is_control) {
        return Err(Error::invalid(
            "the origin is too long, or holds a password or control characters",
        )
        .at("origin")
        .remedy("name the place without secrets"));
    }
    Ok(Some(said.to_owned()))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_not(said: &bool) -> bool {
    !*said
}

impl IngestRequest {
    /// A table of which all else is found out.
    #[must_use]
    pub fn new(dataset: &str, owner: PrincipalId, purpose: &str) -> Self {
        Self {
            dataset: dataset.to_owned(),
            owner,
            purpose: purpose.to_owned(),
            label: None,
            names: None,
            delimiter: None,
            types: None,
            encoding: None,
            decimal: None,
            nulls: None,
            ragged: false,
            unquoted: false,
            sheet: None,
            origin: None,
            evolve: false,
        }
    }

    /// The same table, read as `options` say.
    #[must_use]
    pub fn read_as(mut self, options: &ReadOptions) -> Self {
        let list = |list: Vec<String>| (!list.is_empty()).then(|| list.join(","));
        let letter = |byte: u8| char::from(byte).to_string();
        let types = options.types.iter().map(|(name, kind)| format!("{name}={kind}"));
        self.names = options.names.as_ref().map(|names| names.join(","));
        self.delimiter = options.delimiter.map(letter);
        self.types = list(types.collect());
        self.encoding.clone_from(&options.encoding);
        self.decimal = options.decimal.map(letter);
        self.nulls = list(options.nulls.clone());
        (self.ragged, self.unquoted) = (options.ragged, options.unquoted);
        self.sheet.clone_from(&options.sheet);
        self
    }

    pub(super) fn reading(&self) -> Result<ReadOptions, Error> {
        let delimiter = self.delimiter.as_deref().map(tables::read::delimiter).transpose();
        let delimiter = delimiter.map_err(|why| Error::invalid(why).at("delimiter"))?;
        let list = |text: &Option<String>| -> Option<Vec<String>> {
            text.as_ref().map(|text| text.split(',').map(str::to_owned).collect())
        };
        let types = list(&self.types).unwrap_or_default();
        let types =
            types.iter().map(|text| tables::read::column_type(text)).collect::<Result<_, _>>();
        let decimal = self.decimal.as_deref().map(tables::read::decimal).transpose();
        Ok(ReadOptions {
            delimiter,
            names: list(&self.names),
            types: types.map_err(|why| Error::invalid(why).at("types"))?,
            encoding: self.encoding.clone(),
            decimal: decimal.map_err(|why| Error::invalid(why).at("decimal"))?,
            nulls: list(&self.nulls).unwrap_or_default(),
            ragged: self.ragged,
            unquoted: self.unquoted,
            sheet: self.sheet.clone(),
            ..intake::read_options()
        })
    }
}
