//! What holds of any bytes that Git, package managers and MLflow read: what stands before them is told, whatever they are.

use super::{LIMITS, scanned};
use crate::scan::{self, Format, Verdict};
use flate2::Crc;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// Names in a folder of Git's, and how what lies there begins.
const DATA: &[(&str, &[u8])] = &[
    (".git/index", b"DIRC\0\0\0\x02"),
    (".git/objects/pack/pack-1.pack", b"PACK\0\0\0\x02"),
    (".git/objects/pack/pack-1.idx", b"\xfftOc\0\0\0\x02"),
    (".git/objects/pack/pack-1.rev", b"RIDX\0\0\0\x01"),
    (".git/objects/info/commit-graph", b"CGPH\x01\x01"),
    (".git/reftable/1.ref", b"REFT\x01"),
    (".git/objects/0a/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", b"\x78\x01"),
];

/// Configuration of Git: what it runs is told, whatever follows.
pub(super) fn git_config(bytes: &[u8]) {
    armed(".git/config", b"[core]\n\tfsmonitor = touch x\n", bytes);
    scanned(".gitmodules", b"", bytes);
}

/// A hook by its name, a sample of one, and texts that say where Git's folder lies.
pub(super) fn git_texts(bytes: &[u8]) {
    armed(".git/hooks/post-checkout", b"true\n", bytes);
    for name in [".git/hooks/pre-commit.sample", "part/.git", ".git/commondir", "model.bin"] {
        scanned(name, b"", bytes);
    }
}

/// Git's own data are told as such only with their checksum; with it they are.
pub(super) fn git_data(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Some((name, magic)) = DATA.get(usize::from(*first) % DATA.len()) else { return };
    let file = [magic, rest].concat();
    let format =
        |file: &[u8]| scan::bytes(name, file, &LIMITS).files.first().map(|file| file.format);
    let sums = magic.len() > 2 && !magic.starts_with(b"REFT");
    let whole = [20, 32].iter().any(|length| {
        let split = file.len().checked_sub(*length).and_then(|at| file.split_at_checked(at));
        split.is_some_and(|(body, sum)| {
            Sha1::digest(body).as_slice() == sum || Sha256::digest(body).as_slice() == sum
        })
    });
    assert!(!sums || (format(&file) == Some(Format::Git)) == whole, "{name}");
    if sums {
        let summed = [file.as_slice(), Sha1::digest(&file).as_slice()].concat();
        assert_eq!(format(&summed), Some(Format::Git), "{name}");
    }
    scanned(name, magic, rest);
}

/// The description of MLflow: the module that loads the model is told, whatever follows.
pub(super) fn mlmodel(bytes: &[u8]) {
    armed("MLmodel", b"flavors:\n  python_function:\n    loader_module: evil\n", bytes);
}

/// Lists of requirements: an address is told, whatever follows.
pub(super) fn requirements(bytes: &[u8]) {
    armed("requirements.txt", b"evil @ https://x.example/y.whl\n", bytes);
}

/// Lock files: an address is told, whatever follows.
pub(super) fn locks(bytes: &[u8]) {
    const SOURCE: &[u8] =
        b"[[package]]\nname = \"y\"\n[package.source]\ntype = \"url\"\nurl = \"https://x.example/y.whl\"\n";
    for name in ["poetry.lock", "uv.lock", "pylock.toml"] {
        armed(name, SOURCE, bytes);
    }
    for name in ["Pipfile.lock", "package-lock.json", "yarn.lock", "conda-lock.yml"] {
        scanned(name, b"", bytes);
    }
}

/// Settings of package managers: a foreign index is told, whatever follows.
pub(super) fn settings(bytes: &[u8]) {
    armed("pip.conf", b"[global]\nindex-url = https://x.example/simple\n", bytes);
    armed("uv.toml", b"index-url = \"https://x.example/simple\"\n", bytes);
    for name in ["pyproject.toml", "setup.cfg", ".npmrc", "Pipfile", ".condarc", ".env"] {
        scanned(name, b"", bytes);
    }
}

/// Texts of other frameworks, by the first byte.
pub(super) fn frameworks(bytes: &[u8]) {
    const NAMES: &[&str] = &[
        "deploy.prototxt",
        "config.pbtxt",
        "saved_model.pbtxt",
        "config.gin",
        "model.onnxtxt",
        "model.json",
        "data.jsonl",
        "README.md",
        "run.py",
        "weights.txt",
    ];
    let Some((first, rest)) = bytes.split_first() else { return };
    scanned(NAMES.get(usize::from(*first) % NAMES.len()).copied().unwrap_or_default(), b"", rest);
}

/// A member that only an archive's reader looks at, in an archive that is in order.
pub(super) fn member(archive: &str, name: &str, bytes: &[u8]) {
    scanned(archive, b"", &zipped(&[("m/data.pkl", b"\x80\x02}."), (name, bytes)]));
}

/// An archive of stored members (APPNOTE 6.3.10).
fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let short = |value: usize| u16::try_from(value).unwrap_or_default().to_le_bytes();
    let long = |value: usize| u32::try_from(value).unwrap_or_default().to_le_bytes();
    for (name, bytes) in members {
        let mut crc = Crc::new();
        crc.update(bytes);
        let crc = crc.sum().to_le_bytes();
        let about = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
            &crc,
            &long(bytes.len()),
            &long(bytes.len()),
            &short(name.len()),
            &[0, 0],
        ]
        .concat();
        let at = long(file.len());
        directory.extend(
            [&b"PK\x01\x02\x14\0"[..], &about[..], &[0; 10], &at, name.as_bytes()].concat(),
        );
        file.extend([&b"PK\x03\x04"[..], &about[..], name.as_bytes(), bytes].concat());
    }
    let (count, at) = (short(members.len()), long(file.len()));
    let end =
        [&b"PK\x05\x06\0\0\0\0"[..], &count[..], &count, &long(directory.len()), &at, &[0, 0]];
    [file, directory, end.concat()].concat()
}

/// What begins with `weapon` is never clean.
fn armed(name: &str, weapon: &[u8], bytes: &[u8]) {
    let scanned = scan::bytes(name, &[weapon, bytes].concat(), &LIMITS);
    assert_ne!(scanned.verdict, Verdict::Clean, "{name}: {scanned:#?}");
    super::scanned(name, b"", bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_is_in_order() {
        let file = zipped(&[("m/data.pkl", b"\x80\x02}."), ("m/version", b"3\n")]);
        let scanned = scan::bytes("m.pt", &file, &LIMITS);
        assert_eq!(scanned.verdict, Verdict::Clean, "{scanned:#?}");
    }
}
