use datafusion::error::DataFusionError;
use protect::PlanError;
use store::Refused;
use terms::limits::{SQL_BYTES, SQL_TOKENS};

/// Why a query gives no answer. None of these holds a value of a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("only one SELECT or WITH query can be run here")]
    NotAQuery,
    #[error("the statement is too long: at most {max} bytes and {tokens} words and signs", max = SQL_BYTES, tokens = SQL_TOKENS)]
    TooLong,
    #[error("the statement is no SQL that can be read, or is nested too deeply")]
    Syntax,
    #[error("table {0:?} not found")]
    NotFound(String),
    #[error("table {0:?} was given twice")]
    Twice(String),
    #[error(transparent)]
    Permit(#[from] Refused),
    #[error("dataset {table:?} can't be shown: {error}")]
    View { table: String, error: PlanError },
    #[error("dataset {table:?} can't be read: {error}")]
    Read { table: String, error: protect::parquet::Error },
    /// The planner's words: they quote the statement and column names, as no value is read before.
    #[error("the query can't be planned: {0}")]
    Plan(String),
    #[error("the query needs more than its memory: ask for fewer columns, rows or groups")]
    Memory,
    #[error("the answer has more than {0} rows: add LIMIT, or aggregate")]
    Rows(usize),
    #[error("the query took longer than {0} seconds")]
    Timeout(u64),
    #[error("a value can't be computed: {0}")]
    Compute(&'static str),
    #[error("the query failed while running: try a simpler one")]
    Failed,
    #[error("the query engine can't be set up")]
    Setup,
}

/// What a failure to plan says; DataFusion has seen no data by then.
pub(crate) fn planning(error: &DataFusionError) -> QueryError {
    let words = error.strip_backtrace();
    let first = words.lines().next().unwrap_or_default();
    QueryError::Plan(first.chars().take(500).collect())
}

/// What a failure to run says: never the engine's words, as these quote values.
pub(crate) fn running(error: &DataFusionError) -> QueryError {
    use arrow::error::ArrowError as A;
    let root = error.find_root();
    if let DataFusionError::External(inner) = root
        && let Some(own) = inner.downcast_ref::<QueryError>()
    {
        return own.clone();
    }
    match root {
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory,
        DataFusionError::ArrowError(error, _) => match error.as_ref() {
            A::CastError(_) | A::ParseError(_) => {
                QueryError::Compute("it does not fit the type it is cast to")
            }
            A::DivideByZero => QueryError::Compute("division by zero"),
            A::ArithmeticOverflow(_) => QueryError::Compute("overflow"),
            _ => QueryError::Failed,
        },
        _ => QueryError::Failed,
    }
}
