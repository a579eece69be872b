//! What an identity provider vouched for: the sessions that tokens came of, and of which groups people are.

use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{Digest, PrincipalId, Timestamp, ZoneId};

/// Seconds for which the end of a session is remembered: by then every token that the provider issued of it
/// has ended, as none is good for longer than a day.
const REMEMBERED: i64 = 2 * 86_400;

/// A session at an identity provider, of which a token came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSession {
    pub issuer: String,
    /// The provider's own name for the person.
    pub subject: String,
    /// The session (`sid`), where the provider names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// When the provider said so.
    pub issued: Timestamp,
    /// When they showed the provider who they are, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<Timestamp>,
    /// The zone that they signed in from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneId>,
    /// Nothing that came of it is good for longer.
    pub ends: Timestamp,
}

/// Of which groups somebody is, who says so, and since when that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub principal: PrincipalId,
    /// The issuer that says so.
    pub source: String,
    /// Its own name for the person: somebody else's account never takes their place.
    pub subject: String,
    /// None if it says nothing of groups: which ones are unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// When it said so.
    pub seen: Timestamp,
}

impl Record for Membership {
    const KIND: &'static str = "membership";
    fn key(&self) -> String {
        self.principal.to_string()
    }
}

/// A session, or all of a subject's until then, that the provider ended: no token that it issued of it
/// before counts any more, shown here or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedSession {
    /// Of what, as a digest: [`Self::of_subject`], [`Self::of_session`].
    pub of: Digest,
    pub at: Timestamp,
    /// When it need not be remembered any more.
    pub until: Timestamp,
}

impl EndedSession {
    /// All sessions that a subject has at `at`.
    #[must_use]
    pub fn of_subject(issuer: &str, subject: &str, at: Timestamp) -> Self {
        Self::of(&["subject", issuer, subject], at)
    }

    /// One session.
    #[must_use]
    pub fn of_session(issuer: &str, session: &str, at: Timestamp) -> Self {
        Self::of(&["session", issuer, session], at)
    }

    /// Those that a subject has at `at` and that the provider gave no name.
    #[must_use]
    pub fn of_unnamed(issuer: &str, subject: &str, at: Timestamp) -> Self {
        Self::of(&["unnamed", issuer, subject], at)
    }

    /// All that end `session`, were they there.
    pub(crate) fn of_all(session: &ProviderSession, at: Timestamp) -> Vec<Self> {
        let ProviderSession { issuer, subject, session, .. } = session;
        let own = match session {
            Some(session) => Self::of_session(issuer, session, at),
            None => Self::of_unnamed(issuer, subject, at),
        };
        vec![own, Self::of_subject(issuer, subject, at)]
    }

    fn of(names: &[&str], at: Timestamp) -> Self {
        // No name holds a zero byte that a provider could move: each comes with its length.
        let text: String = names.iter().map(|name| format!("{}:{name}", name.len())).collect();
        Self { of: Digest::of(text.as_bytes()), at, until: at.plus_seconds(REMEMBERED) }
    }

    /// Whether `session` ended with this: the one that is meant, or one of the subject's that is not newer.
    #[must_use]
    pub fn ends(&self, session: &ProviderSession) -> bool {
        // A session that has a name never comes back; of the others those that are not newer are meant.
        let by_name = session.session.as_ref();
        let by_name = by_name.map(|one| Self::of_session(&session.issuer, one, self.at).of);
        let meant = Self::of_all(session, self.at).iter().any(|one| one.of == self.of);
        by_name == Some(self.of) || (meant && session.issued <= self.at)
    }
}

impl Record for EndedSession {
    const KIND: &'static str = "ended-session";
    fn key(&self) -> String {
        self.of.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(subject: &str, one: Option<&str>, issued: i64) -> ProviderSession {
        let at = Timestamp::from_unix(issued);
        ProviderSession {
            issuer: "https://idp".to_owned(),
            subject: subject.to_owned(),
            session: one.map(str::to_owned),
            issued: at,
            signed_in: None,
            zone: None,
            ends: at.plus_seconds(100),
        }
    }

    // proves M20
    #[test]
    fn the_end_of_a_session_is_of_that_one_and_of_a_subject_of_all_until_then() {
        let at = Timestamp::from_unix(1_000);
        let of_one = EndedSession::of_session("https://idp", "s-1", at);
        assert!(of_one.ends(&session("dana", Some("s-1"), 2_000)), "it never comes back");
        assert!(!of_one.ends(&session("dana", Some("s-2"), 10)));
        assert!(!of_one.ends(&session("s-1", None, 10)));
        let unnamed = EndedSession::of_unnamed("https://idp", "dana", at);
        assert!(unnamed.ends(&session("dana", None, 1_000)));
        assert!(!unnamed.ends(&session("dana", None, 1_001)));
        assert!(!unnamed.ends(&session("dana", Some("s-1"), 10)));
        let of_all = EndedSession::of_subject("https://idp", "dana", at);
        assert!(of_all.ends(&session("dana", Some("s-1"), 1_000)));
        assert!(of_all.ends(&session("dana", None, 10)));
        assert!(!of_all.ends(&session("dana", Some("s-3"), 1_001)), "who signs in again is in");
        assert!(!of_all.ends(&session("sven", None, 10)));
        assert_ne!(
            EndedSession::of_subject("a", "b1:c", at),
            EndedSession::of_subject("a1:b", "c", at)
        );
    }
}
