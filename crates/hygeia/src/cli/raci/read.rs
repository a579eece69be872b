//! How a file becomes a RACI: our own forms as they are, and sheets as teams keep them.

use super::super::{file, given};
use crate::failure::{At, Failure, whole};
use gate::sheet::{self, Meanings, SheetRaci, SheetReading};
use gate::{Directory, Raci, Scene, check, check_sheet};
use std::path::Path;
use terms::Finding;

/// Bytes of a file with a RACI.
const BYTES: u64 = 64 << 20;
/// Where answers lie, if nothing else is said: beside the sheet.
pub const MAP: &str = "raci.map.toml";

/// What a file is.
pub enum Written {
    /// `raci.csv` or `raci.toml`.
    Own(Raci),
    /// A sheet, and what it comes to.
    Sheet { reading: SheetReading, made: Box<SheetRaci> },
}

impl Written {
    /// How many activities it has.
    pub fn activities(&self) -> usize {
        match self {
            Self::Own(raci) => raci.rows().len(),
            Self::Sheet { reading, .. } => reading.activities.len(),
        }
    }

    /// What is unsound in it, or has to be asked.
    pub fn findings(&self, people: Option<&Directory>) -> Vec<Finding> {
        let scene = Scene { assets: None, people };
        match self {
            Self::Own(raci) => check(raci, &scene),
            Self::Sheet { reading, made } => check_sheet(reading, made, &scene),
        }
    }
}

/// Reads a RACI in any form.
pub fn written(path: &Path, map: Option<&Path>) -> Result<Written, Failure> {
    of_bytes(path, &bytes(path)?, map)
}

/// What lies at a path, or comes by standard input.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    match given::is_stdin(path.as_os_str()) {
        true => given::standard_input(BYTES),
        false => file::read(path, BYTES),
    }
}

/// Whether a file is our form in TOML, by its name.
pub fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Reads a RACI in any form, of which these are the bytes.
pub fn of_bytes(path: &Path, bytes: &[u8], map: Option<&Path>) -> Result<Written, Failure> {
    let text = std::str::from_utf8(bytes);
    if is_toml(path) {
        let no_text = |_| Failure::usage(format!("{} is no text in UTF-8", path.display()));
        let raci = Raci::from_toml(text.map_err(no_text)?).map_err(|error| unfit(path, &error))?;
        return Ok(Written::Own(raci));
    }
    if let Ok(text) = text
        && Raci::is_csv_form(text)
    {
        return Ok(Written::Own(Raci::from_csv(text).map_err(|error| unfit(path, &error))?));
    }
    let (reading, meanings) = sheet_of(path, bytes, map)?;
    let made = Box::new(reading.resolve(&meanings));
    Ok(Written::Sheet { reading, made })
}

/// Reads a file as a sheet, whatever its form, with the answers that lie beside it.
pub fn sheet(path: &Path, map: Option<&Path>) -> Result<(SheetReading, Meanings), Failure> {
    sheet_of(path, &bytes(path)?, map)
}

fn sheet_of(
    path: &Path,
    bytes: &[u8],
    map: Option<&Path>,
) -> Result<(SheetReading, Meanings), Failure> {
    let grid = tables::read::grid(&path.display().to_string(), bytes).usage()?;
    let meanings = meanings(path, map)?;
    let reading = sheet::read(&grid, &meanings).map_err(|error| unfit(path, &error))?;
    Ok((reading, meanings))
}

/// The answers in `map`, else in [`MAP`] beside the file, if there is one.
fn meanings(path: &Path, map: Option<&Path>) -> Result<Meanings, Failure> {
    let beside = || Some(path.with_file_name(MAP)).filter(|beside| beside.is_file());
    let Some(map) = map.map(Path::to_owned).or_else(beside) else { return Ok(Meanings::default()) };
    let text = file::text(&map)?;
    Meanings::from_toml(&text).map_err(|error| {
        Failure::usage(format!("{}: {error}", map.display()))
            .hint("hygeia raci import --help shows what it holds")
    })
}

/// A RACI of which access may follow: nothing in it is left to ask.
pub fn sure(path: &Path) -> Result<Raci, Failure> {
    match written(path, None)? {
        Written::Own(raci) => Ok(raci),
        // Through our own form, so that its limits hold.
        Written::Sheet { made, .. } if made.is_sure() => {
            Raci::from_csv(&made.raci.to_csv()).map_err(|error| unfit(path, &error))
        }
        Written::Sheet { .. } => Err(open(path)),
    }
}

/// That something is left to ask.
pub fn open(path: &Path) -> Failure {
    let shown = path.display();
    Failure::inconclusive(format!(
        "{shown}: what some of it means has to be asked, and nothing follows from a guess"
    ))
    .hint(format!("hygeia raci import {shown} shows what; answer it in {MAP} beside it"))
}

/// Reads `people.toml`.
pub fn directory(path: &Path) -> Result<Directory, Failure> {
    Directory::from_toml(&file::text(path)?).map_err(|error| unfit(path, &error))
}

fn unfit(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::usage(format!("{}: {}", path.display(), whole(error)))
        .hint("compare with what hygeia raci sample prints")
}
