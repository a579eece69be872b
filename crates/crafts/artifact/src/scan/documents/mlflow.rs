//! `MLmodel`, MLflow's description of a model: which module loads it, and which code goes with it.

use super::facts::{Fact, Facts, Walk, text_of};
use crate::scan::reading::shown;
use crate::scan::rules;
use crate::scan::tarball::unsafe_path;

/// Modules of MLflow that load a model of one library.
const LOADERS: &str = "mlflow.sklearn mlflow.xgboost mlflow.lightgbm mlflow.catboost mlflow.pytorch \
    mlflow.tensorflow mlflow.keras mlflow.keras.load mlflow.onnx mlflow.spacy mlflow.statsmodels mlflow.prophet \
    mlflow.pmdarima mlflow.diviner mlflow.transformers mlflow.sentence_transformers mlflow.h2o \
    mlflow.spark mlflow.fastai mlflow.paddle mlflow.mleap mlflow.openai mlflow.langchain \
    mlflow.pyfunc.model mlflow.shap mlflow.promptflow mlflow.llama_index mlflow.dspy mlflow.johnsnowlabs \
    mlflow.gluon mlflow.recipes mlflow.models.model";

pub(super) fn object(walk: &mut Walk<'_>, facts: &Facts) {
    if let Some(module) = text_of(facts, "loader_module")
        && !LOADERS.split_ascii_whitespace().any(|known| known == module)
    {
        let message = format!("the module {} loads it, which is none of MLflow's", shown(module));
        walk.reading.add(&rules::MLFLOW_LOADER, 0, message);
    }
    if !facts.contains_key("loader_module") && walk.file != "mlmodel" {
        return;
    }
    for key in ["code", "code_path", "code_paths", "model_code_path"] {
        let code = match facts.get(key) {
            Some(Fact::Text(path)) if !path.is_empty() && path != "null" && path != "~" => {
                path.clone()
            }
            Some(Fact::List(paths)) => paths.join(", "),
            _ => continue,
        };
        let message =
            format!("it brings code that is imported when it is loaded: {}", shown(&code));
        walk.reading.add(&rules::MLFLOW_CODE, 0, message);
    }
}

/// Files that a flavour loads: they lie beside the description.
pub(super) fn text(walk: &mut Walk<'_>, key: &str, text: &str) {
    const FILES: &[&str] =
        &["pickled_model", "data", "model_data", "model_path", "env", "conda", "virtualenv"];
    if walk.file == "mlmodel" && FILES.contains(&key) && unsafe_path(text) {
        let message = format!("it is read from {:?}, outside the model's folder", shown(text));
        walk.reading.add(&rules::EXTERNAL_PATH, 0, message);
    }
}
