//! Who may do what is answered with the cell, or with what is missing.

use gate::{Directory, Raci, can, sample, who};
use terms::{Action, Asset};

// proves M6, M7
#[test]
fn an_answer_names_the_cell_or_what_is_missing() {
    let raci = Raci::from_csv(sample::RACI_CSV).unwrap();
    let people = format!("[left]\n\"ina@example.org\" = \"2026-01-31\"\n{}", sample::PEOPLE_TOML);
    let people = Directory::from_toml(&people).unwrap();
    let asset = |text: &str| Asset::parse(text).unwrap();
    let may = |who: &str, action, on: &str| {
        can(&raci, &people, &who.parse().unwrap(), action, &asset(on))
    };
    let dana = may("Dana@example.org", Action::Query, "dataset/loans");
    assert!(dana.may && !dana.clear && dana.missing.is_none());
    assert_eq!(
        (dana.cells[0].activity.as_str(), dana.cells[0].role.as_str()),
        ("query", "data-scientist")
    );
    assert!(may("olga@example.org", Action::Query, "dataset/loans").clear);
    for (who, action, on, told) in [
        (
            "dana@example.org",
            Action::Delete,
            "dataset/loans",
            "dana@example.org holds no role that may: data-owner or data-steward would",
        ),
        (
            "dana@example.org",
            Action::Query,
            "dataset/cards",
            "no row of the RACI says who may query dataset/cards",
        ),
        (
            "dana@example.org",
            Action::Query,
            "model/credit",
            "query has no meaning on a model: it belongs to a dataset",
        ),
        (
            "nobody@example.org",
            Action::Query,
            "dataset/loans",
            "nobody@example.org is nobody that people.toml lists",
        ),
        ("ina@example.org", Action::Query, "dataset/loans", "ina@example.org left on 2026-01-31"),
    ] {
        let answer = may(who, action, on);
        assert!(!answer.may && answer.cells.is_empty());
        assert_eq!(answer.missing.unwrap().to_string(), told);
    }
    let shares = who(&raci, &people, &asset("vault/main"));
    let told: Vec<String> = shares
        .iter()
        .map(|share| {
            format!("{} {} {} {}", share.action, share.may, share.principal, share.letters)
        })
        .collect();
    assert!(told.contains(&"pull true viktor@example.org R".to_owned()), "{told:?}");
    assert!(told.contains(&"activate false olga@example.org C".to_owned()), "{told:?}");
    assert!(who(&raci, &people, &asset("dataset/cards")).is_empty());
}
