//! What a pull that was killed left in the vault.

use crate::points::{POINTS, name_of};
use crate::strays::objects;
use crate::vault::{OBJECT_BYTES, place};
use crate::{Entry, Point, Vault, VaultError};
use files::{FileError, Folder};
use std::collections::BTreeSet;
use std::fs::File;
use std::time::SystemTime;
use terms::Digest;
use zeroize::Zeroizing;

impl Vault {
    /// Removes files that never got their name. The vault must be locked.
    pub(crate) fn sweep(&self) -> Result<(), VaultError> {
        let swept = |folder: Result<Folder, FileError>| match folder.and_then(|f| f.sweep()) {
            // What lies in the way is told among the strays.
            Err(error) if error.is_unseen() => Err(error),
            _ => Ok(()),
        };
        self.folder.sweep()?;
        swept(self.folder.below(POINTS))?;
        if let Ok(objects) = self.folder.below("objects") {
            for shard in objects.list()? {
                swept(objects.below(&shard.name))?;
            }
        }
        Ok(())
    }

    /// Age files that no point lists and that are newer than the newest point: a killed pull's, so
    /// that the next one need not write them again. Their names don't follow from what they hold, so
    /// each is opened; those that are older were looked at by the pull before.
    pub(crate) fn left(&self, points: &[Point]) -> Result<Vec<Entry>, VaultError> {
        let entries = points.iter().flat_map(|point| &point.entries);
        let listed: BTreeSet<Digest> = entries.map(|entry| entry.age_sha256).collect();
        let newest = points.last().and_then(|point| {
            let file = format!("{POINTS}/{}.dsse.json", name_of(point.number));
            changed(&self.folder.file(file).ok()?)
        });
        let mut left = Vec::new();
        for digest in objects(&self.folder)?.0.difference(&listed) {
            let Ok(file) = self.folder.file(place(*digest)) else { continue };
            if newest.is_none_or(|newest| changed(&file).is_some_and(|at| at >= newest)) {
                left.extend(self.opened(*digest));
            }
        }
        Ok(left)
    }

    /// What an age file holds, if it is whole and this vault's.
    fn opened(&self, age_sha256: Digest) -> Option<Entry> {
        let sealed = self.folder.read(place(age_sha256), OBJECT_BYTES).ok()?;
        if Digest::of(&sealed) != age_sha256 {
            return None;
        }
        let plain = Zeroizing::new(age::decrypt(&self.keys.identity, &sealed).ok()?);
        let (sha256, size) = (Digest::of(&plain), plain.len() as u64);
        Some(Entry { path: String::new(), sha256, size, age_sha256 })
    }
}

fn changed(file: &File) -> Option<SystemTime> {
    file.metadata().ok()?.modified().ok()
}
