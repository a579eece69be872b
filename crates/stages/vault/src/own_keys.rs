//! Whether a key of the vault lies in the workspace's folder, in whatever text around it.

use crate::walk::{Walked, walk};
use crate::{Vault, VaultError};
use age::secrecy::ExposeSecret;
use files::{Folder, Kind};
use std::path::{Path, PathBuf};
use terms::State;
use zeroize::Zeroizing;

/// Of a file that is looked into: a key has some hundred bytes.
const LARGEST: u64 = 1 << 20;
/// Files of one folder.
const MOST: usize = 20_000;
/// Folders below one another.
const DEPTH: usize = 32;
/// Where the workspace keeps its own.
const KEYS: &str = "state/keys";
/// What the workspace writes itself: objects are encrypted, the ledger is public.
const OWN: [&str; 2] = ["state/objects", "state/ledger"];

/// What was seen of the files that may hold one.
#[derive(Default)]
struct Seen {
    compared: usize,
    /// Of them in the folder of keys.
    keys: usize,
    /// Larger than any text that a key is in.
    large: usize,
    unread: usize,
}

impl Vault {
    /// Looks into the files of the folder `workspace`.
    pub(crate) fn own_keys(&self, workspace: &Path) -> Result<(State, String), VaultError> {
        let ours = self.secrets()?;
        let folder = Folder::open(workspace)?;
        // The vault itself may lie within, which another claim is about.
        let (here, vault) = (workspace.canonicalize().ok(), self.folder().canonicalize().ok());
        let within = here.clone().zip(vault);
        let within = within.and_then(|(here, it)| Some(it.strip_prefix(here).ok()?.to_owned()));
        let Walked { files, others } = walk(&folder, DEPTH, |path| {
            OWN.iter().any(|own| path == Path::new(own)) || within.as_deref() == Some(path)
        })?;
        // What a link names is looked into as well; of a key that is one nobody knows who else has it.
        let linked =
            |(path, kind): &(PathBuf, Kind)| *kind == Kind::Link && !path.starts_with(KEYS);
        let (links, odd): (Vec<_>, Vec<_>) = others.into_iter().partition(linked);
        // A socket or a pipe keeps nothing, as the server's own does not.
        let unread = odd.iter().filter(|(_, kind)| *kind != Kind::Other).count();
        let mut seen = Seen { unread, ..Seen::default() };
        // What leads to a folder of the workspace is looked into there; who knows what lies in another.
        let inside = |path: &PathBuf| {
            let to = workspace.join(path).canonicalize().ok();
            to.zip(here.as_ref()).is_some_and(|(to, here)| to.is_dir() && to.starts_with(here))
        };
        let links = links.into_iter().map(|(path, _)| path).filter(|path| !inside(path));
        for path in files.into_iter().chain(links) {
            if seen.compared >= MOST {
                return Ok((State::Unknown, format!("looked into the first {MOST} files alone")));
            }
            let text = match content(&folder, workspace, &path) {
                Ok(Some(text)) => text,
                Ok(None) => {
                    seen.large += 1;
                    continue;
                }
                Err(()) => {
                    seen.unread += 1;
                    continue;
                }
            };
            let holds = |key: &[u8]| text.windows(key.len()).any(|part| part == key);
            if ours.iter().any(|key| holds(key.as_bytes())) {
                return Ok((State::Failed, format!("{} is a key of the vault", path.display())));
            }
            seen.compared += 1;
            seen.keys += usize::from(path.starts_with(KEYS));
        }
        Ok(seen.told())
    }

    fn secrets(&self) -> Result<Vec<Zeroizing<String>>, VaultError> {
        let mut ours =
            vec![Zeroizing::new(self.keys.identity.to_string().expose_secret().to_owned())];
        if let Some(signing) = &self.keys.signing {
            let pem = signing.to_pem()?;
            let body = pem.lines().filter(|line| !line.starts_with("-----")).take(1);
            ours.extend(body.map(|line| Zeroizing::new(line.to_owned())));
        }
        Ok(ours)
    }
}

impl Seen {
    fn told(&self) -> (State, String) {
        let Self { compared, keys, large, unread } = self;
        let mut saw =
            format!("compared with {compared} files of the workspace, {keys} of them keys");
        if *large > 0 {
            saw.push_str(&format!("; {large} of more than {LARGEST} bytes were not looked into"));
        }
        if *unread > 0 {
            saw.push_str(&format!("; {unread} can't be read, or are links to who knows whose"));
        }
        let all = *keys > 0 && *unread == 0;
        (if all { State::Proven } else { State::Unknown }, saw)
    }
}

/// The bytes of a file, or of what a link names; none if there are more than a key's text has.
fn content(
    folder: &Folder,
    workspace: &Path,
    path: &Path,
) -> Result<Option<Zeroizing<Vec<u8>>>, ()> {
    let full = workspace.join(path);
    let there = std::fs::metadata(&full).map_err(drop)?;
    if !there.is_file() {
        return Err(());
    }
    if there.len() > LARGEST {
        return Ok(None);
    }
    let bytes = match full.symlink_metadata().map_err(drop)?.is_symlink() {
        true => std::fs::read(&full).map_err(drop)?,
        false => folder.read(path, LARGEST).map_err(drop)?,
    };
    Ok(Some(Zeroizing::new(bytes)))
}
