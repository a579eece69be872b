//! The rules of the house that the compiler does not check.

mod asvs;
mod circles;
mod claims;
mod door;
pub mod features;
mod floors;
mod heads;
mod licences;
mod lines;
mod modules;
mod paths;
mod rules;
mod source;
mod standalone;
mod strip;
mod unused;
mod ways;
mod writes;

/// Checks everything and tells every fault at once.
pub fn run() -> Result<(), String> {
    let sources = source::all();
    let crates = floors::crates()?;
    let mut faults = floors::faults(&crates);
    faults.extend(heads::faults(&crates, &sources));
    faults.extend(door::faults(&sources));
    faults.extend(circles::faults(&crates, &sources));
    faults.extend(unused::faults(&crates, &sources));
    faults.extend(writes::faults(&sources));
    faults.extend(lines::faults(&sources));
    faults.extend(claims::faults(&sources));
    faults.extend(asvs::faults(&sources));
    faults.extend(standalone::faults());
    faults.extend(ways::faults(&sources));
    faults.extend(rules::faults(&sources));
    match features::metadata() {
        Ok(metadata) => {
            faults.extend(features::faults(&metadata));
            faults.extend(licences::faults(&metadata));
        }
        Err(why) => faults.push(why),
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("tidy, {} faults:\n  {}", faults.len(), faults.join("\n  ")))
}
