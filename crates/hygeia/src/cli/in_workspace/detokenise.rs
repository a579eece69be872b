//! `hygeia detokenise`

use super::place::{Actor, block_on};
use crate::cli::file;
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use std::path::Path;
use workspace::{DetokeniseRequest, DetokeniseResponse};

/// Tokens in one request, in bytes of their lines.
const BYTES: u64 = 1 << 20;

/// Turn tokens back into the values that they stand for: for who sees clear values of the dataset.
///
/// Each request is an entry in the ledger, and the values count against the day's egress budget.
///
/// Example: hygeia detokenise loans email tok_3kq9x --as olga@example.org
///
/// Example: hygeia detokenise loans email --from tokens.txt --as olga@example.org --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset that an answer showed them of.
    dataset: String,
    /// The column that they stood in.
    column: String,
    /// The tokens.
    #[arg(required_unless_present = "from")]
    tokens: Vec<String>,
    /// A file of tokens, one on a line; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "tokens")]
    from: Option<std::path::PathBuf>,
    /// The number of the version that they were shown of, if keys were rotated since.
    #[arg(long, value_name = "NUMBER")]
    of_version: Option<u32>,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let tokens = args.from.as_deref().map_or_else(|| Ok(args.tokens.clone()), lines)?;
    let (dataset, column) = (args.dataset.clone(), args.column.clone());
    let request = DetokeniseRequest { dataset, column, tokens, version: args.of_version };
    let answer: DetokeniseResponse = block_on(async {
        let client = args.actor.client().await?;
        let answer = client.post("/v1/detokenise", &request).await;
        client.close().await;
        answer
    })?;
    if let Shape::Json = args.format {
        return output::json(&answer);
    }
    let head = ["token".to_owned(), "value".to_owned()].to_vec();
    let pairs = request.tokens.iter().zip(&answer.values);
    let pairs = pairs.map(|(token, value)| {
        [token.clone(), value.clone().unwrap_or_else(|| "no token of that column".to_owned())]
            .to_vec()
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(pairs).collect();
    output::print(&output::table(&rows))
}

fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let bytes = file::read(path, BYTES)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{} is not text", path.display())))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}
