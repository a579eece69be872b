//! What happened, in the shape of OCSF 1.3 *API Activity* (category 6, class 6003): the class for
//! a call of an operation on a resource by an actor, allowed or denied.
//! Source: schema.ocsf.io/1.3.0/classes/api_activity.

use crate::actor::{Actor, DRILL, User, drill};
use crate::{ENTRY_BYTES, Ended, Endpoint, LedgerError, Operation, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use terms::{Asset, CellRef, Digest, Fact, PrincipalId, RoleId, Timestamp};

const CATEGORY: u32 = 6;
const CLASS: u32 = 6003;
/// Bytes that hardly an entry is longer than: it is written without growing on the way.
const USUAL: usize = 1_536;

/// Something that happened and is no decision: a receipt was signed, a model was scanned.
#[derive(Debug, Clone)]
pub struct Activity<'a> {
    pub operation: Operation,
    pub actor: &'a PrincipalId,
    pub asset: &'a Asset,
    pub outcome: Outcome,
    /// Names, counts and digests; never a value of a dataset.
    pub facts: &'a [Fact],
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub metadata: Value,
    pub category_uid: u32,
    pub class_uid: u32,
    /// 1 create, 2 read, 3 update, 4 delete, 99 other.
    pub activity_id: u32,
    pub type_uid: u32,
    /// Milliseconds since 1970.
    pub time: i64,
    /// 1 informational, 2 low, 3 medium.
    pub severity_id: u32,
    /// 1 success, 2 failure.
    pub status_id: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_detail: Option<String>,
    /// 1 allowed, 2 denied; missing if nothing was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_id: Option<u32>,
    pub actor: Actor,
    pub api: Api,
    pub resources: Vec<Resource>,
    pub src_endpoint: Endpoint,
    pub unmapped: Unmapped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Api {
    /// The action of the gate, or the activity.
    pub operation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub uid: Asset,
    #[serde(rename = "type")]
    pub kind: String,
}

/// What OCSF has no field for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Unmapped {
    /// The RACI cells that allowed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellRef>,
    /// SHA-256 of the decision as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Digest>,
    /// Of the policy set that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Digest>,
    /// Of what was asked in detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Digest>,
    /// Roles that are to be told (the RACI's I).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inform: Vec<RoleId>,
    /// Roles that are heard before (the RACI's C).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consult: Vec<RoleId>,
    /// Of all records of the workspace as they are once this is done: deeds that change one say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Digest>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

impl Event {
    /// The event of what happened at `at`.
    #[must_use]
    pub fn of_activity(activity: &Activity<'_>, at: Timestamp) -> Self {
        let mut event = Self::new(activity.actor, activity.asset, activity.outcome, at);
        event.act(activity.operation.as_str(), 99);
        let facts = activity.facts.iter().map(|fact| (fact.name.clone(), fact.value.clone()));
        event.unmapped.facts = facts.collect();
        event
    }

    /// The same event, from there; what it says of the device and the zone itself stays.
    #[must_use]
    pub fn from_endpoint(self, from: Endpoint) -> Self {
        let own = self.src_endpoint;
        let (uid, zone) = (own.uid.or(from.uid), own.zone.or(from.zone));
        let (ip, name) = (from.ip.or(own.ip), from.name.or(own.name));
        // Whose device a drill borrows is told by no entry of it.
        let uid = uid.filter(|_| !self.actor.is_drill());
        Self { src_endpoint: Endpoint { uid, name, zone, ip }, ..self }
    }

    /// How it ended, as a table tells it.
    #[must_use]
    pub const fn ended(&self) -> Ended {
        Ended::of(self.action_id, self.status_id)
    }

    /// Whether it was refused or failed.
    #[must_use]
    pub const fn denied(&self) -> bool {
        self.ended().denied()
    }

    /// The bytes of the entry.
    ///
    /// # Errors
    /// If it is longer than [`ENTRY_BYTES`].
    pub fn to_entry(&self) -> Result<Vec<u8>, LedgerError> {
        let mut bytes = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut bytes, self)?;
        if bytes.len() > ENTRY_BYTES {
            return Err(LedgerError::EntryTooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads the bytes of an entry.
    ///
    /// # Errors
    /// If they are no event.
    pub fn from_entry(entry: &[u8]) -> Result<Self, LedgerError> {
        Ok(serde_json::from_slice(entry)?)
    }

    /// When the entry was made, in milliseconds since 1970; none if it does not say.
    #[must_use]
    pub fn time_of(entry: &[u8]) -> Option<i64> {
        #[derive(Deserialize)]
        struct Time {
            time: i64,
        }
        serde_json::from_slice::<Time>(entry).ok().map(|event| event.time)
    }

    /// When it was entered.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::from_unix(self.time / 1000)
    }

    pub(crate) fn new(actor: &PrincipalId, asset: &Asset, outcome: Outcome, at: Timestamp) -> Self {
        let failed = outcome == Outcome::Failure;
        // In whose name drills act, nobody else does.
        let kind = drill().is_ok_and(|drill| *actor == drill).then(|| DRILL.to_owned());
        Self {
            metadata: serde_json::json!({"version": "1.3.0", "product": {"name": "Hygeia", "vendor_name": "Hygeia"}}),
            category_uid: CATEGORY,
            class_uid: CLASS,
            activity_id: 99,
            type_uid: CLASS * 100 + 99,
            time: at.unix().saturating_mul(1000),
            severity_id: if failed { 3 } else { 1 },
            status_id: if failed { 2 } else { 1 },
            status_detail: None,
            action_id: None,
            actor: Actor { user: User { uid: actor.clone(), kind } },
            api: Api { operation: String::new() },
            resources: vec![Resource { uid: asset.clone(), kind: asset.kind.name().to_owned() }],
            src_endpoint: Endpoint::default(),
            unmapped: Unmapped::default(),
        }
    }

    pub(crate) fn act(&mut self, operation: &str, activity: u32) {
        operation.clone_into(&mut self.api.operation);
        self.activity_id = activity;
        self.type_uid = CLASS * 100 + activity;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::AssetKind;

    #[test]
    fn an_event_reads_back_what_it_writes_and_has_a_limit() {
        let actor = PrincipalId::new("dana@example.org").unwrap();
        let asset = Asset::new(AssetKind::Model, "credit").unwrap();
        let mut facts = vec![Fact::new("files", 3)];
        let activity = |facts: &[Fact]| {
            let outcome = Outcome::Success;
            let activity = Activity {
                operation: Operation::ModelScanned,
                actor: &actor,
                asset: &asset,
                outcome,
                facts,
            };
            Event::of_activity(&activity, Timestamp::from_unix(5))
        };
        let event = activity(&facts);
        assert_eq!(Event::from_entry(&event.to_entry().unwrap()).unwrap(), event);
        assert_eq!((event.type_uid, event.at().unix()), (600_399, 5));
        assert_eq!(Event::time_of(&event.to_entry().unwrap()), Some(5_000));
        assert_eq!(Event::time_of(b"{}"), None);
        assert!(!event.actor.is_drill());
        let drilled = Event::new(&drill().unwrap(), &asset, Outcome::Failure, event.at());
        assert!(drilled.actor.is_drill(), "what a drill did is nobody's");
        let from = Endpoint { ip: Some([192, 0, 2, 7].into()), ..Endpoint::default() };
        let event = event.from_endpoint(from);
        assert!(
            String::from_utf8(event.to_entry().unwrap()).unwrap().contains(r#""ip":"192.0.2.7""#)
        );
        assert_eq!(Event::from_entry(&event.to_entry().unwrap()).unwrap(), event);
        facts.push(Fact::new("long", "x".repeat(70_000)));
        assert!(matches!(activity(&facts).to_entry(), Err(LedgerError::EntryTooLong(_))));
    }
}
