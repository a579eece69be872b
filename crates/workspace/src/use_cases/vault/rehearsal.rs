//! What live models answer: recorded when a point is taken, and compared when it is rehearsed.

use super::can_be_activated;
use crate::config::Config;
use crate::{Context as _, Error, Workspace};
use ::vault::{Asked, Point, Prediction, Values, Vault};
use learn::{Cells, Input, Schema};
use serde::Serialize;
use serve::Served;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Boxed, Model, Stage, Store};
use terms::{Finding, Location, Severity, SystemClock};

/// Rows of a recorded question.
const ROWS: i64 = 3;

/// What a rehearsal of an activation came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rehearsal {
    /// From the start of the restore to the workspace being open.
    pub took: Duration,
    pub objects: u64,
    /// Live models that answered from what was restored.
    pub models: usize,
    /// Answers that are the same as when the point was taken.
    pub compared: usize,
    /// Somebody who may activate the vault has a device that the point knows.
    pub can_be_activated: bool,
    /// What was not seen, so that a drill which proves less does not look like one that proves all.
    pub unproven: Vec<String>,
}

/// Does to `point` in `scratch` what an activation does, and asks each live model what it was asked
/// when the point was taken. Nothing stays.
///
/// # Errors
/// If anything does not verify or open, or a model answers otherwise.
pub fn drill<'a>(
    vault: &'a Vault,
    point: &'a Point,
    scratch: &'a Path,
) -> Boxed<'a, Result<Rehearsal, Error>> {
    Box::pin(async move {
        let recorded = vault.predictions(point)?;
        let look = async |store: Arc<Store>| seen(store, recorded).await;
        let done = vault.drill(point, scratch, Arc::new(SystemClock), look).await?;
        Ok(Rehearsal { took: done.took, objects: done.objects, ..done.found })
    })
}

/// Looks at the restored workspace as who activates it does.
async fn seen(store: Arc<Store>, recorded: Option<Vec<Prediction>>) -> Result<Rehearsal, Error> {
    Config::read(store.folder())?;
    let workspace = Workspace::over(Arc::clone(&store)).await?;
    workspace.in_force()?;
    let mut unproven = Vec::new();
    let can_be_activated = can_be_activated(&workspace).await?;
    if !can_be_activated {
        unproven.push("nobody who may activate the vault has a device".to_owned());
    }
    let live = live(&store).await?;
    let (mut models, mut compared) = (0, 0);
    let recorded = recorded.unwrap_or_else(|| {
        unproven.push("the point has no recorded predictions: pull again".to_owned());
        Vec::new()
    });
    for model in &live {
        let served = Served::load(&store, &model.asset).await?;
        let asked = recorded.iter().find(|recorded| recorded.model == model.asset);
        let Some(recorded) = asked else {
            // It has to answer all the same.
            answer(served, questions).await?;
            unproven.push(format!("no prediction of {} was recorded", model.asset));
            models += 1;
            continue;
        };
        let asked = recorded.asked.clone();
        let (_, answered) = answer(served, |_| asked).await?;
        if let Some(why) = recorded.difference(&answered) {
            return Err(Error::refused(format!("{} answers otherwise: {why}", model.asset))
                .remedy("use another point, and find out what changed"));
        }
        models += 1;
        compared += 1;
    }
    if let Some(lost) = recorded.iter().find(|r| live.iter().all(|model| model.asset != r.model)) {
        return Err(Error::refused(format!("{} was live, and did not come back", lost.model))
            .remedy("use another point, and find out what changed"));
    }
    if live.is_empty() {
        unproven.push("no model is live: no prediction was compared".to_owned());
    }
    let (took, objects) = (Duration::ZERO, 0);
    Ok(Rehearsal { took, objects, models, compared, can_be_activated, unproven })
}

/// What every live model answers now; and which does not.
///
/// # Errors
/// If the registry can't be read.
pub(super) async fn record(store: &Store) -> Result<(Vec<Prediction>, Vec<Finding>), Error> {
    let (mut predictions, mut findings) = (Vec::new(), Vec::new());
    for model in live(store).await? {
        match recorded(store, &model).await {
            Ok(prediction) => predictions.push(prediction),
            Err(why) => findings.push(Finding::new(
                "vault/prediction",
                Severity::Medium,
                Location::of(model.asset.to_string()),
                format!("{} gives no prediction to compare with in a drill: {why}", model.asset),
                "see why it does not answer, and pull again",
            )),
        }
    }
    Ok((predictions, findings))
}

async fn recorded(store: &Store, model: &Model) -> Result<Prediction, Error> {
    let served = Served::load(store, &model.asset).await?;
    let digest = served.digest();
    let (asked, answered) = answer(served, questions).await?;
    if !answered.iter().flatten().all(|probability| probability.is_finite()) {
        return Err(Error::inconclusive("it answers with what is no number"));
    }
    Ok(Prediction { model: model.asset.clone(), digest, asked, answered })
}

async fn live(store: &Store) -> Result<Vec<Model>, Error> {
    let models = store.docs::<Model>().list().await.internal("reading the registry")?;
    let models = models.into_iter().map(store::Verified::into_inner);
    Ok(models.filter(|model| model.stage == Stage::Promoted).collect())
}

/// Asks off the threads that answer requests.
async fn answer(
    served: Served,
    ask: impl FnOnce(&Schema) -> Vec<Asked>,
) -> Result<(Vec<Asked>, Vec<Vec<f32>>), Error> {
    let asked = ask(served.runtime().schema());
    let cells: Vec<Cells> = asked
        .iter()
        .map(|asked| match &asked.values {
            Values::Numbers(values) => Cells::Numbers(values.clone()),
            Values::Codes(values) => Cells::Codes(values.clone()),
        })
        .collect();
    let task = tokio::task::spawn_blocking(move || served.runtime().predict(&cells));
    let prediction = task.await.internal("asking a model")??;
    Ok((asked, prediction.probabilities))
}

/// Rows that the model file itself describes: the mean and a deviation to each side of it, and the
/// first words of each vocabulary. No value of a dataset.
fn questions(schema: &Schema) -> Vec<Asked> {
    let plain = |value: f32| if value.is_finite() { value } else { 0.0 };
    let values = |input: &Input| match input {
        Input::Number { mean, deviation, .. } => {
            let (mean, deviation) = (plain(*mean), plain(*deviation));
            Values::Numbers(vec![mean, plain(mean - deviation), plain(mean + deviation)])
        }
        Input::Category { vocabulary, .. } => {
            let words = i64::try_from(vocabulary.len()).unwrap_or(i64::MAX).max(1);
            Values::Codes((0..ROWS).map(|row| row % words).collect())
        }
    };
    let asked = |input: &Input| Asked { name: input.name().to_owned(), values: values(input) };
    schema.inputs.iter().map(asked).collect()
}
