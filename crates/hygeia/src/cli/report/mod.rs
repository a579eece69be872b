//! One report over all inputs of a verb, and how it ends: the one way for all verbs that take several.
//!
//! One input keeps the document of its verb; several give `{"inputs": [{"path": …, …}], "findings": […]}`.
//!
//! Inside, one direction: `outcome`, `format`, `place` <- `fingerprint` <- `baseline` <- `judged` <- `lines` <- this.

pub mod baseline;
pub mod fingerprint;
mod format;
mod judged;
mod lines;
mod outcome;
pub mod place;

pub use format::{Accepting, Format, Telling};
pub use outcome::Outcome;

use super::{file, output, sarif};
use crate::failure::Failure;
use baseline::Baseline;
use fingerprint::Known;
use judged::Judged;
use outcome::worst;
use serde_json::{Map, Value, json};
use terms::Finding;

/// What a verb says of its report.
pub struct Report<'a> {
    /// As it is called: `raci check`.
    pub verb: &'static str,
    pub telling: &'a Telling,
    /// Findings that somebody answers for; none where nobody can.
    pub accepting: Option<&'a Accepting>,
    /// Whether a finding counts against its input.
    pub counts: &'a dyn Fn(&Finding) -> bool,
    /// What to do about findings that count.
    pub advice: &'a str,
    /// What to do about what is not known.
    pub unknown: &'a str,
    /// Whether the answer is of the shape for several: so it was asked, whatever was found.
    pub several: bool,
    /// What the report has beside inputs and findings, where there are several.
    pub beside: Value,
    /// What was left out on the way to the inputs, and why.
    pub left_out: &'a [String],
}

/// An input with its findings judged.
struct Input {
    outcome: Outcome,
    judged: Vec<Judged>,
    /// Of [`Outcome::unknown`], what nobody answers for.
    unknown: Vec<String>,
}

