//! The claims of a token (RFC 7519, section 4), held against what is expected.

use crate::expected::{Expected, FRESH, Fault, LIFETIME, SKEW, Use};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;
use terms::Timestamp;

/// The member of `events` that makes a token one of logout.
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Groups of one person that are read.
const GROUPS: usize = 1_000;
/// Characters of a claim that names a person, a group, a subject or a session.
const LONGEST: usize = 256;
/// The last second that is taken for a moment: the end of the year 9999.
const LAST: f64 = 253_402_300_799.0;

/// Who somebody is, as the provider says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's own name for them, which never goes to somebody else.
    pub subject: String,
    /// What the claim that holds people says.
    pub person: String,
    /// Of which groups they are; none if the provider does not say, which is not the same as of no group.
    pub groups: Option<Vec<String>>,
    /// The provider's session, where it names it.
    pub session: Option<String>,
    /// When the provider said so.
    pub issued: Timestamp,
    /// When they showed the provider who they are, where it says so (`auth_time`): a session of before says
    /// nothing of now.
    pub signed_in: Option<Timestamp>,
    pub expires: Timestamp,
    /// It is good over one certificate alone (RFC 8705).
    pub bound: bool,
}

/// Whose session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logout {
    /// Of everything of this subject, if no session is named.
    pub subject: Option<String>,
    pub session: Option<String>,
    /// The token's own name: it counts once.
    pub id: String,
    pub issued: Timestamp,
    pub expires: Timestamp,
}

/// Claims that a key of the provider signed. Those of the standard are read by name, so that one that stands
/// twice is refused.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) registered: Registered,
    pub(crate) all: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Registered {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<OneOrMore>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    auth_time: Option<f64>,
    azp: Option<String>,
    client_id: Option<String>,
    nonce: Option<String>,
    sid: Option<String>,
    jti: Option<String>,
    cnf: Option<Map<String, Value>>,
    events: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(all) => all,
        }
    }
}

impl Claims {
    pub(crate) fn check(&self, shown_for: Use<'_>, expected: &Expected<'_>) -> Result<(), Fault> {
        let claims = &self.registered;
        if claims.iss.as_deref() != Some(expected.issuer) {
            return Err(Fault::Issuer);
        }
        claims.addressed(shown_for, expected)?;
        claims.timely(shown_for, expected.now.unix())?;
        claims.bound(expected)?;
        match shown_for {
            Use::SignIn { nonce } => claims.answers(nonce)?,
            Use::Bearer | Use::Logout => {}
        }
        match (shown_for, claims.is_logout()) {
            (Use::Logout, false) => Err(Fault::NotALogout),
            (Use::SignIn { .. } | Use::Bearer, true) => Err(Fault::Type),
            _ => Ok(()),
        }
    }

    pub(crate) fn identity(self, expected: &Expected<'_>) -> Result<Identity, Fault> {
        let subject = self.subject().ok_or(Fault::Subject)?.to_owned();
        let person = self.all.get(expected.person).and_then(Value::as_str);
        let person = person.and_then(named).ok_or(Fault::Person)?.to_owned();
        if expected.person == "email" && !is_true(self.all.get("email_verified")) {
            return Err(Fault::Unverified);
        }
        let groups = self.all.get(expected.groups).map(groups).transpose()?;
        let claims = self.registered;
        let issued = moment(claims.iat.ok_or(Fault::Old)?)?;
        let signed_in = claims.auth_time.map(moment).transpose()?;
        Ok(Identity {
            subject,
            person,
            groups,
            session: claims.sid.as_deref().and_then(named).map(str::to_owned),
            issued,
            signed_in: signed_in.map(|at| at.min(issued)),
            expires: moment(claims.exp.ok_or(Fault::Expired)?)?,
            bound: claims.cnf.is_some(),
        })
    }

    pub(crate) fn logout(self) -> Result<Logout, Fault> {
        let claims = self.registered;
        let text = |claim: Option<String>| claim.as_deref().and_then(named).map(str::to_owned);
        let (subject, session) = (text(claims.sub), text(claims.sid));
        // Section 2.4: it has a name, it says whose session or which, and it never has a nonce.
        let id = text(claims.jti).filter(|_| claims.nonce.is_none()).ok_or(Fault::NotALogout)?;
        if subject.is_none() && session.is_none() {
            return Err(Fault::NotALogout);
        }
        let issued = moment(claims.iat.ok_or(Fault::Old)?)?;
        let expires = moment(claims.exp.ok_or(Fault::Expired)?)?;
        Ok(Logout { subject, session, id, issued, expires })
    }

    pub(crate) fn subject(&self) -> Option<&str> {
        self.registered.sub.as_deref().and_then(named)
    }

