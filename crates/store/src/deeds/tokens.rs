//! Tokens: issued and revoked.

use super::deed::Deed;
use super::main;
use crate::{EndedSession, ProviderSession, Store, StoreError, Token};
use ledger::{Activity, By, Operation, Outcome};
use std::collections::BTreeMap;
use terms::{Fact, PrincipalId, Timestamp};

/// Tokens of one principal that stand at once.
const STANDING: usize = 32;

impl Store {
    /// A token was issued, on the word of `by`; only its digest is kept.
    ///
    /// # Errors
    /// If there is one with this digest; [`StoreError::Missing`] if the provider ended its session.
    pub async fn token_issued(
        &self,
        by: impl Into<By<'_>>,
        token: &Token,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        if let Some(session) = &token.session
            && self.session_ended(session).await?
        {
            return Err(StoreError::Missing { kind: "session", key: session.issuer.clone() });
        }
        deed.insert(token)?;
        make_room(&mut deed, token, self.now()).await?;
        let facts = [
            Fact::new("principal", token.principal.as_str()),
            Fact::new("device", token.device.as_str()),
            Fact::new("expires", token.expires.to_string()),
        ];
        let activity = Activity {
            operation: Operation::TokenIssued,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// No token of `principal` stands any more, on the word of `by`; gives how many that were.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn tokens_revoked(
        &self,
        by: impl Into<By<'_>>,
        principal: &PrincipalId,
    ) -> Result<usize, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let all = deed.list_of::<Token>(principal.as_str()).await?;
        let (mut count, mut sessions) = (0, BTreeMap::new());
        for token in all.into_iter().filter(|token| !token.revoked) {
            if let Some(ProviderSession { issuer, subject, issued, .. }) = &token.session {
                let last = sessions.entry((issuer.clone(), subject.clone())).or_insert(*issued);
                *last = (*issued).max(*last);
            }
            deed.put(&Token { revoked: true, ..token })?;
            count += 1;
        }
        // What the provider issued of them before is shown here in vain, too.
        for ((issuer, subject), issued) in sessions {
            let ended = EndedSession::of_subject(&issuer, &subject, issued);
            self.remember(&mut deed, &ended).await?;
        }
        let facts = [Fact::new("principal", principal.as_str()), Fact::new("tokens", count)];
        let activity = Activity {
            operation: Operation::TokensRevoked,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await?;
        Ok(count)
    }
}

/// Beside `token`, those of the same principal that ended make room, and beyond as many as may stand those that
/// end first.
pub(super) async fn make_room(
    deed: &mut Deed,
    token: &Token,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut others = deed.list_of::<Token>(&token.principal.to_string()).await?;
    others.sort_by_key(|other| std::cmp::Reverse(other.expires));
    for (place, other) in others.iter().enumerate() {
        if other.expires <= now || place + 1 >= STANDING {
            deed.remove::<Token>(&other.digest.hex());
        }
    }
    Ok(())
}
