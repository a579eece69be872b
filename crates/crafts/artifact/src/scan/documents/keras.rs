//! Keras configurations (`config.json` of `.keras`, `model_config` of HDF5): what a loader would import,
//! call, fetch or read.

use super::facts::{Facts, Walk, text_of};
use crate::scan::pickle::Verdict;
use crate::scan::reading::shown;
use crate::scan::rules;

/// Modules of Keras whose classes only compute.
const MODULES: &str = "keras keras.layers keras.models keras.optimizers keras.optimizers.schedules \
    keras.losses keras.metrics keras.initializers keras.regularizers keras.constraints \
    keras.activations keras.ops keras.dtype_policies keras.quantizers keras.random keras.mixed_precision \
    keras.Model keras.experimental";
/// The same, within Keras' sources.
const SOURCES: &str = "keras.src.layers keras.src.models keras.src.optimizers keras.src.losses \
    keras.src.metrics keras.src.initializers keras.src.regularizers keras.src.constraints \
    keras.src.activations keras.src.ops keras.src.dtype_policies keras.src.engine keras.engine \
    keras.src.mixed_precision keras.src.random keras.src.quantizers \
    keras.layers keras.optimizers keras.losses keras.initializers tensorflow.keras tf_keras.layers \
    tf_keras.src.layers tf_keras tensorflow.python.keras keras.api keras.dtype_policies";
/// Parts of Keras that fetch, read, write or watch, wherever a version keeps them.
const REACHING: &str = "utils saving datasets applications preprocessing callbacks export wrappers \
    visualization distribution legacy_saving cloning trainers tree backend_config estimator";
/// Classes that run another library's model, or read one from a path.
const FOREIGN: &str = "TFSMLayer TorchModuleWrapper JaxLayer FlaxLayer ONNXLayer Wrapper>Torch \
    SavedModelLayer KerasLayer HubLayer TFLiteLayer";
/// Functions that fetch, read or run.
const CALLS: &str = "get_file load_model load_img image_dataset_from_directory audio_dataset_from_directory \
    text_dataset_from_directory load_weights save_weights save_model from_config deserialize \
    deserialize_keras_object register_keras_serializable custom_object_scope enable_unsafe_deserialization \
    import_module run_script exec eval system popen pad_sequences model_to_dot plot_model \
    unpack_x_y_sample_weight load_data set_backend config_path";

pub(super) fn object(walk: &mut Walk<'_>, facts: &Facts) {
    // What TensorFlow's own functions do as layers (`TFOpLambda`): `tf.io.read_file` reads files.
    if let Some(function) = text_of(facts, "function").filter(|function| reads(function)) {
        walk.functions.push(function.to_owned());
    }
    let Some(class) = text_of(facts, "class_name") else { return };
    walk.keras = true;
    if class.split('>').next_back().is_some_and(|class| matches!(class, "Lambda" | "__lambda__")) {
        let message =
            format!("its configuration has a {class}, which runs Python code when loaded");
        return walk.reading.add(&rules::LAMBDA, 0, message);
    }
    if listed(FOREIGN, class) {
        let message =
            format!("a {class} loads a model of another kind, whose code is not in this file");
        walk.reading.add(&rules::KERAS_FOREIGN, 0, message);
    }
    let module = text_of(facts, "module");
    let function = text_of(facts, "config").filter(|_| class == "function");
    source(walk, module, function.unwrap_or(class));
    let registered = text_of(facts, "registered_name").filter(|name| name.contains('>'));
    let registered = registered.or(Some(class).filter(|class| class.contains('>')));
    // Keras writes `Package>Name` for what was registered by somebody else; its own are exempt.
    if let Some(name) = registered.filter(|name| !name.starts_with("keras>")) {
        let path = name.replace('>', ".");
        if walk.allow.judge_path(&path) != Verdict::Harmless {
            let message = format!(
                "its configuration needs the registered class {}; allow it with --allow {}",
                shown(name),
                shown(&path)
            );
            walk.reading.doubt(&rules::CUSTOM_OBJECT, 0, message);
        }
    }
}

/// Whether a module is imported that is none of Keras', or something of Keras that is no layer.
fn source(walk: &mut Walk<'_>, module: Option<&str>, name: &str) {
    if listed(CALLS, name) {
        let message = format!("its configuration calls {name}, which fetches, reads or runs");
        return walk.reading.add(&rules::KERAS_CALL, 0, message);
    }
    let Some(module) = module.filter(|module| *module != "null") else { return };
    let under = |prefix: &str| {
        module.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let computes = listed(MODULES, module) || SOURCES.split_ascii_whitespace().any(under);
    if computes && !module.split('.').any(|part| listed(REACHING, part)) {
        return;
    }
    // `builtins` is what Keras writes for functions and types that were registered by name.
    let types =
        ["function", "float", "int", "str", "bool", "tuple", "list", "dict", "bytes", "set"];
    if module == "builtins" && types.contains(&name) {
        return;
    }
    let path = format!("{module}.{name}");
    match walk.allow.judge(module, name) {
        Verdict::Harmless if module != "builtins" => {}
        Verdict::Weapon | Verdict::Disguised => {
            let message = format!("its configuration needs {}, which can run code", shown(&path));
            walk.reading.add(&rules::TARGET_WEAPON, 0, message);
        }
        _ if under("keras") || computes => {
            let message = format!("its configuration calls {}, which is no layer", shown(&path));
            walk.reading.add(&rules::KERAS_CALL, 0, message);
        }
        Verdict::Harmless if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {}
        _ => {
            let shown = shown(&path);
            let message = format!(
                "its configuration needs {shown}, which is not known to be harmless; allow it with --allow {shown}"
            );
            walk.reading.doubt(&rules::CUSTOM_OBJECT, 0, message);
        }
    }
}

fn reads(function: &str) -> bool {
    const PARTS: &[&str] =
        &["io.", "py_function", "numpy_function", "py_func", "read_file", "write_file"];
    const MORE: &[&str] =
        &["load_op_library", "saved_model", "data.", "debugging.", "raw_ops", "print"];
    PARTS.iter().chain(MORE).any(|part| function.contains(part))
}

/// Vocabularies of lookup layers are lists; a path makes the loader read that file.
pub(super) fn end(walk: &mut Walk<'_>) {
    for path in std::mem::take(&mut walk.vocabularies).iter().filter(|_| walk.keras) {
        let message = format!("a lookup layer reads the file {} when it is loaded", shown(path));
        walk.reading.add(&rules::KERAS_FILE, 0, message);
    }
    for function in std::mem::take(&mut walk.functions).iter().filter(|_| walk.keras) {
        let message = format!("its configuration calls {}", shown(function));
        walk.reading.add(&rules::TARGET_WEAPON, 0, message);
    }
    walk.keras = false;
}

fn listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
