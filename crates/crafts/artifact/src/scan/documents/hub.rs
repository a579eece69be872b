//! What model hubs and their libraries act upon: code beside a model, classes named in a config, files
//! elsewhere.

use super::facts::{Fact, Facts, Walk, text_of};
use super::{commands, script};
use crate::scan::pickle::Verdict;
use crate::scan::reading::shown;
use crate::scan::rules;
use crate::scan::tarball::unsafe_path;
use crate::scan::torchscript;

/// Keys whose text is a path to import and call (Hydra, LightningCLI, NeMo).
pub(super) const TARGETS: &[&str] = &["_target_", "class_path", "__function__"];
/// Libraries that the parts of a diffusers pipeline come from.
const PARTS: &[&str] = &["diffusers", "transformers", "null", "onnxruntime", "peft", "flax"];

pub(super) fn object(walk: &mut Walk<'_>, key: &str, facts: &Facts) {
    for target in TARGETS.iter().filter_map(|target| text_of(facts, target)) {
        named(walk, target, "its configuration calls");
    }
    // `target` with `params` is how latent diffusion names its classes; elsewhere it is any word.
    if let Some(target) =
        text_of(facts, "target").filter(|target| dotted(target) && !operator(target))
    {
        named(walk, target, "its configuration calls");
    }
    if facts.get("trust_remote_code").is_some_and(holds) {
        let message = "it asks its loader to run code that comes with the model";
        walk.reading.add(&rules::REMOTE_CODE, 0, message);
    }
    if let Some(library) = text_of(facts, "parent_library") {
        let known = ["transformers", "diffusers", "peft", "torch"];
        if !known.contains(&library.split('.').next().unwrap_or_default()) {
            named(walk, &format!("{library}.Model"), "its configuration imports");
        }
    }
    if key == "scripts" {
        let hooks = [
            "preinstall",
            "install",
            "postinstall",
            "prepublish",
            "preprepare",
            "prepare",
            "postprepare",
            "post-install-cmd",
            "pre-install-cmd",
            "post-update-cmd",
            "post-autoload-dump",
        ];
        if hooks.iter().any(|hook| facts.contains_key(*hook)) {
            walk.reading.add(&rules::SCRIPT_REACHES, 0, "it runs a program when it is installed");
        }
    }
    if walk.file == "model-settings.json"
        && let Some(kind) = text_of(facts, "implementation")
        && !kind.starts_with("mlserver")
    {
        named(walk, kind, "its server imports");
    }
    if walk.file == "modules.json"
        && let Some(kind) = text_of(facts, "type")
        && !kind.starts_with("sentence_transformers.")
    {
        named(walk, kind, "its list of modules imports");
    }
}

pub(super) fn list(walk: &mut Walk<'_>, key: &str, texts: &[String]) {
    let [library, class, ..] = texts else { return };
    let index = walk.file.ends_with("model_index.json");
    let part = index && !key.starts_with('_') || key == "_class_name";
    let pair = part && class.starts_with(|c: char| c.is_ascii_uppercase());
    if pair && !PARTS.contains(&library.split('.').next().unwrap_or_default()) {
        remote(walk, &format!("the class {class:?} of {library:?}"));
    }
}

