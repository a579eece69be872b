//! What may be asked at all, decided on the text before anything is looked up.

use crate::{QueryError, deep};
use datafusion::common::TableReference;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use terms::limits::{SQL_BYTES, SQL_TOKENS};

/// Depth of parentheses and subqueries.
const SQL_DEPTH: usize = 40;

/// The tables that `sql` reads, each once, by name. Says nothing on whether they exist.
///
/// # Errors
/// If the text is not exactly one SELECT, WITH or VALUES query, is too long or deep, or points beyond
/// plain table names.
pub fn tables_of(sql: &str) -> Result<Vec<String>, QueryError> {
    deep::now(|| named_in(&query_in(sql)?))
}

/// The one query in `sql`.
pub(crate) fn query_in(sql: &str) -> Result<Statement, QueryError> {
    if sql.len() > SQL_BYTES {
        return Err(QueryError::TooLong);
    }
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, sql).tokenize().map_err(|_| QueryError::Syntax)?;
    let telling = tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_)));
    if telling.count() > SQL_TOKENS {
        return Err(QueryError::TooLong);
    }
    let mut parser = DFParserBuilder::new(sql)
        .with_dialect(&dialect)
        .with_recursion_limit(SQL_DEPTH)
        .build()
        .map_err(|_| QueryError::Syntax)?;
    let mut statements = parser.parse_statements().map_err(|_| QueryError::Syntax)?;
    match (statements.pop_front(), statements.is_empty()) {
        (Some(Statement::Statement(one)), true) if matches!(*one, Sql::Query(_)) => {
            Ok(Statement::Statement(one))
        }
        _ => Err(QueryError::NotAQuery),
    }
}

/// The tables that `statement` reads; qualified names read *not found*, as there are no schemas.
fn named_in(statement: &Statement) -> Result<Vec<String>, QueryError> {
    let (tables, _) = resolve_table_references(statement, true).map_err(|_| QueryError::Syntax)?;
    tables
        .into_iter()
        .map(|table| match table {
            TableReference::Bare { table } => Ok(table.to_string()),
            qualified => Err(QueryError::NotFound(qualified.to_string())),
        })
        .collect()
}
