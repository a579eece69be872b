#![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::print_stdout)]
use hygeia_surface::*;
use std::path::PathBuf;
fn main() {
    let mut o = Options::of_host(std::env::var_os("HOME").map(PathBuf::from)).with_python(
        ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(std::env::var_os).map(PathBuf::from),
    );
    let mut args = std::env::args().skip(1);
    let mut json = false;
    while let Some(a) = args.next() {
        match a.as_str() {
            "--advisories" => o.advisories.push(args.next().unwrap().into()),
            "--guard" => o.guarded.push(args.next().unwrap().into()),
            "--list-only" => o.speak = false,
            "--format" => json = args.next().unwrap() == "json",
            "--fail-on" => {
                args.next();
            }
            _ => {}
        }
    }
    match examine(&o, &terms::SystemClock) {
        Ok(r) if json => println!("{}", serde_json::to_string_pretty(&r).unwrap()),
        Ok(r) => {
            for f in &r.findings {
                println!("{} {} {}", f.rule, f.location.subject, f.message);
            }
            for p in &r.probes {
                println!("{} {} {}", p.id, p.state, p.saw);
            }
        }
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2);
        }
    }
}
