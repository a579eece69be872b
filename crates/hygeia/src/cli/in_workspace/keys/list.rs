//! `hygeia keys list`

use super::super::place::{Place, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::KeyListed;

/// List the keys: what each is for, since when it is there, and how many versions need it.
///
/// Ids follow from public halves and digests; nothing that is shown is secret.
///
/// Example: hygeia keys list --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    let all: Vec<KeyListed> = block_on(async {
        let client = args.place.client().await?;
        let all = client.get("/v1/keys", &()).await;
        client.close().await;
        all
    })?;
    if args.format == Shape::Json {
        return output::json(&all);
    }
    let head = ["kind", "id", "since", "until", "needed by", "what it does"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(all.iter().map(row));
    output::print(&output::table(&rows))
}

fn row(key: &KeyListed) -> Vec<String> {
    let needed = |versions: &Vec<String>| match versions.len() {
        1 => "1 version".to_owned(),
        count => format!("{count} versions"),
    };
    vec![
        key.kind.to_string(),
        key.id.clone(),
        key.since.to_string(),
        key.until.map_or_else(|| "in use".to_owned(), |until| until.to_string()),
        key.needed_by.as_ref().map_or_else(String::new, needed),
        key.purpose.clone(),
    ]
}
