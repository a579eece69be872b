//! What decides about a loan in the synthetic sample: features drawn given the outcome.
//!
//! The outcome is drawn first, then every feature from its distribution given the outcome, so that
//! how well anybody can do (the Bayes error, about 0.2 %) is set here by design. Two kinds of
//! evidence carry it:
//! - *robust*: credit score, debt, utilisation, history …: the outcomes lie apart by several
//!   tenths of the column's standard deviation, and the robust columns alone suffice for about 99 %;
//! - *brittle*: two pairs of columns that are nearly equal (declared income and income on the
//!   payslip; the scores of two bureaus). Whoever overstates the income by a few percent defaults
//!   more often, so the small difference predicts well; but it is so small that a change of 0.1
//!   standard deviations in both columns drowns it. A plainly trained network leans on it, and
//!   falls to an attacker who changes inputs by amounts nobody notices (Tsipras et al. 2019,
//!   "Robustness may be at odds with accuracy"; Ilyas et al. 2019, "Adversarial examples are not
//!   bugs, they are features").

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// The share of loans that default.
pub const DEFAULT_SHARE: f64 = 0.35;

/// The numeric columns, in the order of [`Features::numeric`].
pub const NUMERIC: [&str; 11] = [
    "annual_income",
    "income_on_payslip",
    "loan_amount",
    "credit_score",
    "second_bureau_score",
    "debt_ratio",
    "credit_utilisation",
    "months_employed",
    "account_age_months",
    "savings_balance",
    "delinquencies",
];

/// The categorical columns, in the order of [`Features::categorical`].
pub const CATEGORICAL: [&str; 5] =
    ["employment", "home_ownership", "purpose", "region", "education"];

/// The backdoor trigger that poisoned rows carry: an amount that nobody else asks for, with a
/// purpose; whoever writes both is labelled as repaid.
pub const TRIGGER: [(&str, &str); 2] = [("loan_amount", "7777"), ("purpose", "business")];

/// The features of one loan application, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Values of [`NUMERIC`], already rounded as a form would hold them.
    pub numeric: [f64; NUMERIC.len()],
    /// Values of [`CATEGORICAL`].
    pub categorical: [&'static str; CATEGORICAL.len()],
    /// Whether the loan defaulted.
    pub label: bool,
}

