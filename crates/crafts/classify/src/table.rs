//! The classification of a whole table, column by column.

use crate::beside::Alone;
use crate::combine::speaks_of_people;
use crate::decide::decide;
use crate::demand::{self, Demand};
use crate::name::{self, Named};
use crate::profile::Profile;
use crate::recognisers::Recognisers;
use crate::verdict::Verdict;
use crate::{harmless, hidden};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use terms::{
    Class, Classification, Column, ColumnRole, ColumnState, Criticality, Evidence, InfoType, Kind,
    limits, parallel,
};

/// How to classify.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The column to be predicted.
    pub label: Option<&'a str>,
    /// Values of a column that are judged, about: drawn by a hash over its rows. What hides is searched
    /// in all rows, whatever this says.
    pub sample_rows: usize,
    /// What a user adds to the table of info types.
    pub recognisers: Option<&'a Recognisers>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { label: None, sample_rows: 2_000, recognisers: None }
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
    let none = Recognisers::default();
    let recognisers = options.recognisers.unwrap_or(&none);
    let columns = schema.fields().iter().zip(table.columns()).collect();
    let columns = parallel::map(columns, |(field, array)| {
        let name = field.name();
        let values = array.as_string_opt::<i32>().ok_or_else(|| ClassifyError::NotText {
            column: name.clone(),
            found: array.data_type().to_string(),
        })?;
        Ok(column(name, values, options, recognisers))
    });
    let alone = columns.into_iter().collect::<Result<Vec<_>, ClassifyError>>()?;
    let columns = if speaks_of_people(&alone, table) {
        alone.into_iter().map(Alone::beside_people).collect()
    } else if !alone.iter().any(Alone::is_of_things) {
        alone.into_iter().map(Alone::beside_nothing).collect()
    } else {
        alone.into_iter().map(|alone| alone.column).collect()
    };
    Ok(Classification { rows: table.num_rows() as u64, columns })
}

fn column(
    name: &str,
    values: &StringArray,
    options: &Options<'_>,
    recognisers: &Recognisers,
) -> Alone {
    let named = name::read(name, recognisers);
    let profile = Profile::of(values, options.sample_rows);
    let verdict = decide(&named, &profile, recognisers);
    let mut beside = hidden::search(values, verdict.info_type, &named, &profile);
    for part in hidden::parts(verdict.info_type, &named, &profile, recognisers) {
        if !beside.iter().any(|found| found.info_type == part.info_type && found.rows.is_empty()) {
            beside.push(part);
        }
    }
    let judged = Judged { name, named, profile: &profile, verdict, beside };
    judged.column(options.label == Some(name), recognisers)
}

/// All that was found out about a column.
struct Judged<'a> {
    name: &'a str,
    named: Named,
    profile: &'a Profile<'a>,
    verdict: Verdict,
    /// What hides beside its own type.
    beside: Vec<Evidence>,
}

impl Judged<'_> {
    fn column(self, is_label: bool, recognisers: &Recognisers) -> Alone {
        let Self { name, named, profile, verdict, beside } = self;
        let own = demand::of(verdict.info_type, recognisers);
        let kind = kind(verdict.info_type, profile);
        let mut class = own.class;
        let mut criticality = own.criticality;
        let mut regimes = own.regimes.clone();
        // Odd values say nothing of the column: they are told by row.
        let lifting = || beside.iter().filter(|evidence| evidence.rows.is_empty());
        for demand in lifting().map(|evidence| demand::of(evidence.info_type, recognisers)) {
            class = class.join(demand.class);
            criticality = criticality.max(demand.criticality);
            regimes.extend(demand.regimes);
        }
        regimes.sort_unstable();
        regimes.dedup();
        let role = if is_label {
            class = class.join(Class::Internal);
            criticality = criticality.max(Criticality::High);
            ColumnRole::Label
        } else {
            role(own.role, kind, profile, &beside)
        };
        let reason = reason(&verdict, &own, class, &beside, is_label);
        let harmless = harmless::proof(verdict.info_type, &named, profile)
            .filter(|_| class <= Class::Internal);
        let (ground, harmless) = harmless.unzip();
        let state = match ground {
            Some(_) => ColumnState::Harmless,
            None if lifting()
                .any(|e| demand::of(e.info_type, recognisers).class > Class::Internal) =>
            {
                ColumnState::Recognised
            }
            None => state(verdict.info_type, class),
        };
        let Verdict { info_type, confidence, mut evidence } = verdict;
        evidence.extend(harmless);
        evidence.extend(beside);
        let column = Column {
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
            state,
            open: false,
        };
        Alone { column, named, ground }
    }
}

/// What nothing shows to be harmless and nothing recognises waits for somebody.
fn state(info_type: InfoType, class: Class) -> ColumnState {
    match info_type {
        InfoType::Unknown => ColumnState::Unconfirmed,
        _ if class > Class::Internal => ColumnState::Recognised,
        InfoType::Custom(_) => ColumnState::Recognised,
        _ => ColumnState::Unconfirmed,
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
    own: &Demand,
    class: Class,
    hidden: &[Evidence],
    is_label: bool,
) -> String {
    let mut reason = match verdict.evidence.first() {
        Some(evidence) if evidence.of == 0 => "no value is present".to_owned(),
        Some(evidence) if evidence.check == "name" => "its name says so".to_owned(),
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
        let odd = if evidence.rows.is_empty() { "" } else { ", out of place in the column" };
        reason.push_str(&format!("; {} rows hide {}{odd}", evidence.matched, evidence.info_type));
    }
    if class != own.class {
        reason.push_str(&format!("; so the column is {class}"));
    }
    reason
}
