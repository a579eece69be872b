//! Against the PostgreSQL of this host.

use super::{batch, expect, query, read};
use places::{PlaceError, Wanted};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

/// The server, with what `sql` makes in a schema of the test's own.
fn server(schema: &str, sql: &str) -> Option<String> {
    let address = needs::service("PostgreSQL", 5432)?;
    let url = format!("postgres://postgres@{address}/postgres");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut database = PgConnection::connect(&url).await.unwrap();
        let made = format!(
            "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path TO {schema}; {sql}"
        );
        database.execute(sqlx::raw_sql(AssertSqlSafe(made))).await.unwrap();
    });
    Some(url)
}

// proves M4
#[test]
fn types_are_kept() {
    let made = "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN cents AS numeric(9,2); \
        CREATE TABLE kinds (flag bool, i2 smallint, i4 int, i8 bigint, f4 real, f8 double precision, n numeric(12,3), \
        open numeric, d date, t time, ts timestamp, tz timestamptz, u uuid, j jsonb, b bytea, m mood, c cents, \
        ints int[], words text[], prices numeric(6,2)[], ip inet, span interval, wide numeric(60,10), neg numeric(4,-2)); \
        INSERT INTO kinds VALUES (true, -7, 70000, 9007199254740993, 1.5, 0.1, 123456789.125, 12345678901234567890.123456789, \
        '2024-02-29', '23:59:59.5', '2024-01-01 12:00:00.123456', '2024-06-01 12:00:00+02', \
        'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{\"a\": [1]}', '\\x00ff', 'happy', 1.5, '{1,NULL,3}', \
        '{\"a \\\"b\\\", c\",NULL,\"NULL\",\"\"}', '{1.5}', '10.0.0.1/8', '1 day 2 hours', 1, 1234), \
        (NULL, NULL, NULL, NULL, 'NaN', NULL, NULL, 0.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, \
        NULL, NULL, NULL, NULL)";
    let Some(url) = server("hygeia_kinds", made) else { return };
    let given = read(&format!("{url}?table=hygeia_kinds.kinds"), &Wanted::default()).unwrap();
    expect(
        &given,
        &[
            ("flag", "Boolean", &["true", "-"]),
            ("i2", "Int16", &["-7", "-"]),
            ("i4", "Int32", &["70000", "-"]),
            ("i8", "Int64", &["9007199254740993", "-"]),
            ("f4", "Float32", &["1.5", "NaN"]),
            ("f8", "Float64", &["0.1", "-"]),
            ("n", "Decimal128(12, 3)", &["123456789.125", "-"]),
            ("open", "Decimal128(38, 9)", &["12345678901234567890.123456789", "0.500000000"]),
            ("d", "Date32", &["2024-02-29", "-"]),
            ("t", "Time64(µs)", &["23:59:59.500", "-"]),
            ("ts", "Timestamp(µs)", &["2024-01-01T12:00:00.123456", "-"]),
            ("tz", "Timestamp(µs, \"UTC\")", &["2024-06-01T10:00:00Z", "-"]),
            ("u", "Utf8", &["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "-"]),
            ("j", "Utf8", &["{\"a\": [1]}", "-"]),
            ("b", "Binary", &["00ff", "-"]),
            ("m", "Utf8", &["happy", "-"]),
            ("c", "Decimal128(9, 2)", &["1.50", "-"]),
            ("ints", "List(Int32)", &["[1, -, 3]", "[]"]),
            ("words", "List(Utf8)", &["[a \"b\", c, -, NULL, ]", "-"]),
            ("prices", "List(Decimal128(6, 2))", &["[1.50]", "-"]),
            ("ip", "Utf8", &["10.0.0.1/8", "-"]),
            ("span", "Utf8", &["P1DT2H", "-"]),
            ("wide", "Decimal256(60, 10)", &["1.0000000000", "-"]),
            ("neg", "Decimal128(6, 0)", &["1200", "-"]),
        ],
    );
    let kept: Vec<_> = given.notes.iter().filter_map(|note| note.column.as_deref()).collect();
    assert_eq!(kept, ["ip", "span"]);
    assert_eq!(given.name, format!("{url}?table=hygeia_kinds.kinds"));
}

// proves M4
#[test]
fn what_arrow_cannot_hold_is_told_and_never_rounded() {
    let made = "CREATE TABLE odd (at timestamp, day date, grid int[], n numeric); \
        INSERT INTO odd VALUES ('infinity', '0044-03-15 BC', '{{1,2},{3,4}}', 'NaN')";
    let Some(url) = server("hygeia_odd", made) else { return };
    for column in ["at", "day", "grid"] {
        let error =
            read(&url, &query(&format!("SELECT {column} FROM hygeia_odd.odd"))).unwrap_err();
        assert!(matches!(&error, PlaceError::Value { row: 0, .. }), "{error}");
        assert!(error.to_string().contains(&format!("--types {column}=text")), "{error}");
    }
    let wanted = Wanted {
        as_text: vec!["at".to_owned(), "day".to_owned(), "grid".to_owned()],
        ..query("SELECT * FROM hygeia_odd.odd")
    };
    let given = read(&url, &wanted).unwrap();
    expect(
        &given,
        &[
            ("at", "Utf8", &["infinity"]),
            ("day", "Utf8", &["0044-03-15 BC"]),
            ("grid", "Utf8", &["{{1,2},{3,4}}"]),
            ("n", "Utf8", &["NaN"]),
        ],
    );
}

// proves M4
#[test]
fn many_rows_come_in_batches_and_as_one_snapshot() {
    let made =
        "CREATE TABLE many AS SELECT g AS id, 'row ' || g AS word FROM generate_series(1, 50000) g";
    let Some(url) = server("hygeia_many", made) else { return };
    let given = read(&url, &query("TABLE hygeia_many.many ORDER BY id;")).unwrap();
    assert_eq!(batch(&given).num_rows(), 50_000);
    let few = places::Limits { rows: 100, ..places::Limits::default() };
    let error = read(&url, &Wanted { limits: few, ..query("TABLE hygeia_many.many") }).unwrap_err();
    assert!(matches!(error, PlaceError::TooManyRows { limit: 100, .. }), "{error}");
    let small = places::Limits { bytes: 10_000, ..places::Limits::default() };
    let error =
        read(&url, &Wanted { limits: small, ..query("TABLE hygeia_many.many") }).unwrap_err();
    assert!(matches!(error, PlaceError::TooLarge { limit: 10_000, .. }), "{error}");
}

// proves M5
#[test]
fn nothing_is_written_and_no_second_statement_runs() {
    let made = "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1); CREATE FUNCTION drops() RETURNS int LANGUAGE sql \
        AS 'DELETE FROM hygeia_kept.kept RETURNING 1'";
    let Some(url) = server("hygeia_kept", made) else { return };
    for sql in [
        "SELECT 1; DROP TABLE hygeia_kept.kept",
        "SELECT 1; COMMIT; DROP TABLE hygeia_kept.kept",
        "COMMIT",
        "DELETE FROM hygeia_kept.kept",
        "DELETE FROM hygeia_kept.kept RETURNING id",
        "WITH gone AS (DELETE FROM hygeia_kept.kept RETURNING id) SELECT * FROM gone",
        "SELECT hygeia_kept.drops()",
        "SELECT 1) AS t; DROP TABLE hygeia_kept.kept; SELECT 1 FROM (SELECT 1",
    ] {
        let error = read(&url, &query(sql)).unwrap_err();
        assert!(
            matches!(error, PlaceError::Refused { .. } | PlaceError::Option { .. }),
            "{sql}: {error}"
        );
    }
    let kept = read(&format!("{url}?table=hygeia_kept.kept"), &Wanted::default()).unwrap();
    assert_eq!(batch(&kept).num_rows(), 1);
}

// proves M5
#[test]
fn errors_and_names_hold_no_password_and_no_value() {
    let made = "CREATE TABLE people (name text); INSERT INTO people VALUES ('Ada Sentinel')";
    let Some(url) = server("hygeia_told", made) else { return };
    let secret = url.replace("postgres@", "postgres:Pa55Sentinel@");
    for (address, sql) in [
        (secret.clone(), "SELECT name::int FROM hygeia_told.people"),
        (secret.clone(), "SELECT * FROM nowhere"),
        (secret.replace("5432", "1"), "SELECT 1"),
        (format!("{secret}?sslmode=verify-full"), "SELECT 1"),
        (format!("{secret}?no_such=Pa55Sentinel"), "SELECT 1"),
        (secret.replace("/postgres", "/no_such_database"), "SELECT 1"),
    ] {
        let error = read(&address, &query(sql)).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("Sentinel"), "{told}");
    }
    let given = read(&secret, &query("SELECT 'Ada Sentinel' AS name")).unwrap();
    assert!(!given.name.contains("Sentinel") && given.name.contains("#query="), "{}", given.name);
    let error = read(&secret, &Wanted::default()).unwrap_err();
    assert!(error.to_string().contains("hygeia_told.people"), "{error}");
    let over_tls = read(
        &format!("{secret}?sslmode=require"),
        &query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
    );
    expect(&over_tls.unwrap(), &[("ssl", "Boolean", &["true"])]);
}
