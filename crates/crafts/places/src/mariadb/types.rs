//! MariaDB's types as Arrow's.

use crate::Wanted;
use crate::kind::Kind;
use crate::sheet::Column;
use crate::sql::quoted;
use sqlx::mysql::{MySqlConnection, MySqlStatement};
use sqlx::{AssertSqlSafe, Column as _, Row, Statement as _, TypeInfo as _};

/// Digits of the widest decimal that it has.
const DIGITS: i32 = 65;

/// Whether text is not what its server calls it.
pub(crate) fn is_odd(of: &str) -> bool {
    matches!(of, "TIME" | "NULL")
}

/// The columns of the answer to `asked`.
pub(super) async fn columns(
    database: &mut MySqlConnection,
    asked: &str,
    prepared: &MySqlStatement,
    wanted: &Wanted,
) -> Result<Vec<Column>, sqlx::Error> {
    let mut columns = Vec::new();
    for column in prepared.columns() {
        let (name, of) = (column.name().to_owned(), column.type_info().name().to_owned());
        let kind = match kind(&of) {
            _ if wanted.as_text.contains(&name) => Kind::Text,
            // Text that is compared by its bytes comes under the names of bytes: JSON is such.
            Some(Kind::Bytes) if is_text(database, asked, &name).await? => Kind::Text,
            Some(kind) => kind,
            None => decimal(database, asked, &name).await?,
        };
        columns.push(Column { name, kind, of });
    }
    Ok(columns)
}

/// `None` for a decimal, whose digits the protocol's descriptions hold, but not the library's.
fn kind(of: &str) -> Option<Kind> {
    Some(match of {
        "BOOLEAN" | "TINYINT" => Kind::Int8,
        "TINYINT UNSIGNED" => Kind::UInt8,
        "SMALLINT" => Kind::Int16,
        "SMALLINT UNSIGNED" | "YEAR" => Kind::UInt16,
        "MEDIUMINT" | "INT" => Kind::Int32,
        "MEDIUMINT UNSIGNED" | "INT UNSIGNED" => Kind::UInt32,
        "BIGINT" => Kind::Int64,
        "BIGINT UNSIGNED" => Kind::UInt64,
        "FLOAT" => Kind::Float32,
        "DOUBLE" => Kind::Float64,
        "DECIMAL" => return None,
        "BIT" => Kind::Bits,
        "DATE" => Kind::Date,
        "DATETIME" => Kind::Timestamp { zone: false },
        "TIMESTAMP" => Kind::Timestamp { zone: true },
        // Of up to 838 hours, with a sign.
        "TIME" => Kind::Text,
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" | "GEOMETRY" => {
            Kind::Bytes
        }
        _ => Kind::Text,
    })
}

/// Whether the server holds a column to be of letters. Without a row it can't be told, and nothing is read.
async fn is_text(
    database: &mut MySqlConnection,
    asked: &str,
    name: &str,
) -> Result<bool, sqlx::Error> {
    let name = quoted(name, '`');
    let ask = format!("SELECT CHARSET({name}) <> 'binary' FROM ({asked}\n) AS t LIMIT 1");
    let row = sqlx::query(AssertSqlSafe(ask)).fetch_optional(database).await?;
    let told = row.map(|row| row.try_get_unchecked::<Option<i64>, _>(0)).transpose()?;
    Ok(told.flatten() == Some(1))
}

/// All values of a column have the same number of decimals: one tells it. As many digits as there may be.
async fn decimal(
    database: &mut MySqlConnection,
    asked: &str,
    name: &str,
) -> Result<Kind, sqlx::Error> {
    let name = quoted(name, '`');
    let ask = format!(
        "SELECT MAX(LENGTH(SUBSTRING_INDEX(CAST({name} AS CHAR), '.', -1)) * (CAST({name} AS CHAR) LIKE '%.%')), \
         MAX(LENGTH(REPLACE(SUBSTRING_INDEX(CAST({name} AS CHAR), '.', 1), '-', ''))) FROM ({asked}\n) AS t"
    );
    let row = sqlx::query(AssertSqlSafe(ask)).fetch_one(database).await?;
    let number = |at| row.try_get_unchecked::<Option<i64>, _>(at);
    let digits =
        |at| Ok::<_, sqlx::Error>(i32::try_from(number(at)?.unwrap_or(0)).unwrap_or(DIGITS));
    let (scale, whole) = (digits(0)?, digits(1)?);
    // Room to grow, as a delivery is held against the one before.
    Ok(Kind::decimal((whole + scale).max(38), scale).unwrap_or(Kind::Text))
}
