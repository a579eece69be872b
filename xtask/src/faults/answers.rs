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

impl Answer {
    /// Whether it tells findings that the same answer of `known` does not.
    pub fn finds_more(&self, known: &[Self]) -> bool {
        let same = known.iter().find(|known| known.ran.words == self.ran.words);
        same.is_some_and(|known| findings(&self.said) > findings(&known.said))
    }
}

/// How many findings an answer tells: of a point, and of the vault around it.
fn findings(said: &Value) -> usize {
    let lists = ["findings", "vault"].into_iter().filter_map(|name| said.get(name)?.as_array());
    lists.map(Vec::len).sum()
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

/// The first answer that is not the one that `known` and `again` agree on, and where in it that is:
/// what differs between those two is drawn or timed anew each time.
pub fn otherwise<'a>(
    seen: &'a [Answer],
    known: &[Answer],
    again: &[Answer],
) -> Option<(&'a Answer, String)> {
    seen.iter().zip(known.iter().zip(again)).find_map(|(seen, (known, again))| {
        if seen.ran.code != known.ran.code {
            return Some((seen, "its end".to_owned()));
        }
        Some((seen, difference(&seen.said, &known.said, &again.said)?))
    })
}

/// Where `seen` is not `known` though that is the same as `again`, as `/entries/3/time: 1 is not 2`.
fn difference(seen: &Value, known: &Value, again: &Value) -> Option<String> {
    let here = || Some(format!(": {seen} is not {known}"));
    let below = |name: &str, found: Option<String>| found.map(|found| format!("/{name}{found}"));
    match (seen, known, again) {
        (Value::Array(seen), Value::Array(known), Value::Array(again)) => {
            if seen.len() != known.len() && known.len() == again.len() {
                return Some(format!(": {} elements are not {}", seen.len(), known.len()));
            }
            let mut all = seen.iter().zip(known.iter().zip(again)).enumerate();
            all.find_map(|(at, (seen, (known, again)))| {
                below(&at.to_string(), difference(seen, known, again))
            })
        }
        (Value::Object(seen), Value::Object(known), Value::Object(again)) => {
            if !seen.keys().eq(known.keys()) && known.keys().eq(again.keys()) {
                return here();
            }
            let null = Value::Null;
            known.iter().find_map(|(key, known)| {
                let (seen, again) = (seen.get(key), again.get(key));
                below(key, difference(seen.unwrap_or(&null), known, again.unwrap_or(&null)))
            })
        }
        // What is a list or a table each time is one.
        (_, Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => here(),
        _ if known == again && seen != known => here(),
        _ => None,
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
        let told = |seen| difference(&seen, &known, &again).unwrap_or_default();
        assert_eq!(told(json!({ "rows": [1, 2], "seconds": 0.3 })), "");
        assert_eq!(told(json!({ "rows": [1, 3], "seconds": 0.1 })), "/rows/1: 3 is not 2");
        assert_eq!(told(json!({ "rows": [1], "seconds": 0.1 })), "/rows: 1 elements are not 2");
        assert!(!told(json!({ "seconds": 0.1 })).is_empty());
        assert!(!told(json!(null)).is_empty());
    }

    #[test]
    fn a_finding_more_is_told_and_one_less_or_another_row_is_not() {
        let answer = |words: &str, said| Answer {
            ran: Ran { words: words.to_owned(), ..Ran::default() },
            said,
        };
        let known = [
            answer("vault verify", json!({ "findings": [1], "vault": [] })),
            answer("sql", json!({ "rows": [1] })),
        ];
        assert!(
            answer("vault verify", json!({ "findings": [1], "vault": [2] })).finds_more(&known)
        );
        assert!(
            !answer("vault verify", json!({ "findings": [], "vault": [2] })).finds_more(&known)
        );
        assert!(!answer("sql", json!({ "rows": [1, 2] })).finds_more(&known));
        assert!(!answer("review", json!({ "findings": [1] })).finds_more(&known));
    }
}
