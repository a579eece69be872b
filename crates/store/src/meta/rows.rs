//! A document's row in the database, and every change of one.

use super::memory::{Entry, Turn};
use super::{Meta, on};
use crate::StoreError;

/// A row as it shall be.
pub(super) struct Row {
    pub kind: &'static str,
    pub key: String,
    pub parent: String,
    pub envelope: String,
}

/// What is done to a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// Only if there is none.
    Insert,
    Put,
    /// Only if its revision is still this.
    Replace(i64),
    Remove,
}

impl Meta {
    /// Changes a row, and then what is remembered of it; gives whether there was anything to change.
    /// `after` is the document as it is to be held from then on, if it is.
    ///
    /// In a task of its own: who asked may go away in the middle, the write goes on to its end.
    pub(super) async fn change(
        &self,
        turn: Turn,
        change: Change,
        row: Row,
        after: Option<Entry>,
    ) -> Result<bool, StoreError> {
        let meta = self.clone();
        let task = async move { meta.change_in_turn(turn, change, &row, after).await };
        tokio::spawn(task).await.map_err(|_| StoreError::Cancelled)?
    }

    async fn change_in_turn(
        &self,
        turn: Turn,
        change: Change,
        row: &Row,
        after: Option<Entry>,
    ) -> Result<bool, StoreError> {
        let token = self.writer.require()?;
        let parked = turn.park(token, &row.key, &row.parent);
        let done = self.execute(change, row, token).await;
        match done {
            Ok(true) if after.is_some() || matches!(change, Change::Remove) => {
                turn.settle(token, parked, after);
            }
            Ok(_) => {}
            Err(_) => turn.unsure(token),
        }
        self.changed();
        done
    }

    async fn execute(&self, change: Change, row: &Row, token: i64) -> Result<bool, StoreError> {
        let Row { kind, key, parent, envelope } = row;
        let done = on!(&self.pool, pool => {
            let mut all = pool.begin().await?;
            if let Some(workspace) = self.writer.fence() {
                // Shared, so that who takes over waits until this is committed.
                let (now,): (i64,) =
                    sqlx::query_as("SELECT token FROM writer WHERE workspace = $1 FOR SHARE")
                        .bind(workspace).fetch_one(&mut *all).await?;
                if now != token {
                    return Err(self.writer.overtaken());
                }
            }
            let statement = sqlx::query(text(change));
            let statement = match change {
                Change::Insert | Change::Put => {
                    statement.bind(kind).bind(key).bind(parent).bind(envelope)
                }
                Change::Replace(revision) => {
                    statement.bind(kind).bind(key).bind(parent).bind(envelope).bind(revision)
                }
                Change::Remove => statement.bind(kind).bind(key),
            };
            let done = statement.execute(&mut *all).await?.rows_affected();
            all.commit().await?;
            done
        });
        Ok(done == 1)
    }
}

const fn text(change: Change) -> &'static str {
    match change {
        Change::Insert => {
            "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, 1, $4) \
             ON CONFLICT (kind, key) DO NOTHING"
        }
        Change::Put => {
            "INSERT INTO documents (kind, key, parent, revision, envelope) VALUES ($1, $2, $3, 1, $4) \
             ON CONFLICT (kind, key) DO UPDATE SET parent = excluded.parent, \
             envelope = excluded.envelope, revision = documents.revision + 1"
        }
        Change::Replace(_) => {
            "UPDATE documents SET parent = $3, envelope = $4, revision = revision + 1 \
             WHERE kind = $1 AND key = $2 AND revision = $5"
        }
        Change::Remove => "DELETE FROM documents WHERE kind = $1 AND key = $2",
    }
}
