//! What can go wrong in learning.

/// Why a table, a model or a training run was refused. Holds names and counts, never a value.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    #[error(
        "column {column:?} has {found} values, the table has {rows} rows: give every column one value for each row"
    )]
    Length { column: String, found: usize, rows: usize },
    #[error("label {label} in row {row} is not one of the {classes} classes")]
    Label { row: usize, label: u32, classes: usize },
    #[error("{found} classes: a classifier needs 2 to {most}; bin a numeric label first")]
    Classes { found: usize, most: usize },
    #[error(
        "{found} rows of class {class:?}: at least {least} are needed to train, validate and test"
    )]
    TooFew { class: String, found: usize, least: usize },
    #[error("{found} rows that can be used: at least {least} are needed to tell anything")]
    FewRows { found: usize, least: usize },
    #[error(
        "none of {rows} rows has a label that is one of the model's {classes} classes: name the column that the model was trained to predict"
    )]
    OtherLabels { rows: usize, classes: usize },
    #[error("the table has {found} {what}, the limit is {most}")]
    TooMany { what: &'static str, found: usize, most: usize },
    #[error("no column is left to learn from: identifiers and the label are not features")]
    NoFeatures,
    #[error("column {column:?} is missing: the model takes {expected}")]
    MissingColumn { column: String, expected: String },
    #[error("column {column:?} holds {found}, the model takes {expected}")]
    ColumnType { column: String, found: &'static str, expected: &'static str },
    #[error(
        "training diverged: {what} is not finite; scale the inputs or lower the effort's learning rate"
    )]
    Diverged { what: &'static str },
    #[error("{name} is {given}: it can be {range}")]
    Setting { name: &'static str, given: String, range: String },
    #[error("not a model that can be run here: {reason}")]
    Model { reason: String },
    #[error(
        "its input {input:?} takes {wanted} columns, and the data has {found} for it ({columns}): name those that the model was trained on, in their order"
    )]
    Inputs { input: String, wanted: usize, found: usize, columns: String },
    #[error(
        "the model answers {answers}, and the data's classes are {classes}: say which class each of its answers means"
    )]
    Meaning { answers: String, classes: String },
    #[error(
        "the model tells {model} classes apart and numbers them, and the data's {data} classes are {classes}: say which class each number means, in their order"
    )]
    Numbered { model: usize, data: usize, classes: String },
    /// What answers over a network did not, or not as it should.
    #[error("{what}")]
    Unanswered { what: String },
    #[error(
        "the screening is of another table, of {screened} rows, this one has {rows}: screen it again"
    )]
    OtherScreening { screened: usize, rows: usize },
    #[error(
        "the probabilities are not those of this table: {found} rows of them, each of which needs a number from 0 to 1 for every class"
    )]
    Probabilities { found: usize },
    #[error("the threat model does not fit: {why}")]
    Threat { why: String },
    #[error("a worker thread ended early while {doing}")]
    Worker { doing: &'static str },
}
