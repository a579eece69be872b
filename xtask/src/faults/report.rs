//! What a campaign came to: a table of deeds and kinds, and the four counts that have to be zero.

use super::campaign::Done;
use super::kind::Kind;
use super::oracle::Verdict;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Counts of what was done.
#[derive(Default)]
pub struct Report {
    done: BTreeMap<&'static str, BTreeMap<Kind, [u64; 2]>>,
    faults: BTreeMap<Verdict, u64>,
}

impl Report {
    /// Counts an injection; what failed is told at once, with the command that repeats it.
    pub fn count(&mut self, done: &Done, repeat: &str) {
        let counts = self.done.entry(done.deed).or_default().entry(done.kind).or_default();
        let [all, failed] = counts;
        *all += 1;
        let Some(verdict) = done.fault() else { return };
        *failed += 1;
        *self.faults.entry(verdict).or_default() += 1;
        let why = done.judged.as_ref().err().map_or("", |(_, why)| why.as_str());
        eprintln!(
            "\n{verdict}: {} {} ({}): {why}\n  again: {repeat}",
            done.deed, done.kind, done.what
        );
    }

    /// How many injections were done.
    pub fn all(&self) -> u64 {
        self.done.values().flat_map(BTreeMap::values).map(|[all, _]| all).sum()
    }

    /// How many failed.
    pub fn failed(&self) -> u64 {
        self.faults.values().sum()
    }

    /// The table; a failed count stands behind a slash.
    pub fn text(&self) -> String {
        let mut text = format!("{:<20}", "deed");
        let cell = |[all, failed]: [u64; 2]| match failed {
            0 => all.to_string(),
            _ => format!("{all}/{failed}"),
        };
        for kind in Kind::ALL {
            let _ = write!(text, "{:>10}", kind.to_string());
        }
        let mut sums: BTreeMap<Kind, [u64; 2]> = BTreeMap::new();
        for (deed, kinds) in &self.done {
            let _ = write!(text, "\n{deed:<20}");
            for kind in Kind::ALL {
                let [all, failed] = kinds.get(&kind).copied().unwrap_or_default();
                let [sum, lost] = sums.entry(kind).or_default();
                *sum += all;
                *lost += failed;
                let _ = write!(text, "{:>10}", cell([all, failed]));
            }
        }
        let _ = write!(text, "\n{:<20}", "all");
        for kind in Kind::ALL {
            let _ = write!(text, "{:>10}", cell(sums.get(&kind).copied().unwrap_or_default()));
        }
        let counts = Verdict::ALL.map(|verdict| {
            format!("{verdict} {}", self.faults.get(&verdict).copied().unwrap_or(0))
        });
        let _ = write!(text, "\n{} injections: {}", self.all(), counts.join(", "));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_injection_is_counted_and_every_failure_named() {
        let mut report = Report::default();
        let done =
            |kind, judged| Done { index: 3, deed: "ingest", kind, what: String::new(), judged };
        report.count(&done(Kind::Kill, Ok(())), "");
        report.count(&done(Kind::Kill, Err((Verdict::Stuck, "it hangs".into()))), "");
        report.count(&done(Kind::Flip, Ok(())), "");
        let text = report.text();
        assert!(
            text.contains("2/1")
                && text.contains("3 injections: lost 0, undetected 0, stuck 1, panics 0"),
            "{text}"
        );
        assert_eq!((report.all(), report.failed()), (3, 1));
    }
}
