//! Every route of a workspace, in one router over all heads.

use crate::drills;
use crate::server::Address;
use axum::Router;
use std::sync::Arc;
use web::Api;
use workspace::{Traces, UseCases};

/// The API of the workspace, and the drills that are played against it. `address` is where its server
/// listens, once it does; the spans of its requests go to `traces`.
pub fn router(use_cases: Arc<dyn UseCases>, address: Address, traces: Traces) -> Router {
    let target = drills::Target { use_cases: Arc::clone(&use_cases), address };
    web::router(Api::new(use_cases).traced_into(traces), drills::routes(target))
}
