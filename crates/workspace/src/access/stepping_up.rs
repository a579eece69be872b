//! When a sign-in that stands is not enough: the first time from a zone, and after an impossible hop.

use super::seen::SignedIn;
use super::{Caller, Enforcer, Origin};
use crate::Applied;
use gate::Rules;
use store::{EnrolledDevice, StoreError, Token};
use terms::{StepUp, Timestamp, ZoneClass, ZoneId};

impl Enforcer {
    /// The zone that somebody comes from, as the rules in force name it; none if no zone has it.
    pub(crate) fn zone_of(&self, origin: Origin) -> Option<ZoneId> {
        let address = origin.address();
        // Whoever founds a workspace does it at its host, before any zone was applied.
        let zone = match self.applied() {
            Some(applied) => applied.gate.rules().zone(address),
            None => Rules::default().zone(address),
        };
        match zone {
            ZoneClass::Known(zone) => Some(zone),
            ZoneClass::Unknown => None,
        }
    }

    /// Why `caller` has to sign in anew, over `device`. Services have no hands to sign in by, a trial is
    /// played at one host, and who sits at the workspace's own terminal comes from no network; who comes from
    /// none that a zone names is refused for that.
    pub(super) async fn step_up(
        &self,
        applied: &Applied,
        caller: &Caller,
        device: &EnrolledDevice,
    ) -> Result<Option<StepUp>, StoreError> {
        let identity = &applied.code.config.identity;
        let exempt = identity.trial || device.device.drill || caller.principal.is_service();
        let rules = applied.gate.rules();
        let zone = match rules.zone(caller.address()) {
            ZoneClass::Known(zone) if !exempt && !caller.at_terminal() => zone,
            _ => return Ok(None),
        };
        let issuer = identity.issuer.as_ref().map(openid::Issuer::as_str);
        let known = self.sign_ins(caller, device, issuer).await?;
        // Over a certificate alone nobody signs in: it opens next to nothing.
        if known.is_empty() {
            return Ok(None);
        }
        let (now, least) = (self.store.now(), i64::from(rules.zone_hop_secs));
        Ok(self.seen.judge(&device.device.id, &zone, &known, now, least))
    }

    async fn sign_ins(
        &self,
        caller: &Caller,
        device: &EnrolledDevice,
        issuer: Option<&str>,
    ) -> Result<Vec<SignedIn>, StoreError> {
        let now = self.store.now();
        let all = self.store.docs::<Token>().list_of(caller.principal.as_str()).await?;
        let stands = |token: &&store::Verified<Token>| {
            token.device == device.device.id && !token.revoked && now < token.expires
        };
        let sign_in = |token: &store::Verified<Token>| match (&token.session, issuer) {
            (Some(session), Some(issuer)) if session.issuer == issuer => Some(SignedIn {
                zone: session.zone.clone(),
                at: session.signed_in.unwrap_or(session.issued),
            }),
            (None, None) => Some(SignedIn {
                zone: token.zone.clone(),
                // One of before says neither: it is from nowhere, and as old as can be.
                at: token.issued.unwrap_or(Timestamp::from_unix(0)),
            }),
            _ => None,
        };
        Ok(all.iter().filter(stands).filter_map(sign_in).collect())
    }
}
