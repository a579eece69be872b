//! Measures how many tokens of 16 digits one core makes and undoes.
//!
//!     tokens COUNT
//!
//! Prints JSON: `{"made_s", "undone_s"}`, values a second.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hygeia_protect::{TokenSecret, detokenise, tokenise};
use std::time::Instant;
use terms::InfoType;

fn main() {
    let count: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let key = TokenSecret::generate().unwrap().key(InfoType::BankAccount).unwrap();
    let values: Vec<String> = (0..count).map(|at| format!("{:016}", at * 7_919)).collect();
    let started = Instant::now();
    let tokens: Vec<String> = values.iter().map(|value| tokenise(&key, value).unwrap()).collect();
    let made = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let back: Vec<String> = tokens.iter().map(|token| detokenise(&key, token).unwrap()).collect();
    let undone = started.elapsed().as_secs_f64();
    assert_eq!(values, back);
    assert!(tokens.iter().all(|token| token.len() == 16), "no token of 16 digits was measured");
    let rate = |seconds: f64| (count as f64 / seconds).round();
    println!("{{\"made_s\": {}, \"undone_s\": {}}}", rate(made), rate(undone));
}
