//! Figures as the programs print them, and as the benches show them.

use serde_json::Value;

/// Half of the requests took at most `p50`, all but one in a hundred at most `p99`; microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
}

impl Latency {
    /// The latency called `name` in `told`.
    pub fn named(told: &Value, name: &str) -> Result<Self, String> {
        let one = told.get(name);
        let figure = |key: &str| one.and_then(|one| one.get(key)?.as_f64());
        match (figure("p50_us"), figure("p99_us")) {
            (Some(p50), Some(p99)) => Ok(Self { p50, p99 }),
            _ => Err(format!("no p50_us and p99_us of {name} in {}", short(told))),
        }
    }
}

/// The number called `name` in `told`.
pub fn number(told: &Value, name: &str) -> Result<f64, String> {
    let missing = || format!("no number {name} in {}", short(told));
    told.get(name).and_then(Value::as_f64).ok_or_else(missing)
}

fn short(told: &Value) -> String {
    told.to_string().chars().take(300).collect()
}

/// A bar: what it is about, and whether it was met.
pub fn bar(what: &str, met: bool) -> String {
    format!("bar {}: {what}", if met { "met" } else { "MISSED" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_read_by_name_and_missed() {
        let told = json!({ "infer": { "p50_us": 10, "p99_us": 20.5 }, "opens_ms": 3 });
        let expected = Latency { p50: 10.0, p99: 20.5 };
        assert_eq!(Latency::named(&told, "infer"), Ok(expected));
        assert!(Latency::named(&told, "whoami").is_err());
        assert_eq!(number(&told, "opens_ms"), Ok(3.0));
        assert!(number(&told, "infer").is_err());
    }
}
