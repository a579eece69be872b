//! Step 7: the table is asked in place. Each reader gets their view of it, and everybody else a
//! refusal; each decision names its cell, and is in the ledger before it takes effect.

mod access;
mod views;

use super::cast;
use super::protect::Committed;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use terms::{Class, View};

/// Columns that are looked at, and rows.
const COLUMNS: usize = 8;
const ROWS: usize = 100;

/// What is asked about the table.
pub(super) struct Subject<'a> {
    pub world: &'a World,
    pub committed: &'a Committed,
    /// The sensitive columns that are asked for, with the view that lesser clearance gets.
    pub columns: Vec<(String, View)>,
    pub sql: String,
}

impl<'a> Subject<'a> {
    fn of(world: &'a World, committed: &'a Committed) -> Self {
        let sensitive = committed.plan.columns.iter().filter(|c| c.class >= Class::Confidential);
        let mut columns: Vec<(String, View)> =
            sensitive.take(COLUMNS).map(|column| (column.name.clone(), column.view)).collect();
        if columns.is_empty() {
            let any = committed.plan.columns.iter().take(2);
            columns = any.map(|column| (column.name.clone(), View::Clear)).collect();
        }
        let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
        let table = quoted(world.dataset.name());
        let sql = format!("SELECT {} FROM {table} LIMIT {ROWS}", names.join(", "));
        Self { world, committed, columns, sql }
    }
}

/// Asks as six people and from four places; compares each answer with the table itself.
pub async fn step(world: &World, committed: &Committed) -> Done<()> {
    let subject = Subject::of(world, committed);
    let mut proof = Proof::begin();
    proof.fact("columns_asked", subject.columns.len());
    views::scientist(&subject, &mut proof).await?;
    views::owner(&subject, &mut proof).await?;
    access::strangers(&subject, &mut proof).await?;
    access::places(&subject, &mut proof).await?;
    access::export(&subject, &mut proof).await?;
    access::deletion(&subject, &mut proof);
    durable(world, &mut proof).await;
    Ok(((), proof))
}

/// An identifier of SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What lies on disk is what the decisions were given out by.
async fn durable(world: &World, proof: &mut Proof) {
    let probes = world.store().probes().await;
    let audit = probes.iter().find(|probe| probe.id.starts_with("audit/"));
    let holds = audit.is_some_and(|probe| probe.state == terms::State::Proven);
    proof.check(holds, || "the ledger on disk is not the ledger that was acknowledged".to_owned());
}

/// The entry of the decision about `sql` among those since `start`; a step that finds none has
/// seen a deed without a decision.
pub(super) async fn decided(
    subject: &Subject<'_>,
    start: u64,
    who: &str,
    sql: &str,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let who = cast::principal(who)?;
    let detail = Some(terms::Digest::of(sql.as_bytes()));
    let entries = subject.world.since(start).await?;
    let entry = entries.iter().find(|event| {
        event.action_id == Some(1) && event.actor.user.uid == who && event.unmapped.detail == detail
    });
    proof.check(entry.is_some(), || {
        format!("{who} got an answer, and no decision about it is in the ledger")
    });
    if let Some(cell) = entry.and_then(|event| event.unmapped.cells.first()) {
        proof.say(format!("{who}: allowed by {cell}"));
    } else if entry.is_some() {
        proof.check(false, || format!("the decision for {who} names no cell of the RACI"));
    }
    Ok(())
}
