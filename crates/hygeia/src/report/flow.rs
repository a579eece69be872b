//! The flow map: the steps as stations of one line, each with its state.

use super::Step;
use crate::steps::STEPS;
use maud::{Markup, html};
use terms::State;

const WIDTH: usize = 1040;
const COLUMNS: usize = 7;
const PITCH: usize = WIDTH / COLUMNS;
const ROW: usize = 104;

/// The letter that stands beside the colour, so that nobody needs to see colours.
pub const fn glyph(state: Option<State>) -> &'static str {
    match state {
        Some(State::Proven) => "✓",
        Some(State::Failed) => "✕",
        Some(State::Unknown) => "?",
        Some(State::NotApplicable) => "–",
        None => "",
    }
}

/// The style class of a state.
pub const fn style(state: Option<State>) -> &'static str {
    match state {
        Some(State::Proven) => "proven",
        Some(State::Failed) => "failed",
        Some(State::Unknown) => "unknown",
        Some(State::NotApplicable) => "na",
        None => "unrun",
    }
}

/// Station `index` sits here; the second row runs on below the first.
const fn place(index: usize) -> (usize, usize) {
    (PITCH / 2 + (index % COLUMNS) * PITCH, 34 + (index / COLUMNS) * ROW)
}

/// The map as one SVG element.
pub fn map(steps: &[Step]) -> Markup {
    let height = 34 + ROW + 62;
    let line = |first: usize| {
        let ((x1, y), (x2, _)) = (place(first), place((first + COLUMNS).min(STEPS.len()) - 1));
        html! { line x1=(x1) y1=(y) x2=(x2) y2=(y) class="rail" {} }
    };
    let turn = {
        let ((x1, y1), (x2, y2)) = (place(COLUMNS - 1), place(COLUMNS));
        let middle = y1.midpoint(y2) + 14;
        let (right, left) = (x1 + PITCH / 2 - 12, x2 - PITCH / 2 + 12);
        format!("M{x1} {y1} H{right} V{middle} H{left} V{y2} H{x2}")
    };
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label="Flow map of the journey" {
            (line(0)) (line(COLUMNS))
            path d=(turn) class="rail" fill="none" {}
            @for (index, of) in STEPS.iter().enumerate() {
                @let (x, y) = place(index);
                @let step = steps.iter().find(|step| step.name == of.name);
                @let state = step.map(|step| step.state);
                a href=(format!("#{}", of.name)) {
                    circle cx=(x) cy=(y) r="17" class=(format!("station {}", style(state))) {}
                    text x=(x) y=(y + 6) class="glyph" { (glyph(state)) }
                    text x=(x) y=(y + 38) class="name" { (index + 1) ". " (of.title) }
                    text x=(x) y=(y + 55) class="time" {
                        @match step { Some(step) => (format!("{:.1} s", step.seconds)), None => "not reached" }
                    }
                }
            }
        }
    }
}
