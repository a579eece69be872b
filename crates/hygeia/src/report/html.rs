//! The page: self-contained, no script, nothing fetched.

use super::{Report, flow, plot, tables};
use maud::{DOCTYPE, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// The whole page.
#[must_use]
pub fn page(report: &Report) -> String {
    let state = report.state();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Hygeia: " (report.input.name) ", " (state) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Hygeia " span class=(format!("badge {}", flow::style(Some(state)))) {
                        (flow::glyph(Some(state))) " " (state) } }
                    p { (report.input.name) ": " (report.input.rows) " rows, " (report.input.columns)
                        " columns, predicting " code { (report.input.label) } ". "
                        (report.steps.len()) " steps in " (format!("{:.0} s", report.seconds)) ", "
                        (report.started) "." }
                }
                main {
                    (flow::map(&report.steps))
                    @if !report.attacks.is_empty() {
                        h2 { "Accuracy under attack" }
                        p { "Share of test points answered rightly (%), by how far the attacker may move each number, "
                            "in standard deviations. At 0 nothing is moved." }
                        (plot::robustness(&report.attacks))
                        details { summary { "as a table" } (tables::attacks(&report.attacks)) }
                    }
                    @if let Some(table) = &report.posture { h2 { "Posture" } (tables::posture(table)) }
                    @if !report.drills.is_empty() { h2 { "Attacks played" } (tables::drills(report)) }
                    @if let Some(classification) = &report.classification {
                        h2 { "Columns" } (tables::columns(classification))
                    }
                    h2 { "Steps" }
                    @for (index, step) in report.steps.iter().enumerate() { (tables::step(index + 1, step)) }
                }
                footer { "Every line is from a probe that ran. Missing data reads unknown, never clean." }
            }
        }
    }
    .into_string()
}
