//! The entry of a decision of the gate.

use crate::actor::{DRILL, drill};
use crate::event::Unmapped;
use crate::{Endpoint, Event, LedgerError, Outcome};
use serde_json::{Map, Value};
use terms::{Action, Decision, Digest, Obligation, RoleId, Timestamp, ZoneClass};

impl Event {
    /// The event of a decision, made durable at `at`.
    ///
    /// # Errors
    /// If the decision does not serialise.
    pub fn of_decision(decision: &Decision, at: Timestamp) -> Result<Self, LedgerError> {
        let request = &decision.request;
        let allowed = decision.allowed();
        let outcome = if allowed { Outcome::Success } else { Outcome::Failure };
        let device = request.context.device.as_ref();
        let drilled = device.is_some_and(|device| device.drill);
        let actor = if drilled { drill()? } else { request.principal.clone() };
        let mut event = Self::new(&actor, &request.asset, outcome, at);
        event.act(request.action.name(), activity_of(request.action));
        event.action_id = Some(if allowed { 1 } else { 2 });
        event.status_detail = decision.denial.as_ref().map(ToString::to_string);
        event.src_endpoint = Endpoint {
            uid: device.filter(|_| !drilled).map(|device| device.id.to_string()),
            zone: Some(match &request.context.zone {
                ZoneClass::Known(zone) => zone.to_string(),
                ZoneClass::Unknown => "unknown".to_owned(),
            }),
            ..Endpoint::default()
        };
        event.unmapped = Unmapped {
            cells: decision.cells.clone(),
            decision: Some(Digest::of(&serde_json::to_vec(decision)?)),
            policy: Some(decision.policy),
            detail: request.detail,
            inform: if allowed { informed(decision) } else { Vec::new() },
            consult: if allowed { decision.consulted().to_vec() } else { Vec::new() },
            records: None,
            facts: Map::new(),
        };
        if drilled {
            event.actor.user.kind = Some(DRILL.to_owned());
            // Whose part it plays: so that the refusal can be understood.
            let part = Value::from(request.principal.as_str());
            event.unmapped.facts.insert("in_the_part_of".to_owned(), part);
        }
        Ok(event)
    }
}

const fn activity_of(action: Action) -> u32 {
    match action {
        Action::Ingest | Action::Train => 1,
        Action::Query
        | Action::Export
        | Action::Screen
        | Action::Infer
        | Action::Audit
        | Action::Pull => 2,
        Action::Promote
        | Action::Approve
        | Action::Operate
        | Action::ChangeAccess
        | Action::Activate => 3,
        Action::Delete => 4,
    }
}

fn informed(decision: &Decision) -> Vec<RoleId> {
    let roles = |obligation: &Obligation| match obligation {
        Obligation::Inform(roles) => roles.clone(),
        _ => Vec::new(),
    };
    decision.obligations.iter().flat_map(roles).collect()
}
