//! The table at the end: each part, its minutes, its budget and its state.

use super::Part;
use std::fmt::{self, Write};

/// One part, after it was run.
pub struct Row<'a> {
    pub part: &'a Part,
    /// `None` if it was not run.
    pub minutes: Option<f64>,
    pub state: State,
}

/// How a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Passed,
    Failed,
    /// Passed, and took longer than it may.
    OverBudget,
    NotRun,
}

impl State {
    /// Of a part that passed or not, in so many minutes.
    pub fn of(passed: bool, minutes: f64, budget: Option<u32>) -> Self {
        match (passed, budget) {
            (false, _) => Self::Failed,
            (true, Some(budget)) if minutes > f64::from(budget) => Self::OverBudget,
            (true, _) => Self::Passed,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::OverBudget => "OVER BUDGET",
            Self::NotRun => "not run",
        })
    }
}

/// The table, with a line for all of it.
pub fn text(rows: &[Row]) -> String {
    let mut text = format!("{:<12}{:>9}{:>8}  {}\n", "part", "minutes", "budget", "state");
    for row in rows {
        let minutes = row.minutes.map_or_else(|| "-".to_owned(), |m| format!("{m:.1}"));
        let _ = writeln!(
            text,
            "{:<12}{minutes:>9}{:>8}  {}",
            row.part.name, row.part.budget, row.state
        );
    }
    let minutes: f64 = rows.iter().filter_map(|row| row.minutes).sum();
    let budget: u32 = rows.iter().map(|row| row.part.budget).sum();
    let count = |state: State| rows.iter().filter(|row| row.state == state).count();
    let over = count(State::OverBudget);
    let (passed, failed) = (count(State::Passed) + over, count(State::Failed));
    let _ = writeln!(
        text,
        "{:<12}{minutes:>9.1}{budget:>8}  {passed} passed, {failed} failed, {over} over budget",
        "all"
    );
    text
}

/// Which parts took longer than they may.
pub fn over_budget(rows: &[Row]) -> Option<String> {
    let over = rows.iter().filter(|row| row.state == State::OverBudget);
    let names: Vec<&str> = over.map(|row| row.part.name).collect();
    (!names.is_empty()).then(|| format!("over budget: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Part = Part { name: "unit", budget: 20, run: |_| Ok(()) };

    #[test]
    fn a_budget_is_over_when_more_minutes_were_taken() {
        assert_eq!(State::of(true, 19.9, Some(20)), State::Passed);
        assert_eq!(State::of(true, 20.1, Some(20)), State::OverBudget);
        assert_eq!(State::of(true, 90.0, None), State::Passed);
        assert_eq!(State::of(false, 90.0, Some(20)), State::Failed);
    }

    #[test]
    fn the_table_tells_of_every_part() {
        let row = |minutes, state| Row { part: &PART, minutes, state };
        let rows = [row(Some(21.0), State::OverBudget), row(None, State::NotRun)];
        let text = text(&rows);
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("21.0      20  OVER BUDGET") && text.contains("not run"), "{text}");
        assert_eq!(over_budget(&rows).as_deref(), Some("over budget: unit"));
        assert_eq!(over_budget(&rows[1..]), None);
    }
}
