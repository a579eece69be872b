//! The journey as a terminal shows it: evidence on standard output, progress on standard error
//! and only where people look.

use super::output;
use crate::journey::Listener;
use crate::report::Step;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Shows on the terminal what is walked.
pub struct Terminal {
    bar: ProgressBar,
}

impl Terminal {
    /// A listener that shows progress on standard error, if that is a terminal.
    #[must_use]
    pub fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Listener for Terminal {
    fn begun(&self, number: usize, title: &str) {
        self.bar.reset_elapsed();
        self.bar.set_message(format!("{number}. {title}"));
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    fn doing(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    fn ended(&self, number: usize, step: &Step) {
        self.bar.disable_steady_tick();
        self.bar.suspend(|| {
            let head = format!("{number:>2}. {}", step.title);
            let dots = ".".repeat(46usize.saturating_sub(head.chars().count()));
            let state = output::state(step.state);
            // A reader that went away must not end the journey.
            let _ = output::print(&format!("{head} {dots} {state}  {:.1} s", step.seconds));
            for line in &step.said {
                let _ = output::print(&format!("      {line}"));
            }
        });
        self.bar.set_message(String::new());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
