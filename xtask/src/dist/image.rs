//! The image, from nothing: the program, the libraries that it needs, a user and a folder to work in.

use super::program::said;
use super::{Making, files};
use crate::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The image's name within the archive.
pub const NAME: &str = "hygeia";
/// Who the program runs as: nobody who owns a file of it.
const USER: &str = "65532:65532";

/// A container of `buildah`, which is gone with it.
pub struct Container(String);

impl Container {
    /// One made of `from`: an archive's address, or `scratch`.
    pub fn from(from: &str) -> Result<Self, String> {
        if !run::has("buildah") {
            run::debian(&["buildah"])?;
        }
        // The id is the last line: above it is progress.
        let told = said(buildah().args(["from", "--quiet", from]))?;
        Ok(Self(told.lines().last().unwrap_or_default().to_owned()))
    }

    /// Calls `buildah VERB FLAGS CONTAINER ARGUMENTS`.
    pub fn call(&self, verb: &str, flags: &[&str], arguments: &[&str]) -> Result<String, String> {
        said(buildah().arg(verb).args(flags).arg(&self.0).args(arguments))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = said(buildah().args(["rm", &self.0]));
    }
}

/// Without a daemon, namespaces of users or an overlay of file systems, so that it works in a container too.
fn buildah() -> Command {
    let mut command = Command::new("buildah");
    command.env("BUILDAH_ISOLATION", "chroot");
    // Beside what is kept on this host, so that nothing stays there.
    let place = run::cache().join("dist/containers");
    command.arg("--storage-driver=vfs").arg("--root").arg(place.join("root"));
    command.arg("--runroot").arg(place.join("run"));
    command
}

/// Writes the archive.
pub fn write(making: &Making) -> Result<PathBuf, String> {
    let version = &making.program.version;
    let root = making.work.join("image");
    tree(making, &root)?;
    let container = Container::from("scratch")?;
    container.call("copy", &["--quiet"], &[&root.display().to_string(), "/"])?;
    let labels = [
        "org.opencontainers.image.title=hygeia".to_owned(),
        "org.opencontainers.image.licenses=Apache-2.0".to_owned(),
        format!("org.opencontainers.image.version={version}"),
    ];
    let mut flags = vec!["--entrypoint", r#"["/usr/bin/hygeia"]"#, "--user", USER];
    flags.extend(["--workingdir", "/work", "--env", "HOME=/work", "--env", "PATH=/usr/bin"]);
    labels.iter().for_each(|label| flags.extend(["--label", label]));
    container.call("config", &flags, &[])?;
    let path = making.out.join(format!("hygeia-{version}-{}.oci.tar", std::env::consts::ARCH));
    let to = format!("oci-archive:{}:{NAME}:{version}", path.display());
    let epoch = making.epoch.to_string();
    container.call("commit", &["--quiet", "--format", "oci", "--timestamp", &epoch], &[&to])?;
    Ok(path)
}

fn tree(making: &Making, root: &Path) -> Result<(), String> {
    files::put(&root.join("usr/bin/hygeia"), &files::read(&making.program.path)?)?;
    files::executable(&root.join("usr/bin/hygeia"))?;
    for library in libraries(&making.program.path)? {
        let to = root.join(library.trim_start_matches('/'));
        files::put(&to, &files::read(Path::new(&library))?)?;
        files::executable(&to)?;
    }
    for name in ["LICENSE", "licences.txt", "hygeia.cdx.json"] {
        let from = making.tree.join("share/doc/hygeia").join(name);
        files::put(&root.join("usr/share/doc/hygeia").join(name), &files::read(&from)?)?;
    }
    let people = "root:x:0:0::/:/\nhygeia:x:65532:65532::/work:/\n";
    files::put(&root.join("etc/passwd"), people.as_bytes())?;
    for folder in ["tmp", "work"] {
        let path = root.join(folder);
        std::fs::create_dir_all(&path).map_err(|error| error.to_string())?;
        said(Command::new("chmod").arg("1777").arg(&path))?;
    }
    Ok(())
}

/// The shared libraries with the loader, where the program looks for them, as `ldd` tells.
fn libraries(program: &Path) -> Result<Vec<String>, String> {
    let told = said(Command::new("ldd").arg(program))?;
    if let Some(missing) = told.lines().find(|line| line.contains("not found")) {
        return Err(format!("a library is not here: {missing}"));
    }
    // `libc.so.6 => /lib/…/libc.so.6 (0x…)`, and the loader without an arrow; linux-vdso has no file.
    let path = |line: &str| {
        let place = line.split("=>").last()?.split_whitespace().next()?;
        place.starts_with('/').then(|| place.to_owned())
    };
    Ok(told.lines().filter_map(path).collect())
}
