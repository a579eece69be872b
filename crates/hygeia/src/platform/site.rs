//! The server: inference and SQL behind the enforcement point, on one port.

use super::{Fault, Platform, query};
use crate::failure::{At, Failure};
use ::serve::{Guard, Service};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Model, Stage};
use terms::{Action, Asset, Probed};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::{Caller, Server, Site, WebError};

/// A server that answers.
pub struct Running {
    pub address: SocketAddr,
    pub service: Arc<Service>,
    /// What `/v1/posture` shows: the last results of all probes.
    pub posture: Arc<RwLock<Vec<Probed>>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), WebError>>,
}

/// Serves every promoted model, and SQL, on `address` (port 0: any).
///
/// # Errors
/// If the port is taken; if a promoted model does not verify.
pub async fn serve(
    platform: Arc<Platform>,
    address: SocketAddr,
    guard: Guard,
) -> Result<Running, Failure> {
    open(platform, &[address], guard).await
}

/// As [`serve`], on the first of `addresses` that no other program has.
async fn open(
    platform: Arc<Platform>,
    addresses: &[SocketAddr],
    guard: Guard,
) -> Result<Running, Failure> {
    let service = Arc::new(Service::new(Arc::clone(&platform.store), guard));
    for asset in promoted(&platform).await? {
        service.serve(&asset).await.internal("loading a promoted model")?;
    }
    let posture: Arc<RwLock<Vec<Probed>>> = Arc::default();
    let stages = ::serve::router(Arc::clone(&service)).merge(sql_route(Arc::clone(&platform)));
    let mut bound = Err(Failure::internal("there is no address to listen on"));
    for &address in addresses {
        let seen = Arc::clone(&posture);
        let site = Site {
            enforcer: Arc::clone(&platform.enforcer),
            stages: stages.clone(),
            posture: Arc::new(move || seen.read().unwrap_or_else(PoisonError::into_inner).clone()),
        };
        let tried = Server::bind(site, &platform.authority, address, &[]).await;
        let taken = matches!(tried, Err(WebError::Taken { .. }));
        bound = tried.usage();
        if !taken {
            break;
        }
    }
    let server = bound?;
    let address = server.address();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.run(async move {
        let _ = stopped.await;
    }));
    Ok(Running { address, service, posture, stop, task })
}

/// As [`serve`], on any free port of the address if another program has the wanted one.
///
/// # Errors
/// As [`serve`].
pub async fn serve_anywhere(
    platform: Arc<Platform>,
    address: SocketAddr,
    guard: Guard,
) -> Result<Running, Failure> {
    open(platform, &[address, SocketAddr::new(address.ip(), 0)], guard).await
}

impl Running {
    /// Lets `/v1/posture` show `probes` from now on.
    pub fn show(&self, probes: Vec<Probed>) {
        *self.posture.write().unwrap_or_else(PoisonError::into_inner) = probes;
    }

    /// Answers what is being answered, then stops, and lets go of the store.
    ///
    /// # Errors
    /// If the listener had failed.
    pub async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        drop(self.service);
        let ended = self.task.await.internal("stopping the server")?;
        ended.internal("stopping the server")
    }
}

async fn promoted(platform: &Platform) -> Result<Vec<Asset>, Failure> {
    let models = platform.store.docs::<Model>().list().await.internal("reading the registry")?;
    let live = models.iter().filter(|model| model.stage == Stage::Promoted);
    Ok(live.map(|model| model.asset.clone()).collect())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    sql: String,
}

/// `POST /v1/sql {"sql": "SELECT …"}` answers columns and rows as the caller may see them.
fn sql_route(platform: Arc<Platform>) -> Router {
    Router::new().route("/v1/sql", post(sql)).with_state(platform)
}

async fn sql(
    State(platform): State<Arc<Platform>>,
    Extension(caller): Extension<Caller>,
    Json(statement): Json<Statement>,
) -> Result<Response, Fault> {
    let answer = query(&platform, &caller, &statement.sql, Action::Query).await?;
    let body = answer.to_json().internal("writing the answer")?;
    Ok(Json(body).into_response())
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let error = |status: StatusCode, text: String| {
            (status, Json(json!({ "error": text }))).into_response()
        };
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Query(::query::QueryError::NotFound(_)) => {
                web::Refusal::not_found().into_response()
            }
            Self::Query(fault) => error(StatusCode::BAD_REQUEST, fault.to_string()),
            fault @ (Self::Store(_) | Self::Here(_)) => {
                tracing::error!(error = %fault, "a query was not answered");
                error(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "the workspace can't answer now".to_owned(),
                )
            }
        }
    }
}