impl Report<'_> {
    /// Prints the report, and ends as its contents demand.
    ///
    /// # Errors
    /// If a finding counts, something is not known or could not be read, or nothing can be printed.
    pub fn tell(&self, outcomes: Vec<Outcome>) -> Result<(), Failure> {
        let baseline = self
            .accepting
            .and_then(|accepting| accepting.baseline.as_deref())
            .map(Baseline::read)
            .transpose()?;
        let inputs = self.judged(outcomes, baseline.as_ref());
        if let ([only], false) = (inputs.as_slice(), self.several)
            && let Some(failure) = &only.outcome.failure
            && only.outcome.document == json!({})
            && self.telling.format != Format::Sarif
            && self.telling.report.is_empty()
        {
            // Nothing was looked at: there is no report.
            return Err(failure.clone());
        }
        self.print(&inputs)?;
        self.notes(&inputs, baseline.as_ref());
        match worst(inputs.iter().filter_map(|input| self.ending(input))) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    fn judged(&self, outcomes: Vec<Outcome>, baseline: Option<&Baseline>) -> Vec<Input> {
        let here = sarif::here();
        let all: Vec<Finding> =
            outcomes.iter().flat_map(|outcome| outcome.findings.iter().cloned()).collect();
        let mut known = fingerprint::known(&all, self.verb, &here).into_iter();
        let judge = |known: Known| {
            let accepted = baseline.and_then(|baseline| baseline.accepted(&known));
            let open = accepted.as_ref().is_none_or(|accepted| accepted.expired);
            let counts = open && (self.counts)(&known.finding);
            Judged { known, accepted, counts }
        };
        let mut input = |outcome: Outcome| {
            let judged: Vec<Judged> =
                known.by_ref().take(outcome.findings.len()).map(judge).collect();
            let mut unknown = outcome.unknown.clone();
            unknown.retain(|why| !judged.iter().any(|judged| judged.answers_for(why)));
            Input { outcome, judged, unknown }
        };
        outcomes.into_iter().map(&mut input).collect()
    }

    fn ending(&self, input: &Input) -> Option<Failure> {
        let of = |what: &str| match self.several {
            true => format!("{}: {what}", input.outcome.path),
            false => what.to_owned(),
        };
        let mut all = Vec::new();
        if let Some(failure) = &input.outcome.failure {
            let message = match self.several && !failure.message.starts_with(&input.outcome.path) {
                true => format!("{}: {}", input.outcome.path, failure.message),
                false => failure.message.clone(),
            };
            all.push(Failure { message, ..failure.clone() });
        }
        if input.judged.iter().any(|judged| judged.counts) {
            let what = of("there are findings at or above --fail-on");
            all.push(Failure::refused(what).hint(self.advice));
        }
        if let Some(first) = input.unknown.first() {
            all.push(
                Failure::inconclusive(of(&format!("some of it could not be told: {first}")))
                    .hint(self.unknown),
            );
        }
        worst(all)
    }

    fn print(&self, inputs: &[Input]) -> Result<(), Failure> {
        for (format, path) in &self.telling.report {
            let text = self.rendered(*format, inputs)?;
            let text = match format {
                Format::Json | Format::Sarif => text,
                _ => output::shown(&text),
            };
            file::write(path, format!("{text}\n").as_bytes())?;
        }
        let text = self.rendered(self.telling.format, inputs)?;
        match self.telling.format {
            Format::Json | Format::Sarif => output::raw(&text),
            Format::Printed => Ok(()),
            _ if text.is_empty() => Ok(()),
            _ => output::print(&text),
        }
    }

    fn rendered(&self, format: Format, inputs: &[Input]) -> Result<String, Failure> {
        let all = || inputs.iter().flat_map(|input| &input.judged);
        match format {
            Format::Json => output::json_text(&self.document(inputs)),
            Format::Sarif => output::json_text(&self.sarif(inputs)),
            Format::Table => Ok(self.table(inputs)),
            Format::Printed => Ok(String::new()),
            Format::Github => {
                let mut text: Vec<String> = all().map(lines::annotation).collect();
                text.extend(unknown(inputs).iter().map(|why| lines::notice(why)));
                Ok(text.join("\n"))
            }
            Format::Markdown => {
                let all: Vec<&Judged> = all().collect();
                Ok(lines::markdown(self.verb, inputs.len(), &all, &unknown(inputs)))
            }
        }
    }

    fn document(&self, inputs: &[Input]) -> Value {
        if let ([only], false) = (inputs, self.several) {
            return marked(only.outcome.document.clone(), &only.judged);
        }
        let mut whole = match &self.beside {
            Value::Object(beside) => beside.clone(),
            _ => Map::new(),
        };
        let findings =
            inputs.iter().flat_map(|input| &input.judged).map(Judged::document).collect::<Vec<_>>();
        whole.insert("inputs".to_owned(), inputs.iter().map(entry).collect());
        whole.insert("findings".to_owned(), findings.into());
        if !self.left_out.is_empty() {
            whole.insert("left_out".to_owned(), json!(self.left_out));
        }
        Value::Object(whole)
    }

    fn sarif(&self, inputs: &[Input]) -> Value {
        let all = inputs.iter().flat_map(|input| &input.judged);
        let results: Vec<_> =
            all.map(|judged| (judged.known.clone(), judged.accepted.clone())).collect();
        let failed = inputs.iter().filter_map(|input| {
            let failure = input.outcome.failure.as_ref()?;
            Some(format!("{}: {}", input.outcome.path, failure.message))
        });
        let failed: Vec<String> = failed.collect();
        let mut notes = unknown(inputs);
        notes.extend(failed.iter().cloned());
        notes.extend(self.left_out.iter().cloned());
        sarif::run(&self.verb.replace(' ', "-"), &results, &notes, failed.is_empty())
    }

    fn table(&self, inputs: &[Input]) -> String {
        let mut text: Vec<String> = inputs.iter().flat_map(|input| self.rows(input)).collect();
        if self.several && !self.telling.quiet {
            let findings: usize = inputs.iter().map(|input| input.judged.len()).sum();
            text.push(format!("\n{} inputs, {findings} findings", inputs.len()));
        }
        text.join("\n")
    }

    /// One input, for people.
    fn rows(&self, input: &Input) -> Vec<String> {
        let (outcome, quiet) = (&input.outcome, self.telling.quiet);
        let mut text: Vec<String> = Vec::new();
        if !outcome.table.is_empty() && !quiet {
            text.push(outcome.table.clone());
        }
        let findings: Vec<Finding> =
            input.judged.iter().map(|judged| judged.known.finding.clone()).collect();
        if !findings.is_empty() {
            text.push(output::findings_table(&findings));
        }
        text.extend(input.judged.iter().filter_map(lines::accepted));
        text.extend(input.unknown.iter().map(|why| format!("unknown: {why}")));
        if !quiet {
            text.extend(outcome.summary.iter().cloned());
        }
        if let (Some(failure), true) = (&outcome.failure, self.several) {
            text.push(format!("error: {failure}"));
        }
        // What says nothing needs no heading.
        if self.several && !text.is_empty() {
            text.insert(0, format!("== {}", outcome.path));
        }
        text
    }

    /// What somebody has to know whatever the format is.
    fn notes(&self, inputs: &[Input], baseline: Option<&Baseline>) {
        let mut notes: Vec<String> = self.left_out.to_vec();
        if let Some(baseline) = baseline {
            let all: Vec<&Known> =
                inputs.iter().flat_map(|input| &input.judged).map(|judged| &judged.known).collect();
            notes.extend(baseline.notes(&all));
        }
        for note in notes {
            output::note(&note);
        }
    }
}

/// What is not known of all inputs.
fn unknown(inputs: &[Input]) -> Vec<String> {
    inputs.iter().flat_map(|input| input.unknown.iter().cloned()).collect()
}

/// An input of several, in JSON.
fn entry(input: &Input) -> Value {
    let mut entry = Map::new();
    entry.insert("path".to_owned(), json!(input.outcome.path));
    match marked(input.outcome.document.clone(), &input.judged) {
        Value::Object(own) => entry.extend(own),
        list => {
            entry.insert("findings".to_owned(), list);
        }
    }
    if let Some(failure) = &input.outcome.failure {
        let told = json!({
            "exit": failure.ending as u8, "message": failure.message, "next": failure.hint,
        });
        entry.insert("error".to_owned(), told);
    }
    Value::Object(entry)
}

/// The document of one input, each of its findings with its fingerprint and who answers for it.
fn marked(mut document: Value, judged: &[Judged]) -> Value {
    let all = || Value::Array(judged.iter().map(Judged::document).collect());
    match &mut document {
        Value::Array(list) if list.len() == judged.len() => return all(),
        Value::Object(object) => {
            if let Some(findings) = object.get_mut("findings") {
                *findings = all();
            }
        }
        _ => {}
    }
    document
}
