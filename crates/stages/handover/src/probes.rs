//! The chain of each promoted model, verified again.

use crate::{HandoverError, load_promoted};
use store::{Model, Stage, Store, StoreError};
use terms::{Area, Asset, Fact, Mission, Probed, State};

/// The entries that a promoted model has left, in order.
const STEPS: [&str; 4] = ["model-trained", "model-scanned", "model-signed", "model-promoted"];

/// Verifies files, signature, people and ledger entries of each model that is promoted now.
pub async fn probes(store: &Store) -> Vec<Probed> {
    let (models, wrong) = match promoted(store).await {
        Ok(models) => {
            let mut wrong = Vec::new();
            for model in &models {
                if let Err(why) = chain(store, model).await {
                    wrong.push(format!("{}: {why}", model.asset));
                }
            }
            (models.len(), wrong)
        }
        Err(why) => (1, vec![format!("the registry: {why}")]),
    };
    let state =
        if models == 0 { State::NotApplicable } else { State::from_check(wrong.is_empty()) };
    let saw = match wrong.first() {
        Some(first) => first.clone(),
        None => format!("{models} promoted models, scanned, signed and agreed to by another"),
    };
    vec![Probed {
        id: "handover/chain".to_owned(),
        area: Area::Handover,
        missions: vec![Mission(10)],
        claim: "every promoted model was scanned, signed and approved by somebody else, and its \
                bytes are the signed ones"
            .to_owned(),
        state,
        saw,
        facts: vec![Fact::new("models", models), Fact::new("wrong", wrong.len())],
        remedy: (!wrong.is_empty())
            .then(|| "stop serving it, and restore the model from the vault".to_owned()),
        at: store.now(),
    }]
}

async fn promoted(store: &Store) -> Result<Vec<Model>, StoreError> {
    let all = store.docs::<Model>().list().await?.into_iter().map(store::Verified::into_inner);
    Ok(all.filter(|model| model.stage == Stage::Promoted).collect())
}

async fn chain(store: &Store, model: &Model) -> Result<(), HandoverError> {
    let live = load_promoted(store, &model.asset).await?;
    let unfit = |asset: &Asset, why: String| StoreError::Unfit { model: asset.clone(), why };
    if live.digest != model.digest {
        return Err(unfit(&model.asset, "two versions are promoted".to_owned()).into());
    }
    let mut operations = Vec::new();
    for &entry in &model.ledger {
        let events = store.events(entry..entry.saturating_add(1)).await?;
        operations.extend(events.into_iter().map(|event| event.api.operation));
    }
    if operations != STEPS {
        let why = format!("its entries in the ledger are {operations:?}, not {STEPS:?}");
        return Err(unfit(&model.asset, why).into());
    }
    Ok(())
}
