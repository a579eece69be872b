//! Where each device was seen last, and whether it may be where it is now.
//!
//! Nobody's place on the map is known here. A hop is impossible if one device comes from two zones within
//! less time than the rules let pass (`zone_hop_secs`): somebody else may have its key. What was seen last is
//! kept in memory alone; a server that starts anew has seen nothing yet.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use terms::{DeviceId, StepUp, Timestamp, ZoneId};

/// Where each device was seen last.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<HashMap<DeviceId, Last>>);

#[derive(Debug, Clone)]
struct Last {
    zone: ZoneId,
    at: Timestamp,
    /// It came from two zones at once, then.
    hop: Option<(ZoneId, ZoneId, Timestamp)>,
}

/// A sign-in over a device, which stands: from where, and when.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    pub zone: Option<ZoneId>,
    pub at: Timestamp,
}

impl Seen {
    /// Whether `device`, over which `known` sign-ins stand, may come from `zone` at `now`; `least` seconds
    /// have to pass between two zones.
    pub(super) fn judge(
        &self,
        device: &DeviceId,
        zone: &ZoneId,
        known: &[SignedIn],
        now: Timestamp,
        least: i64,
    ) -> Option<StepUp> {
        let here = known.iter().filter(|one| one.zone.as_ref() == Some(zone));
        let here = here.map(|one| one.at).max();
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = seen.get_mut(device) {
            let moved = last.zone != *zone && now.since(last.at) < least;
            // Who signed in from here since they were there has shown that it is them.
            if moved && last.hop.is_none() && here.is_none_or(|here| here <= last.at) {
                last.hop = Some((last.zone.clone(), zone.clone(), now));
            }
            if let Some((from, to, at)) = &last.hop
                && here.is_none_or(|here| here < *at)
            {
                return Some(StepUp::Hop { from: from.clone(), to: to.clone(), at: *at });
            }
        }
        if here.is_none() {
            return Some(StepUp::FirstZone { zone: zone.clone() });
        }
        let last = Last { zone: zone.clone(), at: now, hop: None };
        seen.insert(device.clone(), last);
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(1_000_000 + second)
    }

    fn signed_in(zone: &str, second: i64) -> SignedIn {
        SignedIn { zone: Some(zone.parse().unwrap()), at: at(second) }
    }

    fn judged(seen: &Seen, zone: &str, known: &[SignedIn], second: i64) -> Option<StepUp> {
        let device = DeviceId::new("laptop").unwrap();
        seen.judge(&device, &zone.parse().unwrap(), known, at(second), 60)
    }

    // proves M20
    #[test]
    fn a_zone_is_let_on_once_somebody_signed_in_from_it() {
        let seen = Seen::default();
        let office = [signed_in("office", 0)];
        assert_eq!(judged(&seen, "office", &office, 1), None);
        let first = judged(&seen, "vpn", &office, 3_600);
        assert!(matches!(first, Some(StepUp::FirstZone { .. })), "{first:?}");
        assert_eq!(judged(&seen, "office", &office, 3_600), None, "and nothing is lost of it");
        let both = [signed_in("office", 0), signed_in("vpn", 3_700)];
        assert_eq!(judged(&seen, "vpn", &both, 3_701), None);
        let unsaid = [SignedIn { zone: None, at: at(0) }];
        assert!(judged(&Seen::default(), "office", &unsaid, 1).is_some(), "a token of before");
    }

    // proves M20
    #[test]
    fn two_zones_at_once_take_a_sign_in_that_is_newer_and_time_alone_does_not_do() {
        let seen = Seen::default();
        let both = [signed_in("office", 0), signed_in("vpn", 0)];
        assert_eq!(judged(&seen, "office", &both, 100), None);
        assert_eq!(judged(&seen, "vpn", &both, 160), None, "there was time to go there");
        let hop = judged(&seen, "office", &both, 219);
        assert!(matches!(hop, Some(StepUp::Hop { .. })), "{hop:?}");
        for (zone, second) in [("vpn", 220), ("office", 400), ("vpn", 90_000)] {
            assert!(judged(&seen, zone, &both, second).is_some(), "{zone} at {second}");
        }
        // Who signs in anew goes on from there; whoever comes from elsewhere does not.
        let anew = [signed_in("office", 500), signed_in("vpn", 0)];
        assert!(judged(&seen, "vpn", &anew, 501).is_some());
        assert_eq!(judged(&seen, "office", &anew, 502), None);
        assert!(judged(&seen, "vpn", &anew, 503).is_some(), "at once again");
        // Who signs in first, and then comes from there, hops nowhere.
        let seen = Seen::default();
        assert_eq!(judged(&seen, "office", &both, 10), None);
        let moved = [signed_in("office", 0), signed_in("vpn", 12)];
        assert_eq!(judged(&seen, "vpn", &moved, 13), None);
    }
}
