//! What is told of a model that was trained, in a workspace or from a file.

use crate::failure::Failure;
use std::path::Path;

/// The accuracy of a model under an attack at a size; the attack's name and size as they are shown.
pub struct Row<'a> {
    pub model: &'a str,
    pub attack: &'a str,
    /// In standard deviations; 0 for clean.
    pub eps: f64,
    pub accuracy: f64,
}

/// Models as columns, attacks as rows.
pub fn attacks<'a>(all: impl IntoIterator<Item = Row<'a>>) -> Vec<Vec<String>> {
    const MODELS: [&str; 4] = ["plain", "pgd", "final", "constant"];
    let all: Vec<Row> = all.into_iter().collect();
    let head = ["attack", "eps"].iter().chain(&MODELS).map(|name| (*name).to_owned());
    let mut rows = vec![head.collect::<Vec<_>>()];
    let mut seen: Vec<(&str, f64)> = Vec::new();
    for row in &all {
        let key = (row.attack, row.eps);
        if !seen.contains(&key) {
            seen.push(key);
        }
    }
    for (attack, eps) in seen {
        let of = |model: &str| {
            let same = |row: &&Row| {
                // Both come from the same list.
                row.model == model && row.attack == attack && row.eps.total_cmp(&eps).is_eq()
            };
            let found = all.iter().find(same);
            found.map_or_else(|| "-".to_owned(), |row| format!("{:.1} %", 100.0 * row.accuracy))
        };
        let size = if eps > 0.0 { eps.to_string() } else { "-".to_owned() };
        let cells = [attack.to_owned(), size].into_iter().chain(MODELS.map(of));
        rows.push(cells.collect());
    }
    rows
}

/// How many rows there were to learn from.
pub struct Counts {
    pub used: u64,
    pub excluded: u64,
    pub suspected: u64,
    pub flips: usize,
    pub triggers: usize,
}

impl Counts {
    /// For people.
    pub fn line(&self) -> String {
        let Self { used, excluded, suspected, flips, triggers } = self;
        format!(
            "{used} rows used, {} left out, {suspected} of them under suspicion: {flips} labels, {triggers} trigger rows",
            excluded + suspected,
        )
    }
}

/// That the folder `out` holds no package yet.
pub fn without_model(out: &Path) -> Result<(), Failure> {
    let model = out.join("model");
    // A link is something, too, whatever it leads to.
    if model.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!("{} exists already", model.display()))
            .hint("name another folder with --out: a package is never changed"));
    }
    Ok(())
}

/// A model that is kept and not good enough ends with exit code 1.
pub fn judged(weaknesses: usize, hint: &'static str) -> Result<(), Failure> {
    match weaknesses {
        0 => Ok(()),
        weak => {
            Err(Failure::refused(format!("the model is kept, and has {weak} weaknesses"))
                .hint(hint))
        }
    }
}
