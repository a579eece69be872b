//! `cargo xtask faults`: kills, failing calls, a full disk, torn writes and flipped bits, over every
//! deed, by the program that is shipped; then the workspace is looked at, and the deed done again.
//!
//! An injection is drawn from the seed and its number alone. Which thread makes a call first is the
//! system's to say, so the same injection may meet a deed at another place.

mod answers;
mod campaign;
mod clean;
mod deeds;
mod disk;
mod draw;
mod flip;
mod harmless;
mod home;
mod inject;
mod kind;
mod ledger;
mod meta;
mod mount;
mod once;
mod oracle;
mod place;
mod posture;
mod records;
mod report;
mod state;
mod strace;
mod template;
mod torn;
mod trace;

use crate::{journeys, run, suite};
use campaign::Campaign;
use deeds::Deed;
use meta::Meta;
use place::Place;
use report::Report;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// What is to be done.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Injections.
    #[arg(long, default_value_t = 1_000)]
    pub count: u64,
    /// What they are drawn from.
    #[arg(long, default_value_t = suite::Campaign::SEED)]
    pub seed: u64,
    /// The number of the first one: with --count 1, that one again.
    #[arg(long, default_value_t = 0)]
    pub from: u64,
    /// Only into this deed.
    #[arg(long)]
    pub deed: Option<String>,
    /// Keep metadata in PostgreSQL, which has to trust this host on port 5432.
    #[arg(long)]
    pub postgres: bool,
    /// The program, if it is built already.
    #[arg(long)]
    pub program: Option<PathBuf>,
}

/// Injections of the suite: a share, and all; of these in PostgreSQL, a part.
const SHARE: [u64; 2] = [700, 15];
const WHOLE: [u64; 2] = [10_000, 600];

/// The suite's part: a seeded share on either database, or the whole campaign.
pub fn share(campaign: &suite::Campaign) -> Result<(), String> {
    let [all, postgres] = if campaign.long { WHOLE } else { SHARE };
    let options = |count, postgres| Options {
        count,
        seed: campaign.seed,
        from: 0,
        deed: None,
        postgres,
        program: None,
    };
    run(&options(all - postgres, false))?;
    run(&options(postgres, true))
}

/// Between two lines of progress.
const PROGRESS: u64 = 100;

/// Does the injections, and prints what they came to.
pub fn run(options: &Options) -> Result<(), String> {
    let server = options.postgres.then_some(("pg_dump", "postgresql-client"));
    let programs = [("strace", "strace"), ("sqlite3", "sqlite3")].into_iter().chain(server);
    let missing: Vec<&str> =
        programs.filter(|(name, _)| !run::has(name)).map(|(_, package)| package).collect();
    if !missing.is_empty() {
        run::debian(&missing)?;
    }
    let only = options.deed.as_deref().map(Deed::named).transpose()?;
    let program = options.program.clone().map_or_else(journeys::program, Ok)?;
    let program = std::path::absolute(program).map_err(|e| e.to_string())?;
    let meta = if options.postgres { Meta::Postgres } else { Meta::Sqlite };
    let place = Place::make(program, meta)?;
    let begun = Instant::now();
    let named = template::make(&place)?;
    let campaign = Campaign::new(&place, named, options.seed, only);
    let report = inject_all(&campaign, options)?;
    println!("{}", report.text());
    let seconds = begun.elapsed().as_secs();
    println!("metadata in {}, seed {}, {seconds} s", meta.name(), options.seed);
    match report.failed() {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} injections failed", report.all())),
    }
}

fn inject_all(campaign: &Campaign<'_>, options: &Options) -> Result<Report, String> {
    let (next, end) = (AtomicU64::new(options.from), options.from + options.count);
    let report = Mutex::new(Report::default());
    let work = |worker: usize| -> Result<(), String> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= end {
                return Ok(());
            }
            let done = campaign.inject(index, &format!("worker-{worker}")).map_err(|why| {
                // Nobody goes on in what is the campaign's own fault.
                next.store(end, Ordering::Relaxed);
                format!("injection {index}: {why}")
            })?;
            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
            report.count(&done, &repeat(options, done.index));
            if report.all().is_multiple_of(PROGRESS) {
                eprintln!(
                    "faults: {} of {}, {} failed",
                    report.all(),
                    options.count,
                    report.failed()
                );
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let ended: Result<Vec<()>, String> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        let joined = threads.into_iter().map(|thread| {
            thread.join().map_err(|_| "a worker panicked".to_owned()).and_then(|ended| ended)
        });
        joined.collect()
    });
    ended.map(drop)?;
    Ok(report.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The command that does one injection again.
fn repeat(options: &Options, index: u64) -> String {
    let deed = options.deed.as_ref().map(|deed| format!(" --deed {deed}")).unwrap_or_default();
    let meta = if options.postgres { " --postgres" } else { "" };
    format!("cargo xtask faults --seed {} --from {index} --count 1{deed}{meta}", options.seed)
}
