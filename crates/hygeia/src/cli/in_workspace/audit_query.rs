//! `hygeia audit query`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Columns, Shape};
use crate::client::Lines;
use crate::failure::{At, Failure};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::{self, BufWriter, Write};
use terms::{Asset, PrincipalId};
use workspace::{AuditOutcome, AuditRequest, LedgerEntry};

/// Rows of a table whose columns are made as wide as they are, together.
const PAGE: usize = 256;

/// Read the ledger: who asked for what, from where, whether it was allowed, and by which cell. The
/// answer is written as it is found, oldest first; it costs what it holds, not what the ledger does.
///
/// Example: hygeia audit query --as anna@example.org --denied
///
/// Example: hygeia audit query --as anna@example.org --actor dana@example.org --asset dataset/loans --format json
///
/// Example: hygeia audit query --as anna@example.org --cell "query[dataset/loans] x data-scientist" --from 2026-11-01 --limit 1000
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// Of this principal alone.
    #[arg(long = "actor", visible_alias = "principal", value_name = "PRINCIPAL")]
    of: Option<PrincipalId>,
    /// Of this action or activity alone, such as query or dataset-committed.
    #[arg(long, visible_alias = "operation")]
    action: Option<String>,
    /// On this asset alone, as KIND/NAME.
    #[arg(long, value_parser = Asset::parse)]
    asset: Option<Asset>,
    /// Allowed by this cell of the RACI, as ACTIVITY[KIND/NAME] x ROLE; without the role, by any of
    /// that row.
    #[arg(long)]
    cell: Option<String>,
    /// Only what ended so.
    #[arg(long, value_parser = PossibleValuesParser::new(["allowed", "refused", "done", "failed"])
        .try_map(|text| outcome(&text)))]
    outcome: Option<AuditOutcome>,
    /// Only what was refused or failed.
    #[arg(long)]
    denied: bool,
    /// Of this moment or day (UTC) or later: 2026-11-28T09:30:00Z, or 2026-11-28.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Before this moment or day.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The newest so many entries.
    #[arg(long, default_value_t = 50)]
    limit: u64,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

fn outcome(text: &str) -> Result<AuditOutcome, serde_json::Error> {
    serde_json::from_value(text.into())
}

/// Asks, which is an entry too, and reads.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = AuditRequest {
        actor: args.of.clone(),
        action: args.action.clone(),
        asset: args.asset.clone(),
        cell: args.cell.clone(),
        outcome: args.outcome,
        denied: args.denied,
        from: args.from.clone(),
        to: args.to.clone(),
        limit: args.limit,
    };
    block_on(async {
        let client = args.actor.client().await?;
        let entries = match client.lines::<LedgerEntry>("/v1/audit", &request).await {
            Ok(entries) if args.format == Shape::Json => written(array(entries).await),
            Ok(entries) => written(rows(entries).await),
            Err(refused) => Err(refused),
        };
        client.close().await;
        entries
    })
}

/// Why nothing more is written.
enum Stopped {
    /// Nobody reads on.
    Unread,
    Failed(Failure),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Failed(
                Failure::internal(format!("writing to standard output: {error}"))
                    .hint("check the space left where it goes"),
            ),
        }
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn written(written: Result<(), Stopped>) -> Result<(), Failure> {
    match written {
        Err(Stopped::Failed(failure)) => Err(failure),
        Ok(()) | Err(Stopped::Unread) => Ok(()),
    }
}

/// One JSON array, an element at a time.
async fn array(mut entries: Lines<LedgerEntry>) -> Result<(), Stopped> {
    let mut to = BufWriter::new(io::stdout());
    let mut between = "[";
    while let Some(entry) = entries.next().await? {
        let text = serde_json::to_string_pretty(&entry).internal("writing JSON")?;
        write!(to, "{between}\n  {}", text.replace('\n', "\n  "))?;
        between = ",";
    }
    to.write_all(if between == "," { b"\n]\n" } else { b"[]\n" })?;
    Ok(to.flush()?)
}

/// A table, a page at a time.
async fn rows(mut entries: Lines<LedgerEntry>) -> Result<(), Stopped> {
    let mut to = BufWriter::new(io::stdout());
    let (mut columns, mut page) = (Columns::default(), vec![HEAD.map(str::to_owned).to_vec()]);
    loop {
        let next = entries.next().await?;
        let last = next.is_none();
        page.extend(next.as_ref().map(row));
        if page.len() >= PAGE || (last && !page.is_empty()) {
            writeln!(to, "{}", output::shown(&columns.lines(&page)))?;
            page.clear();
        }
        if last {
            return Ok(to.flush()?);
        }
    }
}

const HEAD: [&str; 8] = ["entry", "at", "who", "from", "what", "on", "outcome", "why"];

fn row(entry: &LedgerEntry) -> Vec<String> {
    let event = &entry.event;
    let cells: Vec<String> = event.unmapped.cells.iter().map(ToString::to_string).collect();
    let why = event.status_detail.clone().unwrap_or_else(|| cells.join(", "));
    let from = &event.src_endpoint;
    let address = from.ip.map(|address| address.to_string());
    vec![
        entry.index.to_string(),
        event.at().to_string(),
        event.actor.user.uid.to_string(),
        address.or_else(|| from.name.clone()).unwrap_or_default(),
        event.api.operation.clone(),
        event.resources.first().map(|r| r.uid.to_string()).unwrap_or_default(),
        event.ended().as_str().to_owned(),
        why,
    ]
}
