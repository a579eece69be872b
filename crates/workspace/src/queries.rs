//! Places for queries: each may take as much memory as the engine gives it, so few are answered at once.

use crate::{Error, Kind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use terms::PrincipalId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Queries that are answered at once.
const AT_ONCE: usize = 8;
/// Of one principal.
const OF_ONE: usize = 4;
/// How long a query waits for its place.
const PATIENCE: Duration = Duration::from_secs(30);
/// Principals that are told apart; who waits is one of them.
const KEPT: usize = 10_000;

/// Who is being answered.
#[derive(Debug)]
pub(crate) struct Queries {
    all: Arc<Semaphore>,
    of: Mutex<HashMap<PrincipalId, Arc<Semaphore>>>,
}

impl Default for Queries {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), of: Mutex::default() }
    }
}

/// Held while a query is answered.
#[derive(Debug)]
pub(crate) struct Place {
    _own: OwnedSemaphorePermit,
    _one: OwnedSemaphorePermit,
}

impl Queries {
    /// A place for a query of `who`, once there is one.
    ///
    /// # Errors
    /// [`Kind::Exhausted`] if there was none for half a minute.
    pub(crate) async fn place(&self, who: &PrincipalId) -> Result<Place, Error> {
        self.place_within(who, PATIENCE).await
    }

    async fn place_within(&self, who: &PrincipalId, patience: Duration) -> Result<Place, Error> {
        let own = self.of(who);
        // First one of their own: who asks much waits for themselves alone.
        let both = async {
            let own = own.acquire_owned().await;
            Ok::<_, tokio::sync::AcquireError>((own?, Arc::clone(&self.all).acquire_owned().await?))
        };
        match tokio::time::timeout(patience, both).await {
            Ok(Ok((own, one))) => Ok(Place { _own: own, _one: one }),
            _ => Err(Error::new(Kind::Exhausted, "too many queries are being answered")
                .remedy("ask again when some of them have ended")
                .retry(1)),
        }
    }

    fn of(&self, who: &PrincipalId) -> Arc<Semaphore> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if of.len() >= KEPT {
            of.retain(|_, places| places.available_permits() < OF_ONE);
        }
        let places = of.entry(who.clone()).or_insert_with(|| Arc::new(Semaphore::new(OF_ONE)));
        Arc::clone(places)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // proves M20
    #[tokio::test]
    async fn one_who_asks_much_takes_no_place_of_another() {
        let queries = Queries::default();
        let who = |name: &str| PrincipalId::new(name).unwrap();
        let place =
            async |name: &str| queries.place_within(&who(name), Duration::from_millis(20)).await;
        let mut held = Vec::new();
        for _ in 0..OF_ONE {
            held.push(place("dana").await.unwrap());
        }
        let full = place("dana").await.unwrap_err();
        assert_eq!((full.kind, full.retry_after), (Kind::Exhausted, Some(1)));
        for _ in OF_ONE..AT_ONCE {
            held.push(place("emil").await.unwrap());
        }
        assert_eq!(place("olga").await.unwrap_err().kind, Kind::Exhausted, "none is left");
        held.pop();
        place("olga").await.unwrap();
    }
}
