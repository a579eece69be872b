//! Against the MariaDB of this host.

use super::{batch, expect, query, read};
use places::{PlaceError, Wanted};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

/// The server, with what `statements` make in a database of the test's own.
fn server(database: &str, statements: &[&str]) -> Option<String> {
    let address = needs::service("MariaDB", 3306)?;
    let url = format!("mysql://root@{address}/");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = MySqlConnection::connect(&url).await.unwrap();
        let own = [
            format!("DROP DATABASE IF EXISTS {database}"),
            format!("CREATE DATABASE {database}"),
            format!("USE {database}"),
            "SET sql_mode = ''".to_owned(),
        ];
        for statement in own.iter().map(String::as_str).chain(statements.iter().copied()) {
            let made = connection.execute(sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))).await;
            made.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    });
    Some(format!("mariadb://root@{address}/{database}"))
}

// proves M4
#[test]
fn types_are_kept() {
    let made = [
        "CREATE TABLE kinds (flag BOOLEAN, i1 TINYINT, u1 TINYINT UNSIGNED, i2 SMALLINT, i3 MEDIUMINT, i4 INT, u4 INT UNSIGNED, \
         i8 BIGINT, u8 BIGINT UNSIGNED, f4 FLOAT, f8 DOUBLE, n DECIMAL(12,3), wide DECIMAL(65,30), y YEAR, d DATE, \
         t TIME, dt DATETIME(6), ts TIMESTAMP NULL, s VARCHAR(20), x TEXT, e ENUM('sad','happy'), j JSON, b VARBINARY(4), \
         bits BIT(12), u UUID, whole DECIMAL(5,0))",
        "SET time_zone = '+02:00'",
        "INSERT INTO kinds VALUES (TRUE, -7, 200, -300, -70000, 70000, 4000000000, 9007199254740993, 18446744073709551615, \
         1.5, 0.1, 123456789.125, 12345678901234567890.123456789, 2024, '2024-02-29', '-30:00:01', '2024-01-01 12:00:00.123456', \
         '2024-06-01 12:00:00', 'a|b', 'é', 'happy', '{\"a\": [1]}', x'00ff', b'100000000001', \
         'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 42)",
        "INSERT INTO kinds (d) VALUES ('0000-00-00')",
    ];
    let Some(url) = server("hygeia_kinds", &made) else { return };
    let given = read(&format!("{url}?table=kinds"), &Wanted::default()).unwrap();
    expect(
        &given,
        &[
            ("flag", "Int8", &["1", "-"]),
            ("i1", "Int8", &["-7", "-"]),
            ("u1", "UInt8", &["200", "-"]),
            ("i2", "Int16", &["-300", "-"]),
            ("i3", "Int32", &["-70000", "-"]),
            ("i4", "Int32", &["70000", "-"]),
            ("u4", "UInt32", &["4000000000", "-"]),
            ("i8", "Int64", &["9007199254740993", "-"]),
            ("u8", "UInt64", &["18446744073709551615", "-"]),
            ("f4", "Float32", &["1.5", "-"]),
            ("f8", "Float64", &["0.1", "-"]),
            ("n", "Decimal128(38, 3)", &["123456789.125", "-"]),
            (
                "wide",
                "Decimal256(50, 30)",
                &["12345678901234567890.123456789000000000000000000000", "-"],
            ),
            ("y", "UInt16", &["2024", "-"]),
            ("d", "Date32", &["2024-02-29", "-"]),
            ("t", "Utf8", &["-30:00:01", "-"]),
            ("dt", "Timestamp(µs)", &["2024-01-01T12:00:00.123456", "-"]),
            ("ts", "Timestamp(µs, \"UTC\")", &["2024-06-01T10:00:00Z", "-"]),
            ("s", "Utf8", &["a|b", "-"]),
            ("x", "Utf8", &["é", "-"]),
            ("e", "Utf8", &["happy", "-"]),
            ("j", "Utf8", &["{\"a\": [1]}", "-"]),
            ("b", "Binary", &["00ff", "-"]),
            ("bits", "UInt64", &["2049", "-"]),
            ("u", "Utf8", &["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "-"]),
            ("whole", "Decimal128(38, 0)", &["42", "-"]),
        ],
    );
    let told: Vec<_> = given.notes.iter().map(|note| (note.rule, note.column.as_deref())).collect();
    assert_eq!(told, [("places/type", Some("t")), ("places/zero-date", Some("d"))]);
}

// proves M5
#[test]
fn nothing_is_written_and_no_second_statement_runs() {
    let made = ["CREATE TABLE kept (id INT, word VARCHAR(9))", "INSERT INTO kept VALUES (1, 'a')"];
    let Some(url) = server("hygeia_kept", &made) else { return };
    for sql in [
        "SELECT 1; DROP TABLE kept",
        "COMMIT; DROP TABLE kept",
        "DROP TABLE kept",
        "DELETE FROM kept",
        "DELETE FROM kept RETURNING id",
        "INSERT INTO kept VALUES (2, 'b')",
        "SELECT * FROM kept INTO OUTFILE '/tmp/hygeia_outfile'",
        "SELECT * FROM kept FOR UPDATE; SELECT 1",
    ] {
        let error = read(&url, &query(sql)).unwrap_err();
        let refused = matches!(error, PlaceError::Refused { .. } | PlaceError::Option { .. });
        assert!(refused, "{sql}: {error}");
    }
    let kept = read(&url, &query("SELECT id, word || 'x' FROM kept")).unwrap();
    assert_eq!(batch(&kept).num_rows(), 1);
}

// proves M5
#[test]
fn errors_and_names_hold_no_password_and_no_value() {
    let made = ["CREATE TABLE people (name TEXT)", "INSERT INTO people VALUES ('Ada Sentinel')"];
    let Some(url) = server("hygeia_told", &made) else { return };
    let secret = url.replace("root@", "root:Pa55Sentinel@");
    for (address, sql) in [
        (secret.clone(), "SELECT 1"),
        (secret.replace("3306", "1"), "SELECT 1"),
        (format!("{secret}?ssl-mode=verify_identity"), "SELECT 1"),
        (format!("{url}?no_such=Pa55Sentinel"), "SELECT 1"),
        (url.clone(), "SELECT JSON_VALUE(name, '$') + 1 FROM nowhere"),
    ] {
        let error = read(&address, &query(sql)).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(!told.contains("Sentinel"), "{told}");
    }
    let error = read(&url, &Wanted::default()).unwrap_err();
    assert!(error.to_string().contains("hygeia_told.people"), "{error}");
    let empty = read(&url, &query("SELECT * FROM people WHERE name = 'Sentinel'")).unwrap();
    assert_eq!((batch(&empty).num_rows(), empty.name.contains("Sentinel")), (0, false));
}
