//! Tables for this crate's own tests.

use crate::noise::Noise;
use crate::table::{Categorical, Numeric, Table};

/// Two classes: one wide column that tells them apart, a brittle pair, a category, noise.
#[allow(clippy::unwrap_used)]
pub(crate) fn blobs(rows: usize, seed: u64) -> Table {
    let mut noise = Noise::new(seed, "blobs");
    let mut normal = |mean: f32, deviation: f32| {
        let sum: f32 = (0..12).map(|_| noise.unit()).sum::<f32>() - 6.0;
        mean + deviation * sum
    };
    let labels: Vec<u32> = (0..rows).map(|row| u32::from(row % 5 < 2)).collect();
    let signs: Vec<f32> = labels.iter().map(|label| if *label == 1 { 1.0 } else { -1.0 }).collect();
    let wide: Vec<f32> = signs.iter().map(|s| normal(50.0 + 17.0 * s, 10.0)).collect();
    let base: Vec<f32> = signs.iter().map(|_| normal(1000.0, 300.0)).collect();
    let twin: Vec<f32> = base.iter().zip(&signs).map(|(b, s)| b + normal(14.0 * s, 6.0)).collect();
    let idle: Vec<f32> =
        (0..rows).map(|row| if row % 20 == 0 { f32::NAN } else { normal(0.0, 1.0) }).collect();
    let texts: Vec<&str> = signs
        .iter()
        .map(|s| match normal(*s, 1.5) {
            v if v > 1.0 => "rent",
            v if v > -1.0 => "mortgage",
            _ => "own",
        })
        .collect();
    let number = |name: &str, values| Numeric { name: name.to_owned(), values };
    Table::new(
        vec![
            number("wide", wide),
            number("base", base),
            number("twin", twin),
            number("idle", idle),
        ],
        vec![Categorical::from_texts("home", texts.into_iter().map(Some))],
        labels,
        vec!["repaid".to_owned(), "defaulted".to_owned()],
    )
    .unwrap()
}
