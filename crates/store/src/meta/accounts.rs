//! What each principal was lent of a budget, and has spent of it.

use super::budget::{Ask, BudgetKind, Over};
use super::{Meta, on};
use crate::StoreError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use terms::PrincipalId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// The largest part of a budget that is lent at once: one in so many.
const PARTS: u64 = 64;
/// More accounts than this are not kept unless something is lent; principals are people and
/// services that the workspace names.
const KEPT: usize = 10_000;
/// How often a lease is tried where another process may have taken one first.
const ATTEMPTS: usize = 8;

type Key = (PrincipalId, BudgetKind);
type Slot = Arc<AsyncMutex<Option<Account>>>;

/// All that were asked for since the workspace was opened.
#[derive(Debug, Default)]
pub(super) struct Accounts(Mutex<HashMap<Key, Slot>>);

/// One budget of a principal. The database says how much is gone, and of that `lent` is not spent.
#[derive(Debug)]
struct Account {
    /// The fencing token under which it was read.
    token: i64,
    window: i64,
    /// As in the database: spent, or lent to this process.
    gone: u64,
    lent: u64,
    /// Spent in this window by this process: what a lease is measured by.
    here: u64,
}

impl Account {
    const fn spent(&self) -> u64 {
        self.gone.saturating_sub(self.lent)
    }

    /// Spends from what is lent; `None` if more has to be lent first.
    fn spend(&mut self, ask: Ask) -> Option<Result<u64, Over>> {
        let fresh = ask.window > self.window;
        let spent = if fresh { 0 } else { self.spent() };
        if spent.checked_add(ask.amount).is_none_or(|sum| sum > ask.limit) {
            return Some(Err(Over { asked: ask.amount, left: ask.limit.saturating_sub(spent) }));
        }
        if fresh {
            return None;
        }
        self.lent = self.lent.checked_sub(ask.amount)?;
        self.here = self.here.saturating_add(ask.amount);
        Some(Ok(self.spent()))
    }

    /// How much to lend for `ask`, which the budget covers: what is missing, and more to who spends
    /// often, but not what is beyond the budget.
    fn lease(&self, ask: Ask) -> u64 {
        if ask.window > self.window {
            return ask.amount;
        }
        let missing = ask.amount.saturating_sub(self.lent);
        let more = self.here.min(ask.limit / PARTS).min(ask.limit.saturating_sub(self.gone));
        missing.max(more)
    }

    /// Notes that `lease` was lent: the database then has `gone` in the window.
    const fn lend(&mut self, lease: u64, window: i64, gone: u64) {
        if window > self.window {
            self.window = window;
            self.here = 0;
            self.lent = lease;
        } else {
            self.lent = self.lent.saturating_add(lease);
        }
        self.gone = gone;
    }
}

impl Accounts {
    fn slot(&self, who: &PrincipalId, kind: BudgetKind) -> Slot {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (who.clone(), kind);
        if all.len() >= KEPT && !all.contains_key(&key) {
            all.retain(|_, slot| Arc::strong_count(slot) > 1 || is_lent(slot));
        }
        all.entry(key).or_default().clone()
    }

    /// All are to be read again.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn all(&self) -> Vec<(Key, Slot)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(key, slot)| (key.clone(), slot.clone())).collect()
    }
}

fn is_lent(slot: &Slot) -> bool {
    slot.try_lock().map_or(true, |slot| slot.as_ref().is_some_and(|account| account.lent > 0))
}

impl Meta {
    pub(super) async fn spend(
        &self,
        who: &PrincipalId,
        kind: BudgetKind,
        ask: Ask,
    ) -> Result<Result<u64, Over>, StoreError> {
        let token = self.writer.require()?;
        let mut slot = self.accounts.slot(who, kind).lock_owned().await;
        let known = slot.as_mut().filter(|account| account.token == token);
        if let Some(answer) = known.and_then(|account| account.spend(ask)) {
            return Ok(answer);
        }
        // In a task of its own: who asked may go away in the middle, and what was lent stays known.
        let (meta, key) = (self.clone(), (who.clone(), kind));
        tokio::spawn(async move { meta.lend_and_spend(slot, &key, ask, token).await })
            .await
            .map_err(|_| StoreError::Cancelled)?
    }

