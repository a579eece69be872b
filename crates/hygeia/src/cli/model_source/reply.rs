//! Labels and scores in JSON.

use learn::Answer;
use serde_json::Value;

/// A label; a number with a fraction is the probability of the second of two classes.
pub(super) fn label(value: &Value) -> Result<Answer, String> {
    match value {
        Value::String(text) => Ok(Answer::Text(text.clone())),
        Value::Bool(yes) => Ok(Answer::Text(if *yes { "True" } else { "False" }.to_owned())),
        Value::Number(number) => {
            if let Some(whole) = number.as_i64() {
                return Ok(Answer::Number(whole));
            }
            let number = number.as_f64().ok_or("a label is no number that is understood")?;
            #[allow(clippy::cast_possible_truncation, reason = "it is whole, and saturates")]
            if number.fract() == 0.0 {
                return Ok(Answer::Number(number as i64));
            }
            Ok(Answer::Index(u32::from(number > 0.5)))
        }
        Value::Array(values) => match values.as_slice() {
            [only] if !only.is_array() => label(only),
            _ => Err("a label is a list".to_owned()),
        },
        _ => Err("a label is neither text nor number".to_owned()),
    }
}

/// The class of the highest score.
pub(super) fn highest(scores: &[&Value]) -> Result<Answer, String> {
    if let [only] = scores {
        let score = only.as_f64().ok_or("a score is no number")?;
        return Ok(Answer::Index(u32::from(score > 0.5)));
    }
    let mut best = (0u32, f64::NEG_INFINITY);
    for (class, score) in (0u32..).zip(scores) {
        let score = score.as_f64().ok_or("a score is no number")?;
        if score > best.1 {
            best = (class, score);
        }
    }
    Ok(Answer::Index(best.0))
}
