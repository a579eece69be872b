//! Accuracy under attack, as small multiples: one panel for each attack, one line for each model.

use super::Attacked;
use maud::{Markup, html};

const PANEL: f64 = 189.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 30.0;

const MODELS: [&str; 4] = ["constant", "plain", "pgd", "final"];
const ATTACKS: [(&str, &str); 5] = [
    ("fgsm", "FGSM (one step)"),
    ("pgd20", "PGD-20 (white box)"),
    ("transfer", "from another model"),
    ("label_only", "label only (black box)"),
    ("category", "a category, then PGD"),
];

/// All panels in one SVG element, with a legend above; nothing if nothing was attacked.
pub fn robustness(rows: &[Attacked]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let low = lowest(rows);
    let widest = rows.iter().map(|row| row.eps).fold(0.1, f64::max);
    let width = PANEL * ATTACKS.len() as f64;
    html! {
        p.legend {
            @for model in MODELS.iter().rev() {
                span { svg width="26" height="10" aria-hidden="true" {
                    line x1="1" x2="25" y1="5" y2="5" class=(format!("series {model}")) {}
                } " " (model) }
            }
        }
        svg viewBox=(format!("0 0 {width} {HEIGHT}")) role="img"
            aria-label="Accuracy of each model under each attack, by perturbation" {
            @for (index, (attack, title)) in ATTACKS.iter().enumerate() {
                g transform=(format!("translate({} 0)", PANEL * index as f64)) {
                    (panel(rows, attack, title, low, widest))
                }
            }
        }
    }
}

/// The axis starts at the tenth below the lowest accuracy, and says so in its ticks.
fn lowest(rows: &[Attacked]) -> f64 {
    let least = rows.iter().map(|row| row.accuracy).fold(1.0, f64::min);
    ((least * 10.0 - 0.2).floor() / 10.0).clamp(0.0, 0.8)
}

fn panel(rows: &[Attacked], attack: &str, title: &str, low: f64, widest: f64) -> Markup {
    let x = |eps: f64| LEFT + eps / widest * (PANEL - LEFT - RIGHT);
    let y = |accuracy: f64| TOP + (1.0 - (accuracy - low) / (1.0 - low)) * (HEIGHT - TOP - BOTTOM);
    let step = if low < 0.45 { 0.2 } else { 0.1 };
    let count = ((1.0 - low) / step).round() as usize;
    let ticks: Vec<f64> = (0..=count).map(|i| (1.0 - step * i as f64).max(low)).collect();
    html! {
        text x=(LEFT) y="14" class="panel" { (title) }
        @for tick in ticks {
            line x1=(LEFT) x2=(PANEL - RIGHT) y1=(y(tick)) y2=(y(tick)) class="grid" {}
            text x=(LEFT - 5.0) y=(y(tick) + 4.0) class="tick right" { (format!("{:.0}", tick * 100.0)) }
        }
        @for eps in [0.0, 0.05, 0.1, 0.2] {
            text x=(x(eps)) y=(HEIGHT - BOTTOM + 16.0) class="tick" { (eps) }
        }
        @for model in MODELS {
            @let line = points(rows, model, attack);
            polyline class=(format!("series {model}"))
                points=(line.iter().map(|(e, a)| format!("{:.1},{:.1}", x(*e), y(*a))).collect::<Vec<_>>().join(" ")) {}
            @for (eps, accuracy) in line {
                circle cx=(x(eps)) cy=(y(accuracy)) r="3" class=(format!("dot {model}")) {
                    title { (model) ", eps " (eps) ": " (format!("{:.1} %", accuracy * 100.0)) }
                }
            }
        }
    }
}

/// (eps, accuracy) of one model under one attack, with its clean accuracy at 0.
fn points(rows: &[Attacked], model: &str, attack: &str) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = rows
        .iter()
        .filter(|row| row.model == model && (row.attack == attack || row.attack == "clean"))
        .map(|row| (row.eps, row.accuracy))
        .collect();
    line.sort_by(|a, b| a.0.total_cmp(&b.0));
    line
}
