//! What is live now, asked: the classifier on columns with known answers, and each promoted model
//! on a row of which nothing is known.

use crate::{Context as _, Error, Workspace};
use learn::{Cells, Input, Schema};
use serve::Served;
use store::{Line, Model, Stage};
use terms::{Area, Fact, Probed, State};

pub(super) const LIVE: Line = Line {
    id: "serving/live-models",
    area: Area::Serving,
    missions: &[14],
    claim: "every live model verifies, loads and answers",
    remedy: "activate the vault, or promote it again",
};

const CONTROLS: Line = Line {
    id: "classification/controls",
    area: Area::Classification,
    missions: &[16],
    claim: "columns with known answers are classified rightly",
    remedy: "report this: the classifier is at fault",
};

const STRONG: Line = Line {
    id: "robustness/live-models",
    area: Area::Robustness,
    missions: &[12, 13],
    claim: "every live model surely beats an undefended one under attack",
    remedy: "train it again, on more rows or longer",
};

/// Looks at the classifier, and at every promoted model.
pub(super) async fn probes(workspace: &Workspace) -> Result<Vec<Probed>, Error> {
    let store = &workspace.store;
    let models = store.docs::<Model>().at_rest().list().await.internal("reading the registry")?;
    let live: Vec<Model> = models
        .into_iter()
        .map(store::Verified::into_inner)
        .filter(|model| model.stage == Stage::Promoted)
        .collect();
    Ok(vec![awake(workspace)?, strong(workspace, &live), answering(workspace, &live).await])
}

/// Columns with known answers go through the classifier.
fn awake(workspace: &Workspace) -> Result<Probed, Error> {
    let (batch, answers) = classify::controls().internal("making control columns")?;
    let found = classify::classify(&batch, &classify::Options::default())
        .internal("classifying controls")?;
    let right = |(name, wanted): &&(String, terms::InfoType)| {
        found.column(name).is_some_and(|column| column.info_type == *wanted)
    };
    let count = answers.iter().filter(right).count();
    let state = State::from_check(count == answers.len());
    let saw = format!("{count} of {} control columns", answers.len());
    let facts = vec![Fact::new("controls", answers.len())];
    Ok(CONTROLS.saw(state, saw, facts, workspace.store.now()))
}

/// What the registry, signed by the workspace, says against each live model.
fn strong(workspace: &Workspace, live: &[Model]) -> Probed {
    let weak = |model: &&Model| model.weaknesses().is_none_or(|list| !list.is_empty());
    let names: Vec<String> = live.iter().filter(weak).map(|m| m.asset.to_string()).collect();
    let saw = match (live, names.as_slice()) {
        ([], _) => "no model is live".to_owned(),
        (_, []) => format!("{} live models, none with a weakness on record", live.len()),
        (_, some) => format!("weak, or never evaluated: {}", some.join(", ")),
    };
    let facts = vec![Fact::new("models", live.len())];
    STRONG.saw(state(live, names.is_empty()), saw, facts, workspace.store.now())
}

/// Loads each live model as the server does, and asks it about a row of missing values.
async fn answering(workspace: &Workspace, live: &[Model]) -> Probed {
    let mut silent = Vec::new();
    for model in live {
        let answered = match Served::load(&workspace.store, &model.asset).await {
            Ok(served) => {
                let cells = nothing_known(served.runtime().schema());
                served.runtime().predict(&cells).is_ok_and(|said| said.labels.len() == 1)
            }
            Err(_) => false,
        };
        if !answered {
            silent.push(model.asset.to_string());
        }
    }
    let saw = match (live, silent.as_slice()) {
        ([], _) => "no model is live".to_owned(),
        (_, []) => format!("{} live models answered", live.len()),
        (_, some) => format!("no answer from {}", some.join(", ")),
    };
    let facts = vec![Fact::new("models", live.len())];
    LIVE.saw(state(live, silent.is_empty()), saw, facts, workspace.store.now())
}

fn state(live: &[Model], holds: bool) -> State {
    if live.is_empty() { State::NotApplicable } else { State::from_check(holds) }
}

/// One row in which everything is missing.
fn nothing_known(schema: &Schema) -> Vec<Cells> {
    let cell = |input: &Input| match input {
        Input::Number { .. } => Cells::Numbers(vec![f32::NAN]),
        Input::Category { .. } => Cells::Codes(vec![-1]),
    };
    schema.inputs.iter().map(cell).collect()
}
