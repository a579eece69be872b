//! The table at the end: each room, and how its mutants ended.

use super::answers::Answers;
use super::mutant::{End, Outcome};
use std::fmt::Write;

/// A line for each room, and one for all of them.
pub fn text(outcomes: &[Outcome], answers: &Answers) -> String {
    let mut text = format!(
        "{:<10}{:>8}{:>8}{:>10}{:>10}{:>10}{:>10}{:>9}\n",
        "room", "mutants", "killed", "survived", "answered", "timed out", "unviable", "minutes"
    );
    let mut rooms: Vec<&str> = outcomes.iter().map(|one| one.mutant.room.as_str()).collect();
    rooms.sort_unstable();
    rooms.dedup();
    for room in rooms {
        let own: Vec<&Outcome> = outcomes.iter().filter(|one| one.mutant.room == room).collect();
        line(&mut text, room, &own, answers);
    }
    line(&mut text, "all", &outcomes.iter().collect::<Vec<_>>(), answers);
    text
}

fn line(text: &mut String, room: &str, outcomes: &[&Outcome], answers: &Answers) {
    let count = |end: End| outcomes.iter().filter(|one| one.end == end).count();
    let is_answered = |one: &&&Outcome| one.end == End::Survived && answers.holds(&one.mutant);
    let answered = outcomes.iter().filter(is_answered).count();
    let minutes = outcomes.iter().map(|one| one.seconds).sum::<f64>() / 60.0;
    let _ = writeln!(
        text,
        "{room:<10}{:>8}{:>8}{:>10}{answered:>10}{:>10}{:>10}{minutes:>9.1}",
        outcomes.len(),
        count(End::Killed),
        count(End::Survived),
        count(End::TimedOut),
        count(End::Unviable),
    );
}

#[cfg(test)]
mod tests {
    use super::super::mutant::tests::outcome;
    use super::*;

    #[test]
    fn each_room_has_its_counts() {
        let ends = [End::Killed, End::Killed, End::Survived, End::TimedOut, End::Unviable];
        let mut outcomes: Vec<Outcome> = ends.map(|end| outcome("a", "b", end)).into();
        outcomes[0].mutant.room = "store".to_owned();
        let text = text(&outcomes, &Answers::default());
        let lines: Vec<Vec<&str>> =
            text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["gate", "4", "1", "1", "0", "1", "1", "2.0"]);
        assert_eq!(lines[1], ["store", "1", "1", "0", "0", "0", "0", "0.5"]);
        assert_eq!(lines[2], ["all", "5", "2", "1", "0", "1", "1", "2.5"]);
    }
}
