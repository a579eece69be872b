//! What every route has at hand.

use crate::metrics::Metrics;
use crate::rates::Rates;
use std::sync::Arc;
use workspace::UseCases;

/// The use cases of a workspace, as the API offers them.
#[derive(Clone)]
pub struct Api {
    pub use_cases: Arc<dyn UseCases>,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
}

impl Api {
    /// The API of a workspace.
    #[must_use]
    pub fn new(use_cases: Arc<dyn UseCases>) -> Self {
        Self { use_cases, rates: Rates::default(), metrics: Metrics::default() }
    }
}
