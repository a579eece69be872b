//! Who is consulted is heard first, where what somebody wants is to wait for that.

use super::enforcer::{refuse, request};
use super::{Ask, Caller, Enforcer, Refusal};
use crate::Applied;
use ledger::By;
use std::collections::BTreeMap;
use store::{Consultation, StoreError};
use terms::{Action, Decision, Denial, Digest, PrincipalId, Request, Timestamp};

/// How long what was consulted on may still go on: what comes later is asked anew.
const GOOD_FOR: i64 = 7 * 86_400;
/// How long a consultation is kept after that: the posture looks at silence of the last weeks.
const KEPT_FOR: i64 = 30 * 86_400;
/// Requests of one person that wait at once.
const OPEN: usize = 50;

impl Enforcer {
    /// What the gate allowed goes on: who is consulted was heard, and the budget covers it. Gives the
    /// consultation that the deed itself uses up, if that is a deed of its own in the store: then one that
    /// breaks off has used up nothing. Anything else uses it up here.
    pub(super) async fn goes_on(
        &self,
        applied: &Applied,
        caller: &Caller,
        decision: &Decision,
    ) -> Result<Option<String>, Denial> {
        let consultation = self.heard(applied, caller, decision).await?;
        self.spend(&applied.gate, decision).await?;
        match consultation {
            Some(id) if decision.request.action != Action::Delete => {
                self.use_up(caller, &id).await.map(|()| None)
            }
            left => Ok(left),
        }
    }

    /// Opens what `asks`, which go on together or not at all, have to wait for: or the first would use
    /// up its consultation while the second still waits. Nothing is admitted by this.
    ///
    /// # Errors
    /// The refusal of the first that waits, which is in the ledger.
    pub async fn expect_heard(&self, caller: &Caller, asks: &[Ask]) -> Result<(), Refusal> {
        let applied = self.in_force().map_err(|error| Refusal { error, denial: None })?;
        let mut waits = None;
        for ask in asks {
            let Ok(context) = self.context(&applied, caller, ask).await else { continue };
            let decision = applied.gate.decide(&request(caller, ask.clone(), context));
            if decision.allowed()
                && let Err(denial) = self.heard(&applied, caller, &decision).await
            {
                waits.get_or_insert((decision, denial));
            }
        }
        let Some((mut decision, denial)) = waits else { return Ok(()) };
        refuse(&mut decision, denial);
        let refused = self.store.passage_from(&decision, caller.endpoint()).await;
        refused.map(drop).map_err(Refusal::from)
    }

    /// Whether what `decision` allows may go on: it need not wait, or those who are consulted were
    /// heard. Gives the consultation that it then uses up. Who asks for the first time opens one.
    ///
    /// # Errors
    /// Why it has to wait.
    async fn heard(
        &self,
        applied: &Applied,
        caller: &Caller,
        decision: &Decision,
    ) -> Result<Option<String>, Denial> {
        let Request { action, asset, detail, context, .. } = &decision.request;
        let Some(deadline) = applied.code.config.consult.deadline(*action) else { return Ok(None) };
        let people = consulted(applied, decision);
        if people.is_empty() {
            return Ok(None);
        }
        let _alone = self.consulting.lock().await;
        let fault = |error: StoreError| Denial::Error(error.to_string());
        let now = self.store.now();
        let all = self.store.docs::<Consultation>().list().await.map_err(fault)?;
        let own = all.iter().filter(|one| one.asked_by == decision.request.principal);
        let open: Vec<_> = own.filter(|one| one.used.is_none() && now < runs_out(one)).collect();
        let this = open
            .iter()
            .find(|one| one.action == *action && one.asset == *asset && one.detail == *detail);
        let awaits = |one: &Consultation| Denial::AwaitsConsulted {
            consultation: one.id.clone(),
            until: one.until,
        };
        match this {
            Some(one) if now >= one.heard_at() => return Ok(Some(one.id.clone())),
            Some(one) => return Err(awaits(one)),
            None => {}
        }
        let new = Consultation {
            id: id_of(&decision.request, now, all.len()),
            action: *action,
            asset: asset.clone(),
            detail: *detail,
            asked_by: decision.request.principal.clone(),
            asked: now,
            until: now.plus_seconds(deadline.seconds()),
            consulted: people,
            silence_recorded: false,
            used: None,
        };
        // A drill asks nobody: it only sees that it would have to wait.
        if context.device.as_ref().is_some_and(|device| device.drill) {
            return Err(awaits(&new));
        }
        if open.len() >= OPEN {
            return Err(Denial::ConsultationsFull { most: OPEN });
        }
        let over = |one: &&store::Verified<Consultation>| {
            now >= one.used.unwrap_or_else(|| runs_out(one)).plus_seconds(KEPT_FOR)
        };
        let over: Vec<String> = all.iter().filter(over).map(|one| one.id.clone()).collect();
        let from = caller.endpoint();
        let by = By::at(&caller.principal, &from);
        self.store.consultation_opened(by, &new, &over).await.map_err(fault)?;
        Err(awaits(&new))
    }

    /// Uses up a consultation: what was asked about goes on now, and once.
    async fn use_up(&self, caller: &Caller, id: &str) -> Result<(), Denial> {
        let from = caller.endpoint();
        let used = self.store.consultation_used(By::at(&caller.principal, &from), id).await;
        used.map(drop).map_err(|error| Denial::Error(error.to_string()))
    }

    /// Records who said nothing until a deadline that has passed.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub(crate) async fn record_silence(&self) -> Result<(), StoreError> {
        let now = self.store.now();
        for one in self.store.docs::<Consultation>().list().await? {
            let silent = one.silent().next().is_some();
            if silent && !one.silence_recorded && now >= one.until {
                // That time passed is nobody's deed: the workspace says so itself.
                let itself = PrincipalId::new("hygeia");
                let itself = itself.map_err(|error| StoreError::Dump(error.to_string()))?;
                self.store.consultation_lapsed(&itself, &one.id).await?;
            }
        }
        Ok(())
    }
}

/// When what was consulted on may go on no more.
pub(crate) fn runs_out(one: &Consultation) -> Timestamp {
    one.heard_at().plus_seconds(GOOD_FOR)
}

/// Everybody who holds a role that is consulted, but for who asks, and services, which nobody can ask.
fn consulted(
    applied: &Applied,
    decision: &Decision,
) -> BTreeMap<PrincipalId, Option<store::Opinion>> {
    let holders = decision.consulted().iter().flat_map(|role| applied.code.people.holders(role));
    let others = holders.filter(|who| **who != decision.request.principal && !who.is_service());
    others.map(|who| (who.clone(), None)).collect()
}

/// Of who asks for what, when, and after how many others.
fn id_of(request: &Request, now: Timestamp, before: usize) -> String {
    let Request { principal, action, asset, detail, .. } = request;
    let detail = detail.map(|detail| detail.hex()).unwrap_or_default();
    let all = format!("{principal}\n{action}\n{asset}\n{detail}\n{now}\n{before}");
    let short: String = Digest::of(all.as_bytes()).hex().chars().take(12).collect();
    format!("consult-{short}")
}
