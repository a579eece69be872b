//! Walking the steps: times each, tells it, keeps it for the report, and stops at the first
//! *failed*.

use crate::failure::Failure;
use crate::report::Step;
use crate::steps::{self, STEPS};
use std::sync::Arc;
use std::time::Instant;
use terms::{Fact, Finding, Probed, State, Timestamp};
use workspace::Progress;

/// What a step says of itself: its state, its facts, and what people read.
#[derive(Debug, Clone)]
pub struct Proof {
    pub state: State,
    /// How bad what was looked at is, where that is no fault of the journey: it is shown, and the
    /// walk goes on.
    pub looked_at: State,
    pub facts: Vec<Fact>,
    pub said: Vec<String>,
    pub findings: Vec<Finding>,
}

impl Proof {
    /// A proof that holds until a check says otherwise.
    #[must_use]
    pub fn begin() -> Self {
        Self {
            state: State::Proven,
            looked_at: State::NotApplicable,
            facts: Vec::new(),
            said: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The proof of a step that could not be done.
    fn of_failure(failure: &Failure) -> Self {
        Self { state: State::Failed, said: vec![format!("FAILED: {failure}")], ..Self::begin() }
    }

    /// Adds a measured fact.
    pub fn fact(&mut self, name: &str, value: impl Into<serde_json::Value>) {
        self.facts.push(Fact::new(name, value));
    }

    /// Adds a sentence for people.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    /// A check: if it does not hold, the step has failed, and says by what.
    pub fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.state = State::Failed;
            self.said.push(format!("FAILED: {}", otherwise()));
        }
    }

    /// There is nothing here to prove, unless a check has failed already.
    pub fn nothing_here(&mut self) {
        if self.state != State::Failed {
            self.state = State::NotApplicable;
        }
    }

    /// Something could not be seen: the step is at best *unknown*.
    pub fn unknown(&mut self, why: impl Into<String>) {
        self.state = State::of_all([self.state, State::Unknown]);
        self.said.push(format!("unknown: {}", why.into()));
    }
}

/// A step that ended: what it made for the steps after it, and its proof.
pub type Done<T> = Result<(T, Proof), Failure>;

/// Why a walk ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    pub step: &'static str,
    /// The exit code that fits, with what was wrong.
    pub failure: Failure,
}

/// Who listens to the walk: a terminal, a test, nobody.
pub trait Listener: Send + Sync {
    /// A step begins; `number` counts from 1.
    fn begun(&self, number: usize, title: &str);
    /// Within a step: what is done now, for long work.
    fn doing(&self, what: &str);
    /// A step has ended.
    fn ended(&self, number: usize, step: &Step);
}

/// Listens to nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {
    fn begun(&self, _: usize, _: &str) {}
    fn doing(&self, _: &str) {}
    fn ended(&self, _: usize, _: &Step) {}
}

/// The steps walked so far.
pub struct Walk {
    listener: Arc<dyn Listener>,
    pub steps: Vec<Step>,
}

impl Walk {
    /// A walk that has not begun.
    #[must_use]
    pub fn new(listener: Arc<dyn Listener>) -> Self {
        Self { listener, steps: Vec::new() }
    }

    /// Tells the listener how far long work has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let listener = Arc::clone(&self.listener);
        Arc::new(move |what| listener.doing(what))
    }

    /// What the steps so far say to the posture: each is a probe that ran.
    #[must_use]
    pub fn probes(&self, at: Timestamp) -> Vec<Probed> {
        let probed = |step: &Step| {
            let of = STEPS.iter().find(|of| of.name == step.name)?;
            Some(Probed {
                id: format!("{}/step-{}", of.area, of.name),
                area: of.area,
                missions: of.missions.to_vec(),
                claim: of.claim.to_owned(),
                state: step.state,
                saw: step.said.first().cloned().unwrap_or_default(),
                facts: Vec::new(),
                remedy: None,
                at,
            })
        };
        self.steps.iter().filter_map(probed).collect()
    }

    /// Does one step.
    ///
    /// # Errors
    /// If the step ends in *failed* or cannot be done; it is kept among the steps all the same.
    pub async fn step<T>(
        &mut self,
        name: &'static str,
        walked: impl Future<Output = Done<T>>,
    ) -> Result<T, Stopped> {
        let number = self.steps.len() + 1;
        let title = steps::title(name);
        self.listener.begun(number, title);
        let start = Instant::now();
        let (value, proof, failure) = match walked.await {
            Ok((value, proof)) => (Some(value), proof, None),
            Err(failure) => (None, Proof::of_failure(&failure), Some(failure)),
        };
        let step = Step {
            name,
            title,
            state: State::of_all([proof.state, proof.looked_at]),
            ok: proof.state != State::Failed,
            seconds: start.elapsed().as_secs_f64(),
            evidence: proof.facts,
            said: proof.said,
            findings: proof.findings,
        };
        self.listener.ended(number, &step);
        let why = step.said.iter().find(|line| line.starts_with("FAILED")).cloned();
        let ok = step.ok;
        self.steps.push(step);
        match value {
            Some(value) if ok => Ok(value),
            _ => {
                let checked =
                    || Failure::refused(why.unwrap_or_else(|| format!("step {name} failed")));
                Err(Stopped { step: name, failure: failure.unwrap_or_else(checked) })
            }
        }
    }
}
