//! Drills over the API: played by the process that has the workspace open.

use super::{Field, play, play_all, unknown};
use crate::server::{Address, Listening, serve};
use axum::Json;
use axum::extract::{Extension, State};
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::{Api, Failed, Known, Read, router};
use workspace::drill::{Crew, disband};
use workspace::threats::{Played, scenario};
use workspace::{Caller, Context as _, Error, UseCases};

/// What drills are played against.
#[derive(Clone)]
pub struct Target {
    pub use_cases: Arc<dyn UseCases>,
    /// Where its server listens; one is started for the drill if none does.
    pub address: Address,
}

/// Which attack.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrillRequest {
    /// One scenario; all that can be played, if not given.
    #[serde(default)]
    pub scenario: Option<String>,
}

/// The routes of this head.
#[must_use]
pub fn routes(target: Target) -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(drill)).layer(Extension(target))
}

/// Plays attacks against the workspace. People of its own RACI are the attackers, over devices that
/// are enrolled for the drill and removed at its end.
#[utoipa::path(post, path = "/v1/drills", operation_id = "drill", tag = "records",
    request_body = DrillRequest,
    responses((status = 200, description = "Done", body = Vec<Object>), (status = "default", description = "Why not", body = Error)))]
async fn drill(
    State(_): State<Api>,
    Extension(target): Extension<Target>,
    Known(caller): Known,
    Read(request): Read<DrillRequest>,
) -> Result<Json<Vec<Played>>, Failed> {
    // In a task of its own: whoever asked may go away, and its devices are removed all the same.
    let played = tokio::spawn(async move { played(&target, &caller, &request).await });
    Ok(Json(played.await.internal("playing")??))
}

async fn played(
    target: &Target,
    caller: &Caller,
    request: &DrillRequest,
) -> Result<Vec<Played>, Error> {
    let chosen = match request.scenario.as_deref() {
        Some(id) => Some(scenario(id).ok_or_else(|| unknown(id))?),
        None => None,
    };
    let workspace = target.use_cases.workspace();
    let crew = Crew::enlist(workspace, &caller.principal).await?;
    let own = match target.address.get() {
        Some(_) => None,
        None => {
            let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let listening = Listening { addresses: vec![free], socket: false };
            let router = router(Api::new(Arc::clone(&target.use_cases)), OpenApiRouter::new());
            let served = serve(workspace, router, &Address::default(), &listening).await;
            Some(served.map_err(Error::from)?)
        }
    };
    let address = own.as_ref().map(|running| running.address);
    let address = address.or_else(|| target.address.get().copied());
    let address = address.ok_or_else(|| Error::internal("no server listens"))?;
    let scratch = tempfile::tempdir().internal("making a folder for attackers")?;
    let field = Field::of(workspace, address, &crew, scratch.path());
    let played = match chosen {
        Some(one) => play(&field, one).await.into_iter().collect(),
        None => play_all(&field).await,
    };
    // Whatever came of it: nobody signs in as an attacker afterwards.
    disband(workspace, &caller.principal).await?;
    if let Some(running) = own {
        running.stop().await.map_err(Error::from)?;
    }
    Ok(played)
}
