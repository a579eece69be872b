//! From a decision to a permit, by way of the ledger.

use crate::refused::Refused;
use crate::{Boxed, Store, StoreError};
use ledger::{By, Endpoint, Event, drill};
use terms::{
    Action, Asset, CellRef, Decision, Denial, Device, Digest, Obligation, PrincipalId, Timestamp,
    View,
};

/// How long a permit is good for, and how old a decision may be.
pub const PERMIT_SECONDS: i64 = 60;

/// Proof that a request was allowed and is in the ledger, durably. See the crate's docs.
#[derive(Debug)]
#[must_use = "a permit that is not used protects nothing"]
pub struct Permit {
    principal: PrincipalId,
    actor: PrincipalId,
    spender: PrincipalId,
    action: Action,
    asset: Asset,
    detail: Option<Digest>,
    view: View,
    egress_limit: Option<u64>,
    cells: Vec<CellRef>,
    consultation: Option<String>,
    ledger_index: u64,
    from: Endpoint,
    expires: Timestamp,
}

impl Store {
    /// Makes `decision` durable in the ledger, whether allowed or not; gives a permit only then,
    /// and only if it is allowed.
    ///
    /// # Errors
    /// If the decision is denied, older than [`PERMIT_SECONDS`], or can't be recorded.
    pub fn passage<'a>(&'a self, decision: &'a Decision) -> Boxed<'a, Result<Permit, Refused>> {
        Box::pin(async move { self.passage_from(decision, Endpoint::default()).await })
    }

    /// The same, with where the request came from: address, or terminal. It is in the entry, and in
    /// those of what is done by the permit.
    ///
    /// # Errors
    /// As [`Store::passage`].
    pub async fn passage_from(
        &self,
        decision: &Decision,
        from: Endpoint,
    ) -> Result<Permit, Refused> {
        let now = self.now();
        let age = now.since(decision.request.context.at);
        if decision.allowed() && age.abs() > PERMIT_SECONDS {
            self.enter_decision(&outdated(decision, age), from, now).await?;
            return Err(Refused::Stale(age));
        }
        let (ledger_index, from) = self.enter_decision(decision, from, now).await?;
        if !decision.allowed() {
            let denial = decision.denial.clone().unwrap_or(Denial::NotGranted);
            return Err(Refused::Denied { denial, ledger_index });
        }
        let request = &decision.request;
        let egress_limit = decision.obligations.iter().find_map(|obligation| match obligation {
            Obligation::EgressLimit(bytes) => Some(*bytes),
            _ => None,
        });
        let drilled = request.context.device.as_ref().is_some_and(|device| device.drill);
        let unrecorded = |error: ledger::LedgerError| Refused::Unrecorded(error.to_string());
        let actor = if drilled { drill().map_err(unrecorded)? } else { request.principal.clone() };
        Ok(Permit {
            principal: request.principal.clone(),
            actor,
            spender: spender(&request.principal, request.context.device.as_ref()),
            action: request.action,
            asset: request.asset.clone(),
            detail: request.detail,
            view: decision.view(),
            egress_limit,
            cells: decision.cells.clone(),
            consultation: None,
            ledger_index,
            from,
            expires: now.plus_seconds(PERMIT_SECONDS),
        })
    }

    async fn enter_decision(
        &self,
        decision: &Decision,
        from: Endpoint,
        now: Timestamp,
    ) -> Result<(u64, Endpoint), Refused> {
        let unrecorded = |error: StoreError| Refused::Unrecorded(error.to_string());
        let event = Event::of_decision(decision, now).map_err(|e| unrecorded(e.into()))?;
        let event = event.from_endpoint(from);
        let from = event.src_endpoint.clone();
        Ok((self.enter(event).await.map_err(unrecorded)?, from))
    }
}

/// Whose budgets are spent by what `who` does over `device`: their own, and over a device of a drill one
/// of the drill for their part, so that nobody is shut out by what a drill did in their part.
#[must_use]
pub fn spender(who: &PrincipalId, device: Option<&Device>) -> PrincipalId {
    if !device.is_some_and(|device| device.drill) {
        return who.clone();
    }
    let part = format!("drill/{}", Digest::of(who.as_str().as_bytes()));
    // A plain name; were it none, the part would spend what is theirs.
    PrincipalId::new(&part).unwrap_or_else(|_| who.clone())
}

/// The decision as it has to be entered when it comes too late: as a denial.
fn outdated(decision: &Decision, age: i64) -> Decision {
    let denial = Some(Denial::Error(format!("the decision is {age} seconds old")));
    Decision { cells: Vec::new(), denial, ..decision.clone() }
}

impl Permit {
    /// Whether this permit is for `action` on `asset`, with exactly `detail`, at `now`.
    ///
    /// # Errors
    /// If it is for something else, or ran out.
    pub fn covers(
        &self,
        action: Action,
        asset: &Asset,
        detail: Option<Digest>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        if now > self.expires {
            return Err(Refused::Expired(self.expires));
        }
        let same = self.action == action && self.asset == *asset && self.detail == detail;
        if same {
            return Ok(());
        }
        let say = |action: Action, asset: &Asset, detail: Option<Digest>| match detail {
            Some(digest) => format!("{action} on {asset}, detail {digest}"),
            None => format!("{action} on {asset}"),
        };
        Err(Refused::Other {
            granted: say(self.action, &self.asset, self.detail),
            wanted: say(action, asset, detail),
        })
    }

    /// The same, for a deed that uses up `consultation`, in which those who are consulted were heard.
    pub fn after(self, consultation: Option<String>) -> Self {
        Self { consultation, ..self }
    }

    /// What the deed uses up.
    #[must_use]
    pub fn consultation(&self) -> Option<&str> {
        self.consultation.as_deref()
    }
    /// Who was allowed.
    #[must_use]
    pub const fn principal(&self) -> &PrincipalId {
        &self.principal
    }
    /// In whose name what is done by this permit is entered: the holder's, or a drill's.
    #[must_use]
    pub const fn actor(&self) -> &PrincipalId {
        &self.actor
    }
    /// The same, with where the request came from.
    #[must_use]
    pub const fn by(&self) -> By<'_> {
        By::at(&self.actor, &self.from)
    }
    /// Whose budgets it is charged to: see [`spender`].
    #[must_use]
    pub const fn spender(&self) -> &PrincipalId {
        &self.spender
    }
    /// What was allowed.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }
    /// On what.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        &self.asset
    }
    /// What was asked in detail.
    #[must_use]
    pub const fn detail(&self) -> Option<Digest> {
        self.detail
    }
    /// What may be seen of columns that are confidential or restricted.
    #[must_use]
    pub const fn view(&self) -> View {
        self.view
    }
    /// Bytes that may leave, if limited.
    #[must_use]
    pub const fn egress_limit(&self) -> Option<u64> {
        self.egress_limit
    }
    /// The cells of the RACI that allowed it.
    #[must_use]
    pub fn cells(&self) -> &[CellRef] {
        &self.cells
    }
    /// The entry of the decision.
    #[must_use]
    pub const fn ledger_index(&self) -> u64 {
        self.ledger_index
    }
    /// The last second at which it is good.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.expires
    }
}
