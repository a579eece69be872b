//! Break-glass: somebody is let do one thing for a while that no cell of the RACI lets them do. They ask,
//! somebody else agrees, everybody whom it concerns is told, it ends by itself, and somebody looks at it
//! afterwards.

mod asking;
mod ending;
pub(super) mod opening;
mod refused;
mod shown;

pub use asking::BreakGlassRequest;
pub use ending::{CloseRequest, ReviewBreakGlassRequest};
pub(crate) use shown::of_over;
pub use shown::{BreakGlassShown, BreakGlassState, OpenedShown, ReviewedShown};

use super::joining::Joining;
use crate::Error;
use crate::access::Caller;

/// What a workspace does in an emergency: a part of [`crate::UseCases`].
#[async_trait::async_trait]
pub trait BreakingGlass: Joining {
    /// What waits, is open, or is over and was looked at by nobody yet.
    async fn break_glass_grants(&self, caller: &Caller) -> Result<Vec<BreakGlassShown>, Error> {
        shown::grants(self.workspace(), caller).await
    }

    /// Asks for one action on one asset, for a while.
    async fn break_glass(
        &self,
        caller: &Caller,
        request: BreakGlassRequest,
    ) -> Result<BreakGlassShown, Error> {
        asking::ask(self.workspace(), caller, request).await
    }

    /// Ends what is open before its time.
    async fn close_break_glass(
        &self,
        caller: &Caller,
        request: CloseRequest,
    ) -> Result<BreakGlassShown, Error> {
        ending::close(self.workspace(), caller, request).await
    }

    /// Answers for what is over.
    async fn review_break_glass(
        &self,
        caller: &Caller,
        request: ReviewBreakGlassRequest,
    ) -> Result<BreakGlassShown, Error> {
        ending::review(self.workspace(), caller, request).await
    }
}
