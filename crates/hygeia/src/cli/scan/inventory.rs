//! What a scan has read is also what a bill of materials and a list of digests tell: no byte is read twice.

use crate::cli::file;
use crate::failure::Failure;
use artifact::bom::{self, About, Contents};
use artifact::scan::{Scanned, Unread};
use artifact::sign::{self, Listed, Listing, Odd, OddKind};
use serde_json::Value;
use std::io;
use std::path::Path;
use terms::{Clock, SystemClock};

/// Writes what was asked for of the model at `root`.
pub fn write(
    root: &Path,
    scanned: &Scanned,
    bill: Option<&Path>,
    digests: Option<&Path>,
) -> Result<(), Failure> {
    if bill.is_none() && digests.is_none() {
        return Ok(());
    }
    let listing = listing(root, scanned, [bill, digests]);
    if let Some(path) = bill {
        let written: Value = of(root, scanned, &listing)?;
        let bytes = serde_json::to_vec_pretty(&written)
            .map_err(|error| Failure::internal(format!("writing the bill: {error}")))?;
        file::publish(path, &bytes)?;
    }
    if let Some(path) = digests {
        let lines: String = listing.files.iter().map(|file| line(root, file)).collect();
        file::publish(path, lines.as_bytes())?;
    }
    Ok(())
}

fn of(root: &Path, scanned: &Scanned, listing: &Listing) -> Result<Value, Failure> {
    let contents = Contents::kept(root, &scanned.kept);
    bom::of_listing(&contents, listing, &About::default(), SystemClock.now()).ok_or_else(|| {
        Failure::usage(format!("{} holds no file", root.display()))
            .hint("give the folder that holds the model's files")
    })
}

/// The files as a signature would list them: without what belongs to Git, and what is written here.
fn listing(root: &Path, scanned: &Scanned, written: [Option<&Path>; 2]) -> Listing {
    let folder = root.is_dir();
    let own: Vec<_> =
        written.iter().flatten().filter_map(|path| path.canonicalize().ok()).collect();
    let out = |name: &str| {
        let git = sign::GIT.iter().any(|git| sign::lies_at(name, git));
        git || root.join(name).canonicalize().is_ok_and(|path| own.contains(&path))
    };
    let files = scanned.files.iter().filter(|file| !folder || !out(&file.name));
    let listed = files.map(|file| Listed {
        name: if folder { file.name.clone() } else { ".".to_owned() },
        bytes: file.bytes,
        digest: file.digest,
    });
    let odd = |unread: &Unread| Odd {
        name: unread.name.clone(),
        kind: OddKind::Unread(io::Error::other(unread.why.clone())),
    };
    let odd = scanned.unread.iter().filter(|unread| !out(&unread.name)).map(odd);
    let mut listing = Listing { files: listed.collect(), odd: odd.collect(), ..Listing::default() };
    sign::in_order(&mut listing.files);
    listing
}

/// A line of `sha256sum`: a name with a line's end or a `\\` in it is escaped, and the line says so.
fn line(root: &Path, file: &Listed) -> String {
    let last = || root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = if file.name == "." { last().unwrap_or_default() } else { file.name.clone() };
    let escaped = name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    let mark = if escaped == name { "" } else { "\\" };
    format!("{mark}{}  {escaped}\n", file.digest.hex())
}
