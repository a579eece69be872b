//! What is in the model files that are registered now.

use learn::{Runtime, check_inputs};
use terms::{Area, Classification, Fact, Mission, Probed, State, Timestamp};

/// A registered model's file, and the classifications of what it was trained on.
pub struct Registered<'a> {
    pub name: String,
    pub onnx: &'a [u8],
    pub trained_on: Vec<&'a Classification>,
}

/// Reads the inputs from each model's file and holds them against the classifications.
#[must_use]
pub fn probes(models: &[Registered<'_>], at: Timestamp) -> Vec<Probed> {
    let wrong: Vec<String> = models.iter().filter_map(|model| look(model).err()).collect();
    let state =
        if models.is_empty() { State::NotApplicable } else { State::from_check(wrong.is_empty()) };
    let saw = match wrong.first() {
        Some(first) => format!("{} of {} models: {first}", wrong.len(), models.len()),
        None => format!("the inputs of {} model files, all of them features", models.len()),
    };
    vec![Probed {
        id: "encryption/no-identifier-in-models".to_owned(),
        area: Area::Encryption,
        missions: vec![Mission(5)],
        claim: "no registered model takes an identifier, free text or a restricted column"
            .to_owned(),
        state,
        saw,
        facts: vec![Fact::new("models", models.len()), Fact::new("wrong", wrong.len())],
        remedy: (!wrong.is_empty()).then(|| "retire these models and train them again".to_owned()),
        at,
    }]
}

fn look(model: &Registered<'_>) -> Result<(), String> {
    let wrong = |e: String| format!("{}: {e}", model.name);
    let runtime = Runtime::load(model.onnx).map_err(|e| wrong(e.to_string()))?;
    let inputs = || runtime.schema().inputs.iter().map(learn::Input::name);
    if model.trained_on.is_empty() {
        return Err(wrong("nothing is known of what it was trained on".to_owned()));
    }
    model
        .trained_on
        .iter()
        .try_for_each(|known| check_inputs(inputs(), known))
        .map_err(|e| wrong(e.to_string()))
}
