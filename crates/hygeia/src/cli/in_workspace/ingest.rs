//! `hygeia ingest`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::cli::table::{Reading, Sent};
use crate::cli::table_source::TableSource;
use crate::failure::Failure;
use terms::{ColumnState, PrincipalId};
use workspace::{IngestRequest, IngestResponse, ProtectAgainRequest, ProtectAgainResponse};

/// Take a table in: classified, checked, encrypted, and committed as the version that queries see.
///
/// The file is read where it stands and never changed; in the clear it is in memory alone. After
/// handling was tightened, `--again` protects what is here anew.
///
/// Example: hygeia ingest loans.csv --dataset loans --owner olga@example.org --purpose "to decide about loans" --label defaulted --as stefan@example.org
///
/// Example: hygeia ingest --again loans --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not; or an address, as for
    /// `hygeia classify`: it is read here, with your own credentials, and sent as a file is.
    #[arg(required_unless_present = "again")]
    path: Option<TableSource>,
    /// The dataset's name.
    #[arg(long, required_unless_present = "again")]
    dataset: Option<String>,
    /// Who answers for the data.
    #[arg(long, value_name = "PRINCIPAL", required_unless_present = "again")]
    owner: Option<PrincipalId>,
    /// What it is kept for.
    #[arg(long, value_name = "TEXT", required_unless_present = "again")]
    purpose: Option<String>,
    /// A dataset that is here: protect it anew, under the handling in force.
    #[arg(long, value_name = "DATASET", conflicts_with_all = ["path", "dataset", "owner", "purpose", "label", "names", "delimiter"])]
    again: Option<String>,
    /// The column to predict, if there is one.
    #[arg(long)]
    label: Option<String>,
    /// The table is of another shape than the version before, and that is meant.
    #[arg(long)]
    evolve: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Sends the file as it is, and tells what it has become.
pub fn run(args: &Args) -> Result<(), Failure> {
    if let Some(dataset) = &args.again {
        return again(args, dataset.clone());
    }
    let missing = || Failure::usage("a file, its dataset, owner and purpose are needed");
    let source = args.path.as_ref().ok_or_else(missing)?;
    let dataset = args.dataset.as_deref().ok_or_else(missing)?;
    let owner = args.owner.clone().ok_or_else(missing)?;
    let purpose = args.purpose.as_deref().ok_or_else(missing)?;
    let request = IngestRequest {
        label: args.label.clone(),
        evolve: args.evolve,
        ..IngestRequest::new(dataset, owner, purpose)
    };
    let sent = args.reading.sent(source)?;
    let request = IngestRequest { origin: sent.origin, ..request.read_as(&sent.options) };
    let mut done: IngestResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = match &sent.body {
            Sent::Bytes(bytes) => {
                client.upload_bytes("/v1/datasets", &request, bytes.clone()).await
            }
            Sent::File(path) => client.upload("/v1/datasets", &request, path).await,
        };
        client.close().await;
        done
    })?;
    done.reading.extend(sent.notes);
    tell(args, &done)
}

fn again(args: &Args, dataset: String) -> Result<(), Failure> {
    let request = ProtectAgainRequest { dataset };
    let done: ProtectAgainResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post("/v1/datasets/again", &request).await;
        client.close().await;
        done
    })?;
    if args.format == Shape::Json {
        return output::json(&done);
    }
    let (dataset, number) = (&done.dataset, done.number);
    match done.tightened.as_slice() {
        [] => output::print(&format!("{dataset} version {number} is as the handling asks for")),
        some => output::print(&format!(
            "{dataset} is protected anew as version {number}; of the one before: {}",
            some.join("; ")
        )),
    }
}

fn tell(args: &Args, done: &IngestResponse) -> Result<(), Failure> {
    if args.format == Shape::Json {
        return output::json(done);
    }
    let mut rows =
        vec![["column", "info type", "class", "state", "role"].map(str::to_owned).to_vec()];
    rows.extend(done.classification.columns.iter().map(|column| {
        let (kind, class) = (column.info_type.to_string(), column.class.to_string());
        let state = column.state.to_string();
        vec![column.name.clone(), kind, class, state, output::plain(&column.role)]
    }));
    output::print(&output::table(&rows))?;
    for note in &done.reading {
        output::print(&format!("read: {note}"))?;
    }
    for defect in &done.defects {
        let column = defect.column.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
        let kind = output::plain(&defect.kind);
        output::print(&format!("defect: {kind}{column}, {} rows", defect.count))?;
    }
    for change in &done.changes {
        let column = change.column.as_deref().map(output::shown).unwrap_or_default();
        let kind = output::plain(&change.kind);
        output::print(&format!("since the version before: {kind} {column}: {}", change.detail))?;
    }
    output::findings(&done.findings)?;
    output::print(&format!(
        "\n{} holds {} rows and is {}; {} rows are left out of learning, {} values were \
         withheld\nobject {}, receipt signed",
        done.dataset,
        done.rows,
        done.class,
        done.excluded_rows,
        done.withheld_values,
        done.object.hex()
    ))?;
    waiting(args, done)
}

/// What waits for somebody, and how they say what it holds.
fn waiting(args: &Args, done: &IngestResponse) -> Result<(), Failure> {
    for against in &done.contradicted {
        output::print(&format!(
            "what is said of {} does not hold: it was found to be something else, and is handled so",
            output::shown(against)
        ))?;
    }
    let columns = done.classification.columns.iter();
    let waits: Vec<&str> = columns
        .filter(|column| column.state == ColumnState::Unconfirmed)
        .map(|column| column.name.as_str())
        .collect();
    if waits.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = waits.iter().map(|name| output::shown(name)).collect();
    output::print(&format!(
        "{} columns wait for somebody to say what they hold, protected as confidential: {}\n\
         hygeia dataset columns {}{} --as {}",
        waits.len(),
        names.join(", "),
        done.dataset.name(),
        args.actor.place.flag(),
        args.owner.as_ref().map_or("NAME", PrincipalId::as_str)
    ))
}
