//! Programs beside a model, told by what they are.

/// What kind of program or library `bytes` are, by how they begin.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let any = |magics: &[&[u8]]| magics.iter().any(|magic| starts(magic));
    Some(match bytes {
        _ if starts(b"\x7fELF") => match bytes.get(16) {
            Some(3) => "a library or program for Linux (ELF)",
            _ => "a program for Linux (ELF)",
        },
        _ if starts(b"MZ") && bytes.windows(4).take(4096).any(|w| w == b"PE\0\0") => {
            "a program or library for Windows (PE)"
        }
        _ if any(&[
            b"\xfe\xed\xfa\xce",
            b"\xfe\xed\xfa\xcf",
            b"\xce\xfa\xed\xfe",
            b"\xcf\xfa\xed\xfe",
            b"\xca\xfe\xba\xbf",
        ]) =>
        {
            "a program or library for macOS (Mach-O)"
        }
        _ if starts(b"\xca\xfe\xba\xbe") => "a program for macOS (Mach-O) or a class of Java",
        _ if starts(b"\0asm") => "a program of WebAssembly",
        _ if starts(b"!<arch>\n") => "a library of object files",
        _ if starts(b"dex\n") => "a program for Android (DEX)",
        // The number of a CPython version, and its line end.
        [_, 0x0d, b'\r', b'\n', ..] if bytes.len() > 16 => "compiled Python (pyc)",
        _ if starts(b"L\0\0\0\x01\x14\x02\0") => "a shortcut of Windows (LNK)",
        _ => return None,
    })
}

/// Archives that no reader here opens, by name.
pub(super) fn archive(bytes: &[u8]) -> Option<&'static str> {
    const MAGICS: &[(&[u8], &str)] = &[
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard stream"),
        (b"MSCF", "a cabinet archive"),
        (b"xar!", "an xar archive"),
        (b"070701", "a cpio archive"),
        (b"LZIP", "an lzip stream"),
        (b"\x1f\x9d", "a compress stream"),
        (b"hsqs", "a SquashFS image"),
    ];
    MAGICS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_archives_are_named_by_their_bytes() {
        assert_eq!(kind(b"\x7fELF\x02\x01\x01"), Some("a program for Linux (ELF)"));
        let windows = [b"MZ".to_vec(), vec![0; 62], b"PE\0\0".to_vec()].concat();
        assert_eq!(kind(&windows), Some("a program or library for Windows (PE)"));
        assert!(kind(b"\xa7\r\r\n0123456789012").is_some());
        assert_eq!(kind(b"MZ is how this text begins"), None);
        assert_eq!(archive(b"7z\xbc\xaf\x27\x1c\0\x04"), Some("a 7-Zip archive"));
        assert_eq!(archive(b"Rar!\x1a\x07\x01\0"), Some("a RAR archive"));
        assert_eq!(archive(b"Rarely"), None);
    }
}
