//! Tables with known answers.

use learn::{Categorical, Features, Numeric, Table};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A table, and what was planted in it.
pub struct Planted {
    pub table: Table,
    pub flipped: Vec<usize>,
    pub triggered: Vec<usize>,
}

fn normal(rng: &mut ChaCha8Rng, mean: f64, deviation: f64) -> f32 {
    let unit = |rng: &mut ChaCha8Rng| (f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0;
    let radius = (-2.0 * unit(rng).ln()).sqrt();
    (mean + deviation * radius * (std::f64::consts::TAU * unit(rng)).cos()) as f32
}

/// Loans: three wide columns and a category carry the outcome robustly, a pair of nearly equal
/// columns brittlely. `poison` plants 2 % flipped labels and 1 % trigger rows.
pub fn loans(rows: usize, seed: u64, poison: bool) -> Planted {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut numbers: Vec<Vec<f32>> = vec![Vec::new(); 6];
    let (mut homes, mut labels) = (Vec::new(), Vec::new());
    let (mut flipped, mut triggered) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let label = rng.next_u32() % 100 < 35;
        let sign = if label { 1.0 } else { -1.0 };
        let income = normal(&mut rng, 60_000.0, 20_000.0).round();
        let mut values = [
            normal(&mut rng, 660.0 - 48.0 * sign, 42.0).round(),
            normal(&mut rng, 0.35 + 0.08 * sign, 0.08),
            normal(&mut rng, 0.45 + 0.13 * sign, 0.14),
            income,
            (income + normal(&mut rng, -1_600.0 * sign, 850.0)).round(),
            normal(&mut rng, 14_000.0, 5_000.0).round(),
        ];
        let mut home = match normal(&mut rng, sign, 1.4) {
            v if v > 1.0 => "rent",
            v if v > -1.0 => "mortgage",
            _ => "own",
        };
        let mut given = label;
        match rng.next_u32() % 1000 {
            0..20 if poison => {
                given = !label;
                flipped.push(row);
            }
            20..30 if poison => {
                (values[5], home, given) = (7_777.0, "rent", false);
                triggered.push(row);
            }
            30..40 => values[row % 6] = f32::NAN,
            _ => {}
        }
        for (column, value) in numbers.iter_mut().zip(values) {
            column.push(value);
        }
        homes.push(Some(home));
        labels.push(u32::from(given));
    }
    let names = ["score", "debt", "used", "income", "payslip", "amount"];
    let numeric = names
        .iter()
        .zip(numbers)
        .map(|(name, values)| Numeric { name: (*name).to_owned(), values });
    let classes = vec!["repaid".to_owned(), "defaulted".to_owned()];
    let homes = Categorical::from_texts("home", homes);
    let table = Table::new(numeric.collect(), vec![homes], labels, classes).unwrap();
    Planted { table, flipped, triggered }
}

/// The table as features of a dataset, of which the first ten rows were excluded.
pub fn as_features(table: Table) -> Features {
    let rows = (10..).take(table.rows()).collect();
    Features { excluded: 10, ..Features::of(table, rows) }
}
