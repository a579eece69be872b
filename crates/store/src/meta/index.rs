//! The tables of the ledger's index, as they are: what is in them, [`crate::index`] checks.

use super::outbox::transaction;
use super::{Meta, on};
use crate::StoreError;

/// A row of the postings: the entries of one bundle that have a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostingRow {
    pub term: String,
    pub bundle: i64,
    pub previous: i64,
    pub hits: String,
    pub seal: String,
}

/// How far the index goes, with its seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indexed {
    pub bundles: i64,
    pub seal: String,
}

impl Meta {
    /// How far the index goes; none if there is none.
    pub(crate) async fn indexed(&self) -> Result<Option<Indexed>, StoreError> {
        let row: Option<(i64, String)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT bundles, seal FROM ledger_indexed").fetch_optional(pool).await?);
        Ok(row.map(|(bundles, seal)| Indexed { bundles, seal }))
    }

    /// Every term and its newest posting.
    pub(crate) async fn index_terms(&self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(on!(&self.pool, pool => sqlx::query_as(
            "SELECT term, newest FROM ledger_terms").fetch_all(pool).await?))
    }

    /// The first postings of a term from `bundle` on, at most `most`.
    pub(crate) async fn postings(
        &self,
        term: &str,
        bundle: i64,
        most: i64,
    ) -> Result<Vec<PostingRow>, StoreError> {
        let rows: Vec<(String, i64, i64, String, String)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT term, bundle, previous, hits, seal FROM ledger_postings \
             WHERE term = $1 AND bundle >= $2 ORDER BY bundle LIMIT $3")
            .bind(term).bind(bundle).bind(most).fetch_all(pool).await?);
        let row = |(term, bundle, previous, hits, seal)| PostingRow {
            term,
            bundle,
            previous,
            hits,
            seal,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// How many postings there are.
    pub(crate) async fn count_postings(&self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(&self.pool, pool => sqlx::query_as(
            "SELECT COUNT(*) FROM ledger_postings").fetch_one(pool).await?);
        Ok(count)
    }

    /// Adds postings, with the newest of each of their terms, wholly or not at all; `anew` takes
    /// everything away first.
    pub(crate) async fn index(
        &self,
        rows: &[PostingRow],
        newest: &[(String, i64)],
        indexed: &Indexed,
        anew: bool,
    ) -> Result<(), StoreError> {
        let token = self.writer.require()?;
        transaction!(self, token, all => {
            if anew {
                for table in ["ledger_postings", "ledger_terms", "ledger_indexed"] {
                    let text = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
                    sqlx::query(text).execute(&mut *all).await?;
                }
            }
            for row in rows {
                sqlx::query(POSTING).bind(&row.term).bind(row.bundle).bind(row.previous)
                    .bind(&row.hits).bind(&row.seal).execute(&mut *all).await?;
            }
            for (term, newest) in newest {
                sqlx::query(TERM).bind(term).bind(newest).execute(&mut *all).await?;
            }
            sqlx::query(INDEXED).bind(indexed.bundles).bind(&indexed.seal)
                .execute(&mut *all).await?;
        });
        Ok(())
    }
}

const POSTING: &str = "INSERT INTO ledger_postings (term, bundle, previous, hits, seal) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (term, bundle) DO UPDATE SET \
     previous = excluded.previous, hits = excluded.hits, seal = excluded.seal";
const TERM: &str = "INSERT INTO ledger_terms (term, newest) VALUES ($1, $2) \
     ON CONFLICT (term) DO UPDATE SET newest = excluded.newest";
const INDEXED: &str = "INSERT INTO ledger_indexed (one, bundles, seal) VALUES (1, $1, $2) \
     ON CONFLICT (one) DO UPDATE SET bundles = excluded.bundles, seal = excluded.seal";
