//! What a bill for AI should tell, and which of it nobody told: known unknowns are named.
//!
//! The elements are those of the cluster *Models*, and what of the others a model's files can tell, of
//! "Software Bill of Materials for AI: Minimum Elements" (G7 Cybersecurity Working Group: BSI, ACN, ANSSI, CISA
//! and others, May 2026), and of CISA's minimum elements for any bill. What is of a running system (data flow,
//! infrastructure, controls) is no part of a model's files.

use super::Inputs;

/// Elements of a dataset of which only the name is told.
pub(super) const OF_NAMED_DATASET: [(&str, bool); 5] = [
    ("hash", false),
    ("licence", false),
    ("provenance", false),
    ("sensitivity", false),
    ("version", false),
];

/// Elements of the model, and whether each is known.
pub(super) fn of_model(inputs: &Inputs) -> Vec<(&'static str, bool)> {
    let told = &inputs.described;
    let property = |part: &str| told.properties.iter().any(|(name, _)| name.contains(part));
    let parameter = |part: &str| inputs.parameters.iter().any(|(name, _)| name.contains(part));
    let datasets = !inputs.datasets.is_empty() || !told.datasets.is_empty();
    vec![
        ("version", !inputs.version.is_empty()),
        ("supplier", !inputs.supplier.is_empty()),
        ("contact for vulnerabilities", !inputs.contact.is_empty()),
        ("description", !inputs.description.is_empty()),
        ("licence", !told.licences.is_empty()),
        ("lineage: base model", !told.base_models.is_empty()),
        ("architecture", !inputs.architecture.is_empty() || !told.architecture.is_empty()),
        ("number of parameters", property("safetensors") || parameter("parameters")),
        ("task", !inputs.task.is_empty() || !told.task.is_empty()),
        ("inputs", !inputs.inputs.is_empty()),
        ("outputs", !inputs.outputs.is_empty()),
        ("training: datasets", datasets),
        ("training: time", inputs.phase == "build" || property("utc_time_created")),
        ("limitations", !inputs.limitations.is_empty()),
        ("performance", !inputs.metrics.is_empty() || !told.metrics.is_empty()),
        ("libraries", !inputs.libraries.is_empty() || !told.libraries.is_empty()),
    ]
}
