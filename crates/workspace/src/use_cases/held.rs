//! All use cases of a workspace, as heads hold them.

use super::UseCases;
use crate::Workspace;
use std::sync::Arc;

impl Workspace {
    /// All that may be done to it. Made here, it is compiled once, and not in every head.
    #[must_use]
    pub fn use_cases(self: Arc<Self>) -> Arc<dyn UseCases> {
        self
    }
}
