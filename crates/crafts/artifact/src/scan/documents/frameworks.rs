//! What frameworks beside the hubs' act upon in a configuration: classes that they import by name, code and
//! native libraries that they load, programs that they start.

use super::facts::{Facts, Walk, text_of};
use super::hub::named;
use super::{requirements, script, tools, variables};
use crate::scan::pickle::Verdict;
use crate::scan::reading::shown;
use crate::scan::rules;
use crate::scan::tarball::unsafe_path;

/// Keys whose text frameworks import and call: AllenNLP, Rasa, Kedro, Ray Serve, TorchServe, Python's logging. What
/// stands there is any word to others, so only names that are known to run code are told.
const CLASSES: &[&str] = &[
    "type",
    "_type_",
    "class",
    "class_name",
    "cls",
    "factory",
    "name",
    "()",
    "callable",
    "function",
    "func",
    "handler",
    "import_path",
    "loader",
    "entry_point",
    "entrypoint",
    "implementation",
];
/// Pairs of keys that name a module and something in it: Great Expectations, Dagster.
const PAIRS: &[(&str, &str)] = &[
    ("module_name", "class_name"),
    ("module", "class"),
    ("module", "name"),
    ("module", "function"),
    ("module", "class_name"),
    ("module_path", "class_name"),
];
/// Keys under which a native library is named that a runtime loads: ONNX Runtime, Triton.
const NATIVE: &[&str] =
    &["custom_ops_library", "custom_op_library", "custom_ops_library_path", "op_library_filename"];
/// Keys under which code beside the model is named: fairseq, Dagster, BentoML.
const CODE: &[&str] = &["user_dir", "python_file", "setup_script"];
/// Keys under which a list of modules or classes is imported: MMEngine, cookiecutter, Copier.
const IMPORTS: &[&str] = &["_extensions", "_jinja_extensions", "jinja_extensions"];
/// Classes of Java and .NET that run what their fields say, by how their names begin.
const GADGETS: &[&str] = &[
    "java.lang.",
    "java.net.",
    "java.rmi.",
    "javax.",
    "sun.",
    "com.sun.",
    "org.apache.commons.",
    "org.apache.xalan.",
    "org.springframework.",
    "org.hibernate.",
    "com.mchange.",
    "ch.qos.logback.",
    "org.codehaus.groovy.",
    "groovy.",
    "clojure.",
    "com.zaxxer.",
    "System.Windows.",
    "System.Diagnostics.",
    "System.Configuration.",
    "System.Management.",
    "System.Activities.",
    "System.Workflow.",
    "System.IdentityModel.",
];

pub(super) fn object(walk: &mut Walk<'_>, facts: &Facts) {
    for (module, name) in PAIRS {
        // What Keras writes for functions of its own.
        let module = text_of(facts, module).filter(|module| *module != "builtins");
        if let (Some(module), Some(name)) = (module, text_of(facts, name)) {
            armed(walk, &format!("{module}.{name}"));
        }
    }
    // Spark imports the class of each stage that it saved.
    let spark = ["uid", "paramMap", "timestamp"].iter().all(|key| facts.contains_key(*key));
    let own = |class: &&str| {
        class.starts_with("org.apache.spark.") || class.starts_with("pyspark.") || !spark
    };
    if let Some(class) = text_of(facts, "class").filter(|class| !own(class)) {
        named(walk, class, "its loader imports");
    }
}

/// Keys that [`object`] needs to know of.
pub(super) fn acted_upon(key: &str) -> bool {
    ["module_name", "class", "name", "uid", "paramMap", "timestamp"].contains(&key)
}

pub(super) fn text(walk: &mut Walk<'_>, key: &str, text: &str) {
    tools::text(walk, key, text);
    variables::set(&mut walk.reading, key, text);
    if CLASSES.contains(&key) {
        armed(walk, text);
    }
    expression(walk, text);
    if matches!(key, "@class" | "@type" | "$type" | "__type")
        && GADGETS.iter().any(|name| text.starts_with(name))
    {
        let message =
            format!("the key {:?} makes {} of it when it is loaded", shown(key), shown(text));
        walk.reading.add(&rules::JSON_PICKLE, 0, message);
    }
    if NATIVE.contains(&key) || CODE.contains(&key) {
        let message = format!("it names code that its loader runs: {}", shown(text));
        walk.reading.add(&rules::REMOTE_CODE, 0, message);
    }
    let remote =
        text.contains("://") && matches!(key, "_base_" | "_BASE_" | "working_dir" | "py_modules");
    let outside = key == "filename" && walk.within("_data_files") && unsafe_path(text);
    if remote || outside {
        let message = format!("it is read from {:?}, outside the model's folder", shown(text));
        walk.reading.add(&rules::EXTERNAL_PATH, 0, message);
    }
    if IMPORTS.contains(&key) || key == "imports" && walk.within("custom_imports") {
        named(walk, text, "its configuration imports");
    }
    if matches!(key, "pip_args" | "pip_install_options") {
        requirements::requirement(&mut walk.reading, text);
    }
    started(walk, key, text);
    // Zarr: a codec that pickles.
    let codec =
        matches!((key, text), ("id", "pickle") | ("name", "numcodecs.pickle" | "numcodecs/pickle"));
    if codec && (walk.file.starts_with(".z") || walk.file == "zarr.json") {
        walk.reading.add(
            &rules::JSON_PICKLE,
            0,
            "its values are pickles, which their reader loads",
        );
    }
    // A list of variables, as Compose has it.
    if text.len() < 4_096 {
        variables::line(&mut walk.reading, text);
    }
}

