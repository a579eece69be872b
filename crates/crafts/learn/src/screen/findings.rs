//! What screening found, for people.

use super::screening::{Screening, Suspects};
use terms::{Finding, Location, Severity};

impl Screening {
    /// One finding for all flips, one for each trigger, one for each thing that is wrong beside.
    /// `dataset` is what they are told of.
    #[must_use]
    pub fn findings(&self, dataset: &str) -> Vec<Finding> {
        let poison = self.flipped(dataset).into_iter().chain(self.triggered(dataset));
        poison.chain(self.untidy(dataset)).collect()
    }

    fn flipped(&self, dataset: &str) -> Option<Finding> {
        let percent = |share: f64| format!("{:.1}", 100.0 * share);
        let rate = self.noise.rate;
        let noise = format!(
            "by estimate {} % of all labels are ({} to {} %)",
            percent(rate.rate),
            percent(rate.low),
            percent(rate.high)
        );
        let rows = self.rows(Suspects::Flips);
        if !self.conclusive {
            let what = "judges know no more than chance of the label: nothing can be said of single labels";
            let remedy =
                "see that the label belongs to these rows, or give columns that have to do with it";
            let at = Location::of(dataset);
            return Some(Finding::new(
                "train/labels-by-chance",
                Severity::Medium,
                at,
                what,
                remedy,
            ));
        }
        let Some(first) = rows.first() else {
            let what = format!("no single label can be named as wrong, but {noise} wrong");
            let remedy =
                "look at the ranked rows first, and have a share of the labels given again";
            let at = Location::of(dataset);
            let found = Finding::new("train/label-noise", Severity::Low, at, what, remedy);
            return (rate.low > 0.0).then_some(found);
        };
        let unfair = self.unfair().map_or_else(String::new, |class| {
            format!("; {} of them are labelled {:?}, of {} such rows", class.0, class.1, class.2)
        });
        let what = format!("{} labels are probably wrong; {noise}{unfair}", rows.len());
        Some(poisoned(
            "train/flipped-label",
            Severity::Medium,
            at(dataset, Some(*first), None),
            what,
        ))
    }

    /// The class that loses more than its share by far: suspects, name, rows.
    fn unfair(&self) -> Option<(usize, &str, usize)> {
        let all: usize = self.removal.iter().map(|class| class.rows).sum();
        let suspected: usize = self.removal.iter().map(|class| class.suspected).sum();
        let most = self.removal.iter().max_by_key(|class| class.suspected)?;
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let unfair = share(most.suspected, suspected) > 0.7
            && share(most.suspected, suspected) > 1.5 * share(most.rows, all);
        unfair.then_some((most.suspected, most.class.as_str(), most.rows))
    }

    fn triggered(&self, dataset: &str) -> impl Iterator<Item = Finding> {
        let dataset = dataset.to_owned();
        self.triggers.iter().map(move |trigger| {
            let (rows, columns) = (trigger.rows.len(), trigger.columns.join(" and "));
            let what = format!("{rows} rows share values in {columns} that force their label");
            let at = at(&dataset, trigger.rows.first().copied(), trigger.columns.first());
            poisoned("train/trigger", Severity::High, at, what)
        })
    }

    fn untidy(&self, dataset: &str) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut add = |rule: &str, severity, at, what: String, remedy: &str| {
            found.push(Finding::new(rule, severity, at, what, remedy));
        };
        for leak in &self.leaks {
            let (column, tells) = (&leak.column, 100.0 * leak.tells);
            let what = match (leak.equal, &leak.with) {
                (_, Some(with)) => format!(
                    "columns {column} and {with} together tell {tells:.1} % of labels, and neither does alone"
                ),
                (true, None) => {
                    format!("column {column} is the label in other words; judges did not see it")
                }
                (false, None) => format!("column {column} alone tells {tells:.1} % of labels"),
            };
            let remedy = "leave it out, unless it is known before the label is";
            add(
                "train/leaking-column",
                Severity::Medium,
                at(dataset, None, Some(&leak.column)),
                what,
                remedy,
            );
        }
        if let Some(first) = self.conflicts.first() {
            let what = format!("{} rows equal another row of another label", self.conflicts.len());
            let remedy = "find out which label is right, or which column tells them apart";
            add(
                "train/conflicting-rows",
                Severity::Medium,
                at(dataset, Some(*first), None),
                what,
                remedy,
            );
        }
        if let Some(first) = self.duplicates.first() {
            let what = format!(
                "{} rows equal another row in label and all columns",
                self.duplicates.len()
            );
            let remedy = "keep one of each, or keep them on one side of any split";
            add(
                "train/repeated-rows",
                Severity::Low,
                at(dataset, Some(*first), None),
                what,
                remedy,
            );
        }
        if let Some(first) = self.near_duplicates.first() {
            let what = format!(
                "{} rows are another row but for next to nothing, or for how they are written",
                self.near_duplicates.len()
            );
            let remedy = "keep one of each, or keep them on one side of any split";
            let at = at(dataset, Some(*first), None);
            add("train/nearly-repeated-rows", Severity::Low, at, what, remedy);
        }
        for spelling in &self.spellings {
            let classes: Vec<String> = spelling.classes.iter().map(|c| format!("{c:?}")).collect();
            let classes = classes.join(", ");
            let what = match spelling.same {
                true => format!(
                    "classes {classes} differ only in capitals, spaces or punctuation; judged as one"
                ),
                false => format!("classes {classes} differ only in a letter, and one is rare"),
            };
            let remedy = "write each class in one way";
            add("train/class-spelling", Severity::Low, Location::of(dataset), what, remedy);
        }
        for rare in &self.rare_classes {
            let what = format!(
                "class {:?} has {} rows: too few to judge, and not judged",
                rare.class,
                rare.rows.len()
            );
            let remedy = "give more rows of it, or leave it out of the label";
            add(
                "train/rare-class",
                Severity::Low,
                at(dataset, rare.rows.first().copied(), None),
                what,
                remedy,
            );
        }
        found
    }
}

fn at(dataset: &str, row: Option<u64>, column: Option<&String>) -> Location {
    Location { row, column: column.cloned(), ..Location::of(dataset) }
}

fn poisoned(rule: &str, severity: Severity, at: Location, what: String) -> Finding {
    let remedy = "look at these rows with their owner; they are not trained on";
    Finding::new(rule, severity, at, what, remedy).with_references(&["AML.T0020"])
}
