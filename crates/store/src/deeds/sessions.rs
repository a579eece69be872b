//! Sessions at an identity provider: somebody signs in there, and signs out.

use super::deed::Deed;
use super::main;
use super::tokens::make_room;
use crate::{
    EndedSession, Membership, ProviderSession, Record as _, Store, StoreError, Token, Verified,
};
use ledger::{Activity, By, Operation, Outcome};
use terms::Fact;

/// What somebody signed in with at a provider.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Its session is the provider's.
    pub token: Token,
    pub session: ProviderSession,
    pub membership: Membership,
}

impl Store {
    /// Somebody signed in at a provider: their token stands, and of which groups they are is known.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if that session has ended; [`StoreError::Duplicate`] if there is a token with
    /// this digest, or another account of the provider signed in as them before; if it can't be entered or
    /// kept.
    pub async fn signed_in(&self, by: impl Into<By<'_>>, new: SignedIn) -> Result<u64, StoreError> {
        let by = by.into();
        let SignedIn { token, session, membership } = new;
        let mut deed = self.deed().await?.from(by);
        // Within the deed: an end that comes meanwhile waits for it, and finds the token.
        if self.session_ended(&session).await? {
            return Err(StoreError::Missing { kind: "session", key: session.issuer });
        }
        let before = self.docs::<Membership>().get(token.principal.as_str()).await?;
        let before = before.map(Verified::into_inner);
        let same = |it: &Membership| {
            (&it.source, &it.subject) == (&membership.source, &membership.subject)
        };
        if before.as_ref().is_some_and(|it| it.source == membership.source && !same(it)) {
            return Err(StoreError::Duplicate { kind: "membership", key: membership.key() });
        }
        // A token that says nothing of groups, or said it before, takes nothing back of what is known.
        let newer = |it: &Membership| {
            !same(it) || (membership.groups.is_some() && membership.seen >= it.seen)
        };
        let known = before.as_ref().is_none_or(newer).then(|| membership.clone());
        let groups = membership.groups.as_ref();
        let groups = groups.map_or_else(|| "unknown".to_owned(), |all| all.len().to_string());
        let facts = [
            Fact::new("principal", token.principal.as_str()),
            Fact::new("device", token.device.as_str()),
            Fact::new("issuer", session.issuer.as_str()),
            Fact::new("subject", session.subject.as_str()),
            Fact::new("expires", token.expires.to_string()),
            Fact::new("groups", groups),
        ];
        let token = Token { session: Some(session), ..token };
        deed.insert(&token)?;
        make_room(&mut deed, &token, self.now()).await?;
        if let Some(membership) = known {
            deed.put(&membership)?;
        }
        let activity = Activity {
            operation: Operation::SignedIn,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// Whether the provider ended `session`.
    ///
    /// # Errors
    /// If the records can't be read.
    pub async fn session_ended(&self, session: &ProviderSession) -> Result<bool, StoreError> {
        for asked in EndedSession::of_all(session, self.now()) {
            let known = self.docs::<EndedSession>().get(&asked.of.hex()).await?;
            if known.is_some_and(|known| known.ends(session)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The provider ended sessions, on its word, which `by` stands for: no token that came of them stands.
    /// Gives how many that were.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn sessions_ended(
        &self,
        by: impl Into<By<'_>>,
        ended: &[EndedSession],
    ) -> Result<usize, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let mut count = 0usize;
        for token in self.docs::<Token>().list().await? {
            let meant =
                token.session.as_ref().is_some_and(|it| ended.iter().any(|one| one.ends(it)));
            if meant && !token.revoked {
                deed.put(&Token { revoked: true, ..token.into_inner() })?;
                count += 1;
            }
        }
        for old in self.docs::<EndedSession>().list().await? {
            if old.until <= self.now() {
                deed.remove::<EndedSession>(&old.of.hex());
            }
        }
        for one in ended {
            self.remember(&mut deed, one).await?;
        }
        let of: Vec<String> = ended.iter().map(|one| one.of.hex()).collect();
        let facts = [Fact::new("of", of.join(" ")), Fact::new("tokens", count)];
        let activity = Activity {
            operation: Operation::SessionsEnded,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await?;
        Ok(count)
    }

    /// Keeps that a session ended, unless it is known to have ended later.
    pub(super) async fn remember(
        &self,
        deed: &mut Deed,
        ended: &EndedSession,
    ) -> Result<(), StoreError> {
        let known = self.docs::<EndedSession>().get(&ended.of.hex()).await?;
        match known.is_some_and(|known| known.at >= ended.at) {
            true => Ok(()),
            false => deed.put(ended),
        }
    }
}
