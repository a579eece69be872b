//! Permits as arguments of a handler: what takes one can't be reached without it.

use crate::{Api, Failed, Known};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::marker::PhantomData;
use terms::{Action, Asset, AssetKind};
use workspace::{Ask, Error, Permit};

/// An action on the asset that a path names.
pub(crate) trait OnPath: Send + Sync {
    const ACTION: Action;
    const KIND: AssetKind;
    /// The parameter of the path that holds the asset's name.
    const NAME: &'static str;
}

/// To ask the model `{model}`.
#[derive(Debug)]
pub(crate) struct Infer;

impl OnPath for Infer {
    const ACTION: Action = Action::Infer;
    const KIND: AssetKind = AssetKind::Model;
    const NAME: &'static str = "model";
}

/// The permit for that action, given by the enforcement point for this very request.
#[derive(Debug)]
pub(crate) struct Permitted<A: OnPath> {
    pub permit: Permit,
    action: PhantomData<A>,
}

impl<A: OnPath> FromRequestParts<Api> for Permitted<A> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failed> {
        let Known(caller) = Known::from_request_parts(parts, api).await?;
        let names = RawPathParams::from_request_parts(parts, api).await;
        let names = names.map_err(|_| Error::not_found())?;
        let name = names.iter().find(|(key, _)| *key == A::NAME).map(|(_, name)| name);
        let asset = name.and_then(|name| Asset::new(A::KIND, name).ok());
        let asset = asset.ok_or_else(Error::not_found)?;
        let permit = api.use_cases.workspace().admit(&caller, Ask::of(A::ACTION, asset)).await?;
        Ok(Self { permit, action: PhantomData })
    }
}
