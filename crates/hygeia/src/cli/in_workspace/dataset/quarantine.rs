//! `hygeia dataset quarantine`

use super::super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use std::str::FromStr;
use terms::limits;
use workspace::{ChangeQuarantineRequest, QuarantineRequest, QuarantineResponse};

/// Show the rows that nothing is learned from, put rows there, or release them.
///
/// `hygeia screen --dataset NAME --quarantine` puts its suspects there. They stay in the dataset and in what
/// queries answer; training leaves them out, and still tests on them. Each change is an entry of the ledger.
///
/// Example: hygeia dataset quarantine loans --as stefan@example.org
///
/// Example: hygeia dataset quarantine loans --release 17,40-44 --why "checked with the branch" --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    /// Rows that nothing is learned from any more, from 0: 3,10-12
    #[arg(long, value_name = "ROWS")]
    add: Option<Rows>,
    /// Rows that are learned from again, or `all`.
    #[arg(long, value_name = "ROWS")]
    release: Option<Rows>,
    /// Why, for who reads the ledger.
    #[arg(long)]
    why: Option<String>,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Rows, as they are typed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rows {
    All,
    Listed(Vec<u64>),
}

impl FromStr for Rows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let mut rows = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<u64>();
            let (Ok(first), Ok(last)) = (number(first), number(last)) else {
                return Err(format!("{part:?} is no row and no range of rows: 3 or 10-12"));
            };
            if last < first {
                return Err(format!("{part:?} ends before it begins"));
            }
            let more = (last - first).saturating_add(1);
            if more > (limits::LISTED_ROWS - rows.len().min(limits::LISTED_ROWS)) as u64 {
                return Err(format!("at most {} rows at once", limits::LISTED_ROWS));
            }
            rows.extend(first..=last);
        }
        Ok(Self::Listed(rows))
    }
}

/// Asks or changes, and tells what is under quarantine then.
pub fn run(args: &Args) -> Result<(), Failure> {
    let change = change(args)?;
    let held: QuarantineResponse = block_on(async {
        let client = args.actor.client().await?;
        let path = "/v1/datasets/quarantine";
        let held = match &change {
            Some(change) => client.post(path, change).await,
            None => client.get(path, &QuarantineRequest { dataset: args.name.clone() }).await,
        };
        client.close().await;
        held
    })?;
    if args.format == Shape::Json {
        return output::json(&held);
    }
    let QuarantineResponse { dataset, number, of, rows } = &held;
    let count = rows.len();
    output::print(&format!(
        "{count} of {of} rows of {dataset}, version {number}, are under quarantine"
    ))?;
    if rows.is_empty() { Ok(()) } else { output::print(&output::rows(rows)) }
}

fn change(args: &Args) -> Result<Option<ChangeQuarantineRequest>, Failure> {
    if args.add.is_none() && args.release.is_none() {
        return Ok(None);
    }
    let why = args.why.clone().unwrap_or_default();
    if why.trim().is_empty() {
        return Err(Failure::usage("no reason is given").hint("say why: --why TEXT"));
    }
    let add = match &args.add {
        Some(Rows::All) => {
            return Err(Failure::usage("of all rows nothing would be left to learn from")
                .hint("name the rows: --add 3,10-12"));
        }
        Some(Rows::Listed(rows)) => rows.clone(),
        None => Vec::new(),
    };
    let (release, release_all) = match &args.release {
        Some(Rows::All) => (Vec::new(), true),
        Some(Rows::Listed(rows)) => (rows.clone(), false),
        None => (Vec::new(), false),
    };
    let dataset = args.name.clone();
    Ok(Some(ChangeQuarantineRequest { dataset, add, release, release_all, why }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbers_and_ranges_and_so_many_at_most() {
        let rows = |text: &str| text.parse::<Rows>();
        assert_eq!(rows("all"), Ok(Rows::All));
        assert_eq!(rows("3,10-12"), Ok(Rows::Listed(vec![3, 10, 11, 12])));
        for wrong in ["", "x", "3-", "9-3", "-1", "0-10000", "0-18446744073709551615", "0-9998,7-8"]
        {
            assert!(rows(wrong).is_err(), "{wrong} was taken");
        }
        assert!(rows("0-9999").is_ok());
    }
}