pub(super) fn flag(walk: &mut Walk<'_>, key: &str, flag: bool) {
    if flag && ["jpserver_extensions", "nbserver_extensions"].iter().any(|list| walk.within(list)) {
        named(walk, &format!("{key}.load"), "its configuration imports");
    }
}

/// Programs that editors and agents start when the folder is opened.
fn started(walk: &mut Walk<'_>, key: &str, text: &str) {
    const HOOKS: &[&str] = &[
        "onCreateCommand",
        "updateContentCommand",
        "postCreateCommand",
        "postStartCommand",
        "postAttachCommand",
        "initializeCommand",
        "argv",
        "_tasks",
        "_migrations",
        "tasks",
    ];
    let hook = HOOKS.contains(&key)
        || HOOKS.iter().any(|hook| walk.within(hook) && hook.ends_with("Command"));
    if hook && !script::reaches(text).is_empty() {
        let message = format!("under {:?} it has a command: {}", shown(key), shown(text));
        walk.reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
    let server = key == "command" && (walk.within("mcpServers") || walk.file == "mcp.json");
    let path = ["python.defaultInterpreterPath", "python.pythonPath"].contains(&key)
        && !text.starts_with('/');
    if server || path && !text.is_empty() {
        let message = format!("whoever opens the folder starts {} for it", shown(text));
        walk.reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
}

/// MONAI evaluates a text that begins with `$` as Python.
fn expression(walk: &mut Walk<'_>, text: &str) {
    let Some(code) = text.strip_prefix('$') else { return };
    let imports = code.strip_prefix("import ").or_else(|| code.strip_prefix("from "));
    if let Some(module) = imports.and_then(|rest| rest.split([' ', ',', '.']).next()) {
        const ARMED: &[&str] =
            &["os", "sys", "subprocess", "shutil", "socket", "importlib", "ctypes", "pty", "runpy"];
        // `os` by itself only joins paths; what is called of it is told below.
        if ARMED.contains(&module) && module != "os" {
            let message = format!("it evaluates {}, which can run code", shown(text));
            walk.reading.add(&rules::TARGET_WEAPON, 0, message);
        }
    } else if PYTHON.iter().any(|word| code.contains(word)) {
        let message = format!("it evaluates {}, which can run code", shown(text));
        walk.reading.add(&rules::TARGET_WEAPON, 0, message);
    }
}

/// What an expression of Python's has that runs code; other languages begin texts with `$`, too.
const PYTHON: &[&str] = &[
    "__import__",
    "__subclasses__",
    "__globals__",
    "__builtins__",
    "os.system",
    "os.popen",
    "os.exec",
    "os.spawn",
    "subprocess.",
    "importlib.",
    "builtins.",
    "shutil.rmtree",
    "runpy.",
    "ctypes.",
    "pickle.load",
];

/// Tells a path that is known to run code.
fn armed(walk: &mut Walk<'_>, text: &str) {
    let path = text.strip_prefix("ext://").unwrap_or(text).replace(':', ".");
    if path.contains('.') && walk.allow.judge_path(&path) == Verdict::Weapon {
        named(walk, &path, "its configuration names");
    }
}

/// Caffe imports the module of a layer of Python's.
pub(super) fn prototxt(walk: &mut Walk<'_>, text: &str) {
    if !text.contains("python_param") {
        return;
    }
    for (at, _) in text.match_indices("module:") {
        let value =
            text.get(at + 7..).unwrap_or_default().trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(['"', '\'', '\n']).unwrap_or(value.len());
        named(walk, &format!("{}.Layer", value.get(..end).unwrap_or_default()), "a layer imports");
    }
}

/// `data/pickle_module_info.txt` of MLflow names the module by which it unpickles.
pub(super) fn pickle_module(walk: &mut Walk<'_>, text: &str) {
    let module = text.trim();
    if !["mlflow.pytorch.pickle_module", "pickle", "cloudpickle", "dill"].contains(&module) {
        named(walk, &format!("{module}.load"), "its loader imports");
    }
}
