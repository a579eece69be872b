//! PostgreSQL: a table or a query, in a read-only transaction that sees one snapshot.
//!
//! A cursor gives the rows in text, which any type has; `types` says what Arrow keeps of it.

mod options;
mod types;

use crate::address::Address;
use crate::error::PlaceError;
use crate::kind::Kind;
use crate::sheet::{ROWS, Sheet};
use crate::{Given, Wanted, sql};
use futures::TryStreamExt;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row, SqlSafeStr};

/// What values look like, whatever the server's own habits are.
const HABITS: &str = "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET timezone = 'UTC'; \
     SET bytea_output = 'hex'; SET extra_float_digits = 1; SET lc_monetary = 'C'; SET xmloption = 'content'; \
     BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) async fn read(address: &Address, wanted: &Wanted) -> Result<Given, PlaceError> {
    let shown = address.to_string();
    let refused = |error: sqlx::Error| sql::refused(&shown, &error);
    let (options, in_clear) = options::of(address)?;
    let mut database = options.connect().await.map_err(refused)?;
    database.execute(sqlx::raw_sql(HABITS)).await.map_err(refused)?;
    let asked = sql::statement(address.table.as_deref(), wanted, '"');
    let asked = asked.map_err(|why| PlaceError::Option { place: shown.clone(), why })?;
    let Some(asked) = asked else {
        return Err(PlaceError::NoTable { found: tables(&mut database).await, place: shown });
    };
    // One statement alone can be prepared, so what follows is no other.
    let prepared = (&mut database).prepare(AssertSqlSafe(asked.clone()).into_sql_str());
    let prepared = prepared.await.map_err(refused)?;
    let columns = types::columns(&mut database, &asked, &prepared, wanted);
    let columns = columns.await.map_err(refused)?;
    let name = sql::called(&shown, wanted);
    let mut notes =
        Sheet::notes(&columns, |column| column.kind == Kind::Text && !types::is_text(&column.of));
    notes.extend(in_clear.then(sql::in_clear));
    let mut sheet = Sheet::new(&name, columns, wanted.limits)?;
    let declared = format!("DECLARE hygeia NO SCROLL CURSOR FOR {asked}");
    // Prepared as well: by itself it is one statement, as what follows FOR is.
    let declare = sqlx::query(AssertSqlSafe(declared)).execute(&mut database);
    declare.await.map_err(refused)?;
    while fetched(&mut database, &mut sheet, &shown).await? > 0 {}
    let _ = database.close().await;
    Ok(Given { bytes: sheet.finish()?, name, has_types: true, version: None, notes })
}

/// The next rows; how many there were.
async fn fetched(
    database: &mut PgConnection,
    sheet: &mut Sheet<'_>,
    place: &str,
) -> Result<usize, PlaceError> {
    let refused = |error: sqlx::Error| sql::refused(place, &error);
    let fetch = format!("FETCH FORWARD {ROWS} FROM hygeia");
    let mut rows = sqlx::raw_sql(AssertSqlSafe(fetch)).fetch(database);
    let mut count = 0;
    while let Some(row) = rows.try_next().await.map_err(refused)? {
        sheet.push(cells(&row).map_err(refused)?)?;
        count += 1;
    }
    Ok(count)
}

fn cells(row: &PgRow) -> Result<Vec<Option<&[u8]>>, sqlx::Error> {
    let mut cells = Vec::with_capacity(row.len());
    for at in 0..row.len() {
        // What is missing has no bytes.
        cells.push(row.try_get_raw(at)?.as_bytes().ok());
    }
    Ok(cells)
}

/// The tables that there are, for who named none.
async fn tables(database: &mut PgConnection) -> String {
    let list = "SELECT schemaname || '.' || tablename AS name FROM pg_catalog.pg_tables WHERE schemaname NOT IN \
         ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 41";
    let rows = sqlx::raw_sql(list).fetch_all(database).await.unwrap_or_default();
    sql::listed(rows.iter().filter_map(|row| row.try_get::<String, _>("name").ok()).collect())
}