    /// Takes up what the provider says beside the token, of the same subject: only what the token lacks.
    pub(crate) fn with(&mut self, more: Map<String, Value>) -> Result<(), Fault> {
        if more.get("sub").and_then(Value::as_str) != self.registered.sub.as_deref() {
            return Err(Fault::Subject);
        }
        for (name, value) in more {
            self.all.entry(name).or_insert(value);
        }
        Ok(())
    }
}

impl Registered {
    fn is_logout(&self) -> bool {
        self.events.as_ref().is_some_and(|events| events.get(LOGOUT).is_some_and(Value::is_object))
    }

    fn addressed(&self, shown_for: Use<'_>, expected: &Expected<'_>) -> Result<(), Fault> {
        let to = self.aud.as_ref().map(OneOrMore::all).unwrap_or_default();
        let us = match shown_for {
            Use::Bearer => expected.audience,
            Use::SignIn { .. } | Use::Logout => expected.client_id,
        };
        if !to.iter().any(|one| one == us) {
            return Err(Fault::Audience);
        }
        let parties: Vec<&String> = self.azp.iter().chain(&self.client_id).collect();
        let known = |party: &&String| match shown_for {
            Use::Bearer => {
                party.as_str() == expected.client_id || expected.programs.contains(party)
            }
            Use::SignIn { .. } | Use::Logout => party.as_str() == expected.client_id,
        };
        // One of several audiences has to be named as the one that it was issued to (Core 1.0, section
        // 3.1.3.7), and a bearer token by whom it was asked for (RFC 9068, section 2.2).
        let unnamed = match shown_for {
            Use::SignIn { .. } => to.len() > 1 && self.azp.is_none(),
            Use::Bearer => parties.is_empty() && us != expected.client_id,
            Use::Logout => false,
        };
        if unnamed || !parties.iter().all(known) { Err(Fault::AuthorizedParty) } else { Ok(()) }
    }

    fn timely(&self, shown_for: Use<'_>, now: i64) -> Result<(), Fault> {
        let expires = moment(self.exp.ok_or(Fault::Expired)?)?.unix();
        let issued = moment(self.iat.ok_or(Fault::Old)?)?.unix();
        let from = self.nbf.map(moment).transpose()?.map_or(issued, Timestamp::unix);
        if now >= expires + SKEW {
            return Err(Fault::Expired);
        }
        if issued.max(from) > now + SKEW {
            return Err(Fault::NotYetValid);
        }
        if !(1..=LIFETIME).contains(&(expires - issued)) {
            return Err(Fault::Lifetime);
        }
        let old = now - issued > FRESH + SKEW;
        if old && !matches!(shown_for, Use::Bearer) { Err(Fault::Old) } else { Ok(()) }
    }

    /// RFC 8705, section 3.1; what it is bound to otherwise is not understood.
    fn bound(&self, expected: &Expected<'_>) -> Result<(), Fault> {
        let Some(to) = &self.cnf else { return Ok(()) };
        let named = to.get("x5t#S256").and_then(Value::as_str).filter(|_| to.len() == 1);
        let named = named.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let shown = expected.thumbprint.as_ref();
        match (named, shown) {
            (Some(named), Some(shown)) if bool::from(named.ct_eq(shown.as_bytes())) => Ok(()),
            _ => Err(Fault::Binding),
        }
    }

    fn answers(&self, sent: Option<&str>) -> Result<(), Fault> {
        let same = |a: &str, b: &str| bool::from(a.as_bytes().ct_eq(b.as_bytes()));
        match (sent, self.nonce.as_deref()) {
            (Some(sent), Some(back)) if same(sent, back) => Ok(()),
            (None, None) => Ok(()),
            _ => Err(Fault::Nonce),
        }
    }
}

/// Seconds since 1970, with or without a fraction (RFC 7519, section 2).
fn moment(seconds: f64) -> Result<Timestamp, Fault> {
    if !(0.0..=LAST).contains(&seconds) {
        return Err(Fault::NotAToken);
    }
    // Within what an i64 holds, as was just said.
    #[allow(clippy::cast_possible_truncation)]
    Ok(Timestamp::from_unix(seconds as i64))
}

fn named(text: &str) -> Option<&str> {
    (1..=LONGEST).contains(&text.chars().take(LONGEST + 1).count()).then_some(text)
}

fn groups(value: &Value) -> Result<Vec<String>, Fault> {
    let all = match value {
        Value::Array(all) if all.len() <= GROUPS => all.as_slice(),
        Value::String(_) => std::slice::from_ref(value),
        _ => return Err(Fault::Groups),
    };
    let name = |one: &Value| one.as_str().and_then(named).map(str::to_owned).ok_or(Fault::Groups);
    all.iter().map(name).collect()
}

/// Some providers write it as a text.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}
