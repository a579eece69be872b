//! Why a survivor may live, on record in `xtask/mutants.toml`.

use super::mutant::{End, Mutant, Outcome};
use crate::run;
use serde::Deserialize;

/// All answers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    #[serde(default)]
    answer: Vec<Answer>,
}

/// The answer to one survivor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    /// The file and the change, as the tool names them, without line and column.
    mutant: String,
    /// The line of the source, where the file has the same change in several.
    line: Option<String>,
    /// How many mutants this answers: the same change may be made several times in one line.
    #[serde(default = "one")]
    times: usize,
    reason: String,
}

const fn one() -> usize {
    1
}

impl Answers {
    /// Reads the record; each answer has to give a reason.
    pub fn read() -> Result<Self, String> {
        let path = run::root().join("xtask/mutants.toml");
        let wrong = |why: String| format!("xtask/mutants.toml: {why}");
        Self::parse(&std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?)
            .map_err(wrong)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        match read.answer.iter().find(|answer| answer.reason.trim().is_empty()) {
            Some(answer) => Err(format!("{} is answered without a reason", answer.mutant)),
            None => Ok(read),
        }
    }

    /// Whether somebody said why `mutant` may live.
    pub fn holds(&self, mutant: &Mutant) -> bool {
        self.answer.iter().any(|answer| answer.fits(mutant))
    }

    /// Survivors that nobody answered, and answers that are not true of `all` mutants and of these
    /// `outcomes`.
    pub fn faults(&self, all: &[Mutant], outcomes: &[Outcome]) -> Vec<String> {
        let survived = outcomes.iter().filter(|one| one.end == End::Survived);
        let unanswered = survived.filter(|one| !self.holds(&one.mutant));
        let mut faults: Vec<String> = unanswered
            .map(|Outcome { mutant: Mutant { change, line, place, .. }, .. }| {
                format!("no test sees, and nobody answers: {change}\n    {place}: {line}")
            })
            .collect();
        faults.extend(self.answer.iter().filter_map(|answer| answer.fault(all, outcomes)));
        faults
    }
}

impl Answer {
    fn fits(&self, mutant: &Mutant) -> bool {
        self.mutant == mutant.change && self.line.as_ref().is_none_or(|line| *line == mutant.line)
    }

    /// What is wrong with this answer: it has to fit as many mutants as it says, and one of them lives.
    fn fault(&self, all: &[Mutant], outcomes: &[Outcome]) -> Option<String> {
        let told = |why: &str| Some(format!("xtask/mutants.toml: {}: {why}", self.mutant));
        let fitting = all.iter().filter(|mutant| self.fits(mutant)).count();
        if fitting == 0 {
            return told("there is no such mutant any more; take the answer out");
        }
        if fitting != self.times {
            return told(&format!("fits {fitting} mutants: say which `line`, or how many `times`"));
        }
        let tried: Vec<End> =
            outcomes.iter().filter(|one| self.fits(&one.mutant)).map(|one| one.end).collect();
        if tried.len() == fitting && tried.iter().all(|end| *end == End::Killed) {
            return told("a test kills it now; take the answer out");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::mutant::tests::outcome;
    use super::*;

    const CHANGE: &str = "a.rs: replace < with <= in f";

    fn faults(answers: &str, outcomes: &[Outcome]) -> Vec<String> {
        let all: Vec<Mutant> = outcomes.iter().map(|one| one.mutant.clone()).collect();
        Answers::parse(answers).unwrap().faults(&all, outcomes)
    }

    fn answer(extra: &str) -> String {
        format!("[[answer]]\nmutant = \"{CHANGE}\"\nreason = \"both are zero\"\n{extra}")
    }

    #[test]
    fn a_survivor_needs_an_answer_and_nothing_else_does() {
        let survivor = [outcome(CHANGE, "a < b", End::Survived)];
        assert!(faults("", &survivor)[0].contains("a.rs:1:2: a < b"));
        assert!(faults(&answer(""), &survivor).is_empty());
        assert!(faults(&answer("line = \"a < b\""), &survivor).is_empty());
        for end in [End::Killed, End::TimedOut, End::Unviable] {
            assert!(faults("", &[outcome(CHANGE, "a < b", end)]).is_empty());
        }
    }

    #[test]
    fn an_answer_that_is_not_true_any_more_is_a_fault() {
        let killed = [outcome(CHANGE, "a < b", End::Killed)];
        assert!(faults(&answer(""), &killed)[0].contains("a test kills it now"));
        let moved = faults(&answer("line = \"c < d\""), &killed);
        assert!(moved[0].contains("no such mutant any more"), "{moved:?}");
    }

    #[test]
    fn an_answer_says_which_of_several_it_means() {
        let [left, right] = ["a < b", "c < d"].map(|line| outcome(CHANGE, line, End::Survived));
        let both = [left.clone(), right];
        assert!(faults(&answer(""), &both)[0].contains("fits 2 mutants"));
        let one = faults(&answer("line = \"a < b\""), &both);
        assert!(one.len() == 1 && one[0].contains("c < d"), "{one:?}");
        assert!(faults(&answer("times = 2"), &both).is_empty());
        // In one line, one may live and the other die.
        let half = [left, outcome(CHANGE, "a < b", End::Killed)];
        assert!(faults(&answer("times = 2"), &half).is_empty());
    }

    #[test]
    fn a_share_says_nothing_of_answers_that_it_did_not_try() {
        let all = [outcome(CHANGE, "a < b", End::Survived).mutant];
        assert!(Answers::parse(&answer("")).unwrap().faults(&all, &[]).is_empty());
    }

    #[test]
    fn our_own_record_is_read_and_reasons_are_asked_for() {
        assert!(Answers::read().is_ok());
        assert!(Answers::parse("[[answer]]\nmutant = \"a\"\nreason = \" \"").is_err());
        assert!(Answers::parse("[[answers]]").is_err());
    }
}
