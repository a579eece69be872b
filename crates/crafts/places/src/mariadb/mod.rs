//! MariaDB and MySQL: a table or a query, in a read-only transaction that sees one snapshot.

mod options;
mod types;

use crate::address::Address;
use crate::error::PlaceError;
use crate::kind::Kind;
use crate::sheet::Sheet;
use crate::{Given, Note, Wanted, sql};
use futures::TryStreamExt;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row, SqlSafeStr, Statement};

/// The session's clock is set to UTC when it connects.
const HABITS: [&str; 2] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
];

pub(crate) async fn read(address: &Address, wanted: &Wanted) -> Result<Given, PlaceError> {
    let shown = address.to_string();
    let refused = |error: sqlx::Error| sql::refused(&shown, &error);
    let (options, in_clear) = options::of(address)?;
    let mut database = options.connect().await.map_err(refused)?;
    for habit in HABITS {
        database.execute(sqlx::raw_sql(habit)).await.map_err(refused)?;
    }
    let asked = sql::statement(address.table.as_deref(), wanted, '`');
    let asked = asked.map_err(|why| PlaceError::Option { place: shown.clone(), why })?;
    let Some(asked) = asked else {
        return Err(PlaceError::NoTable { found: tables(&mut database).await, place: shown });
    };
    // One statement alone can be prepared, and what writes gives no columns: so nothing else is run.
    let prepared = (&mut database).prepare(AssertSqlSafe(asked.clone()).into_sql_str());
    let prepared = prepared.await.map_err(refused)?;
    if prepared.columns().is_empty() {
        let why = "the query gives no rows; give one that begins with SELECT".to_owned();
        return Err(PlaceError::Option { place: shown, why });
    }
    let columns = types::columns(&mut database, &asked, &prepared, wanted);
    let columns = columns.await.map_err(refused)?;
    let name = sql::called(&shown, wanted);
    let mut notes =
        Sheet::notes(&columns, |column| column.kind == Kind::Text && types::is_odd(&column.of));
    notes.extend(in_clear.then(sql::in_clear));
    let dated: Vec<bool> =
        columns.iter().map(|c| matches!(c.kind, Kind::Date | Kind::Timestamp { .. })).collect();
    let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
    let mut zeros = vec![0u64; dated.len()];
    let mut sheet = Sheet::new(&name, columns, wanted.limits)?;
    let mut rows = sqlx::raw_sql(AssertSqlSafe(asked)).fetch(&mut database);
    while let Some(row) = rows.try_next().await.map_err(refused)? {
        let mut cells = cells(&row).map_err(refused)?;
        for ((cell, dated), zeros) in cells.iter_mut().zip(&dated).zip(&mut zeros) {
            if *dated && cell.is_some_and(|cell| cell.starts_with(b"0000-00-00")) {
                (*cell, *zeros) = (None, *zeros + 1);
            }
        }
        sheet.push(cells)?;
    }
    drop(rows);
    let _ = database.close().await;
    notes.extend(names.iter().zip(zeros).filter(|(_, zeros)| *zeros > 0).map(|(name, zeros)| {
        Note {
            rule: "places/zero-date",
            column: Some(name.clone()),
            text: format!("{zeros} cells hold the date 0000-00-00, and are read as missing"),
        }
    }));
    Ok(Given { bytes: sheet.finish()?, name, has_types: true, version: None, notes })
}

fn cells(row: &MySqlRow) -> Result<Vec<Option<&[u8]>>, sqlx::Error> {
    (0..row.len()).map(|at| row.try_get_unchecked::<Option<&[u8]>, _>(at)).collect()
}

/// The tables that there are, for who named none.
async fn tables(database: &mut MySqlConnection) -> String {
    let list = "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema \
         NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1 LIMIT 41";
    let rows = sqlx::raw_sql(list).fetch_all(database).await.unwrap_or_default();
    let name = |row: &MySqlRow| row.try_get_unchecked::<String, _>(0).ok();
    sql::listed(rows.iter().filter_map(name).collect())
}
