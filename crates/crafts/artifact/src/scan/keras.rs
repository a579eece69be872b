//! Keras: what a model's configuration would run. In `.keras` archives the configuration is JSON;
//! in HDF5 files it is only looked for, so that those are never clean.

use super::rules;
use super::session::{Session, Subject};
use super::source::Source;
use serde_json::Value;

/// Looks for Keras configurations in JSON; other JSON is just data.
pub(super) fn look(session: &mut Session, subject: Subject<'_>) {
    let Some(bytes) = session.whole(subject) else { return };
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(value) => config(session, subject, &value),
        Err(_) => session.unsure(subject.name, "its JSON cannot be read"),
    }
}

/// Depth is bounded by the JSON reader (128).
fn config(session: &mut Session, subject: Subject<'_>, value: &Value) {
    match value {
        Value::Object(object) => {
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            if let Some(class) = text("class_name") {
                layer(session, subject, class, text("module"), text("registered_name"));
            }
            object.values().for_each(|value| config(session, subject, value));
        }
        Value::Array(values) => values.iter().for_each(|value| config(session, subject, value)),
        _ => {}
    }
}

fn layer(
    session: &mut Session,
    subject: Subject<'_>,
    class: &str,
    module: Option<&str>,
    registered: Option<&str>,
) {
    if matches!(class, "Lambda" | "__lambda__") {
        let message =
            format!("its configuration has a {class}, which runs Python code when loaded");
        return session.add(&rules::LAMBDA, subject.name, 0, message);
    }
    let own = |module: &str| {
        ["keras", "builtins"].iter().any(|m| {
            module.strip_prefix(m).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let foreign = module.filter(|module| !own(module));
    // Keras writes `Package>Name` for what was registered by somebody else.
    let foreign = foreign.or(registered.filter(|name| name.contains('>')));
    if let Some(source) = foreign {
        let (source, class): (String, String) =
            (source.chars().take(80).collect(), class.chars().take(80).collect());
        let message = format!("its configuration needs the class {class:?} of {source:?}");
        session.add(&rules::CUSTOM_OBJECT, subject.name, 0, message);
    }
}

/// Where `needle` first stands.
fn find(source: Source<'_>, needle: &[u8]) -> Option<u64> {
    let (mut at, mut rest, mut found) = (0, Vec::new(), None);
    source.pieces(|piece| {
        rest.extend_from_slice(piece);
        let place = rest.windows(needle.len()).position(|window| window == needle);
        found = found.or(place.map(|place| at + place as u64));
        let done = rest.len().saturating_sub(needle.len() - 1);
        rest.drain(..done);
        at += done as u64;
    });
    found
}

/// Looks for Lambda layers in the bytes of an HDF5 file, which is not read otherwise.
pub(super) fn look_hdf5(session: &mut Session, subject: Subject<'_>) {
    let needles: [&[u8]; 3] =
        [b"\"class_name\": \"Lambda\"", b"\"class_name\":\"Lambda\"", b"__lambda__"];
    for needle in needles {
        if let Some(offset) = find(subject.source, needle) {
            let message =
                "its configuration has a Lambda layer, which runs Python code when loaded";
            session.add(&rules::LAMBDA, subject.name, offset, message);
        }
    }
    session.unsure(subject.name, "HDF5 is only searched for Lambda layers, not read");
}
