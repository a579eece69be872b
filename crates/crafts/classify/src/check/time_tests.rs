//! The forms that dates are written in.

use super::*;
use crate::check::testing::{accepts, refuses};

// proves M16
#[test]
fn dates_are_known_in_at_least_22_written_forms() {
    const FORMS: [&str; 40] = [
        "2024-02-29",
        "2024/2/9",
        "2024.02.29",
        "29/02/2024",
        "2/29/2024",
        "29.02.2024",
        "29-02-2024",
        "29/02/24",
        "2024-02-29 10:11",
        "1999-12-31T23:59:59Z",
        "2024-02-29T10:11:12.345+01:00",
        "02/29/2024 10:11 PM",
        "29-Feb-2024",
        "29-FEB-24",
        "2024-Feb-29",
        "29 Feb 2024",
        "Feb 29, 2024",
        "February 29, 2024",
        "February 29th, 2024",
        "29 February 2024",
        "29th of February 2024",
        "Thursday, 29 February 2024",
        "Thu, 29 Feb 2024 10:11:12 +0000",
        "Thu Feb 29 10:11:12 2024",
        "29/Feb/2024:10:11:12 +0000",
        "29. Februar 2024",
        "1er mars 2024",
        "29 de febrero de 2024",
        "29 febbraio 2024",
        "29 de fevereiro de 2024",
        "29 lutego 2024",
        "29. února 2024",
        "29 Şubat 2024",
        "29 февраля 2024 г.",
        "2024年2月29日",
        "2024년 2월 29일",
        "令和6年2月29日",
        "民國113年2月29日",
        "2024-W09-4",
        "2024-060",
    ];
    accepts(date, &FORMS);
    assert!(FORMS.len() >= 22);
    accepts(compact_date, &["20240229"]);
    accepts(loose_date, &["29.02.24", "24-02-29", "1709164800", "1709164800000"]);
}

#[test]
fn what_is_no_date_is_none() {
    let wrong = [
        "2023-02-29",
        "31/31/2024",
        "2024-13-01",
        "1.2.3",
        "2024-02-29 x",
        "10:11",
        "",
        "30 Feb 2024",
    ];
    refuses(date, &wrong);
    refuses(
        date,
        &["May the 4th", "March on", "2024年13月1日", "2024-W54-1", "1234567890", "10.0.0.1", "é"],
    );
    refuses(compact_date, &["20230229", "99999999", "2024022é"]);
    refuses(loose_date, &["99.99.99", "2709164800", "1.2"]);
    assert_eq!(year_of("令和6年2月29日"), Some(2024));
    assert!(has_time("2024-02-29 10:11") && !has_time("2024-02-29"));
}
