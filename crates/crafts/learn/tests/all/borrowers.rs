//! People who repay or don't, whose label follows from their columns in some 85 % of the cases, as in real tables.

use crate::support::as_features;
use learn::{Categorical, Numeric, Screening, Table, screen};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of numbers.
pub struct Draw(ChaCha8Rng);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }
    pub fn unit(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }
    pub fn below(&mut self, below: usize) -> usize {
        (self.unit() * below as f64) as usize
    }
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
    /// `count` of `all`, ascending.
    pub fn some(&mut self, count: usize, all: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..all).collect();
        for at in 0..count {
            order.swap(at, at + self.below(all - at));
        }
        order.truncate(count);
        order.sort_unstable();
        order
    }
}

/// People who repay or don't, column by column.
pub struct People {
    pub amount: Vec<f32>,
    pub age: Vec<f32>,
    pub score: Vec<f32>,
    pub home: Vec<&'static str>,
    pub region: Vec<&'static str>,
    pub bad: Vec<bool>,
}

pub fn people(rows: usize, seed: u64) -> People {
    let mut draw = Draw::new(seed);
    let mut made = People {
        amount: Vec::new(),
        age: Vec::new(),
        score: Vec::new(),
        home: Vec::new(),
        region: Vec::new(),
        bad: Vec::new(),
    };
    for _ in 0..rows {
        let amount = (9.0 + 0.6 * draw.normal()).exp().round();
        let (age, score) = ((18 + draw.below(58)) as f64, draw.normal());
        let (home, odds) = match draw.below(11) {
            0..5 => ("rent", 0.5),
            5..8 => ("own", -0.8),
            8..10 => ("family", 0.0),
            _ => ("other", 0.9),
        };
        let region = ["north", "south", "east", "west", "isle"][draw.below(5)];
        let isle = if region == "isle" { 0.4 } else { 0.0 };
        let sum = 1.6 * (amount.ln() - 9.0) - 0.04 * (age - 45.0) + 1.2 * score + odds + isle;
        let chance = (draw.unit() / draw.unit()).ln();
        made.amount.push(amount as f32);
        made.age.push(age as f32);
        made.score.push((score * 1_000.0).round() as f32 / 1_000.0);
        made.home.push(home);
        made.region.push(region);
        made.bad.push(1.6 * sum + 0.8 * chance > 1.35);
    }
    made
}

impl People {
    pub fn table(&self) -> Table {
        let number =
            |name: &str, values: &[f32]| Numeric { name: name.to_owned(), values: values.to_vec() };
        let numeric = vec![
            number("amount", &self.amount),
            number("age", &self.age),
            number("score", &self.score),
        ];
        let category = |name: &str, texts: &[&'static str]| {
            Categorical::from_texts(name, texts.iter().map(|text| Some(*text)))
        };
        let categorical = vec![category("home", &self.home), category("region", &self.region)];
        let labels = self.bad.iter().map(|bad| u32::from(*bad)).collect();
        Table::new(numeric, categorical, labels, vec!["good".to_owned(), "bad".to_owned()]).unwrap()
    }
}

pub fn screened(table: Table, seed: u64) -> Screening {
    screen(&as_features(table), seed).unwrap()
}

/// Rows of the dataset.
pub fn rows(positions: &[usize]) -> Vec<u64> {
    positions.iter().map(|at| *at as u64 + 10).collect()
}
