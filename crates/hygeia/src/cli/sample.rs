//! `hygeia sample`

use super::file;
use crate::failure::{At, Failure};
use std::path::PathBuf;

/// Write synthetic loan applications with planted defects, and where they are.
///
/// Example: hygeia sample --rows 5000 --out loans.csv --truth truth.json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    rows: u64,
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// The CSV to write.
    #[arg(long, default_value = "loans.csv")]
    out: PathBuf,
    /// Where to write which rows have which defect.
    #[arg(long)]
    truth: Option<PathBuf>,
}

/// Writes the sample.
pub fn run(args: &Args) -> Result<(), Failure> {
    let rows = usize::try_from(args.rows).unwrap_or(usize::MAX);
    let sample = tables::sample::generate(rows, args.seed).internal("making the sample")?;
    let mut bytes = Vec::new();
    tables::sample::write_csv(&sample.batch, &mut bytes).internal("writing the sample")?;
    file::write(&args.out, &bytes)?;
    if let Some(path) = &args.truth {
        let truth = serde_json::to_vec_pretty(&sample.truth).internal("writing the truth")?;
        file::write(path, &truth)?;
    }
    super::output::print(&format!("{} rows in {}", args.rows, args.out.display()))
}
