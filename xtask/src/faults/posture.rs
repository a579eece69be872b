//! What the product says of itself.

use super::home::{Home, Ran};
use serde_json::Value;
use std::collections::BTreeMap;

/// Each probe's state, by its id.
pub type Posture = BTreeMap<String, String>;

/// The probe that is there only where a workspace does not open.
const CLOSED: &str = "zero-trust/opens";

/// All but the surface of this host.
const AREAS: [&str; 10] = [
    "classification",
    "data-quality",
    "encryption",
    "least-privilege",
    "zero-trust",
    "robustness",
    "handover",
    "serving",
    "audit",
    "recovery",
];

/// Looks at the workspace, and lets it end what broke off. The inner error is a workspace that does
/// not open.
pub fn look(home: &Home<'_>) -> Result<Result<Posture, Ran>, String> {
    let zooms = AREAS.map(|area| format!(" --zoom {area}")).concat();
    let ran = home.say(&format!("posture --format json --vault vault{zooms}"))?;
    let Some(posture) = read(&ran.out) else { return Ok(Err(ran)) };
    Ok(if posture.contains_key(CLOSED) { Err(ran) } else { Ok(posture) })
}

fn read(text: &str) -> Option<Posture> {
    let table: Value = serde_json::from_str(text).ok()?;
    let probes = |area: &Value| area.get("probes").and_then(Value::as_array).cloned();
    let areas = table.get("areas")?.as_array()?;
    let of = |probe: Value| {
        let text = |name: &str| probe.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("id")?, text("state")?))
    };
    Some(areas.iter().filter_map(probes).flatten().filter_map(of).collect())
}

/// The first probe that says what neither of `known` says.
pub fn otherwise(seen: &Posture, known: &[Posture; 2]) -> Option<String> {
    let [before, after] = known;
    seen.iter().find_map(|(id, state)| {
        let fits = [before, after].iter().any(|known| known.get(id) == Some(state));
        (!fits).then(|| format!("{id} is {state}"))
    })
}