pub(super) fn text(walk: &mut Walk<'_>, key: &str, text: &str) {
    if key == "auto_map" || walk.within("auto_map") || AUTO.contains(&key) && text.contains('.') {
        remote(walk, text);
    }
    if key == "impl" && walk.within("custom_pipelines") {
        remote(walk, text);
    }
    // A kernel of a hub's is native code that is fetched.
    if KERNELS.contains(&key) && text.contains('/') {
        remote(walk, text);
    }
    if ACTIVATIONS.contains(&key) && dotted(text) {
        named(walk, text, "its configuration calls");
    }
    let routed = walk.file == "router_config.json" && walk.within("types");
    if routed && !text.starts_with("sentence_transformers.") {
        named(walk, text, "its list of modules imports");
    }
    let command = RUN.contains(&key) && !script::reaches(text).is_empty();
    if command || !walk.file.ends_with(".md") && commands::fetched(key, text) {
        let message = format!("under {:?} it has a command: {}", shown(key), shown(text));
        walk.reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
    let elsewhere = unsafe_path(text) || text.contains("://");
    if elsewhere && (key == "paths" || walk.file.ends_with(".index.json")) {
        let message =
            format!("its weights are read from {:?}, outside the model's folder", shown(text));
        walk.reading.add(&rules::EXTERNAL_PATH, 0, message);
    }
}

/// Keys that name an implementation of attention, which may be one of a hub.
const KERNELS: &[&str] = &[
    "attn_implementation",
    "_attn_implementation",
    "_attn_implementation_internal",
    "experts_implementation",
];
/// Keys whose text sentence-transformers imports and calls, if it is a path.
const ACTIVATIONS: &[&str] = &[
    "activation_function",
    "activation_fn",
    "pooler_activation_function",
    "sbert_ce_default_activation_function",
];
/// Keys under which build systems, orchestrators and editors keep commands.
const RUN: &[&str] = &[
    "command",
    "cmd",
    "entrypoint",
    "entry",
    "script",
    "before_script",
    "after_script",
    "run",
    "args",
    "exec",
    "postcreatecommand",
    "postCreateCommand",
    "initializeCommand",
    "commands",
    "cmds",
    "bash",
    "pwsh",
    "shell_cmd",
    "init_hook",
    "runcmd",
    "bootcmd",
];

/// Whether a flag is on, however it is spelled.
fn holds(fact: &Fact) -> bool {
    match fact {
        Fact::Flag(on) => *on,
        Fact::Text(text) => !["", "0", "null", "~", "none", "false", "no", "off"]
            .contains(&text.trim().to_lowercase().as_str()),
        Fact::List(_) | Fact::Other => true,
    }
}

/// The keys of `auto_map`, each with `module.Class` of code beside the model.
const AUTO: &[&str] = &[
    "AutoConfig",
    "AutoModel",
    "AutoTokenizer",
    "AutoProcessor",
    "AutoImageProcessor",
    "AutoFeatureExtractor",
    "AutoVideoProcessor",
    "AutoBackbone",
    "AutoModelForCausalLM",
    "AutoModelForMaskedLM",
    "AutoModelForSeq2SeqLM",
    "AutoModelForSequenceClassification",
    "AutoModelForTokenClassification",
    "AutoModelForQuestionAnswering",
    "AutoModelForImageClassification",
    "AutoModelForVision2Seq",
    "AutoModelForImageTextToText",
    "AutoModelForSpeechSeq2Seq",
    "AutoModelForObjectDetection",
    "AutoModelForPreTraining",
];

fn remote(walk: &mut Walk<'_>, what: &str) {
    let message =
        format!("it names code beside the model, which its loader may run: {}", shown(what));
    walk.reading.add(&rules::REMOTE_CODE, 0, message);
}

/// Judges a path that a loader imports and calls.
pub(super) fn named(walk: &mut Walk<'_>, path: &str, verb: &str) {
    let shown = shown(path);
    match walk.allow.judge_path(path) {
        Verdict::Harmless => {}
        Verdict::Weapon | Verdict::Disguised => {
            let message = format!("{verb} {shown}, which can run code or read files");
            walk.reading.add(&rules::TARGET_WEAPON, 0, message);
        }
        Verdict::Unknown => {
            let message = format!(
                "{verb} {shown}, which is not known to be harmless; allow it with --allow {shown}"
            );
            walk.reading.doubt(&rules::TARGET_UNKNOWN, 0, message);
        }
    }
}

/// What a program of `torch.export` calls: an operator of PyTorch's, or of numbers.
fn operator(target: &str) -> bool {
    let namespace = target.strip_prefix("torch.ops.").and_then(|rest| rest.split('.').next());
    let numbers =
        ["_operator.", "math.", "torch.sym_"].iter().any(|start| target.starts_with(start));
    namespace.is_some_and(torchscript::brought)
        || numbers
            && !target.contains("caller")
            && !target.contains("getter")
            && target.matches('.').count() == 1
}

/// Whether a word is a path of Python names.
fn dotted(text: &str) -> bool {
    let identifier = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.contains('.') && text.split('.').all(identifier)
}
