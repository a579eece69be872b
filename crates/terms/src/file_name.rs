//! A name from outside as the name of one file.

use crate::Digest;
use std::fmt::Write as _;

/// Bytes up to which a name stays as it is; file systems take 255, and something may be added.
const LONGEST: usize = 180;
/// Bytes that are kept of a longer one, beside its digest.
const KEPT: usize = 120;

/// `name` as the name of one file or folder: two names never become the same one, and none leads
/// anywhere else. Letters and digits of any script and `_ - @ + = ,` stay, `.` too but at the
/// beginning; all else becomes `%` and the two digits of each of its bytes. What is longer than 180
/// bytes then is cut, and ends in `~` and 32 digits of its SHA-256.
#[must_use]
pub fn file_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for (at, letter) in name.char_indices() {
        let stays =
            letter.is_alphanumeric() || "_-@+=,".contains(letter) || (letter == '.' && at > 0);
        if stays {
            plain.push(letter);
            continue;
        }
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            let _ = write!(plain, "%{byte:02X}");
        }
    }
    if plain.is_empty() {
        return "%".to_owned();
    }
    if plain.len() <= LONGEST {
        return plain;
    }
    let end = (0..=KEPT).rev().find(|at| plain.is_char_boundary(*at)).unwrap_or_default();
    let digest = Digest::of(name.as_bytes()).hex();
    let kept = plain.get(..end).unwrap_or_default();
    format!("{kept}~{}", digest.get(..32).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrincipalId;
    use std::collections::HashSet;
    use std::path::{Component, Path};

    // proves M20
    #[test]
    fn a_name_leads_to_no_other_folder() {
        for name in [
            "..",
            ".",
            "../../etc/passwd",
            "/etc/passwd",
            "svc/desk",
            "domain\\jm",
            "a/../b",
            "",
            ".hidden",
            "~",
            "-rf",
            "auth0|5f7c",
            "a:b",
            "nul",
            "a\0b",
            "%2e%2e",
            "..\\..",
        ] {
            let file = file_name(name);
            let parts: Vec<_> = Path::new(&file).components().collect();
            assert!(matches!(parts[..], [Component::Normal(_)]), "{name:?} is {file:?}");
            assert!(!file.contains(['\\', '\0', ':', '|']), "{name:?} is {file:?}");
            assert!(!file.starts_with('.'), "{name:?} is {file:?}");
        }
        assert_eq!(file_name("dana@example.org"), "dana@example.org");
        assert_eq!(file_name("jm+ml@example.org"), "jm+ml@example.org");
    }

    // proves M20
    #[test]
    fn two_people_never_share_a_file() {
        let long = "\u{674e}".repeat(127);
        let names = [
            "svc/desk",
            "svc-desk",
            "svc%2Fdesk",
            "svc%2fdesk",
            "a",
            "a~",
            ".a",
            "%2Ea",
            "",
            "%",
            "%25",
            &format!("{long}a"),
            &format!("{long}b"),
            "auth0|1",
            "auth0%7C1",
        ];
        let files: HashSet<String> = names.iter().map(|name| file_name(name)).collect();
        assert_eq!(files.len(), names.len());
        assert!(files.iter().all(|file| file.len() <= 200));
        let id = PrincipalId::new(&long).unwrap();
        assert!(file_name(id.as_str()).len() <= 200);
    }
}
