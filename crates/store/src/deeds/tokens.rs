//! Tokens: issued and revoked.

use super::main;
use crate::{Store, StoreError, Token};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Fact, PrincipalId};

/// Tokens of one principal that stand at once.
const STANDING: usize = 32;

impl Store {
    /// A token was issued, on the word of `by`; only its digest is kept.
    ///
    /// # Errors
    /// If there is one with this digest.
    pub async fn token_issued(
        &self,
        by: impl Into<By<'_>>,
        token: &Token,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        deed.insert(token)?;
        // Those that ended, and beyond as many as may stand those that end first, make room.
        let (now, mut others) =
            (self.now(), deed.list_of::<Token>(&token.principal.to_string()).await?);
        others.sort_by_key(|other| std::cmp::Reverse(other.expires));
        for (place, other) in others.iter().enumerate() {
            if other.expires <= now || place + 1 >= STANDING {
                deed.remove::<Token>(&other.digest.hex());
            }
        }
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
        let mut count = 0;
        for token in all.into_iter().filter(|token| !token.revoked) {
            deed.put(&Token { revoked: true, ..token })?;
            count += 1;
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
