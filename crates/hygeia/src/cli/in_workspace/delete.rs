//! `hygeia delete`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{DeleteRequest, DeleteResponse};

/// Delete a dataset, with every version of it.
///
/// Nobody reads it from then on. For seven days, or as `[retention] deleted` says, `hygeia dataset restore` brings
/// it back; then it goes for good, by itself, where `hygeia up` runs. Of restricted data nothing goes before a
/// second person who may delete it says so by the same verb.
///
/// Critical data, and data behind a live model, is refused whoever asks: retire the model first.
/// What the vault holds of it stays there, until its points are gone.
///
/// Example: hygeia delete loans --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    dataset: String,
    /// For good, and not when the time is over for which it can be brought back.
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Deletes and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = DeleteRequest { dataset: args.dataset.clone(), now: args.now };
    let deleted: DeleteResponse = block_on(async {
        let client = args.actor.client().await?;
        let deleted = client.post("/v1/datasets/delete", &request).await;
        client.close().await;
        deleted
    })?;
    match args.format {
        Shape::Json => output::json(&deleted),
        Shape::Table => output::print(&told(&deleted, &args.actor)),
    }
}

fn told(deleted: &DeleteResponse, actor: &Actor) -> String {
    let DeleteResponse { dataset, goes, waits_for } = deleted;
    let (name, flag) = (dataset.name(), actor.place.flag());
    let back = format!("hygeia dataset restore {name}{flag}");
    match (goes, waits_for.as_slice()) {
        (Some(end), _) => {
            format!(
                "{dataset} is deleted: nobody reads it, and it goes for good {end}\nTo bring it back: {back}"
            )
        }
        (None, []) => format!("{dataset} is deleted"),
        (None, others) => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            let others = others.join(", ");
            format!(
                "{dataset} is deleted: nobody reads it, and it goes for good once a second person agrees\n\
                 One of {others}: hygeia delete {name}{flag}\nTo bring it back: {back}"
            )
        }
    }
}
