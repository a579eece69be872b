//! `sentinels FOLDER`: whether a demo left a sensitive value anywhere. `cargo xtask sentinels` runs it.
//!
//! Exit codes are those of Hygeia: 0 clean, 1 hits, 2 bad input, 3 not searched to the end.
#![forbid(unsafe_code)]

use sentinel::Report;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Hits that are shown.
const SHOWN: usize = 50;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("sentinels: name the folder of a demo that was run with --keep-input");
        return ExitCode::from(2);
    };
    let start = Instant::now();
    match sentinel::demo(Path::new(&folder)) {
        Ok((planted, report)) => {
            show(planted, &report, start.elapsed().as_secs_f64());
            ExitCode::from(if !report.hits.is_empty() {
                1
            } else if report.is_clean() {
                0
            } else {
                3
            })
        }
        Err(why) => {
            eprintln!("sentinels: {why}");
            ExitCode::from(2)
        }
    }
}

fn show(planted: usize, report: &Report, seconds: f64) {
    let line = |name: &str, number: u64| println!("{name:<28} {number:>12}");
    line("values planted", planted as u64);
    line("files read", report.files);
    line("bytes read", report.bytes);
    for (kind, pieces) in &report.decoded {
        line(kind, *pieces);
    }
    line("bytes decoded", report.decoded_bytes);
    line("hits", report.hits.len() as u64);
    println!("{:<28} {seconds:>12.1}", "seconds");
    for hit in report.hits.iter().take(SHOWN) {
        println!("HIT  {}: {} as {}", hit.file, hit.column, hit.form);
    }
    for cut in &report.cut {
        println!("CUT  {cut}");
    }
}
