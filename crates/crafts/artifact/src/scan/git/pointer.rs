//! Pointers of Git LFS (git-lfs specification, "The pointer"): what a clone holds in the place of a large file until that
//! is fetched. It is a text of three lines, or more with extensions, and nothing in it runs.

use crate::scan::source::Source;

/// Bytes of a pointer, at most.
const LENGTH: u64 = 1_024;
/// How its first line ends; two older names are read as well.
const VERSIONS: &[&str] = &[
    "https://git-lfs.github.com/spec/v1",
    "https://hawser.github.com/spec/v1",
    "http://git-media.io/v/2",
];

/// Whether a file is a pointer and nothing else.
pub(in crate::scan) fn is_pointer(source: Source<'_>) -> bool {
    if source.len() > LENGTH || !source.has(0, b"version ") {
        return false;
    }
    let text = source.whole();
    let text = text.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.and_then(read).is_some()
}

fn read(text: &str) -> Option<()> {
    let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let version = lines.next()?.strip_prefix("version ")?;
    if !VERSIONS.contains(&version) {
        return None;
    }
    let mut line = lines.next()?;
    while let Some(extension) = line.strip_prefix("ext-") {
        let (name, id) = extension.split_once(' ')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (name.chars().all(plain) && is_digest(id)).then_some(())?;
        line = lines.next()?;
    }
    let id = line.strip_prefix("oid ").filter(|id| is_digest(id));
    let size = lines.next()?.strip_prefix("size ");
    let digits = |size: &&str| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    (id.is_some() && size.filter(digits).is_some() && lines.next().is_none()).then_some(())
}

fn is_digest(text: &str) -> bool {
    let hex = text.strip_prefix("sha256:");
    hex.is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_pointer_is_its_lines_and_nothing_else() {
        let id = format!("sha256:{}", "0a".repeat(32));
        let plain = format!("version https://git-lfs.github.com/spec/v1\noid {id}\nsize 12\n");
        assert!(read(&plain).is_some());
        let extended = plain.replace("oid", &format!("ext-0-crypt {id}\noid"));
        assert!(read(&extended).is_some());
        for wrong in [
            format!("{plain}import os\n"),
            format!("{plain}\n"),
            plain.replace("size 12", "size 12; true"),
            plain.replace("size 12", "size "),
            plain.replace("0a0a", "0a0"),
            plain.replace("git-lfs.github.com", "x.example"),
            plain.replace("oid", "key"),
            plain.replace("sha256", "md5"),
        ] {
            assert!(read(&wrong).is_none(), "{wrong}");
        }
    }
}
