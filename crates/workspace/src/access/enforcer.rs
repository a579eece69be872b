//! The policy enforcement point: what a request is, as the workspace knows it, put to the gate.

use super::applied::Applied;
use super::seen::Seen;
use super::{Ask, Caller, Refusal};
use crate::Error;
use gate::Gate;
use ledger::{Activity, Operation, Outcome};
use std::sync::{Arc, PoisonError, RwLock};
use store::{
    Approval, Boxed, BudgetKind, EnrolledDevice, Model, Permit, Refused, Store, StoreError,
    Version, VersionRef, spender,
};
use terms::{
    Action, Asset, AssetKind, Class, Context, Decision, Denial, Device, Fact, PrincipalId, Request,
    Timestamp,
};
use tokio::sync::{Mutex, watch};

const DAY: i64 = 86_400;

/// Puts every request to the gate and through the ledger. HTTP, terminal and journey share it.
pub struct Enforcer {
    pub(super) store: Arc<Store>,
    applied: RwLock<Option<Arc<Applied>>>,
    /// Held while it is decided whether somebody has to be heard first, so that nobody asks twice.
    pub(super) consulting: Mutex<()>,
    /// Where devices were seen last.
    pub(super) seen: Seen,
    /// Told each time that somebody is cut off.
    pub(super) locked: watch::Sender<()>,
}

impl Enforcer {
    /// An enforcement point of a workspace; `None` admits nobody, as nothing was applied yet.
    #[must_use]
    pub fn new(store: Arc<Store>, applied: Option<Applied>) -> Self {
        let now = store.now();
        let applied = applied.and_then(|applied| applied.at(now).ok());
        let applied = RwLock::new(applied.map(Arc::new));
        let (consulting, seen, locked) =
            (Mutex::default(), Seen::default(), watch::Sender::new(()));
        Self { store, applied, consulting, seen, locked }
    }

