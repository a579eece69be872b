//! Who plays the attackers of a drill: people of the applied RACI, each on a device that is
//! enrolled for the drill alone.

use crate::access::{self, DRILL_PREFIX, Origin, SignIn, healthy, may_enrol, people};
use crate::{Context as _, Error, Workspace};
use learn::{Input, Schema};
use serde_json::{Value, json};
use store::{Boxed, Dataset};
use terms::{Action, Asset, DeviceId, PrincipalId};

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
    pub fn enlist<'a>(
        workspace: &'a Workspace,
        by: &'a PrincipalId,
    ) -> Boxed<'a, Result<Self, Error>> {
        Box::pin(async move {
            let applied = workspace.in_force()?;
            let device =
                DeviceId::new(&format!("{DRILL_PREFIX}any")).internal("naming a device")?;
            may_enrol(&workspace.store, &applied, by, &device).await?;
            disband(workspace, by).await?;
            workspace.serve_promoted().await?;
            let dataset = dataset(workspace).await?;
            let live = workspace.service.models().into_iter().next();
            let model = live.map(|model| {
                (model.asset().clone(), request(model.runtime().schema(), FLOOD_ROWS))
            });
            let may = |action, asset: Option<&Asset>| {
                asset.map(|asset| people::may(&applied.code, action, asset)).unwrap_or_default()
            };
            let readers = may(Action::Query, dataset.as_ref());
            let reader =
                readers.into_iter().find(|(_, accountable)| !accountable).map(|(who, _)| who);
            let others = applied.code.people.people().keys();
            let thief = others.into_iter().find(|who| Some(*who) != reader.as_ref()).cloned();
            let mut asking =
                may(Action::Infer, model.as_ref().map(|(asset, _)| asset)).into_keys().take(2);
            let steward = may(Action::Delete, dataset.as_ref()).into_keys().next();
            let enrol = async |part: &str, who: Option<PrincipalId>| match who {
                Some(who) => enrolled(workspace, by, part, who).await.map(Some),
                None => Ok(None),
            };
            let askers = match (asking.next(), asking.next()) {
                (Some(one), Some(other)) => {
                    let one = enrolled(workspace, by, "asker", one).await?;
                    Some((one, enrolled(workspace, by, "other-asker", other).await?))
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
        })
    }
}

/// Removes every device that was enrolled for a drill, and every token for one.
///
/// # Errors
/// If the records can't be read or removed.
pub fn disband<'a>(workspace: &'a Workspace, by: &'a PrincipalId) -> Boxed<'a, Result<(), Error>> {
    Box::pin(async move {
        let of_drill = |device: &store::EnrolledDevice| device.device.drill;
        access::remove(&workspace.store, by, of_drill).await.map(drop)
    })
}

async fn enrolled(
    workspace: &Workspace,
    by: &PrincipalId,
    part: &str,
    who: PrincipalId,
) -> Result<SignIn, Error> {
    let device = DeviceId::new(&format!("{DRILL_PREFIX}{part}")).internal("naming a device")?;
    let sign_in = SignIn::enrol(&workspace.store, &workspace.authority, by, device, who).await?;
    let posture = healthy(workspace.store.now());
    let reported =
        access::report(&workspace.store, &sign_in.device, posture, false, Origin::Terminal).await;
    reported.internal("reporting the posture of a device of the drill")?;
    Ok(sign_in)
}

/// A dataset with a live version; behind a live model, if there is such a one.
async fn dataset(workspace: &Workspace) -> Result<Option<Asset>, Error> {
    let all = workspace.store.docs::<Dataset>().list().await.internal("reading the datasets")?;
    let mut found = None;
    for dataset in all.iter().filter(|dataset| dataset.live.is_some()) {
        let stands = workspace.store.behind_live_model(&dataset.asset).await;
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
