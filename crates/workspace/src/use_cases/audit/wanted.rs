//! What somebody asks of the ledger.

use crate::Error;
use ledger::Ended;
use serde::{Deserialize, Serialize};
use store::{CellName, Wanted};
use terms::{Asset, PrincipalId, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// Which entries are wanted: the newest of those that fit all that is given.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditRequest {
    /// Of this principal alone.
    #[serde(default, alias = "principal", skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub actor: Option<PrincipalId>,
    /// Of this action or activity alone, such as query or dataset-committed.
    #[serde(default, alias = "operation", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// On this asset alone, as KIND/NAME.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    pub asset: Option<Asset>,
    /// Allowed by this cell of the RACI, as ACTIVITY[KIND/NAME] x ROLE; without the role, by any of
    /// that row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Only what ended so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub outcome: Option<AuditOutcome>,
    /// Only what was refused or failed.
    #[serde(default)]
    pub denied: bool,
    /// Of this moment (RFC 3339) or day (UTC) or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this moment or day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The newest so many.
    #[serde(default = "fifty")]
    pub limit: u64,
}

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// The gate allowed it.
    Allowed,
    /// The gate refused it.
    Refused,
    /// It was done.
    Done,
    /// It was tried, and failed.
    Failed,
}

impl From<AuditOutcome> for Ended {
    fn from(outcome: AuditOutcome) -> Self {
        match outcome {
            AuditOutcome::Allowed => Self::Allowed,
            AuditOutcome::Refused => Self::Refused,
            AuditOutcome::Done => Self::Done,
            AuditOutcome::Failed => Self::Failed,
        }
    }
}

const fn fifty() -> u64 {
    50
}

impl Default for AuditRequest {
    fn default() -> Self {
        Self {
            actor: None,
            action: None,
            asset: None,
            cell: None,
            outcome: None,
            denied: false,
            from: None,
            to: None,
            limit: fifty(),
        }
    }
}

impl AuditRequest {
    pub(super) fn wanted(&self) -> Result<Wanted, Error> {
        let cell = |text: &String| {
            CellName::parse(text).ok_or_else(|| {
                Error::invalid(format!("{text:?} is no cell"))
                    .at("cell")
                    .remedy("write it as query[dataset/loans], or query[dataset/loans] x ROLE")
            })
        };
        Ok(Wanted {
            principal: self.actor.clone(),
            asset: self.asset.clone(),
            cell: self.cell.as_ref().map(cell).transpose()?,
            operation: self.action.clone(),
            ended: self.outcome.map(Into::into),
            denied: self.denied,
            from: moment("from", self.from.as_deref())?,
            to: moment("to", self.to.as_deref())?,
            limit: Some(self.limit),
        })
    }
}

/// A moment, or the first of a day.
fn moment(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text else { return Ok(None) };
    let whole =
        if text.len() == "2026-11-28".len() { format!("{text}T00:00:00Z") } else { text.into() };
    Timestamp::try_from(whole).map(Some).map_err(|_| {
        Error::invalid(format!("{text:?} is no moment"))
            .at(name)
            .remedy("write it as 2026-11-28T09:30:00Z, or as a day (UTC): 2026-11-28")
    })
}
