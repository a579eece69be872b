//! Texts beside a model: templates, configurations, lists of packages, notebooks, programs.
//!
//! Text runs nothing by itself; what runs is what a loader makes of it. So each text is read as its
//! loader reads it, by its name, and as whatever else would act upon it wherever it stands.

mod commands;
mod facts;
mod frameworks;
mod gitconfig;
mod hub;
pub(super) mod jinja;
mod json;
mod keras;
mod lexer;
mod lines;
mod locks;
mod mlflow;
mod names;
mod notebook;
mod object;
pub(super) mod onnx;
mod programs;
mod requirements;
mod script;
mod settings;
mod skops;
mod tools;
mod ubj;
mod variables;
mod walk;
mod xml;
mod yaml;

use super::policy::Allow;
use super::reading::Reading;
use super::rules;
use super::{encoded, git};
use facts::Walk;
use std::io::Read;

/// Characters of a text that is no JSON.
const LENGTH: usize = 16 << 20;
/// Characters of a text that may be a list of requirements to another.
const LIST: usize = 1 << 20;
/// Names that mean YAML without a suffix of it.
const YAML_NAMES: &[&str] =
    &["mlmodel", "mlproject", "conda.lock", ".condarc", ".clangd", "environment"];
/// Suffixes of settings that name where packages come from.
const SETTINGS: &[&str] = &["cfg", "ini", "conf", "lock", "npmrc", "piprc"];
/// Suffixes of texts that people read, or that hold data: a line in them is no setting.
const READ: &[&str] = &["md", "markdown", "rst", "html", "csv", "tsv", "log", "jsonl", "ndjson"];

/// JSON with the numbers that Python writes and no standard has, as zeros.
pub(super) fn pythonic<R: Read>(from: R) -> impl Read {
    json::Pythonic::of(from)
}

/// Reads JSON of any length; nothing if it is none.
pub(super) fn json(name: &str, from: impl Read, allow: &Allow) -> Option<Reading> {
    let file = base(name);
    let mut walk = Walk::new(&file, allow);
    json::walk(&mut walk, from).then(|| {
        let mut reading = walk.finish();
        if programs::is_one(name, &file) {
            reading.add(&rules::SCRIPT, 0, "this is program text");
        }
        reading
    })
}

/// Whether bytes begin as UBJSON does.
pub(super) fn ubj_probe(bytes: &[u8]) -> bool {
    ubj::probe(bytes)
}

/// Reads UBJSON, which XGBoost writes; nothing if it is none.
pub(super) fn ubj(name: &str, bytes: &[u8], allow: &Allow) -> Option<Reading> {
    if !ubj::probe(bytes) {
        return None;
    }
    let file = base(name);
    let mut walk = Walk::new(&file, allow);
    ubj::walk(bytes, &mut walk).then(|| walk.finish())
}

/// Reads a lock file that is JSON, beside what [`json()`] says of it.
pub(super) fn lock(name: &str) -> Option<impl Fn(&[u8]) -> Reading> {
    let file = base(name);
    locks::is_one(&file)
        .then_some(move |bytes: &[u8]| locks::read(&file, &String::from_utf8_lossy(bytes)))
}

/// Reads a notebook, beside what [`json()`] says of it.
pub(super) fn notebook(name: &str, bytes: &[u8]) -> Option<Reading> {
    base(name).ends_with(".ipynb").then(|| notebook::read(bytes))
}

