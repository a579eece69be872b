//! YAML, event by event: an alias stands for the text it names, no other is ever expanded, and every
//! tag is looked at.

use super::facts::Walk;
use super::object;
use crate::scan::reading::shown;
use crate::scan::rules;
use granit_parser::{Event, Parser, Tag};
use std::collections::HashMap;

/// Texts with an anchor that are kept, and characters of each.
const ANCHORS: usize = 10_000;
const ANCHORED: usize = 4_096;

/// What stands at one level: in a mapping, the key whose value comes next.
enum Level {
    Sequence(String),
    Mapping(Option<String>),
}

/// Walks all documents of `text`; tells what its tags would make.
pub(super) fn walk(walk: &mut Walk<'_>, text: &str) {
    let mut levels: Vec<Level> = Vec::new();
    let mut anchors: HashMap<usize, String> = HashMap::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, _)) = event else {
            return walk.reading.unsure("its YAML cannot be read");
        };
        match event {
            Event::Scalar(value, _, anchor, kind) => {
                tag(walk, kind.as_deref(), &value);
                if anchor > 0 && anchors.len() < ANCHORS && value.len() <= ANCHORED {
                    anchors.insert(anchor, value.to_string());
                }
                scalar(walk, &mut levels, &value);
            }
            Event::SequenceStart(_, _, kind) => {
                tag(walk, kind.as_deref(), "");
                let key = taken(&mut levels);
                if !walk.open(&key, true) {
                    return;
                }
                levels.push(Level::Sequence(key));
            }
            Event::MappingStart(_, _, kind) => {
                tag(walk, kind.as_deref(), "");
                let key = taken(&mut levels);
                if !walk.open(&key, false) {
                    return;
                }
                levels.push(Level::Mapping(None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                levels.pop();
                walk.close();
            }
            Event::Alias(anchor) => match anchors.get(&anchor) {
                Some(value) => scalar(walk, &mut levels, value),
                None => {
                    let key = taken(&mut levels);
                    if key == "auto_map" || object::lists_packages(&key) {
                        walk.reading
                            .unsure(format!("what {:?} stands for lies elsewhere", shown(&key)));
                    }
                    walk.other(&key);
                }
            },
            _ => {}
        }
    }
}

fn scalar(walk: &mut Walk<'_>, levels: &mut [Level], value: &str) {
    match levels.last_mut() {
        Some(Level::Mapping(key @ None)) => *key = Some(value.to_owned()),
        Some(Level::Mapping(key)) => {
            let key = key.take().unwrap_or_default();
            leaf(walk, &key, value);
        }
        Some(Level::Sequence(key)) => leaf(walk, &key.clone(), value),
        None => leaf(walk, "", value),
    }
}

fn leaf(walk: &mut Walk<'_>, key: &str, value: &str) {
    match value {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "on" | "On" => walk.flag(key, true),
        "false" | "False" | "FALSE" | "no" | "No" | "off" | "Off" => walk.flag(key, false),
        _ => walk.text(key, value),
    }
}

/// The key of a value that is no scalar. A mapping as a key stands under none.
fn taken(levels: &mut [Level]) -> String {
    match levels.last_mut() {
        Some(Level::Mapping(key)) => match key.take() {
            Some(key) => key,
            None => {
                *key = Some(String::new());
                String::new()
            }
        },
        Some(Level::Sequence(key)) => key.clone(),
        None => String::new(),
    }
}

/// Tags of PyYAML make objects, import modules and call functions; those of YAML itself are types.
fn tag(walk: &mut Walk<'_>, tag: Option<&Tag>, value: &str) {
    const PLAIN: &str =
        "null bool int float str seq map binary timestamp omap pairs set merge value";
    let Some(tag) = tag else { return };
    let full = decoded(&format!("{}{}", tag.handle(), tag.suffix()));
    let core = full.strip_prefix("tag:yaml.org,2002:").or_else(|| full.strip_prefix("!!"));
    let message = || format!("the tag {:?} makes a Python object when it is loaded", shown(&full));
    match core {
        Some(kind) if PLAIN.split(' ').any(|plain| plain == kind) => {}
        Some(kind) if kind.starts_with("python/") => {
            const DATA: &str = "none bool str unicode bytes int long float complex list tuple dict";
            let kind = kind.trim_start_matches("python/");
            if DATA.split(' ').any(|data| data == kind) {
                return;
            }
            walk.reading.add(&rules::YAML_TAG, 0, message());
        }
        _ if full.to_ascii_lowercase().contains("python") => {
            walk.reading.add(&rules::YAML_TAG, 0, message());
        }
        // `!` alone says that a scalar is text.
        _ if full == "!" => {}
        _ => {
            let value =
                if value.is_empty() { String::new() } else { format!(" of {:?}", shown(value)) };
            let message =
                format!("the tag {:?}{value} is made by a program of its own", shown(&full));
            walk.reading.doubt(&rules::YAML_OWN_TAG, 0, message);
        }
    }
}

/// Whether a text that is called otherwise has a tag that makes a Python object.
pub(super) fn tagged(text: &str) -> bool {
    let named = text.contains("tag:yaml.org,2002:") && text.contains("python");
    let marks = text.match_indices('!').filter_map(|(at, _)| text.get(at..));
    let starts = |rest: &&str| ["!!p", "!!%", "!<"].iter().any(|start| rest.starts_with(start));
    named
        || marks.filter(starts).any(|rest| {
            let word: String = rest.chars().take(100).take_while(|c| !c.is_whitespace()).collect();
            let word = decoded(&word);
            ["!!python/", "!<tag:yaml.org,2002:python"].iter().any(|tag| word.starts_with(tag))
        })
}

/// A tag without the escapes of addresses, in which any letter may be spelled.
fn decoded(tag: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), tag.as_bytes());
    while let Some((&first, others)) = rest.split_first() {
        let digits = others.get(..2).filter(|_| first == b'%');
        let code = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = others.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
