//! Sign-ins that fail: who tries is entered in the ledger, and does not fill it.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use terms::Timestamp;

/// Seconds that failures are counted over.
const WINDOW: i64 = 60;
/// Failures of one network in a window that are entries of their own.
const ENTERED: u32 = 5;
/// Failures of one network in a window that are answered one by one.
const ANSWERED: u32 = 60;
/// Entries in a window, whoever it is: many networks can't fill the ledger either.
const ENTERED_IN_ALL: u32 = 300;
/// Networks that are told apart at once.
const NETWORKS: usize = 10_000;

/// Failed sign-ins of the last minute, by network.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    began: i64,
    entered: u32,
    failures: HashMap<IpAddr, u32>,
    /// Failures that were no entry, since the last that was.
    unentered: u64,
}

/// What becomes of one failure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    /// How many went without an entry before this one, if this one is entered.
    pub(crate) entry: Option<u64>,
    /// Seconds to wait, if there were too many.
    pub(crate) wait: Option<u64>,
}

impl Strangers {
    /// Counts a failure of somebody at `address`.
    pub(crate) fn count(&self, address: IpAddr, now: Timestamp) -> Fate {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now.unix().div_euclid(WINDOW);
        if window != counts.began {
            let unentered = counts.unentered;
            *counts = Counts { began: window, unentered, ..Counts::default() };
        }
        let network = network(address);
        // Beyond as many networks all the others are one.
        let full = counts.failures.len() >= NETWORKS && !counts.failures.contains_key(&network);
        let network = if full { IpAddr::V6(Ipv6Addr::UNSPECIFIED) } else { network };
        let failures = counts.failures.entry(network).or_default();
        *failures = failures.saturating_add(1);
        let failures = *failures;
        let entered = failures <= ENTERED && counts.entered < ENTERED_IN_ALL;
        let entry = if entered {
            counts.entered += 1;
            Some(std::mem::take(&mut counts.unentered))
        } else {
            counts.unentered += 1;
            None
        };
        let left = WINDOW - now.unix().rem_euclid(WINDOW);
        let wait = (failures > ANSWERED).then(|| u64::try_from(left).unwrap_or(1));
        Fate { entry, wait }
    }
}

/// What addresses are counted by: IPv4 as they are, IPv6 by /64, as whoever has one has all of it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(strangers: &Strangers, address: &str, second: i64) -> Fate {
        strangers.count(address.parse().unwrap(), Timestamp::from_unix(second))
    }

    #[test]
    fn the_first_few_are_entered_and_the_rest_counted() {
        let strangers = Strangers::default();
        let fates: Vec<Fate> = (0..70).map(|_| count(&strangers, "192.0.2.1", 600)).collect();
        assert!(fates.iter().take(5).all(|fate| fate.entry.is_some()));
        assert!(fates.iter().skip(5).all(|fate| fate.entry.is_none()));
        assert_eq!(fates.iter().filter(|fate| fate.wait.is_some()).count(), 10);
        // Somebody else is heard all the while, and the next minute begins anew.
        assert_eq!(count(&strangers, "192.0.2.2", 600).entry, Some(65));
        assert_eq!(count(&strangers, "192.0.2.1", 660), Fate { entry: Some(0), wait: None });
    }

    #[test]
    fn whoever_has_a_whole_prefix_is_one() {
        let strangers = Strangers::default();
        for host in 0..61 {
            count(&strangers, &format!("2001:db8::{host:x}"), 600);
        }
        assert!(count(&strangers, "2001:db8::ffff", 600).wait.is_some());
        assert!(count(&strangers, "2001:db8:0:1::1", 600).wait.is_none());
    }

    #[test]
    fn many_networks_do_not_fill_the_ledger() {
        let strangers = Strangers::default();
        let entered = (0..1_000u32)
            .filter(|n| {
                let [.., c, d] = n.to_be_bytes();
                count(&strangers, &format!("198.51.{c}.{d}"), 600).entry.is_some()
            })
            .count();
        assert_eq!(entered, ENTERED_IN_ALL as usize);
    }
}