/// Reads text that is no JSON.
pub(super) fn text(name: &str, text: &str, allow: &Allow) -> Reading {
    let mut reading = Reading::default();
    if text.len() > LENGTH {
        reading.unsure("the text is longer than the limit");
        return reading;
    }
    let file = base(name);
    let suffix = file.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let is_list = requirements(&file, suffix);
    if is_list {
        reading.if_included(Reading::default());
    } else if text.len() <= LIST {
        reading.if_included(requirements::read(text));
    }
    match suffix {
        "jinja" | "jinja2" | "j2" | "tmpl" | "template" => {
            reading.append(jinja::read(text, &rules::TEMPLATE_ESCAPE));
        }
        "yaml" | "yml" => reading.append(yaml(&file, text, allow)),
        "jsonl" | "ndjson" => reading.append(lines(&file, text, allow)),
        "csv" | "tsv" => reading.append(programs::cells(text)),
        "xml" | "pmml" | "svg" | "xsl" | "xslt" | "html" => reading.append(xml::read(text)),
        "md" | "markdown" => reading.append(card(&file, text, allow)),
        _ if YAML_NAMES.contains(&file.as_str()) => reading.append(yaml(&file, text, allow)),
        _ if is_list => reading.append(requirements::read(text)),
        "toml" => {
            reading.append(settings::read(text));
        }
        _ if SETTINGS.contains(&suffix) || file == "pipfile" || file.starts_with(".npmrc") => {
            reading.append(settings::read(text));
        }
        "gin" => reading.append(gin(&file, text, allow)),
        _ if programs::is_one(name, &file) => {
            reading.add(&rules::SCRIPT, 0, "this is program text");
            reading.append(script::read(text));
        }
        _ if is_git(name, &file, text) => {
            reading.append(gitconfig::read(text, git::is_own(name)));
        }
        _ => {}
    }
    let program = programs::is_one(name, &file) && SETTINGS.contains(&suffix);
    // A live script of MATLAB is an archive with this in it.
    if program || name.ends_with("!matlab/document.xml") {
        reading.add(&rules::SCRIPT, 0, "this is program text");
    }
    if locks::is_one(&file) {
        reading.append(locks::read(&file, text));
    }
    reading.append(tools::lines(&file, text));
    if matches!(suffix, "toml" | "cfg" | "ini" | "conf") || file == "pipfile" {
        reading.append(programs::settings(text));
    }
    if matches!(suffix, "prototxt" | "pbtxt") {
        let mut walk = Walk::new(&file, allow);
        frameworks::prototxt(&mut walk, text);
        reading.append(walk.finish());
    }
    if file == "pickle_module_info.txt" {
        let mut walk = Walk::new(&file, allow);
        frameworks::pickle_module(&mut walk, text);
        reading.append(walk.finish());
    }
    if !READ.contains(&suffix) {
        reading.append(requirements::included(text));
    }
    if !READ.contains(&suffix) && !matches!(suffix, "yaml" | "yml") {
        reading.append(targets(&file, text, allow));
    }
    anywhere(&mut reading, &file, text, allow);
    reading
}

/// Reads program text; that it is one is told by the caller.
pub(super) fn program(text: &str, allow: &Allow) -> Reading {
    let mut reading = script::read(text);
    hidden(&mut reading, text, allow);
    reading
}

/// Reads a text that stands in another format: metadata of a tensor file, an attribute.
pub(super) fn value(key: &str, text: &str, allow: &Allow) -> Reading {
    if text.trim_start().starts_with(['{', '['])
        && let Some(mut reading) = json("config.json", text.as_bytes(), allow)
    {
        reading.note(key, text);
        return reading;
    }
    let mut walk = Walk::new("", allow);
    walk.text(key, text);
    walk.reading.note(key, text);
    walk.finish()
}

/// What a text does whatever it is called.
fn anywhere(reading: &mut Reading, file: &str, text: &str, allow: &Allow) {
    let suffix = file.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    onnx::text(reading, suffix, text);
    if yaml::tagged(text) && !matches!(suffix, "yaml" | "yml" | "md") {
        reading.add(
            &rules::YAML_TAG,
            0,
            "it has a tag that makes a Python object when it is loaded as YAML",
        );
    }
    if text.contains("<!ENTITY") && !matches!(suffix, "xml" | "pmml" | "md") {
        reading.append(xml::read(text));
    }
    if text.trim_start().starts_with("<?php") {
        reading.add(&rules::SCRIPT, 0, "this is program text");
    }
    let marked =
        text.trim_start().starts_with("<?xml") || text.trim_start().starts_with("<!DOCTYPE");
    if marked && !matches!(suffix, "xml" | "pmml" | "svg" | "xsl" | "xslt" | "html" | "htm" | "md")
    {
        reading.append(xml::read(text));
    }
    if !READ.contains(&suffix) {
        programs::anywhere(reading, file, text);
    }
    hidden(reading, text, allow);
}

