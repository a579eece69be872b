//! `cargo xtask dist`: the program in packages that install in a minute, each tried from the artefact.

mod archive;
mod bill;
mod build;
mod deb;
mod files;
mod image;
mod inventory;
mod linked;
mod notices;
mod part;
mod program;
mod provenance;
mod share;
mod sums;
mod tried;
mod wheel;

pub use part::run as part;

use crate::run;
use program::Program;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is asked for.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Take this program instead of building one; what it was built of is then not known, and told so.
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
    /// Build for glibc 2.17 with `cargo zigbuild`, which is installed for it; else for the glibc that is here.
    #[arg(long, conflicts_with = "program")]
    zig: bool,
    /// Where the packages go; else `dist` in the target folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The private key that signs the provenance; without one, a key is made for this build alone.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Only these packages.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Kind>,
}

/// A kind of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// For `pip install`.
    Wheel,
    /// For Debian and what follows it.
    Deb,
    /// An OCI archive, for podman, buildah, skopeo and docker.
    Image,
    /// For everybody else.
    Tarball,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Wheel, Self::Tarball, Self::Deb, Self::Image];
}

/// What every package is made of.
pub struct Making<'a> {
    pub program: &'a Program,
    /// The tree that is installed: `bin`, `share`.
    pub tree: &'a Path,
    /// For what is only needed while packages are made.
    pub work: &'a Path,
    /// Where packages go.
    pub out: &'a Path,
    /// The time that is written into packages, in seconds since 1970: that of the commit.
    pub epoch: i64,
}

/// Builds or takes the program, makes the packages, and installs and runs each.
pub fn run(options: &Options) -> Result<(), String> {
    let start = Instant::now();
    let work = run::fresh("dist")?;
    let built = match &options.program {
        Some(path) => path.clone(),
        None => build::program(options.zig)?,
    };
    let out = options.out.clone().unwrap_or_else(|| run::target().join("dist"));
    std::fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    sums::remove_old(&out)?;
    let program = Program::take(&built, &work)?;
    println!("program: {}", program.told());
    let epoch = build::epoch()?;
    let tree = share::tree(&program, &work, epoch)?;
    let making = Making { program: &program, tree: &tree, work: &work, out: &out, epoch };
    let kinds = if options.only.is_empty() { &Kind::ALL[..] } else { &options.only };
    let mut files = beside(&making)?;
    for kind in kinds {
        files.push(timed(*kind, || package(&making, *kind))?);
    }
    let given = options.program.is_some();
    files.extend(provenance::write(&making, &files, given, options.key.as_deref())?);
    sums::write(&out, &files)?;
    println!("packages: {} files in {}, {:.1} min", files.len(), out.display(), minutes(start));
    Ok(())
}

/// The bill of materials and the licences, as files of their own beside the packages.
fn beside(making: &Making) -> Result<Vec<PathBuf>, String> {
    let version = &making.program.version;
    let documents = making.tree.join("share/doc/hygeia");
    let names = [("hygeia.cdx.json", "cdx.json"), ("licences.txt", "licences.txt")];
    let copied = names.map(|(from, ending)| {
        let to = making.out.join(format!("hygeia-{version}.{ending}"));
        std::fs::copy(documents.join(from), &to).map_err(|error| format!("{from}: {error}"))?;
        Ok(to)
    });
    copied.into_iter().collect()
}

fn package(making: &Making, kind: Kind) -> Result<PathBuf, String> {
    let path = match kind {
        Kind::Wheel => wheel::write(making),
        Kind::Tarball => archive::write(making),
        Kind::Deb => deb::write(making),
        Kind::Image => image::write(making),
    }?;
    tried::package(making, kind, &path)?;
    Ok(path)
}

fn timed(kind: Kind, make: impl FnOnce() -> Result<PathBuf, String>) -> Result<PathBuf, String> {
    let start = Instant::now();
    let path = make().map_err(|why| format!("{kind:?}: {why}"))?;
    let size = std::fs::metadata(&path).map_err(|error| error.to_string())?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let megabytes = size as f64 / 1e6;
    println!("{name}: {megabytes:.1} MB, made and tried in {:.1} min", minutes(start));
    Ok(path)
}

fn minutes(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() / 60.0
}
