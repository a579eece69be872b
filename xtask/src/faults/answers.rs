//! What a workspace answers to who asks it: what a changed byte must not change unsaid.

use super::deeds::{AUDITOR, OWNER, SCIENTIST};
use super::home::{Home, Ran};
use super::template::Named;
use serde_json::Value;

/// Each question, and in whose name it is asked.
fn questions(named: &Named) -> Vec<Vec<String>> {
    let token = named.token.as_str();
    let asked: &[(&[&str], Option<&str>)] = &[
        (&["vault", "verify", "--vault", "vault"], None),
        (&["sql", "SELECT * FROM loans ORDER BY application_id"], Some(OWNER)),
        (&["sql", "SELECT * FROM loans ORDER BY application_id"], Some(SCIENTIST)),
        (&["detokenise", "loans", "ssn", token], Some(OWNER)),
        (&["vault", "points", "--vault", "vault"], None),
        (&["vault", "drill", "--vault", "vault"], None),
        (&["audit", "query", "--limit", "500"], Some(AUDITOR)),
        (&["raci", "unused", "--fail-on", "never"], Some(AUDITOR)),
        (&["review"], Some(AUDITOR)),
        (&["device", "list"], None),
        (&["audit", "export", "copy"], Some(AUDITOR)),
        (&["audit", "verify", "copy/ledger", "--key", "copy/ledger.pub"], None),
    ];
    let typed = |(words, who): &(&[&str], Option<&str>)| {
        let who = who.iter().flat_map(|who| ["--as", who]);
        let shape = ["--format", "json"].iter().copied().filter(|_| !words.contains(&"export"));
        words.iter().copied().chain(shape).chain(who).map(str::to_owned).collect()
    };
    asked.iter().map(typed).collect()
}

/// An answer: how the verb ended, and what it said, as JSON where it is.
pub struct Answer {
    pub ran: Ran,
    said: Value,
}

/// Asks everything.
pub fn ask(home: &Home<'_>, named: &Named) -> Result<Vec<Answer>, String> {
    let answer = |words: Vec<String>| {
        let ran = home.run(&words)?;
        let said = serde_json::from_str(&ran.out).unwrap_or_default();
        Ok(Answer { ran, said })
    };
    questions(named).into_iter().map(answer).collect()
}

/// The first answer that is not the one that `known` and `again` agree on: what differs between
/// those two is drawn or timed anew each time.
pub fn otherwise<'a>(seen: &'a [Answer], known: &[Answer], again: &[Answer]) -> Option<&'a Answer> {
    seen.iter().zip(known.iter().zip(again)).find_map(|(seen, (known, again))| {
        let same = seen.ran.code == known.ran.code && agrees(&seen.said, &known.said, &again.said);
        (!same).then_some(seen)
    })
}

/// Whether `seen` is `known` wherever that is the same as `again`.
fn agrees(seen: &Value, known: &Value, again: &Value) -> bool {
    match (seen, known, again) {
        (Value::Array(seen), Value::Array(known), Value::Array(again)) => {
            let lengths = seen.len() == known.len() || known.len() != again.len();
            let all = seen.iter().zip(known.iter().zip(again));
            lengths && all.into_iter().all(|(seen, (known, again))| agrees(seen, known, again))
        }
        (Value::Object(seen), Value::Object(known), Value::Object(again)) => {
            let keys = seen.keys().eq(known.keys()) || !known.keys().eq(again.keys());
            keys && known.iter().all(|(key, known)| {
                let (seen, again) = (seen.get(key), again.get(key));
                let null = Value::Null;
                agrees(seen.unwrap_or(&null), known, again.unwrap_or(&null))
            })
        }
        // What is a list or a table each time is one.
        (_, Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => false,
        _ => known != again || seen == known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_the_same_each_time_is_compared() {
        let known = json!({ "rows": [1, 2], "seconds": 0.1 });
        let again = json!({ "rows": [1, 2], "seconds": 0.2 });
        assert!(agrees(&json!({ "rows": [1, 2], "seconds": 0.3 }), &known, &again));
        assert!(!agrees(&json!({ "rows": [1, 3], "seconds": 0.1 }), &known, &again));
        assert!(!agrees(&json!({ "rows": [1], "seconds": 0.1 }), &known, &again));
        assert!(!agrees(&json!({ "seconds": 0.1 }), &known, &again));
        assert!(!agrees(&json!(null), &known, &again));
    }
}
