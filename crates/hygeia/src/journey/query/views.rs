//! What each reader sees, compared with the table itself.

use super::{Subject, decided, quoted};
use crate::failure::Failure;
use crate::journey::cast;
use crate::journey::walk::Proof;
use ::query::Answer;
use arrow::array::{Array, ArrayRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::{HashMap, HashSet};
use terms::{Action, View};

/// Shorter clear values may stand in a mask by chance: `5` in `50-60`.
const TELLING: usize = 4;

/// The data scientist sees tokens and masks; equal values give equal tokens, others give others.
pub(super) async fn scientist(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let answer = ask(subject, cast::SCIENTIST, proof).await?;
    let (mut shown, mut leaked, mut unequal) = (0, Vec::new(), Vec::new());
    for (name, view) in subject.columns.iter().filter(|(_, view)| *view != View::Clear) {
        let pairs = pairs(subject, &answer, name)?;
        let mut tokens: HashMap<String, String> = HashMap::new();
        for (clear, seen) in &pairs {
            shown += 1;
            if clear.len() >= TELLING && seen.as_deref() == Some(clear) {
                leaked.push(name.clone());
            }
            let Some(seen) = seen.as_ref().filter(|_| *view == View::Token) else { continue };
            if tokens.entry(clear.clone()).or_insert_with(|| seen.clone()) != seen {
                unequal.push(name.clone());
            }
        }
        let different: HashSet<&String> = tokens.values().collect();
        if different.len() != tokens.len() {
            unequal.push(name.clone());
        }
    }
    leaked.dedup();
    unequal.dedup();
    proof.fact("cells_masked", shown);
    proof.check(leaked.is_empty(), || {
        format!("the data scientist sees clear values of {}", leaked.join(", "))
    });
    proof.check(unequal.is_empty(), || {
        format!("tokens of {} do not stand for exactly one value each", unequal.join(", "))
    });
    let sensitive = subject.columns.iter().filter(|(_, view)| *view != View::Clear).count();
    proof.say(match sensitive {
        0 => "no column is confidential, so the data scientist sees what the owner sees".to_owned(),
        _ => format!(
            "the data scientist sees {shown} tokens and masks in {sensitive} sensitive columns, no \
             clear value"
        ),
    });
    aggregates(subject, proof).await
}

/// A maximum is a value too, and a filter must not find what the mask hides.
async fn aggregates(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let hidden = subject.columns.iter().find(|(_, view)| matches!(view, View::Token | View::Mask));
    let Some((name, _)) = hidden else { return Ok(()) };
    let clear = clear_cells(subject, name)?;
    let Some(value) = clear.iter().find(|value| value.len() >= TELLING) else { return Ok(()) };
    let (column, table) = (quoted(name), quoted(subject.world.dataset.name()));
    let literal = value.replace('\'', "''");
    let sql = format!(
        "SELECT max(CAST({column} AS VARCHAR)), \
         count(*) FILTER (WHERE CAST({column} AS VARCHAR) = '{literal}') FROM {table}"
    );
    let caller = subject.world.cast.caller(cast::SCIENTIST)?;
    let platform = &subject.world.platform;
    let answer = subject.world.hands.query(platform, &caller, &sql, Action::Query).await?;
    let row: Vec<Option<String>> =
        (0..2).map(|at| text_at(&answer, at).into_iter().next().flatten()).collect();
    let found: HashSet<&String> = clear.iter().collect();
    let raw = row.first().cloned().flatten().is_some_and(|max| found.contains(&max));
    let counted = row.get(1).cloned().flatten();
    proof.check(!raw, || format!("max({name}) is a clear value"));
    proof.check(counted.as_deref() == Some("0"), || {
        format!("a filter on {name} found what the mask hides")
    });
    Ok(())
}

/// The accountable owner sees what is stored.
pub(super) async fn owner(subject: &Subject<'_>, proof: &mut Proof) -> Result<(), Failure> {
    let answer = ask(subject, cast::OWNER, proof).await?;
    let mut wrong = Vec::new();
    for (name, _) in &subject.columns {
        if pairs(subject, &answer, name)?.iter().any(|(clear, seen)| seen.as_ref() != Some(clear)) {
            wrong.push(name.clone());
        }
    }
    proof.check(wrong.is_empty(), || {
        format!("the owner does not see the stored values of {}", wrong.join(", "))
    });
    proof.check(answer.rows > 0, || "the owner got no row".to_owned());
    proof.say(format!("the accountable owner sees the clear values of {} rows", answer.rows));
    Ok(())
}

async fn ask(subject: &Subject<'_>, who: &str, proof: &mut Proof) -> Result<Answer, Failure> {
    let world = subject.world;
    let start = world.entries().await?;
    let caller = world.cast.caller(who)?;
    let answer = world.hands.query(&world.platform, &caller, &subject.sql, Action::Query).await?;
    decided(subject, start, who, &subject.sql, proof).await?;
    Ok(answer)
}

/// Clear value (missing ones left out) and what was seen in its place, for each row of the answer.
fn pairs(
    subject: &Subject<'_>,
    answer: &Answer,
    name: &str,
) -> Result<Vec<(String, Option<String>)>, Failure> {
    let at = answer.columns().position(|column| column == name);
    let at = at.ok_or_else(|| Failure::internal(format!("the answer lacks {name}")))?;
    let stored = subject.committed.stored.column_by_name(name);
    let stored = stored.ok_or_else(|| Failure::internal(format!("the table lacks {name}")))?;
    let clear = texts(stored, answer.rows);
    Ok(clear.into_iter().zip(text_at(answer, at)).filter_map(|(c, s)| Some((c?, s))).collect())
}

fn clear_cells(subject: &Subject<'_>, name: &str) -> Result<Vec<String>, Failure> {
    let stored = subject.committed.stored.column_by_name(name);
    let stored = stored.ok_or_else(|| Failure::internal(format!("the table lacks {name}")))?;
    Ok(texts(stored, stored.len()).into_iter().flatten().collect())
}

/// The cells of column `at` of the answer.
fn text_at(answer: &Answer, at: usize) -> Vec<Option<String>> {
    answer.batches.iter().flat_map(|batch| texts(batch.column(at), batch.num_rows())).collect()
}

fn texts(array: &ArrayRef, rows: usize) -> Vec<Option<String>> {
    let options = FormatOptions::new().with_display_error(false);
    let Ok(formatter) = ArrayFormatter::try_new(array, &options) else { return Vec::new() };
    (0..rows.min(array.len()))
        .map(|row| {
            let value = array.is_valid(row).then(|| formatter.value(row).try_to_string());
            value.and_then(Result::ok)
        })
        .collect()
}
