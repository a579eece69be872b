//! The slots for connections: who has one, who has to give it up.
//!
//! A newcomer is never refused for somebody who does nothing. Where slots run out, the one that is
//! evicted belongs to whoever holds most of them, and has been quiet for longest; a connection with
//! a request in flight is never evicted. So silent connections, however many, cost an attacker's
//! own share first, and an honest client needs a slot only for as long as it takes to ask.

use super::activity::{Activity, Due, Turn};
use super::limits::Limits;
use super::peer::Holder;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use terms::Digest;
use tokio::sync::watch;
use tokio::time::Instant;

/// How many are evicted at once when the system is out of files.
const RELIEF: usize = 16;

/// All slots of a server.
#[derive(Debug)]
pub(super) struct Slots {
    limits: Limits,
    taken: Mutex<Taken>,
}

/// By number, so oldest first.
#[derive(Debug, Default)]
struct Taken {
    last: u64,
    entries: BTreeMap<u64, Entry>,
}

#[derive(Debug)]
struct Entry {
    holder: Holder,
    shaking: bool,
    activity: Activity,
    /// A value tells the connection to leave. Dropped with the entry, which cuts it.
    order: watch::Sender<()>,
}

/// A place of one connection; free again when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    number: u64,
    orders: watch::Receiver<()>,
}

/// A request that is being answered; it has ended when this is dropped.
#[derive(Debug)]
pub(super) struct InFlight {
    slots: Arc<Slots>,
    connection: u64,
    request: u64,
}

impl Slots {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, taken: Mutex::default() })
    }

    /// A place to shake hands from `address`; the oldest handshake gives way.
    pub(super) fn network(self: &Arc<Self>, address: IpAddr) -> Slot {
        let mut taken = self.lock();
        if taken.count(Entry::is_shaking) >= self.limits.handshakes {
            taken.evict(Entry::is_shaking);
        }
        self.enter(&mut taken, Holder::of(address), true)
    }

    /// A place for a connection over the Unix socket. Nothing if all are busy.
    pub(super) fn local(self: &Arc<Self>) -> Option<Slot> {
        let mut taken = self.lock();
        let room = taken.make_room(Holder::Local, &self.limits);
        room.then(|| self.enter(&mut taken, Holder::Local, false))
    }

    fn enter(self: &Arc<Self>, taken: &mut Taken, holder: Holder, shaking: bool) -> Slot {
        let (order, orders) = watch::channel(());
        taken.last += 1;
        let activity = Activity::new(Instant::now());
        taken.entries.insert(taken.last, Entry { holder, shaking, activity, order });
        Slot { slots: self.clone(), number: taken.last, orders }
    }

    /// Tells those to leave whose time is up, and cuts those that were told before.
    pub(super) fn look(&self, now: Instant) {
        self.lock().entries.retain(|_, entry| match entry.activity.due(&self.limits, now) {
            Some(Due::Cut) => false,
            Some(Due::Leave) => entry.leave(now),
            None => true,
        });
    }

    /// Tells all to leave; cuts those that have not asked for anything yet.
    pub(super) fn leave(&self) {
        let now = Instant::now();
        self.lock().entries.retain(|_, entry| entry.activity.has_begun() && entry.leave(now));
    }

    /// Gives up some connections, as the system has no more files.
    pub(super) fn relieve(&self) {
        let mut taken = self.lock();
        for _ in 0..RELIEF {
            let _ = taken.evict(Entry::is_anonymous) || taken.evict(Entry::is_shaking);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn count(&self, which: impl Fn(&Entry) -> bool) -> usize {
        self.entries.values().filter(|entry| which(entry)).count()
    }

    /// Whether there is room for one more connection of `holder`, after an eviction if need be.
    fn make_room(&mut self, holder: Holder, limits: &Limits) -> bool {
        let its = |entry: &Entry| !entry.shaking && entry.holder == holder;
        if self.count(its) >= limits.for_each {
            return self.evict(its);
        }
        let full = self.count(|entry| !entry.shaking) >= limits.connections;
        if holder.is_known() {
            return !full || self.evict(Entry::is_anonymous) || self.evict(|entry| !entry.shaking);
        }
        let full = full || self.count(Entry::is_anonymous) >= limits.anonymous();
        !full || self.evict(Entry::is_anonymous)
    }

    /// Cuts one of `which` that has nothing in flight, if there is one: of the holder that has
    /// most of them, the one that has been quiet for longest.
    fn evict(&mut self, which: impl Fn(&Entry) -> bool) -> bool {
        let mut held: HashMap<Holder, usize> = HashMap::new();
        for entry in self.entries.values().filter(|entry| which(entry)) {
            *held.entry(entry.holder).or_default() += 1;
        }
        let quiet =
            self.entries.iter().filter(|(_, entry)| which(entry)).filter_map(|(number, entry)| {
                let since = entry.activity.quiet_since()?;
                Some(((Reverse(held.get(&entry.holder)), since), *number))
            });
        let victim = quiet.min_by_key(|(rank, _)| *rank).map(|(_, number)| number);
        victim.is_some_and(|number| self.entries.remove(&number).is_some())
    }
}

impl Entry {
    const fn is_shaking(&self) -> bool {
        self.shaking
    }

    const fn is_anonymous(&self) -> bool {
        !self.shaking && !self.holder.is_known()
    }

    fn leave(&mut self, now: Instant) -> bool {
        self.activity.leave(now);
        self.order.send(()).is_ok()
    }
}

impl Slot {
    /// The handshake is done, with `certificate` or none: whether there is room to go on.
    pub(super) fn shaken(&self, certificate: Option<Digest>) -> bool {
        let mut taken = self.slots.lock();
        // It may have been evicted meanwhile.
        let Some(mut entry) = taken.entries.remove(&self.number) else { return false };
        entry.holder = certificate.map_or(entry.holder, Holder::Certificate);
        entry.shaking = false;
        entry.activity.shaken(Instant::now());
        let room = taken.make_room(entry.holder, &self.slots.limits);
        if room {
            taken.entries.insert(self.number, entry);
        }
        room
    }

    /// Tells when to leave (a value) and when to be cut (an end).
    pub(super) fn orders(&self) -> watch::Receiver<()> {
        self.orders.clone()
    }

    /// A request's headers are complete. Nothing if the connection has been cut.
    pub(super) fn begin(&self) -> Option<InFlight> {
        let mut taken = self.slots.lock();
        let activity = &mut taken.entries.get_mut(&self.number)?.activity;
        let request = activity.begin(&self.slots.limits, Instant::now())?;
        Some(InFlight { slots: self.slots.clone(), connection: self.number, request })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.lock().entries.remove(&self.number);
    }
}

impl InFlight {
    /// Notes whose turn it is.
    pub(super) fn note(&self, change: impl FnOnce(&mut Turn, Instant)) {
        let mut taken = self.slots.lock();
        let entry = taken.entries.get_mut(&self.connection);
        if let Some(turn) = entry.and_then(|entry| entry.activity.turn(self.request)) {
            change(turn, Instant::now());
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut taken = self.slots.lock();
        if let Some(entry) = taken.entries.get_mut(&self.connection) {
            entry.activity.end(self.request, Instant::now());
        }
    }
}
