//! What every route has at hand.

use crate::metrics::Metrics;
use crate::rates::Rates;
use std::sync::Arc;
use workspace::{Traces, UseCases};

/// The use cases of a workspace, as the API offers them.
#[derive(Clone)]
pub struct Api {
    pub use_cases: Arc<dyn UseCases>,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    /// Where the spans of requests go.
    pub(crate) traces: Traces,
}

impl Api {
    /// The API of a workspace.
    #[must_use]
    pub fn new(use_cases: Arc<dyn UseCases>) -> Self {
        let (rates, metrics, traces) = (Rates::default(), Metrics::default(), Traces::default());
        Self { use_cases, rates, metrics, traces }
    }

    /// The same, whose requests are traced into `traces`.
    #[must_use]
    pub fn traced_into(self, traces: Traces) -> Self {
        Self { traces, ..self }
    }
}
