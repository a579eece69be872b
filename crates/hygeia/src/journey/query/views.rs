//! What each reader sees, compared with the table itself.

use super::{Subject, decided, quoted};
use crate::failure::Failure;
use crate::journey::check;
use crate::journey::people;
use crate::journey::walk::Proof;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use terms::View;
use workspace::{QueryRequest, QueryResponse};

/// Shorter clear values may stand in a mask by chance: `5` in `50-60`.
const TELLING: usize = 4;

/// The data scientist sees tokens and masks; equal values give equal tokens, others give others. Gives
/// the bytes of what was answered.
pub(super) async fn scientist(subject: &Subject<'_>, proof: &mut Proof) -> Result<u64, Failure> {
    let answer = ask(subject, people::SCIENTIST, proof).await?;
    let (mut shown, mut leaked, mut unequal) = (0, Vec::new(), Vec::new());
    for (name, view) in subject.columns.iter().filter(|(_, view)| *view != View::Clear) {
        let pairs = pairs(subject, &answer, name)?;
        let leaks = |(clear, seen): &&(String, Option<String>)| {
            clear.len() >= TELLING && seen.as_ref() == Some(clear)
        };
        shown += pairs.len();
        let leaking = pairs.iter().filter(leaks).count();
        // A value may be the middle of its own band: then that is seen, and it is not known whose it is.
        let chance = if is_number(subject, name)? { pairs.len() / 2 } else { 0 };
        if leaking > chance {
            leaked.push(name.as_str());
        }
        if *view == View::Token && !one_to_one(&pairs) {
            unequal.push(name.as_str());
        }
    }
    proof.fact("cells_masked", shown);
    proof.check(leaked.is_empty(), || {
        format!("the data scientist sees clear values of {}", leaked.join(", "))
    });
    proof.check(unequal.is_empty(), || {
        format!("tokens of {} do not stand for exactly one value each", unequal.join(", "))
    });
    let sensitive = subject.columns.iter().filter(|(_, view)| *view != View::Clear).count();
    proof.say(match sensitive {
        0 => "every column is shown to be harmless, so the data scientist sees what the owner sees"
            .to_owned(),
        _ => format!(
            "the data scientist sees {shown} tokens and masks in {sensitive} protected columns, no \
             clear value"
        ),
    });
    Ok(answer.bytes + aggregates(subject, proof).await?)
}

/// Whether each value has one token, and each token one value.
fn one_to_one(pairs: &[(String, Option<String>)]) -> bool {
    let mut tokens: HashMap<&str, &str> = HashMap::new();
    let seen = pairs.iter().filter_map(|(clear, seen)| Some((clear.as_str(), seen.as_deref()?)));
    let same =
        seen.into_iter().all(|(clear, token)| *tokens.entry(clear).or_insert(token) == token);
    let different: HashSet<&&str> = tokens.values().collect();
    same && different.len() == tokens.len()
}

/// A maximum is a value too, and a filter must not find what the mask hides.
async fn aggregates(subject: &Subject<'_>, proof: &mut Proof) -> Result<u64, Failure> {
    let mut hidden = None;
    for (name, view) in &subject.columns {
        if matches!(view, View::Token | View::Mask) && !is_number(subject, name)? {
            hidden = Some(name);
            break;
        }
    }
    let Some(name) = hidden else { return Ok(0) };
    let stored = stored(subject, name)?;
    let clear: Vec<String> = (0..stored.len()).filter_map(|row| text_of(stored, row)).collect();
    let Some(value) = clear.iter().find(|value| value.len() >= TELLING) else { return Ok(0) };
    let (column, table) = (quoted(name), quoted(subject.world.dataset.name()));
    let literal = value.replace('\'', "''");
    let sql = format!(
        "SELECT max(CAST({column} AS VARCHAR)), \
         count(*) FILTER (WHERE CAST({column} AS VARCHAR) = '{literal}') FROM {table}"
    );
    let caller = subject.world.people.caller(people::SCIENTIST)?;
    let answer = subject.world.use_cases.query(&caller, QueryRequest::rows(&sql)).await?;
    let row = answer.rows.first().map(Vec::as_slice).unwrap_or_default();
    let found: HashSet<&String> = clear.iter().collect();
    let raw = row.first().and_then(text).is_some_and(|max| found.contains(&max));
    let counted = row.get(1).and_then(text);
    proof.check(!raw, || format!("max({name}) is a clear value"));
    proof.check(counted.as_deref() == Some("0"), || {
        format!("a filter on {name} found what the mask hides")
    });
    Ok(answer.bytes)
}

/// The accountable owner sees what is stored.
pub(super) async fn owner(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let answer = ask(subject, people::OWNER, proof).await?;
    let mut wrong = Vec::new();
    for (name, _) in &subject.columns {
        if pairs(subject, &answer, name)?.iter().any(|(clear, seen)| seen.as_ref() != Some(clear)) {
            wrong.push(name.as_str());
        }
    }
    proof.check(wrong.is_empty(), || {
        format!("the owner does not see the stored values of {}", wrong.join(", "))
    });
    let rows = answer.rows.len();
    proof.check(rows > 0 && rows == answer.row_count, || "the owner got no row".to_owned());
    proof.say(format!("the accountable owner sees the clear values of {rows} rows"));
    Ok(())
}

async fn ask(
    subject: &Subject<'_>,
    who: &str,
    proof: &mut Proof,
) -> Result<QueryResponse, Failure> {
    let world = subject.world;
    let start = check::entries(world.workspace()).await?;
    let caller = world.people.caller(who)?;
    let request = QueryRequest::rows(&subject.sql);
    let answer = world.use_cases.query(&caller, request).await?;
    decided(subject, start, who, &subject.sql, proof).await?;
    Ok(answer)
}

/// Clear value (missing ones left out) and what was seen in its place, for each row of the answer.
fn pairs(
    subject: &Subject<'_>,
    answer: &QueryResponse,
    name: &str,
) -> Result<Vec<(String, Option<String>)>, Failure> {
    let at = answer.columns.iter().position(|column| column.name == name);
    let at = at.ok_or_else(|| Failure::refused(format!("the answer lacks {name}")))?;
    let stored = stored(subject, name)?;
    let seen = answer.rows.iter().map(|row| row.get(at).and_then(text));
    Ok(seen.enumerate().filter_map(|(row, seen)| Some((text_of(stored, row)?, seen))).collect())
}

/// Whether the column is stored as numbers.
fn is_number(subject: &Subject<'_>, name: &str) -> Result<bool, Failure> {
    Ok(stored(subject, name)?.data_type().is_numeric())
}

fn stored<'a>(subject: &Subject<'a>, name: &str) -> Result<&'a ArrayRef, Failure> {
    let stored = subject.stored.batch.column_by_name(name);
    stored.ok_or_else(|| Failure::internal(format!("the table lacks {name}")))
}

/// A cell of the table, as an answer in JSON would show it.
fn text_of(column: &ArrayRef, row: usize) -> Option<String> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    match column.as_primitive_opt::<Float64Type>() {
        Some(numbers) => text(&numbers.value(row).into()),
        None => check::shown(column, row),
    }
}

/// A cell of an answer; what is missing is none.
fn text(cell: &Value) -> Option<String> {
    match cell {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