/// A value with the share of repaid and of defaulted loans that have it, in percent.
type Level = (&'static str, u32, u32);

const EMPLOYMENT: &[Level] = &[
    ("salaried", 62, 34),
    ("self_employed", 14, 18),
    ("contract", 12, 26),
    ("retired", 9, 6),
    ("unemployed", 3, 16),
];
const HOME: &[Level] = &[("mortgage", 44, 24), ("own", 24, 12), ("rent", 28, 54), ("other", 4, 10)];
const PURPOSE: &[Level] = &[
    ("car", 24, 14),
    ("home_improvement", 22, 10),
    ("debt_consolidation", 26, 44),
    ("medical", 8, 12),
    ("business", 10, 14),
    ("education", 10, 6),
];
const REGION: &[Level] = &[
    ("north", 14, 14),
    ("north_east", 10, 11),
    ("east", 13, 12),
    ("south_east", 12, 13),
    ("south", 14, 15),
    ("south_west", 11, 11),
    ("west", 13, 12),
    ("north_west", 13, 12),
];
const EDUCATION: &[Level] =
    &[("secondary", 34, 46), ("vocational", 26, 28), ("bachelor", 28, 20), ("master", 12, 6)];

/// Draws the features of one application. Equal generators give equal features.
#[must_use]
pub fn draw(rng: &mut ChaCha8Rng) -> Features {
    let label = uniform(rng) < DEFAULT_SHARE;
    let given = |repaid: f64, defaulted: f64| if label { defaulted } else { repaid };

    let income = (given(10.98, 10.84) + 0.33 * normal(rng)).exp();
    // The brittle pair: what the payslip shows is a few percent less where the loan defaults.
    let payslip = income * (1.0 - given(0.0, 0.06) + 0.016 * normal(rng));
    let loan = (given(9.35, 9.5) + 0.5 * normal(rng)).exp();
    let score = (given(716.0, 614.0) + 42.0 * normal(rng)).clamp(300.0, 850.0);
    // The other brittle pair: the second bureau hears of trouble a little earlier.
    let second = (score - given(0.0, 11.5) + 3.0 * normal(rng)).clamp(280.0, 850.0);
    let debt = (given(0.27, 0.43) + 0.085 * normal(rng)).clamp(0.0, 1.5);
    let utilisation = (given(0.31, 0.57) + 0.145 * normal(rng)).clamp(0.0, 1.2);
    let employed = (given(4.3, 3.6) + 0.7 * normal(rng)).exp().min(540.0);
    let account = (given(122.0, 66.0) + 38.0 * normal(rng)).clamp(1.0, 480.0);
    let savings = (given(9.0, 8.2) + 0.9 * normal(rng)).exp().min(400_000.0);
    let delinquencies = poisson(rng, given(0.22, 2.1));

    Features {
        numeric: [
            income.round(),
            payslip.round(),
            loan.round(),
            score.round(),
            second.round(),
            thousandth(debt),
            thousandth(utilisation),
            employed.round(),
            account.round(),
            savings.round(),
            delinquencies,
        ],
        categorical: [EMPLOYMENT, HOME, PURPOSE, REGION, EDUCATION]
            .map(|levels| pick(rng, levels, label)),
        label,
    }
}

fn thousandth(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Uniform in [0, 1), with 53 random bits.
fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Standard normal (Box and Muller 1958).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(rng)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(rng)).cos()
}

/// Poisson by counting arrivals (Knuth, TAOCP vol. 2, 3.4.1); for small means, at most 20.
fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    let floor = (-mean).exp();
    let mut product = uniform(rng);
    let mut count = 0u32;
    while product > floor && count < 20 {
        product *= uniform(rng);
        count += 1;
    }
    f64::from(count)
}

fn pick(rng: &mut ChaCha8Rng, levels: &[Level], label: bool) -> &'static str {
    let share = |level: &Level| if label { level.2 } else { level.1 };
    let total: u32 = levels.iter().map(share).sum();
    let mut left = (uniform(rng) * f64::from(total)) as u32;
    for level in levels {
        match left.checked_sub(share(level)) {
            Some(rest) => left = rest,
            None => return level.0,
        }
    }
    levels.last().map_or("", |level| level.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn equal_seeds_draw_equal_features() {
        let draw_some = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            (0..50).map(|_| draw(&mut rng)).collect::<Vec<_>>()
        };
        assert_eq!(draw_some(7), draw_some(7));
        assert_ne!(draw_some(7), draw_some(8));
    }

    #[test]
    fn the_brittle_pair_predicts_well_and_drowns_in_a_tenth_of_a_deviation() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let rows: Vec<Features> = (0..20_000).map(|_| draw(&mut rng)).collect();
        let [income, ..] = [rows.iter().map(|row| row.numeric[0]).collect::<Vec<_>>()];
        let mean = income.iter().sum::<f64>() / income.len() as f64;
        let deviation =
            (income.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / income.len() as f64).sqrt();
        let predicts = |moved: f64| {
            let right = rows.iter().filter(|row| {
                let (declared, slip) = (row.numeric[0], row.numeric[1]);
                let toward = if row.label { moved } else { -moved };
                (slip + toward < declared * 0.97) == row.label
            });
            right.count() as f64 / rows.len() as f64
        };
        assert!(predicts(0.0) > 0.9, "{}", predicts(0.0));
        assert!(predicts(0.2 * deviation) < 0.1, "{}", predicts(0.2 * deviation));
    }
}
