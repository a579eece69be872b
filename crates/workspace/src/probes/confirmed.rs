//! Whether it is settled what every live column holds: by evidence, or by somebody's word.

use crate::{Context as _, Error, Workspace};
use store::{Dataset, Line, StoreError};
use terms::{Area, ColumnState, Fact, Probed, State, printable};

pub(super) const CONFIRMED: Line = Line {
    id: "classification/confirmed",
    area: Area::Classification,
    missions: &[5, 16, 18],
    claim: "of every live column it is settled what it holds, and nothing speaks against it",
    remedy: "hygeia dataset columns NAME shows what waits; hygeia dataset confirm, then hygeia apply",
};

/// Columns that are named; more are counted.
const NAMED: usize = 5;

/// Looks at the live version of every dataset, as it was classified and as people said since.
pub(super) async fn probe(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let (store, applied) = (&workspace.store, workspace.in_force()?);
    let (mut columns, mut waiting, mut against) = (0, Vec::new(), Vec::new());
    for dataset in
        store.docs::<Dataset>().at_rest().list().await.internal("reading the datasets")?
    {
        let version = match store.live_version(&dataset.asset).await {
            Err(StoreError::Missing { .. }) => continue,
            other => other.internal("reading a version")?,
        };
        let declared = applied.code.declared(&dataset.asset);
        let name = |column: &str| format!("{}.{}", dataset.asset.name(), printable(column));
        let found = &version.classification;
        against.extend(found.contradicted(&declared).iter().map(|column| name(&column.name)));
        for column in &found.with(&declared).columns {
            columns += 1;
            if column.state == ColumnState::Unconfirmed {
                waiting.push(name(&column.name));
            }
        }
    }
    let (state, saw) = match (columns, against.as_slice(), waiting.as_slice()) {
        (0, ..) => (State::NotApplicable, "no dataset is live".to_owned()),
        (_, [_, ..], _) => {
            (State::Failed, format!("what people say does not fit the values: {}", named(&against)))
        }
        (_, _, [_, ..]) => {
            let saw = format!(
                "{} of {columns} columns wait for somebody, protected as confidential: {}",
                waiting.len(),
                named(&waiting)
            );
            (State::Unknown, saw)
        }
        _ => (State::Proven, format!("{columns} columns, by evidence or by somebody's word")),
    };
    let facts = vec![
        Fact::new("columns", columns),
        Fact::new("unconfirmed", waiting.len()),
        Fact::new("contradicted", against.len()),
    ];
    Ok(vec![CONFIRMED.saw(state, saw, facts, store.now())])
}

fn named(all: &[String]) -> String {
    let more = all.len().saturating_sub(NAMED);
    let mut named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    named
}
