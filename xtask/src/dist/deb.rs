//! The Debian package, by Debian's own tools: `dpkg-shlibdeps`, `dpkg-deb`, held against `lintian`.

use super::program::{Program, said};
use super::{Making, files};
use crate::run;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `lintian` says that is meant so.
const OVERRIDES: &str = "\
# `hygeia surface` reads the list of installed packages, also of other roots, to hold it against advisories.
hygeia: uses-dpkg-database-directly *
# The package is not uploaded to Debian, so that there is no bug to close.
hygeia: initial-upload-closes-no-bugs *
";

/// Writes the package, and holds it against `lintian`: an error or a warning fails.
pub fn write(making: &Making) -> Result<PathBuf, String> {
    for (program, package) in [("lintian", "lintian"), ("dpkg-shlibdeps", "dpkg-dev")] {
        if !run::has(program) {
            run::debian(&[package])?;
        }
    }
    let version = format!("{}-1", making.program.version);
    let architecture = Program::debian_architecture();
    let root = making.work.join("deb");
    installed(making, &root)?;
    documents(making, &root, &version)?;
    control(making, &root, &version)?;
    let path = making.out.join(format!("hygeia_{version}_{architecture}.deb"));
    modes(&root)?;
    let mut build = Command::new("dpkg-deb");
    build.env("SOURCE_DATE_EPOCH", making.epoch.to_string());
    build.args(["--root-owner-group", "-Zxz", "-z3", "--build"]).arg(&root).arg(&path);
    said(&mut build)?;
    let mut lintian = Command::new("lintian");
    said(lintian.args(["--allow-root", "--fail-on", "error,warning"]).arg(&path))?;
    Ok(path)
}

/// The program, its manual pages and its completions, where Debian has them.
fn installed(making: &Making, root: &Path) -> Result<(), String> {
    for (name, path) in files::below(making.tree)? {
        if name.starts_with("share/doc/") {
            continue;
        }
        let place = name.replace("zsh/site-functions", "zsh/vendor-completions");
        let to = root.join("usr").join(&place);
        files::put(&to, &files::read(&path)?)?;
        if name.starts_with("share/man/") {
            zip(&to)?;
        }
    }
    files::executable(&root.join("usr/bin/hygeia"))
}

fn documents(making: &Making, root: &Path, version: &str) -> Result<(), String> {
    let folder = root.join("usr/share/doc/hygeia");
    let from = making.tree.join("share/doc/hygeia");
    for name in ["licences.txt", "hygeia.cdx.json"] {
        files::put(&folder.join(name), &files::read(&from.join(name))?)?;
        zip(&folder.join(name))?;
    }
    files::put(&folder.join("changelog"), &files::read(&from.join("CHANGELOG.md"))?)?;
    zip(&folder.join("changelog"))?;
    let date = said(Command::new("date").env("LC_ALL", "C").args([
        "--utc",
        "--rfc-email",
        &format!("--date=@{}", making.epoch),
    ]))?;
    let entry = format!(
        "hygeia ({version}) unstable; urgency=medium\n\n  * Packaged from the project's own sources: \
         see changelog.gz.\n\n -- {}  {date}\n",
        maintainer()
    );
    files::put(&folder.join("changelog.Debian"), entry.as_bytes())?;
    zip(&folder.join("changelog.Debian"))?;
    let copyright = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
        Upstream-Name: Hygeia\n\
        Comment: What is linked into the program, under which licence and with which text, is in\n \
        licences.txt.gz beside this file.\n\n\
        Files: *\nCopyright: 2026 The authors of Hygeia\nLicense: Apache-2.0\n \
        The text is in /usr/share/common-licenses/Apache-2.0.\n";
    files::put(&folder.join("copyright"), copyright.as_bytes())?;
    files::put(&root.join("usr/share/lintian/overrides/hygeia"), OVERRIDES.as_bytes())
}

fn control(making: &Making, root: &Path, version: &str) -> Result<(), String> {
    let bytes: u64 = files::below(root)?
        .iter()
        .filter_map(|(_, path)| std::fs::metadata(path).ok())
        .map(|meta| meta.len())
        .sum();
    let text = format!(
        "Package: hygeia\nVersion: {version}\nArchitecture: {}\nMaintainer: {}\n\
         Installed-Size: {}\nDepends: {}\nSection: utils\nPriority: optional\n\
         Description: keeps machine learning on sensitive data clean\n \
         One program that classifies and protects data as it lands, trains models\n \
         that resist poisoning and evasion, hands them over through a signed gate,\n \
         guards them in service, and proves each claim by a live probe. Verbs such as\n \
         scan, classify, sign and verify work alone, without a server or an account.\n",
        Program::debian_architecture(),
        maintainer(),
        bytes.div_ceil(1024),
        libraries(making)?,
    );
    let mut sums = String::new();
    for (name, path) in files::below(root)? {
        let line = said(Command::new("md5sum").arg(&path))?;
        let sum = line.split_whitespace().next().unwrap_or_default();
        let _ = writeln!(sums, "{sum}  {name}");
    }
    files::put(&root.join("DEBIAN/md5sums"), sums.as_bytes())?;
    files::put(&root.join("DEBIAN/control"), text.as_bytes())
}

/// The packages that hold the libraries, as `dpkg-shlibdeps` finds them.
fn libraries(making: &Making) -> Result<String, String> {
    let folder = making.work.join("shlibdeps");
    // It takes the field only beside a source package.
    let source = b"Source: hygeia\n\nPackage: hygeia\nArchitecture: any\n";
    files::put(&folder.join("debian/control"), source)?;
    let mut find = Command::new("dpkg-shlibdeps");
    find.current_dir(&folder).arg("-O").arg(format!("-e{}", making.program.path.display()));
    let line = said(&mut find)?;
    let found = line.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    found.map(str::to_owned).ok_or_else(|| format!("dpkg-shlibdeps says nothing: {line}"))
}

/// Who answers for the package, as Debian's tools are told.
fn maintainer() -> String {
    let told = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let name = told("DEBFULLNAME").unwrap_or_else(|| "Hygeia maintainers".to_owned());
    let address = told("DEBEMAIL").unwrap_or_else(|| "hygeia@users.noreply.github.com".to_owned());
    format!("{name} <{address}>")
}

/// Without a name and a time in it, so that it is the same each time.
fn zip(path: &Path) -> Result<(), String> {
    said(Command::new("gzip").args(["-9", "-n", "-f"]).arg(path)).map(drop)
}

/// What is installed is everybody's to read, whatever the mask of who packs it.
fn modes(root: &Path) -> Result<(), String> {
    said(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(root)).map(drop)
}
