//! `hygeia bom`

use super::{file, output};
use crate::failure::{At, Failure};
use artifact::bom::{self, File, Inputs, OnnxFacts, Port};
use artifact::sign;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use terms::{Clock, Digest, SystemClock};

/// Bytes of a model that is looked into; of a larger one, only the digest is told.
const LOOKED_INTO: u64 = 1 << 30;
/// How model files are called; the first of these in a folder is its main file.
const ENDINGS: [&str; 11] =
    ["onnx", "safetensors", "gguf", "keras", "h5", "pt", "pth", "bin", "pkl", "joblib", "pickle"];

/// Write the bill of materials of a model's folder or file (CycloneDX 1.6 JSON).
///
/// What the files themselves don't tell (datasets, figures, libraries) is left out.
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
    /// The file to write; standard output, if not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Reads the files and writes the bill.
pub fn run(args: &Args) -> Result<(), Failure> {
    let files = files(&args.path)?;
    let Some((main, others)) = files.split_first() else {
        return Err(Failure::usage(format!("{} holds no file", args.path.display()))
            .hint("give the folder that holds the model's files"));
    };
    let facts = facts(&main.path)?;
    let name = args.name.clone().unwrap_or_else(|| called(&args.path));
    let bill = bom::bom(&inputs(args, name, main, others, facts));
    match &args.out {
        None => output::json(&bill),
        Some(path) => {
            let bytes = serde_json::to_vec_pretty(&bill).internal("writing the bill")?;
            file::publish(path, &bytes)?;
            output::print(&format!("{} files in {}", files.len(), path.display()))
        }
    }
}

/// A file with its name in the bill.
struct Part {
    path: PathBuf,
    name: String,
    digest: Digest,
}

/// The files with their digests, the main one first.
fn files(path: &Path) -> Result<Vec<Part>, Failure> {
    if !path.is_dir() {
        let cannot = |error: std::io::Error| {
            Failure::usage(format!("{} cannot be read: {error}", path.display()))
                .hint("check the path and that you may read it")
        };
        let opened = std::fs::File::open(path).map_err(cannot)?;
        let digest = Digest::of_reader(opened).map_err(cannot)?;
        return Ok(vec![Part { path: path.to_owned(), name: called_fully(path), digest }]);
    }
    let listed = sign::list(path, &[]).usage()?;
    let mut parts: Vec<Part> = listed
        .into_iter()
        .map(|file| Part { path: path.join(&file.name), name: file.name, digest: file.digest })
        .collect();
    // A stable sort: of equals, the first by name stays the first.
    parts.sort_by_key(|part| rank(&part.path));
    Ok(parts)
}

fn rank(path: &Path) -> usize {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    ENDINGS.iter().position(|known| *known == ending).unwrap_or(ENDINGS.len())
}

fn called(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if full.is_dir() { full.file_name() } else { full.file_stem() };
    name.map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn called_fully(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What the main file says about itself, if it is ONNX.
fn facts(path: &Path) -> Result<Option<OnnxFacts>, Failure> {
    let size = std::fs::metadata(path).map_or(u64::MAX, |there| there.len());
    if size > LOOKED_INTO {
        return Ok(None);
    }
    Ok(bom::onnx(&file::read(path, LOOKED_INTO)?))
}

fn inputs(
    args: &Args,
    name: String,
    main: &Part,
    others: &[Part],
    facts: Option<OnnxFacts>,
) -> Inputs {
    let known = facts.is_some();
    let facts = facts.unwrap_or_default();
    let entry = |key: &str| facts.metadata.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let ours = entry("hygeia.schema").is_some();
    let mut parameters = vec![("file".to_owned(), main.name.clone())];
    let mut told = |name: &str, value: String| {
        if !value.is_empty() {
            parameters.push((name.to_owned(), value));
        }
    };
    told("format", if known { "onnx".to_owned() } else { String::new() });
    told("producer", format!("{} {}", facts.producer, facts.producer_version).trim().to_owned());
    told("operator_set", facts.operator_set.map_or_else(String::new, |set| set.to_string()));
    let card = entry("hygeia.card").and_then(|card| serde_json::from_str::<learn::Card>(card).ok());
    if let Some(card) = card {
        told("card", card.name);
        told("trained_to_withstand_eps", card.eps.to_string());
        told("training_data_sha256", card.training);
        told("training_seed", card.seed.to_string());
    }
    let ports = |ports: Vec<Port>| ports.into_iter().filter(|port| !port.name.is_empty()).collect();
    Inputs {
        name,
        version: args.model_version.clone().unwrap_or_default(),
        description: facts.description.clone(),
        digest: main.digest,
        files: others
            .iter()
            .map(|part| File { name: part.name.clone(), digest: part.digest })
            .collect(),
        task: if ours { "classification".to_owned() } else { String::new() },
        architecture: String::new(),
        inputs: ports(facts.inputs.clone()),
        outputs: ports(facts.outputs.clone()),
        datasets: Vec::new(),
        libraries: Vec::new(),
        parameters,
        metrics: Vec::new(),
        limitations: Vec::new(),
        at: SystemClock.now(),
    }
}
