//! What ransomware does to a workspace: every file overwritten in place, then gone.

use crate::failure::{At, Failure};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Overwrites every file below `home` with bytes that hold nothing of it; gives how many.
pub fn destroy(home: &Path) -> Result<usize, Failure> {
    let mut count = 0;
    let mut open = vec![home.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).internal("walking the workspace")?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.is_file() {
                // A socket holds nothing to overwrite.
                overwrite(&path)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

fn overwrite(path: &Path) -> Result<(), Failure> {
    let length = fs::metadata(path).internal("reading a length")?.len();
    let mut file = OpenOptions::new().write(true).open(path).internal("opening a file")?;
    let block = [0xA5u8; 8_192];
    let mut left = length;
    while left > 0 {
        let size = usize::try_from(left.min(block.len() as u64)).unwrap_or(block.len());
        let part = block.get(..size).unwrap_or(&block);
        file.write_all(part).internal("overwriting a file")?;
        left -= size as u64;
    }
    file.sync_all().internal("overwriting a file")
}

/// Clears the machine, as one does before anything is restored to it.
pub fn wipe(home: &Path) -> Result<(), Failure> {
    fs::remove_dir_all(home).internal("wiping what ransomware left")
}
