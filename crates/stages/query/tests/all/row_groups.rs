//! Tables of many row groups, and what a statement saw of them.

use crate::{Scene, column, numbers, rows, table, text};
use hygeia_query::{Answer, Limits};
use protect::parquet::WriteOptions;
use terms::{Class, InfoType, Kind, View};

/// A table of many row groups, cut smaller than a batch.
async fn scene_of_row_groups(rows: u32) -> Scene {
    let mut scene = Scene::new().await;
    let names: Vec<String> = (0..rows).map(|row| format!("row {row}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let at: Vec<f64> = (0..rows).map(f64::from).collect();
    let internal = |name, info, kind| column(name, info, Class::Internal, kind);
    let columns = vec![
        (internal("name", InfoType::Category, Kind::Text), text(&names)),
        (internal("at", InfoType::Number, Kind::Number), numbers(&at)),
    ];
    let mut made = table("loans", &scene.kek, columns);
    let batch = protect::parquet::read(made.object.clone(), "loans", &scene.kek, None).unwrap();
    let options = WriteOptions { row_group_rows: 7, ..WriteOptions::default() };
    let file = protect::parquet::write(&batch, &made.plan, "loans", &scene.kek, &options);
    made.object = file.unwrap().into();
    scene.tables[0] = made;
    scene
}

// proves M15
#[tokio::test]
async fn threads_share_the_row_groups_and_rows_stay_in_order() {
    let scene = scene_of_row_groups(100).await;
    let expected: Vec<String> = (0..100).map(|row| format!("row {row}|{row}.0")).collect();
    for threads in [1, 2, 3, 64] {
        let limits = Limits { threads, ..Limits::default() };
        for (sql, first) in [("SELECT * FROM loans", 100), ("SELECT * FROM loans LIMIT 30", 30)] {
            let answer = scene.ask(limits, sql, sql, View::Mask, 0).await.unwrap();
            assert_eq!(rows(&answer), expected[..first].join("\n"), "{threads} threads: {sql}");
        }
        let sql = "SELECT count(*), sum(at), max(name) FROM loans WHERE at > 49";
        let answer = scene.ask(limits, sql, sql, View::Mask, 0).await.unwrap();
        assert_eq!(rows(&answer), "50|3725.0|row 99", "{threads} threads");
    }
}

// proves M15
#[tokio::test]
async fn how_many_rows_there_are_is_known_without_reading_them() {
    let mut scene = scene_of_row_groups(100).await;
    // Nothing but the footer is whole.
    let mut bytes = scene.tables[0].object.to_vec();
    bytes[4..200].fill(0);
    scene.tables[0].object = bytes.into();
    let answer = scene.run("SELECT count(*) FROM loans", View::Mask).await.unwrap();
    assert_eq!(rows(&answer), "100");
    assert!(scene.run("SELECT count(name) FROM loans", View::Mask).await.is_err());
}

// proves M17
#[tokio::test]
async fn what_is_asked_of_a_view_is_told() {
    let scene = Scene::new().await;
    let told = |answer: &Answer| {
        let columns = answer.viewed.iter();
        columns
            .map(|one| format!("{}.{} {:?}", one.table, one.column, one.view))
            .collect::<Vec<_>>()
    };
    let sql = "SELECT region FROM loans WHERE name = 'Ada King' AND region IN (SELECT region FROM loans WHERE ssn > '1')";
    let answer = scene.run(sql, View::Mask).await.unwrap();
    assert_eq!(
        (answer.rows, told(&answer)),
        (0, vec!["loans.name Mask".into(), "loans.ssn Token".into()])
    );
    let answer = scene.run("SELECT region FROM loans", View::Mask).await.unwrap();
    assert_eq!(told(&answer), Vec::<String>::new());
    let answer = scene.run("SELECT name FROM loans", View::Clear).await.unwrap();
    assert_eq!(told(&answer), Vec::<String>::new());
}
