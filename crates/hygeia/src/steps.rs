//! The steps of the journey, and what each claims.

use terms::{Area, Mission};

/// A step: its stable name, its title, and what it proves if it holds.
#[derive(Debug, Clone, Copy)]
pub struct StepOf {
    pub name: &'static str,
    pub title: &'static str,
    pub area: Area,
    pub missions: &'static [Mission],
    pub claim: &'static str,
}

macro_rules! steps {
    ($(($name:literal, $title:literal, $area:ident, [$($mission:literal),+], $claim:literal)),+ $(,)?) => {
        &[$(StepOf {
            name: $name,
            title: $title,
            area: Area::$area,
            missions: &[$(Mission($mission)),+],
            claim: $claim,
        }),+]
    };
}

/// All steps, in their order.
pub const STEPS: &[StepOf] = steps![
    ("surface", "Surface", Surface, [3, 8], "what listens on this host is seen"),
    ("land", "Land", Encryption, [5, 19], "a table lands in memory, and nowhere else"),
    ("classify", "Classify", Classification, [16], "each column is known for what it holds"),
    (
        "validate",
        "Validate",
        DataQuality,
        [4, 19],
        "what is wrong with the table is told by row, under a signed receipt"
    ),
    ("protect", "Protect", Encryption, [5, 17, 18], "no confidential value is at rest in clear"),
    (
        "raci",
        "RACI",
        LeastPrivilege,
        [6, 7],
        "the gate allows what the RACI says, and widening it takes two people"
    ),
    (
        "query",
        "Query in place",
        ZeroTrust,
        [15, 20],
        "each reader gets their view, by a recorded decision, from a known device and network"
    ),
    ("screen", "Screen", Poisoning, [11, 14], "poisoned rows are found before training"),
    (
        "train",
        "Train",
        Robustness,
        [12, 13],
        "models are trained in memory, attacked, and compared"
    ),
    (
        "handover",
        "Hand over",
        Handover,
        [10],
        "nothing unscanned, unsigned or agreed to by its author is promoted"
    ),
    (
        "serve",
        "Serve",
        Serving,
        [14],
        "the model answers behind the gate, within budgets, with hardened outputs"
    ),
    (
        "drill",
        "Drill",
        Serving,
        [2],
        "attacks on the running workspace do not reach their goal unseen"
    ),
    (
        "vault",
        "Vault",
        Recovery,
        [9, 21],
        "the vault takes over from a destroyed workspace, with the same answers"
    ),
    ("posture", "Posture", Audit, [1, 22], "one table over the whole flow, the same at every zoom"),
];

/// The title of the step called `name`.
#[must_use]
pub fn title(name: &'static str) -> &'static str {
    STEPS.iter().find(|step| step.name == name).map_or(name, |step| step.title)
}
