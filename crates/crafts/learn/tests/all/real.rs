//! The German credit data (Hofmann 1994): 1,000 rows, small and noisy, so that little can be proven
//! on it; what is found must be told as it is.

use crate::support::as_features;
use learn::{Attack, Categorical, Effort, Numeric, Table, screen, train_all};

fn german(text: &str) -> Table {
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|r: &Vec<_>| r.len() == 21)
        .collect();
    let (mut numeric, mut categorical) = (Vec::new(), Vec::new());
    for column in 0..20 {
        let name = format!("c{column}");
        match rows.iter().map(|row| row[column].parse().ok()).collect::<Option<Vec<f32>>>() {
            Some(values) => numeric.push(Numeric { name, values }),
            None => categorical
                .push(Categorical::from_texts(&name, rows.iter().map(|row| Some(row[column])))),
        }
    }
    let label = Categorical::from_texts("label", rows.iter().map(|row| Some(row[20])));
    Table::new(numeric, categorical, label.codes, label.vocabulary).unwrap()
}

// proves M12
#[test]
fn real_data_is_learned_and_misses_are_told() {
    let Some(path) = needs::shared("german.data") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let table = german(&text);
    assert_eq!((table.rows(), table.numeric().len(), table.categorical().len()), (1_000, 7, 13));
    let screened = screen(&as_features(table.clone()), 1).unwrap();
    assert!(screened.suspected() < 100, "{} rows flagged", screened.suspected());
    let trained =
        train_all(&table.split(1).unwrap(), &Effort::for_rows(table.rows()), 1, &|_| {}).unwrap();
    let accuracy = |model, attack, eps| trained.accuracy(model, attack, eps).unwrap();
    assert!(accuracy("final", Attack::Clean, 0.0) > 0.62);
    // Within what chance does to a hundred rows.
    assert!(accuracy("final", Attack::Worst, 0.1) > accuracy("plain", Attack::Worst, 0.1) - 0.08);
    // A hundred test rows can't prove a lead over the majority answer, and that is what is said.
    assert!(
        trained.shortfalls().iter().any(|short| short.contains("constant")),
        "{:#?}",
        trained.shortfalls()
    );
}
