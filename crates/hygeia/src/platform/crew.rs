//! Who plays the attackers of a drill: people of the applied RACI, each on a device that is
//! enrolled for the drill alone.

use super::{Platform, Running, SignIn, healthy, people, workspace_asset};
use crate::failure::{At, Failure};
use learn::{Input, Schema};
use ledger::{Activity, Outcome};
use serde_json::{Value, json};
use store::{Dataset, EnrolledDevice, Token};
use terms::{Action, Asset, DeviceId, Fact, PrincipalId};

/// How devices for drills are called; nobody acts over one of them at the terminal.
pub(super) const PREFIX: &str = "drill/";
/// Rows of one request of the flood.
const FLOOD_ROWS: usize = 500;

/// The people of a drill, and what they attack. What the workspace has nobody for is `None`.
pub struct Crew {
    pub dataset: Option<Asset>,
    /// A live model, and a request to it.
    pub model: Option<(Asset, Value)>,
    /// May query the dataset, and sees tokens and masks.
    pub reader: Option<SignIn>,
    pub thief: Option<SignIn>,
    /// May ask the model.
    pub askers: Option<(SignIn, SignIn)>,
    /// May delete the dataset.
    pub steward: Option<SignIn>,
}

impl Crew {
    /// Enrols a device for everybody who plays, on the word of `by`.
    ///
    /// # Errors
    /// If the records can't be read or kept.
    pub async fn enlist(
        platform: &Platform,
        running: &Running,
        by: &PrincipalId,
    ) -> Result<Self, Failure> {
        disband(platform, by).await?;
        let dataset = dataset(platform).await?;
        let live = running.service.models().into_iter().next();
        let model = live
            .map(|model| (model.asset().clone(), request(model.runtime().schema(), FLOOD_ROWS)));
        let may = |action, asset: Option<&Asset>| {
            asset.map(|asset| people::may(&platform.code, action, asset)).unwrap_or_default()
        };
        let readers = may(Action::Query, dataset.as_ref());
        let reader = readers.into_iter().find(|(_, accountable)| !accountable).map(|(who, _)| who);
        let others = platform.people().people().keys();
        let thief = others.into_iter().find(|who| Some(*who) != reader.as_ref()).cloned();
        let mut asking =
            may(Action::Infer, model.as_ref().map(|(asset, _)| asset)).into_keys().take(2);
        let steward = may(Action::Delete, dataset.as_ref()).into_keys().next();
        let enrol = async |part: &str, who: Option<PrincipalId>| match who {
            Some(who) => enrolled(platform, by, part, who).await.map(Some),
            None => Ok(None),
        };
        let askers = match (asking.next(), asking.next()) {
            (Some(one), Some(other)) => {
                let one = enrolled(platform, by, "asker", one).await?;
                Some((one, enrolled(platform, by, "other-asker", other).await?))
            }
            _ => None,
        };
        Ok(Self {
            reader: enrol("reader", reader).await?,
            thief: enrol("thief", thief).await?,
            steward: enrol("steward", steward).await?,
            askers,
            dataset,
            model,
        })
    }
}

/// Removes every device that was enrolled for a drill, and every token for one.
///
/// # Errors
/// If the records can't be read or removed.
pub async fn disband(platform: &Platform, by: &PrincipalId) -> Result<(), Failure> {
    remove(platform, by, |id| id.starts_with(PREFIX)).await
}

/// Removes the devices whose id is `gone`, and every token for one of them.
pub(super) async fn remove(
    platform: &Platform,
    by: &PrincipalId,
    gone: impl Fn(&str) -> bool,
) -> Result<(), Failure> {
    let (store, asset) = (&platform.store, workspace_asset()?);
    let tokens = store.docs::<Token>().list().await.internal("reading the tokens")?;
    for token in tokens.iter().filter(|token| gone(token.device.as_str())) {
        let removed = store.docs::<Token>().remove(&token.digest.hex()).await;
        removed.internal("removing a token")?;
    }
    let devices = store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    for id in devices.iter().map(|device| device.device.id.as_str()).filter(|id| gone(id)) {
        let facts = [Fact::new("device", id)];
        let (operation, outcome) = ("device-removed", Outcome::Success);
        let activity = Activity { operation, actor: by, asset: &asset, outcome, facts: &facts };
        store.record(&activity).await.internal("recording that a device is removed")?;
        let removed = store.docs::<EnrolledDevice>().remove(id).await;
        removed.internal("removing a device")?;
    }
    Ok(())
}

async fn enrolled(
    platform: &Platform,
    by: &PrincipalId,
    part: &str,
    who: PrincipalId,
) -> Result<SignIn, Failure> {
    let device = DeviceId::new(&format!("{PREFIX}{part}")).internal("naming a device")?;
    let sign_in = SignIn::enrol(platform, by, device, who).await?;
    let posture = healthy(platform.store.now());
    let reported = web::report(&platform.store, &sign_in.device, posture).await;
    reported.internal("reporting the posture of a device of the drill")?;
    Ok(sign_in)
}

/// A dataset with a live version; behind a live model, if there is such a one.
async fn dataset(platform: &Platform) -> Result<Option<Asset>, Failure> {
    let all = platform.store.docs::<Dataset>().list().await.internal("reading the datasets")?;
    let mut found = None;
    for dataset in all.iter().filter(|dataset| dataset.live.is_some()) {
        let stands = platform.store.behind_live_model(&dataset.asset).await;
        if stands.internal("reading the registry")? {
            return Ok(Some(dataset.asset.clone()));
        }
        found.get_or_insert_with(|| dataset.asset.clone());
    }
    Ok(found)
}

/// A request of plain rows: the mean of each number, the first of each category.
fn request(schema: &Schema, rows: usize) -> Value {
    let tensor = |input: &Input| {
        let (datatype, value) = match input {
            Input::Number { mean, .. } => ("FP32", json!(mean)),
            Input::Category { vocabulary, .. } => ("BYTES", json!(vocabulary.first())),
        };
        json!({
            "name": input.name(),
            "shape": [rows, 1],
            "datatype": datatype,
            "data": vec![value; rows],
        })
    };
    json!({ "inputs": schema.inputs.iter().map(tensor).collect::<Vec<_>>() })
}
