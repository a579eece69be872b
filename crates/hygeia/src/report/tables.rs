//! The tables of the page.

use super::flow::{glyph, style};
use super::{Attacked, Report, Step};
use maud::{Markup, html};
use terms::{Classification, Finding, State};
use workspace::records::Table;

fn badge(state: State) -> Markup {
    html! { span class=(format!("badge {}", style(Some(state)))) { (glyph(Some(state))) " " (state) } }
}

/// One step with all that it said, and its facts folded away.
pub fn step(number: usize, step: &Step) -> Markup {
    html! {
        section id=(step.name) {
            h3 { (number) ". " (step.title) " " (badge(step.state)) " " small { (format!("{:.2} s", step.seconds)) } }
            ul { @for line in &step.said { li { (line) } } }
            @if !step.findings.is_empty() { (findings(&step.findings)) }
            details {
                summary { "facts" }
                table { @for fact in &step.evidence {
                    tr { th { (fact.name) } td { code { (shown(&fact.value)) } } }
                } }
            }
        }
    }
}

/// A value as a person would write it; long lists are cut, and say so.
fn findings(all: &[Finding]) -> Markup {
    html! {
        details {
            summary { (all.len()) " findings" }
            div.scroll { table {
                tr { th { "severity" } th { "rule" } th { "where" } th { "what" } th { "what to do" } }
                @for finding in all {
                    tr {
                        td { (finding.severity) } td.id { code { (finding.rule) } } td { (finding.location.subject) }
                        td { (finding.message) } td { (finding.remedy) }
                    }
                }
            } }
        }
    }
}

fn shown(value: &serde_json::Value) -> String {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(600) {
        Some((end, _)) => {
            format!("{} … (whole in report.json)", text.get(..end).unwrap_or_default())
        }
        None => text,
    }
}

/// Columns with their classes.
pub fn columns(classification: &Classification) -> Markup {
    html! {
        div.scroll { table {
            tr { th { "column" } th { "info type" } th { "class" } th { "role" } th { "regimes" } th { "evidence (masked)" } }
            @for column in &classification.columns {
                tr {
                    td { (column.name) } td { (column.info_type) }
                    td { span class=(format!("class {}", column.class)) { (column.class) } }
                    td { (format!("{:?}", column.role).to_lowercase()) }
                    td { (column.regimes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")) }
                    td { @for evidence in column.evidence.iter().take(2) {
                        span.evidence { (evidence.check) " " (evidence.matched) "/" (evidence.of) " "
                            code { (evidence.masked_examples.first().map_or("", String::as_str)) } " " }
                    } }
                }
            }
        } }
    }
}

/// Accuracy of every model under every attack.
pub fn attacks(rows: &[Attacked]) -> Markup {
    let mut kinds: Vec<(String, f64)> = Vec::new();
    for row in rows {
        if !kinds.iter().any(|(attack, eps)| *attack == row.attack && *eps == row.eps) {
            kinds.push((row.attack.clone(), row.eps));
        }
    }
    let models = ["plain", "pgd", "final", "constant"];
    let find = |model: &str, attack: &str, eps: f64| {
        rows.iter().find(|r| r.model == model && r.attack == attack && r.eps == eps)
    };
    html! {
        div.scroll { table.numbers {
            tr { th { "attack" } th { "eps" } @for model in models { th { (model) } } }
            @for (attack, eps) in &kinds {
                tr { td { (attack) } td { (eps) } @for model in models {
                    td { (find(model, attack, *eps).map_or_else(|| "–".to_owned(), |r| format!("{:.1} %", r.accuracy * 100.0))) }
                } }
            }
        } }
    }
}

/// What came of the drills.
pub fn drills(report: &Report) -> Markup {
    html! {
        div.scroll { table {
            tr { th { "scenario" } th { "outcome" } th { "what was seen" } th { "mapped to" } th { "stands against it" } }
            @for played in &report.drills {
                tr {
                    td { (played.scenario.title) }
                    td { span class=(format!("outcome {}", played.outcome)) { (played.outcome) } }
                    td { (played.saw) } td { (played.scenario.references.join(", ")) }
                    td { (played.scenario.protection) }
                }
            }
        } }
    }
}

/// The posture: areas, and below each its probes.
pub fn posture(table: &Table) -> Markup {
    html! {
        p { (badge(table.state)) " " (table.proven) " proven, " (table.failed) " failed, "
            (table.unknown) " unknown, " (table.not_applicable) " not applicable" }
        @for row in &table.areas {
            details open[row.state != State::Proven] {
                summary { (badge(row.state)) " " strong { (row.area) } " "
                    small { (row.proven) "/" (row.probes.len()) " proven" } }
                div.scroll { table {
                    @for probe in &row.probes {
                        tr {
                            td { (badge(probe.state)) } td.id { code { (probe.id) } } td { (probe.claim) }
                            td { (probe.saw) @if let Some(remedy) = &probe.remedy { br; em { "→ " (remedy) } } }
                            td { (probe.missions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")) }
                        }
                    }
                } }
            }
        }
    }
}
