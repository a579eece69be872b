//! What would be hidden of texts: for each line of standard input, which is one JSON string, the ranges in
//! bytes as a JSON array of `[from, to, info type]`. What measures the finding of names reads it.
//!
//! `cargo run -p hygeia-classify --example hidden < texts.jsonl`

use hygeia_classify::find_to_hide;
use std::error::Error;
use std::io::{BufRead as _, BufWriter, Write as _, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(stdout());
    for line in stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let hits = find_to_hide(&text);
        let ranges: Vec<_> =
            hits.iter().map(|hit| (hit.range.start, hit.range.end, hit.info_type.name())).collect();
        writeln!(out, "{}", serde_json::to_string(&ranges)?)?;
    }
    Ok(())
}
