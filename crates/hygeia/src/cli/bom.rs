//! `hygeia bom`

use super::{file, output};
use crate::failure::{At, Failure};
use artifact::bom::{self, About};
use artifact::sign::{self, Listing, Scope};
use std::path::{Path, PathBuf};
use terms::{Clock, SystemClock};

/// Write the bill of materials of a model's folder or file (CycloneDX 1.6 JSON).
///
/// It lists every file with its digest, and what the files say: libraries (MLmodel, requirements.txt,
/// conda.yaml, python_env.yaml), licence, base model and datasets (the card in README.md), metadata of
/// ONNX and safetensors. What they don't tell is left out.
///
/// Example: hygeia bom model/ > model.cdx.json
///
/// Example: hygeia bom final.onnx --name credit --model-version 3 --out final.cdx.json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A model's file, or the folder that holds its files.
    path: PathBuf,
    /// The model's name; of the file or folder, if not given.
    #[arg(long)]
    name: Option<String>,
    /// The model's version in your registry.
    #[arg(long)]
    model_version: Option<String>,
    /// Who made the model, or gives it out.
    #[arg(long)]
    supplier: Option<String>,
    /// The file to write; standard output, if not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Reads the files and writes the bill.
pub fn run(args: &Args) -> Result<(), Failure> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let about = About {
        name: given(&args.name),
        version: given(&args.model_version),
        supplier: given(&args.supplier),
    };
    let (listing, bill) = written(&args.path, &about, args.out.as_deref())?;
    match &args.out {
        None => output::json(&bill)?,
        Some(path) => {
            let bytes = serde_json::to_vec_pretty(&bill).internal("writing the bill")?;
            file::publish(path, &bytes)?;
            output::print(&format!("{} files in {}", listing.files.len(), path.display()))?;
        }
    }
    match listing.odd.first() {
        Some(odd) => Err(Failure::inconclusive(format!("{:?} is not in the bill", odd.name))
            .hint("it could not be read as a file: make it readable, or take it out")),
        None => Ok(()),
    }
}

fn written(
    path: &Path,
    about: &About,
    out: Option<&Path>,
) -> Result<(Listing, serde_json::Value), Failure> {
    let shown = path.display();
    if let Err(error) = path.metadata() {
        return Err(Failure::usage(format!("{shown} cannot be read: {error}"))
            .hint("check the path and that you may read it"));
    }
    // Links are the files that they lead to: caches of hubs are folders of links. A bill of before that
    // lies where this one goes is no part of the model.
    let scope = Scope::model().following_links(true);
    let scope = out.map_or(scope.clone(), |out| scope.without_signature(out));
    let listing = sign::look(path, &scope).usage()?;
    let bill = bom::of_listing(path, &listing, about, SystemClock.now()).ok_or_else(|| {
        Failure::usage(format!("{shown} holds no file"))
            .hint("give the folder that holds the model's files")
    })?;
    Ok((listing, bill))
}
