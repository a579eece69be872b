//! `pkcs11:token=…;object=…?module-path=…` (RFC 7512).

use crate::sign::KeyError;
use std::path::PathBuf;

/// Bytes of a file that holds a PIN.
const PIN_BYTES: u64 = 4_096;
/// Where modules lie that are named without a path.
const MODULES: [&str; 6] = [
    "/usr/lib64/pkcs11",
    "/usr/lib/pkcs11",
    "/usr/lib/x86_64-linux-gnu/pkcs11",
    "/usr/lib/aarch64-linux-gnu/pkcs11",
    "/usr/lib/softhsm",
    "/usr/lib/x86_64-linux-gnu/softhsm",
];

/// Where a key lies: its parts, decoded. `Debug` shows none of them: a PIN may be one.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenUri(Vec<(String, Vec<u8>)>);

impl std::fmt::Debug for TokenUri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenUri")
    }
}

impl std::str::FromStr for TokenUri {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bad = |why: &str| KeyError::Token(format!("the URI {why}"));
        let rest = text.strip_prefix("pkcs11:").ok_or_else(|| bad("begins with pkcs11:"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let pairs = path.split(';').chain(query.split('&')).filter(|pair| !pair.is_empty());
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for pair in pairs {
            let (name, value) = pair.split_once('=').ok_or_else(|| bad("has a part without ="))?;
            if parts.iter().any(|(known, _)| known == name) {
                return Err(bad(&format!("has {name} twice")));
            }
            let value = decoded(value).ok_or_else(|| bad("has a broken % in it"))?;
            parts.push((name.to_owned(), value));
        }
        Ok(Self(parts))
    }
}

impl TokenUri {
    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.bytes(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    /// Whether `found` is what the URI asks for, if it asks.
    pub(super) fn fits(&self, name: &str, found: &str) -> bool {
        self.text(name).is_none_or(|wanted| wanted.trim_end() == found.trim_end())
    }

    pub(super) fn label(&self) -> Option<String> {
        self.text("object")
    }

    pub(super) fn id(&self) -> Option<Vec<u8>> {
        self.bytes("id").map(<[u8]>::to_vec)
    }

    /// The library that speaks to the token.
    pub(super) fn module(&self) -> Result<PathBuf, KeyError> {
        if let Some(path) = self.text("module-path") {
            return Ok(PathBuf::from(path));
        }
        let name = self.text("module-name").ok_or_else(|| {
            KeyError::Token("the URI names no module: add ?module-path=/path/to/module.so".into())
        })?;
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let names = [format!("{name}.so"), format!("lib{name}.so"), name.clone()];
        MODULES
            .iter()
            .flat_map(|folder| names.iter().map(move |name| PathBuf::from(folder).join(name)))
            .find(|path| plain && path.is_file())
            .ok_or_else(|| KeyError::Token(format!("no module {name:?} is installed")))
    }

    /// The PIN that the URI holds, or the file that it names.
    pub(super) fn pin(&self) -> Result<Option<String>, KeyError> {
        if let Some(pin) = self.text("pin-value") {
            return Ok(Some(pin));
        }
        let Some(source) = self.text("pin-source") else { return Ok(None) };
        let path = source.strip_prefix("file:").unwrap_or(&source);
        let path = path.strip_prefix("//").unwrap_or(path);
        let failed = |error| KeyError::Token(format!("the PIN in {path}: {error}"));
        let mut text = String::new();
        let file = std::fs::File::open(path).map_err(failed)?;
        std::io::Read::read_to_string(&mut std::io::Read::take(file, PIN_BYTES), &mut text)
            .map_err(failed)?;
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

fn decoded(value: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), value.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = rest.get(2..)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_decoded_and_a_pin_never_shows() {
        let uri: TokenUri =
            "pkcs11:token=my%20token;id=%01%ff;object=k?module-path=/m.so&pin-value=1234"
                .parse()
                .unwrap();
        assert!(uri.fits("token", "my token        ") && !uri.fits("token", "other"));
        assert_eq!(uri.id(), Some(vec![1, 255]));
        assert_eq!(uri.module(), Ok(PathBuf::from("/m.so")));
        assert_eq!(uri.pin(), Ok(Some("1234".to_owned())));
        assert!(!format!("{uri:?}").contains("1234"));
        for bad in ["pkcs12:token=a", "pkcs11:token", "pkcs11:id=%0", "pkcs11:id=1;id=2"] {
            assert!(bad.parse::<TokenUri>().is_err(), "{bad}");
        }
    }
}
