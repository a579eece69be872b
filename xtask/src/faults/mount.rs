//! Small disks in memory.

use std::path::Path;
use std::process::{Command, Stdio};

/// Mounts a disk of so many bytes on `folder`; gives whether this process may.
pub fn mount(folder: &Path, bytes: u64) -> bool {
    let mut command = Command::new("mount");
    command.args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=755"), "none"]).arg(folder);
    command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Gives it another size.
pub fn resize(folder: &Path, bytes: u64) -> Result<(), String> {
    let mut command = Command::new("mount");
    command.args(["-o", &format!("remount,size={bytes}")]).arg(folder);
    crate::run::must(&mut command)
}

/// Takes it away, with all that is on it.
pub fn unmount(folder: &Path) {
    let _ = Command::new("umount").arg("--lazy").arg(folder).stderr(Stdio::null()).status();
}