    /// The workspace's store.
    #[must_use]
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// What was applied last, as it counts now.
    #[must_use]
    pub fn applied(&self) -> Option<Arc<Applied>> {
        let applied = self.applied.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let now = self.store.now();
        if applied.counts_at(now) {
            return Some(applied);
        }
        // What can't be made anew lets nobody in.
        let renewed = Applied::of(applied.code.clone()).and_then(|same| same.at(now));
        let renewed = renewed.ok().map(Arc::new);
        let mut held = self.applied.write().unwrap_or_else(PoisonError::into_inner);
        // Not over what somebody applied meanwhile.
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, &applied)) {
            held.clone_from(&renewed);
        }
        renewed
    }

    /// What was applied last.
    ///
    /// # Errors
    /// If nothing was.
    pub fn in_force(&self) -> Result<Arc<Applied>, Error> {
        self.applied().ok_or_else(|| {
            Error::conflict("no RACI was applied to this workspace yet, so nobody has access")
                .remedy(
                    "two people apply the first one: hygeia apply --as NAME, then hygeia approve",
                )
        })
    }

    /// Lets `applied` decide from the next request on.
    pub fn swap(&self, applied: Applied) {
        let applied = applied.at(self.store.now()).ok().map(Arc::new);
        *self.applied.write().unwrap_or_else(PoisonError::into_inner) = applied;
    }

    /// Decides, charges the egress budget, and gives a permit once the decision is durable.
    ///
    /// # Errors
    /// A [`Refusal`], which is in the ledger too, unless the ledger itself fails.
    pub fn admit<'a>(&'a self, caller: &'a Caller, ask: Ask) -> Boxed<'a, Result<Permit, Refusal>> {
        Box::pin(async move {
            let applied = self.in_force().map_err(|error| Refusal { error, denial: None })?;
            let gate = &applied.gate;
            let mut decision = match self.context(&applied, caller, &ask).await {
                Ok(context) => gate.decide(&request(caller, ask, context)),
                Err(fault) => unknown(gate, self.least(caller, gate), caller, ask, &fault),
            };
            let mut consultation = None;
            if decision.allowed() {
                match self.goes_on(&applied, caller, &decision).await {
                    Ok(left) => consultation = left,
                    Err(denial) => refuse(&mut decision, denial),
                }
            }
            let permit = self.store.passage_from(&decision, caller.endpoint()).await;
            Ok(permit.map_err(Refusal::from)?.after(consultation))
        })
    }

    /// Charges what an answer really weighs, before it is released: for requests of which that
    /// is not known beforehand.
    ///
    /// # Errors
    /// If the budget of who holds the permit does not cover it: then nothing may be released.
    pub fn charge<'a>(&'a self, permit: &'a Permit, bytes: u64) -> Boxed<'a, Result<(), Refusal>> {
        Box::pin(async move {
            let roles = permit.cells().iter().map(|cell| &cell.role);
            let applied = self.in_force().map_err(|error| Refusal { error, denial: None })?;
            let budget = applied.gate.rules().egress.budget(roles);
            let Err(denial) = self.take(permit.spender(), bytes, budget).await else {
                return Ok(());
            };
            let facts = [Fact::new("bytes", bytes), Fact::new("permit", permit.ledger_index())];
            let refused = Activity {
                operation: Operation::EgressRefused,
                actor: permit.actor(),
                asset: permit.asset(),
                outcome: Outcome::Failure,
                facts: &facts,
            };
            let recorded = self.store.record_by(&refused, permit.by()).await;
            let ledger_index = recorded.map_err(|e| Refused::Unrecorded(e.to_string()))?;
            Err(Refused::Denied { denial, ledger_index }.into())
        })
    }

    pub(super) async fn spend(&self, gate: &Gate, decision: &Decision) -> Result<(), Denial> {
        let bytes = decision.request.context.egress_bytes;
        if bytes == 0 {
            return Ok(());
        }
        let budget = gate.rules().egress.budget(decision.cells.iter().map(|cell| &cell.role));
        let Request { principal, context, .. } = &decision.request;
        self.take(&spender(principal, context.device.as_ref()), bytes, budget).await
    }

    async fn take(&self, who: &PrincipalId, bytes: u64, budget: u64) -> Result<(), Denial> {
        let window = day(self.store.now());
        match self.store.budgets().spend(who, BudgetKind::Egress, bytes, budget, window).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(over)) => Err(Denial::EgressBudget { asked: over.asked, left: over.left }),
            Err(fault) => Err(Denial::Error(fault.to_string())),
        }
    }

    /// All that the workspace knows about the request.
    pub(super) async fn context(
        &self,
        applied: &Applied,
        caller: &Caller,
        ask: &Ask,
    ) -> Result<Context, StoreError> {
        let (store, gate) = (&self.store, &applied.gate);
        let mut context = self.least(caller, gate);
        context.egress_bytes = ask.egress_bytes;
        if let Some(id) = &caller.device {
            let known = store.docs::<EnrolledDevice>().get(id.as_str()).await?;
            let stranger =
                || Device { id: id.clone(), managed: false, posture: None, drill: false };
            if let Some(known) = &known {
                context.step_up = self.step_up(applied, caller, known).await?;
            }
            context.device = Some(known.map_or_else(stranger, |it| it.into_inner().device));
        }
        let spender = spender(&caller.principal, context.device.as_ref());
        let day = day(context.at);
        context.egress_used = store.budgets().used(&spender, BudgetKind::Egress, day).await?;
        context.class = self.class(&ask.asset).await?;
        context.lock = self.lock_on(applied, caller).await?.map(|lock| lock.told());
        context.overdue = self.overdue(applied, &caller.principal, ask, context.class).await?;
        context.break_glass = self.opened(applied, caller, ask).await?;
        if ask.asset.kind == AssetKind::Dataset {
            context.behind_live_model = store.behind_live_model(&ask.asset).await?;
        }
        context.singled_out_percent = self.singled_out(gate, ask).await?;
        context.author = match self.author(caller, ask).await? {
            Some(known) => Some(known),
            None => ask.author.clone(),
        };
        Ok(context)
    }

    /// A context that assumes the worst of all that has to be looked up.
    fn least(&self, caller: &Caller, gate: &Gate) -> Context {
        Context {
            device: None,
            zone: gate.rules().zone(caller.address()),
            at: self.store.now(),
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Restricted,
            behind_live_model: false,
            singled_out_percent: 100,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: None,
        }
    }

    /// Of a hundred people of a dataset, those whom the view of others singles out, as it was measured when
    /// the live version came in; looked up only where a rule asks for it.
    async fn singled_out(&self, gate: &Gate, ask: &Ask) -> Result<u8, StoreError> {
        if gate.rules().max_singled_out_percent >= 100 || ask.asset.kind != AssetKind::Dataset {
            return Ok(0);
        }
        match self.store.live_version(&ask.asset).await {
            Ok(version) => Ok(self.store.receipt(&version)?.singled_out_percent()),
            Err(StoreError::Missing { .. }) => Ok(0),
            Err(fault) => Err(fault),
        }
    }

    /// The class of what `version` holds, as people said since.
    fn class_of(&self, version: &Version) -> Class {
        let found = &version.classification;
        match self.applied() {
            Some(applied) => found.with(&applied.code.declared(&version.dataset)).class(),
            None => found.class(),
        }
    }

    /// What the asset protects: a dataset its columns, a model what it was trained on, everything
    /// else (and what is not known) the most.
    pub(crate) async fn class(&self, asset: &Asset) -> Result<Class, StoreError> {
        let versions = match asset.kind {
            AssetKind::Dataset => match self.store.live_version(asset).await {
                Ok(version) => return Ok(self.class_of(&version)),
                Err(StoreError::Missing { .. }) => Vec::new(),
                Err(fault) => return Err(fault),
            },
            AssetKind::Model => self.trained_on(asset).await?,
            AssetKind::Workspace | AssetKind::Vault => Vec::new(),
        };
        let mut joined = None;
        for version in &versions {
            let class = match self.store.version(version).await {
                Ok(version) => self.class_of(&version),
                Err(StoreError::Missing { .. }) => Class::Restricted,
                Err(fault) => return Err(fault),
            };
            joined = Some(class.join(joined.unwrap_or_default()));
        }
        Ok(joined.unwrap_or(Class::Restricted))
    }

    pub(super) async fn trained_on(&self, model: &Asset) -> Result<Vec<VersionRef>, StoreError> {
        let models = self.store.docs::<Model>().list_of(&model.to_string()).await?;
        let mut versions: Vec<_> =
            models.iter().flat_map(|model| model.trained_on.iter().cloned()).collect();
        versions.sort();
        versions.dedup();
        Ok(versions)
    }

    /// Whose work is to be agreed to: whoever asked for the agreement, or made the model. Of several who
    /// asked for the same, `caller` if they are one of them: nobody agrees to what they asked for.
    async fn author(&self, caller: &Caller, ask: &Ask) -> Result<Option<PrincipalId>, StoreError> {
        let Some(detail) = ask.detail else { return Ok(None) };
        if ask.action == Action::Approve {
            let asked = self.store.docs::<Approval>().list_of(&ask.asset.to_string()).await?;
            let open = asked.iter().filter(|it| it.detail == detail && it.answer.is_none());
            let open = open.max_by_key(|it| it.asked_by == caller.principal);
            if let Some(open) = open {
                return Ok(Some(open.asked_by.clone()));
            }
        }
        if ask.asset.kind != AssetKind::Model
            || !matches!(ask.action, Action::Approve | Action::Promote)
        {
            return Ok(None);
        }
        let model = self.store.docs::<Model>().get(&Model::key_of(&ask.asset, detail)).await?;
        Ok(model.map(|model| model.author.clone()))
    }
}

impl std::fmt::Debug for Enforcer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Enforcer({})", self.store.id())
    }
}

/// Turns an allow into a refusal: of its cells and obligations nothing is left.
pub(super) fn refuse(decision: &mut Decision, denial: Denial) {
    decision.cells.clear();
    decision.obligations.clear();
    decision.denial = Some(denial);
}

pub(super) fn request(caller: &Caller, ask: Ask, context: Context) -> Request {
    let Ask { action, asset, detail, .. } = ask;
    Request { principal: caller.principal.clone(), action, asset, detail, context }
}

/// The refusal of a request about which the store can't tell: the gate is not even asked.
fn unknown(
    gate: &Gate,
    context: Context,
    caller: &Caller,
    ask: Ask,
    fault: &StoreError,
) -> Decision {
    Decision {
        request: request(caller, ask, context),
        cells: Vec::new(),
        obligations: Vec::new(),
        denial: Some(Denial::Error(fault.to_string())),
        policy: gate.policy(),
    }
}

/// The first second of the day (UTC) that `moment` lies in: where the egress window begins.
fn day(moment: Timestamp) -> Timestamp {
    moment.plus_seconds(-moment.unix().rem_euclid(DAY))
}