    async fn lend_and_spend(
        &self,
        mut slot: OwnedMutexGuard<Option<Account>>,
        key: &Key,
        ask: Ask,
        token: i64,
    ) -> Result<Result<u64, Over>, StoreError> {
        for _ in 0..ATTEMPTS {
            if slot.as_ref().is_none_or(|account| account.token != token) {
                *slot = Some(self.account(key, token).await?);
            }
            let Some(account) = slot.as_mut() else { break };
            if let Some(answer) = account.spend(ask) {
                return Ok(answer);
            }
            let lease = account.lease(ask);
            match self.take(key, lease, ask).await? {
                Some((window, gone)) => account.lend(lease, window, gone),
                // Not as it was known to be: it is read again.
                None => *slot = None,
            }
        }
        Err(StoreError::Contended { kind: "budget", key: key.0.to_string() })
    }

    pub(super) async fn spent(
        &self,
        who: &PrincipalId,
        kind: BudgetKind,
        window: i64,
    ) -> Result<u64, StoreError> {
        let key = (who.clone(), kind);
        let spent = |it: &Account| if it.window >= window { it.spent() } else { 0 };
        let Some(token) = self.writer.token() else {
            return Ok(spent(&self.account(&key, 0).await?));
        };
        let mut slot = self.accounts.slot(who, kind).lock_owned().await;
        if let Some(account) = slot.as_ref().filter(|account| account.token == token) {
            return Ok(spent(account));
        }
        Ok(spent(slot.insert(self.account(&key, token).await?)))
    }

    pub(super) async fn give_back(&self) -> Result<(), StoreError> {
        for ((who, kind), slot) in self.accounts.all() {
            let mut slot = slot.lock().await;
            // Forgotten first: were this cut short, nobody would spend what is given back.
            let Some(account) = slot.take() else { continue };
            if account.lent == 0 || self.writer.token() != Some(account.token) {
                continue;
            }
            on!(&self.pool, pool => sqlx::query(
                "UPDATE budgets SET used = used - $4 \
                 WHERE principal = $1 AND kind = $2 AND window_start = $3 AND used >= $4")
                .bind(who.as_str()).bind(kind.name()).bind(account.window).bind(count(account.lent))
                .execute(pool).await.map(drop)?);
        }
        Ok(())
    }

    /// As the database has it: nothing of it is lent to this process.
    async fn account(&self, (who, kind): &Key, token: i64) -> Result<Account, StoreError> {
        let row: Option<(i64, i64)> = on!(&self.pool, pool => sqlx::query_as(
            "SELECT window_start, used FROM budgets WHERE principal = $1 AND kind = $2")
            .bind(who.as_str()).bind(kind.name()).fetch_optional(pool).await?);
        let (window, used) = row.unwrap_or((i64::MIN, 0));
        Ok(Account { token, window, gone: u64::try_from(used).unwrap_or(0), lent: 0, here: 0 })
    }

    /// Takes `lease` out of the budget in one statement, so that no two processes take the same;
    /// gives the window that counts and all that is gone of it, or `None` if so much is not left.
    async fn take(
        &self,
        (who, kind): &Key,
        lease: u64,
        ask: Ask,
    ) -> Result<Option<(i64, u64)>, StoreError> {
        // All rows, though there is at most one: SQLite commits behind the last, and who stops before
        // never hears that it could not.
        let rows: Vec<(i64, i64)> = on!(&self.pool, pool => sqlx::query_as(
            "INSERT INTO budgets (principal, kind, window_start, used) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (principal, kind) DO UPDATE SET \
               used = CASE WHEN budgets.window_start < excluded.window_start \
                           THEN excluded.used ELSE budgets.used + excluded.used END, \
               window_start = CASE WHEN budgets.window_start < excluded.window_start \
                           THEN excluded.window_start ELSE budgets.window_start END \
             WHERE budgets.window_start < excluded.window_start \
                OR budgets.used <= $5 - excluded.used \
             RETURNING window_start, used")
            .bind(who.as_str()).bind(kind.name()).bind(ask.window).bind(count(lease)).bind(count(ask.limit))
            .fetch_all(pool).await?);
        Ok(rows.first().map(|&(window, used)| (window, u64::try_from(used).unwrap_or(0))))
    }
}

fn count(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
