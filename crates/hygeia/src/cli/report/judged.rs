//! A finding, who answers for it, and whether it counts.

use super::baseline::Accepted;
use super::fingerprint::Known;
use serde_json::{Value, json};

/// A finding, and whether it counts.
pub struct Judged {
    pub known: Known,
    pub accepted: Option<Accepted>,
    pub counts: bool,
}

impl Judged {
    /// Whether this finding is why something is not known, and somebody answers for it.
    pub fn answers_for(&self, why: &str) -> bool {
        let finding = &self.known.finding;
        let accepted = self.accepted.as_ref().is_some_and(|accepted| !accepted.expired);
        let subject = terms::printable(&finding.location.subject);
        let reason = why.strip_prefix(&*subject).and_then(|rest| rest.strip_prefix(": "));
        accepted && reason == Some(finding.message.as_str())
    }

    /// The finding in JSON, with its fingerprint and who answers for it.
    pub fn document(&self) -> Value {
        let mut value = serde_json::to_value(&self.known.finding).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("fingerprint".to_owned(), json!(self.known.fingerprint));
            if let Some(accepted) = &self.accepted {
                object.insert("accepted".to_owned(), json!(accepted));
            }
        }
        value
    }
}
