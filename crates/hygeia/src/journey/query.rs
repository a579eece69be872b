//! Step 7: the table is asked in place. Each reader gets their view of it, and everybody else a
//! refusal; each decision names its cell, and is in the ledger before it takes effect.

mod access;
mod views;

use super::check::{self, Stored};
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use terms::{Classification, Digest, View};

/// Rows that are looked at.
const ROWS: usize = 100;

/// What is asked about the table.
pub(super) struct Subject<'a> {
    pub world: &'a World,
    pub stored: &'a Stored,
    /// The columns that are not shown to everybody, each with the view that lesser clearance gets.
    pub columns: Vec<(String, View)>,
    pub sql: String,
}

impl<'a> Subject<'a> {
    fn of(
        world: &'a World,
        classification: &Classification,
        stored: &'a Stored,
    ) -> Result<Self, Failure> {
        let in_force = world.workspace().in_force()?.code.config.handling;
        let all = classification.columns.iter();
        let shown = all.map(|column| (column.name.clone(), column.view(&in_force)));
        let mut columns: Vec<(String, View)> =
            shown.filter(|(_, view)| *view != View::Clear).collect();
        if columns.is_empty() {
            let any = classification.columns.iter().take(2);
            columns = any.map(|column| (column.name.clone(), View::Clear)).collect();
        }
        let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
        let table = quoted(world.dataset.name());
        let sql = format!("SELECT {} FROM {table} LIMIT {ROWS}", names.join(", "));
        Ok(Self { world, stored, columns, sql })
    }
}

/// Asks as six people and from four places; compares each answer with the table itself.
pub async fn step(world: &World, classification: &Classification, stored: Stored) -> Done<()> {
    let subject = Subject::of(world, classification, &stored)?;
    let mut proof = Proof::begin();
    proof.fact("columns_asked", subject.columns.len());
    let bytes = views::scientist(&subject, &mut proof).await?;
    views::owner(&subject, &mut proof).await?;
    access::strangers(&subject, &mut proof).await?;
    access::places(&subject, &mut proof).await?;
    access::export(&subject, bytes, &mut proof).await?;
    access::deletion(&subject, &mut proof)?;
    let durable = check::durable(world.workspace()).await;
    proof
        .check(durable, || "the ledger on disk is not the ledger that was acknowledged".to_owned());
    Ok(((), proof))
}

/// An identifier of SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The decision about `sql` must be in the ledger, among the entries since there were `start`, with
/// the cell that it comes from.
pub(super) async fn decided(
    subject: &Subject<'_>,
    start: u64,
    who: &str,
    sql: &str,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let principal = people::principal(who)?;
    let detail = Digest::of(sql.as_bytes());
    let cells = check::granted(subject.world.workspace(), start, &principal, detail).await?;
    proof.check(cells.is_some(), || {
        format!("{who} got an answer, and no decision about it is in the ledger")
    });
    match cells.as_deref() {
        Some([first, ..]) => proof.say(format!("{who}: allowed by {first}")),
        Some([]) => {
            proof.check(false, || format!("the decision for {who} names no cell of the RACI"));
        }
        None => {}
    }
    Ok(())
}