fn hidden(reading: &mut Reading, text: &str, allow: &Allow) {
    if let Some(what) = encoded::payload(text, allow) {
        reading.add(&rules::ENCODED, 0, format!("a text in it holds {what}"));
    }
}

fn yaml(file: &str, text: &str, allow: &Allow) -> Reading {
    let mut walk = Walk::new(file, allow);
    yaml::walk(&mut walk, text);
    walk.finish()
}

/// What TOML and texts without a suffix name to import and call, wherever in a line.
fn targets(file: &str, text: &str, allow: &Allow) -> Reading {
    let mut walk = Walk::new(file, allow);
    for key in hub::TARGETS {
        for (at, _) in text.match_indices(key) {
            let rest = text.get(at + key.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['"', '\'', ' ', '\t']).strip_prefix(['=', ':']);
            let value = rest.map(|rest| rest.trim_start_matches(['"', '\'', ' ', '\t']));
            let end = ['"', '\'', '\n', '\r', ' ', ',', '}'];
            let path = value.and_then(|value| value.split(end).next());
            // A word of prose has no points; Hydra knows no path without.
            if let Some(path) = path.filter(|path| path.contains('.') || file.ends_with(".toml")) {
                hub::named(&mut walk, path, "its configuration calls");
            }
        }
    }
    walk.finish()
}

/// What a configuration of gin imports, and what it calls by a whole path.
fn gin(file: &str, text: &str, allow: &Allow) -> Reading {
    let mut walk = Walk::new(file, allow);
    for line in text.lines().map(str::trim_start) {
        let imported = ["import ", "from "].iter().find_map(|word| line.strip_prefix(word));
        if let Some(module) = imported.and_then(|rest| rest.split_whitespace().next()) {
            hub::named(&mut walk, module, "its configuration imports");
        }
        for called in line.split('@').skip(1) {
            let end = called.find(|c: char| !c.is_alphanumeric() && !"._".contains(c));
            let path = called.get(..end.unwrap_or(called.len())).unwrap_or(called);
            if path.contains('.') {
                hub::named(&mut walk, path, "its configuration calls");
            }
        }
    }
    walk.finish()
}

/// Whether a text is read by Git: by where it lies, or as it begins a section.
fn is_git(name: &str, file: &str, text: &str) -> bool {
    let own = git::is_own(name);
    match file {
        ".gitconfig" | ".gitmodules" | ".lfsconfig" => true,
        "config" | "config.worktree" => {
            own || text.trim_start().starts_with('[') || text.to_lowercase().contains("[core")
        }
        _ => false,
    }
}

/// JSON line by line.
fn lines(file: &str, text: &str, allow: &Allow) -> Reading {
    let mut reading = Reading::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match json(file, line.as_bytes(), allow) {
            Some(one) => reading.append(one),
            None => reading.unsure("one of its lines is no JSON"),
        }
    }
    reading
}

/// A card's front matter is YAML, between lines of dashes.
fn card(file: &str, text: &str, allow: &Allow) -> Reading {
    let matter = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---"));
    matter.map(|(matter, _)| yaml(file, matter, allow)).unwrap_or_default()
}

fn requirements(file: &str, suffix: &str) -> bool {
    let listed = matches!(suffix, "txt" | "in" | "pip");
    listed
        && ["requirement", "constraint", "packages", "dependencies", "deps"]
            .iter()
            .any(|w| file.contains(w))
}

/// The last part of a name, in small letters.
fn base(name: &str) -> String {
    name.rsplit(['/', '!', '\\']).next().unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
#[path = "documents/framework_tests.rs"]
mod framework_tests;
#[cfg(test)]
#[path = "documents/tests.rs"]
mod tests;
#[cfg(test)]
#[path = "documents/tool_tests.rs"]
mod tool_tests;
