//! The tarball: `bin` and `share` under a folder with the version.

use super::Making;
use crate::run;
use std::path::PathBuf;
use std::process::Command;

/// Writes it, the same bytes for the same tree.
pub fn write(making: &Making) -> Result<PathBuf, String> {
    let name = format!("hygeia-{}-{}-linux", making.program.version, std::env::consts::ARCH);
    let path = making.out.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=go=rX,u+rw"]);
    tar.arg(format!("--mtime=@{}", making.epoch)).arg(format!("--transform=s,^\\.,{name},"));
    tar.args(["--use-compress-program=gzip -9n", "--create", "--file"]).arg(&path);
    run::must(tar.arg("--directory").arg(making.tree).arg("."))?;
    Ok(path)
}
