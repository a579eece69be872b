//! The classification of a whole table, column by column.

use crate::decide::{Verdict, decide};
use crate::profile::Profile;
use crate::{hidden, policy};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use terms::{
    Class, Classification, Column, ColumnRole, Criticality, Evidence, InfoType, Kind, Regime,
    limits,
};

/// How to classify.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The column to be predicted.
    pub label: Option<&'a str>,
    /// Values of a column that are judged, spread evenly over its rows. What hides is searched in
    /// all rows, whatever this says.
    pub sample_rows: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { label: None, sample_rows: 2_000 }
    }
}

/// Why a table was not classified. No value of the table is ever in it.
#[derive(Debug, thiserror::Error)]
pub enum ClassifyError {
    #[error(
        "the table has no column `{label}`; its columns are {columns}: name one of them as label"
    )]
    NoSuchLabel { label: String, columns: String },
    #[error(
        "column `{column}` holds {found}, not text: read the table as text before classifying it"
    )]
    NotText { column: String, found: String },
    #[error("the table has {columns} columns, more than {limit}: split it, or choose columns")]
    TooManyColumns { columns: usize, limit: usize },
    #[error("the control columns do not form a table: {0}")]
    Controls(#[from] arrow_schema::ArrowError),
}

/// The classification of `table`, whose columns are all UTF-8 text in which null is missing.
///
/// # Errors
/// When a column is not text, when there are too many, or when the label is not among them.
pub fn classify(
    table: &RecordBatch,
    options: &Options<'_>,
) -> Result<Classification, ClassifyError> {
    let schema = table.schema();
    if table.num_columns() > limits::COLUMNS {
        let columns = table.num_columns();
        return Err(ClassifyError::TooManyColumns { columns, limit: limits::COLUMNS });
    }
    if let Some(label) = options.label.filter(|label| schema.column_with_name(label).is_none()) {
        let names: Vec<&str> =
            schema.fields().iter().take(20).map(|field| field.name().as_str()).collect();
        return Err(ClassifyError::NoSuchLabel {
            label: label.to_owned(),
            columns: names.join(", "),
        });
    }
    let columns = schema.fields().iter().zip(table.columns()).map(|(field, array)| {
        let name = field.name();
        let values = array.as_string_opt::<i32>().ok_or_else(|| ClassifyError::NotText {
            column: name.clone(),
            found: array.data_type().to_string(),
        })?;
        Ok(column(name, values, options))
    });
    Ok(Classification {
        rows: table.num_rows() as u64,
        columns: columns.collect::<Result<_, ClassifyError>>()?,
    })
}

fn column(name: &str, values: &StringArray, options: &Options<'_>) -> Column {
    let profile = Profile::of(values, options.sample_rows);
    let verdict = decide(name, &profile);
    let is_label = options.label == Some(name);
    let long = profile.values.iter().filter(|(value, _)| value.len() >= 12).count();
    let hidden = hidden::search(values, verdict.info_type, long * 2 > profile.values.len());
    assemble(name, &profile, verdict, hidden, is_label)
}

fn assemble(
    name: &str,
    profile: &Profile<'_>,
    verdict: Verdict,
    hidden: Vec<Evidence>,
    is_label: bool,
) -> Column {
    let own = policy::of(verdict.info_type);
    let kind = kind(verdict.info_type, profile);
    let mut class = own.class;
    let mut criticality = own.criticality;
    let mut regimes: Vec<Regime> = own.regimes.to_vec();
    for policy in hidden.iter().map(|evidence| policy::of(evidence.info_type)) {
        class = class.join(policy.class);
        criticality = criticality.max(policy.criticality);
        regimes.extend(policy.regimes);
    }
    regimes.sort_unstable();
    regimes.dedup();
    let role = if is_label {
        class = class.join(Class::Internal);
        criticality = criticality.max(Criticality::High);
        ColumnRole::Label
    } else {
        role(own.role, kind, profile, &hidden)
    };
    let reason = reason(&verdict, own, class, &hidden, is_label);
    let Verdict { info_type, confidence, mut evidence } = verdict;
    evidence.extend(hidden);
    Column {
        name: name.to_owned(),
        info_type,
        kind,
        role,
        class,
        criticality,
        regimes,
        confidence,
        evidence,
        reason,
    }
}

/// Numbers stay numbers where they measure something; numbers that name something are text.
fn kind(info_type: InfoType, profile: &Profile<'_>) -> Kind {
    use InfoType as T;
    let measures =
        matches!(info_type, T::Number | T::Age | T::Salary | T::Boolean | T::GeoCoordinate);
    if measures && profile.of > 0 && profile.share(profile.numbers) >= 0.8 {
        Kind::Number
    } else {
        Kind::Text
    }
}

/// A feature's vocabulary goes into the model's file, so text is no feature when it has a value
/// for every other row, or when more than one row in twenty hides something.
fn role(own: ColumnRole, kind: Kind, profile: &Profile<'_>, hidden: &[Evidence]) -> ColumnRole {
    let different = profile.values.len();
    let hides = hidden.iter().any(|evidence| evidence.matched * 20 > evidence.of);
    let scattered = kind == Kind::Text && different > 100 && profile.variety() > 0.5;
    match own {
        ColumnRole::Feature if hides => ColumnRole::FreeText,
        ColumnRole::Feature if scattered || profile.of == 0 => ColumnRole::Identifier,
        role => role,
    }
}

fn reason(
    verdict: &Verdict,
    own: policy::Policy,
    class: Class,
    hidden: &[Evidence],
    is_label: bool,
) -> String {
    let mut reason = match verdict.evidence.first() {
        Some(evidence) if evidence.of == 0 => "no value is present".to_owned(),
        Some(evidence) => {
            format!(
                "{} of {} sampled values pass {}",
                evidence.matched, evidence.of, evidence.check
            )
        }
        None => "no evidence".to_owned(),
    };
    reason.push_str(&format!("; {} is {} as {}", verdict.info_type, own.class, own.why));
    if is_label {
        reason.push_str("; the label");
    }
    for evidence in hidden {
        reason.push_str(&format!("; {} rows hide {}", evidence.matched, evidence.info_type));
    }
    if class != own.class {
        reason.push_str(&format!("; so the column is {class}"));
    }
    reason
}
