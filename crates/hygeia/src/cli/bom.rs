//! `hygeia bom`

use super::given::{self, Folders, Ignoring};
use super::{file, output};
use crate::failure::{At, Failure};
use artifact::bom::{self, About, Contents, Installed};
use artifact::sign::{self, Listing, Scope};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use terms::{Clock, SystemClock};

/// Write the bill of materials of a model's folder or file (CycloneDX 1.6 JSON).
///
/// It lists every file with its digest, and what the files say: libraries (MLmodel, requirements.txt,
/// conda.yaml, python_env.yaml, lock files), licence, base model and datasets (the card in README.md),
/// metadata of ONNX and safetensors. What they don't tell is named as unknown.
///
/// Example: hygeia bom model/ > model.cdx.json
///
/// Example: hygeia bom model/ --environment .venv --supplier Example --out model.cdx.json
///
/// Example: hygeia bom final.onnx --name credit --model-version 3 --out final.cdx.json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Models: a model's file, or the folder that holds its files.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<OsString>,
    /// The model's name; of the file or folder, if not given.
    #[arg(long)]
    name: Option<String>,
    /// The model's version in your registry.
    #[arg(long)]
    model_version: Option<String>,
    /// Who made the model, or gives it out.
    #[arg(long)]
    supplier: Option<String>,
    /// Where vulnerabilities are told to: an address of mail, or of a page.
    #[arg(long, requires = "supplier", value_name = "ADDRESS")]
    supplier_contact: Option<String>,
    /// The environment in which the model runs (a virtual one, conda's, or its site-packages): licences, authors
    /// and versions of libraries are taken from the packages that are installed there.
    #[arg(long, value_name = "FOLDER")]
    environment: Option<PathBuf>,
    /// The file to write; of several models, the folder for NAME.cdx.json of each. Standard output, if not
    /// given.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    ignoring: Ignoring,
    /// Print nothing but errors where the bills go to files.
    #[arg(long, short)]
    quiet: bool,
}

/// Reads the files and writes the bills.
pub fn run(args: &Args) -> Result<(), Failure> {
    let inputs = given::inputs(&args.paths, Folders::Whole, &args.ignoring)?;
    if inputs.several && (args.name.is_some() || args.model_version.is_some()) {
        return Err(Failure::usage("--name and --model-version are of one model")
            .hint("leave them out: each model is called as its file or folder"));
    }
    let (mut entries, mut odd, about) = (Vec::new(), None, about(args)?);
    for one in &inputs.all {
        let path = Path::new(one);
        let out = args.out.as_deref().map(|out| place(out, path, inputs.several));
        let (listing, bill) = written(path, &about, out.as_deref())?;
        odd = odd.or_else(|| listing.odd.first().map(|odd| odd.name.clone()));
        if let Some(out) = &out {
            put(out, &bill, &listing, args.quiet)?;
        }
        entries.push((path, bill));
    }
    match (args.out.is_some(), inputs.several, entries.as_slice()) {
        (true, ..) => {}
        (false, false, [(_, only)]) => output::json(only)?,
        (false, ..) => output::json(&several(&entries))?,
    }
    inputs.left_out.iter().for_each(|why| output::note(why));
    match odd {
        Some(name) => Err(Failure::inconclusive(format!("{name:?} is not in the bill"))
            .hint("it could not be read as a file: make it readable, or take it out")),
        None => Ok(()),
    }
}

fn about(args: &Args) -> Result<About, Failure> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let environment = match &args.environment {
        None => Installed::default(),
        Some(folder) => Installed::read(folder).map_err(|error| {
            Failure::usage(format!("the environment {} cannot be read: {error}", folder.display()))
                .hint(
                    "give the folder of a virtual environment, of one of conda's, or site-packages",
                )
        })?,
    };
    Ok(About {
        name: given(&args.name),
        version: given(&args.model_version),
        supplier: given(&args.supplier),
        contact: given(&args.supplier_contact),
        environment,
    })
}

/// Where the bill of the model at `path` goes.
fn place(out: &Path, path: &Path, several: bool) -> PathBuf {
    if !several {
        return out.to_path_buf();
    }
    let full = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let name = full.file_name().map_or_else(|| "model".into(), std::ffi::OsStr::to_string_lossy);
    out.join(format!("{name}.cdx.json"))
}

/// Writes a bill to a file, and says so.
pub(super) fn put(out: &Path, bill: &Value, listing: &Listing, quiet: bool) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(bill).internal("writing the bill")?;
    file::publish(out, &bytes)?;
    match quiet {
        true => Ok(()),
        false => output::print(&format!("{} files in {}", listing.files.len(), out.display())),
    }
}

fn several(entries: &[(&Path, Value)]) -> Value {
    let entry = |(path, bill): &(&Path, Value)| {
        let mut entry = bill.clone();
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("path".to_owned(), json!(path.to_string_lossy()));
        }
        entry
    };
    json!({ "inputs": entries.iter().map(entry).collect::<Vec<_>>(), "findings": [] })
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
    let bill = bom::of_listing(&Contents::on_disk(path), &listing, about, SystemClock.now())
        .ok_or_else(|| {
            Failure::usage(format!("{shown} holds no file"))
                .hint("give the folder that holds the model's files")
        })?;
    Ok((listing, bill))
}
