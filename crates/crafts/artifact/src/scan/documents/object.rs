//! What loaders do with the objects of a document: the keys by which they import, call and run.

use super::facts::{Fact, Facts, Walk};
use super::{frameworks, hub, jinja, keras, mlflow, onnx, requirements, skops};
use crate::scan::reading::{Reading, shown};
use crate::scan::{encoded, rules};

/// Keys that decide what is loaded or run.
const ACTED_UPON: &str = "class_name module registered_name config compile_config __class__ \
    __module__ __loader__ content _target_ target class_path auto_map trust_remote_code \
    custom_pipelines loader_module python_model code code_path code_paths model_code_path \
    _class_name _diffusers_version auto_mapping parent_library function filepath vocabulary \
    identifier fn func impl type _recursive_ _partial_ init_args mask_token tokenizer_class \
    scripts preinstall install postinstall prepublish preprepare prepare postprepare \
    post-install-cmd pre-install-cmd post-update-cmd post-autoload-dump weight_map base_model_class url origin fname \
    call_endpoint torch_module build_config output_shape pickle model_pickle pre_tokenizer __function__ key value domain \
    module_path implementation opType op_type";

pub(super) fn acted_upon(key: &str) -> bool {
    key.starts_with("py/")
        || frameworks::acted_upon(key)
        || ACTED_UPON.split_ascii_whitespace().any(|known| known == key)
}

/// A key that comes twice is read by one loader in one way, by another in another.
pub(super) fn twice(reading: &mut Reading, key: &str) {
    let message =
        format!("the key {:?} comes twice, and loaders disagree which one counts", shown(key));
    reading.add(&rules::KEY_TWICE, 0, message);
}

/// Judges an object that has been read.
pub(super) fn judge(walk: &mut Walk<'_>, key: &str, facts: &Facts) {
    if facts.is_empty() {
        return;
    }
    hub::object(walk, key, facts);
    frameworks::object(walk, facts);
    keras::object(walk, facts);
    skops::object(walk, facts);
    mlflow::object(walk, facts);
    onnx::object(walk, facts);
    pickled(walk, facts);
}

/// Judges a list of texts that stands under `key`.
pub(super) fn list(walk: &mut Walk<'_>, key: &str, texts: &[String]) {
    hub::list(walk, key, texts);
}

/// Judges a text wherever it stands.
pub(super) fn text(walk: &mut Walk<'_>, key: &str, text: &str) {
    hub::text(walk, key, text);
    frameworks::text(walk, key, text);
    mlflow::text(walk, key, text);
    packages(walk, key, text);
    if text.len() < 4 {
        return;
    }
    let named = ["template", "prompt", "jinja"].iter().any(|word| key.contains(word));
    if jinja::probe(text) && (named || text.contains("__") || text.contains("|attr")) {
        walk.reading.append(jinja::read(text, &rules::TEMPLATE_ESCAPE));
    }
    if let Some(what) = encoded::payload(text, walk.allow) {
        let message = format!("a text in it holds {what}");
        walk.reading.add(&rules::ENCODED, 0, message);
    }
    if key == "vocabulary" || key == "vocab_file_path" {
        walk.vocabularies.push(text.chars().take(200).collect());
    }
}

/// Judges a flag wherever it stands.
pub(super) fn flag(walk: &mut Walk<'_>, key: &str, flag: bool) {
    frameworks::flag(walk, key, flag);
}

/// Keys under which conda, MLflow and others list packages.
const PACKAGES: &[&str] = &[
    "pip",
    "dependencies",
    "requirements",
    "pip_requirements",
    "extra_pip_requirements",
    "build_dependencies",
    "packages",
];

/// Keys of conda's settings: channels, and where those that have a name lie.
const CHANNELS: &[&str] = &["channels", "default_channels", "channel_alias", "allowlist_channels"];
const NAMED_CHANNELS: &[&str] = &["custom_channels", "custom_multichannels"];

/// Whether what stands under `key` says which packages are installed, and from where.
pub(super) fn lists_packages(key: &str) -> bool {
    PACKAGES.contains(&key) || CHANNELS.contains(&key) || NAMED_CHANNELS.contains(&key)
}

fn packages(walk: &mut Walk<'_>, key: &str, text: &str) {
    // In JSON of other kinds these words may list anything.
    let loose = walk.file.ends_with(".json") && !key.contains("pip") && !key.contains('_');
    let says = || text.contains("://") || text.starts_with('-') || text.starts_with("git+");
    if PACKAGES.contains(&key) && (!loose || says()) {
        let (channel, package) = text.split_once("::").unwrap_or(("", text));
        // A channel of conda's own site, with a part of it.
        let site = !channel.contains("://") && !channel.starts_with(['.', '/']);
        let channel = channel.split('/').next().filter(|_| site).unwrap_or(channel);
        requirements::channel(&mut walk.reading, channel);
        requirements::requirement(&mut walk.reading, package);
    } else if CHANNELS.contains(&key) || NAMED_CHANNELS.iter().any(|named| walk.within(named)) {
        requirements::channel(&mut walk.reading, text);
    }
}

/// `jsonpickle` rebuilds any object from such keys.
fn pickled(walk: &mut Walk<'_>, facts: &Facts) {
    for (key, fact) in facts.iter().filter(|(key, _)| key.starts_with("py/")) {
        let what = match fact {
            Fact::Text(text) => shown(text),
            _ => "something".to_owned(),
        };
        if matches!(key.as_str(), "py/tuple" | "py/set" | "py/id" | "py/b64" | "py/bytes") {
            continue;
        }
        let message = format!("the key {:?} makes {what} of it when it is loaded", shown(key));
        walk.reading.add(&rules::JSON_PICKLE, 0, message);
    }
}

/// What is known only at the end.
pub(super) fn end(walk: &mut Walk<'_>) {
    keras::end(walk);
}
