//! Keys to Parquet that others encrypted (Parquet Modular Encryption), as their users have them.
//!
//! A file of keys is TOML: `footer = KEY`; under `[columns]` a key for each column by its path; under `[keys]` keys by
//! their id: a file may name its keys by these, or hold them wrapped under them (key material `PKMT1` of the Parquet
//! key tools and PyArrow, wrapped locally). A key is written in hexadecimal, in base64, or as its own 16, 24 or 32
//! characters; `hex:`, `base64:` or `text:` before it says which, where it could be two of them.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parquet::encryption::decrypt::{FileDecryptionProperties, KeyRetriever};
use parquet::errors::{ParquetError, Result as Read};
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

type Key = Zeroizing<Vec<u8>>;

/// Keys to a Parquet file. They are wiped when dropped, and never shown.
#[derive(Clone, Default)]
pub struct ParquetKeys {
    footer: Option<Key>,
    columns: Vec<(String, Key)>,
    by_id: HashMap<String, Key>,
}

impl fmt::Debug for ParquetKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParquetKeys(…)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    footer: Option<Zeroizing<String>>,
    #[serde(default)]
    columns: HashMap<String, Zeroizing<String>>,
    #[serde(default)]
    keys: HashMap<String, Zeroizing<String>>,
}

impl ParquetKeys {
    /// The keys that the text of a file names.
    ///
    /// # Errors
    /// Which one is not understood; no key is repeated.
    pub fn parse(text: &str) -> Result<Self, String> {
        // What the parser says shows the line, and a key with it.
        let written: Written = toml::from_str(text).map_err(|_| {
            "it is no TOML of `footer`, `[columns]` and `[keys]` with texts".to_owned()
        })?;
        let one =
            |name: &str, text: &str| key(text).map_err(|why| format!("the key {name:?} {why}"));
        let footer = written.footer.map(|text| one("footer", &text)).transpose()?;
        let columns =
            written.columns.iter().map(|(name, text)| Ok((name.clone(), one(name, text)?)));
        let by_id = written.keys.iter().map(|(id, text)| Ok((id.clone(), one(id, text)?)));
        let keys = Self {
            footer,
            columns: columns.collect::<Result<_, String>>()?,
            by_id: by_id.collect::<Result<_, String>>()?,
        };
        match keys.footer.is_none() && keys.by_id.is_empty() {
            true => Err("it needs `footer`, or ids under `[keys]`".to_owned()),
            false => Ok(keys),
        }
    }

    /// What `parquet` decrypts a file with.
    pub(super) fn properties(&self) -> Read<Arc<FileDecryptionProperties>> {
        match &self.footer {
            Some(footer) => {
                let open = FileDecryptionProperties::builder(footer.to_vec());
                let with = |open, (name, key): &(String, Key)| {
                    parquet::encryption::decrypt::DecryptionPropertiesBuilder::with_column_key(
                        open,
                        name,
                        key.to_vec(),
                    )
                };
                self.columns.iter().fold(open, with).build()
            }
            None => FileDecryptionProperties::with_key_retriever(Arc::new(self.clone())).build(),
        }
    }

    fn wrapped(&self, material: &Material) -> Option<Vec<u8>> {
        let master = self.by_id.get(&material.master_key_id)?;
        let open = |text: &str| {
            unwrapped(&STANDARD.decode(text).ok()?, master, material.master_key_id.as_bytes())
        };
        if !material.double_wrapping {
            return open(&material.wrapped_dek);
        }
        let between = Zeroizing::new(open(material.wrapped_kek.as_deref()?)?);
        let id = STANDARD.decode(material.key_encryption_key_id.as_deref()?).ok()?;
        opened(&STANDARD.decode(&material.wrapped_dek).ok()?, &between, &id)
    }
}

/// Key material of type `PKMT1`, kept in the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Material {
    internal_storage: bool,
    #[serde(rename = "masterKeyID")]
    master_key_id: String,
    #[serde(rename = "wrappedDEK")]
    wrapped_dek: String,
    double_wrapping: bool,
    #[serde(rename = "wrappedKEK")]
    wrapped_kek: Option<String>,
    #[serde(rename = "keyEncryptionKeyID")]
    key_encryption_key_id: Option<String>,
}

impl KeyRetriever for ParquetKeys {
    fn retrieve_key(&self, metadata: &[u8]) -> Read<Vec<u8>> {
        let wrong = |why: String| ParquetError::General(why);
        if let Ok(material) = serde_json::from_slice::<Material>(metadata) {
            if !material.internal_storage {
                return Err(wrong(
                    "its keys lie in a file beside it, which is not read".to_owned(),
                ));
            }
            let id = shown(&material.master_key_id);
            return self
                .wrapped(&material)
                .ok_or_else(|| wrong(format!("no key is given that opens what {id} wraps")));
        }
        let id = String::from_utf8_lossy(metadata);
        let key = self.by_id.get(&*id).map(|key| key.to_vec());
        key.ok_or_else(|| wrong(format!("it wants the key {}", shown(&id))))
    }
}

/// An id of the file's: cut, and fit for a terminal.
fn shown(id: &str) -> String {
    let id: String = id.chars().take(80).collect();
    terms::printable(&id).into_owned()
}

/// What a key service has wrapped: as the Parquet key tools do it themselves (AES-GCM, the master key's id beside),
/// or as the example of a service in PyArrow's documents does (the master key before the key).
fn unwrapped(wrapped: &[u8], master: &[u8], id: &[u8]) -> Option<Vec<u8>> {
    let example = wrapped.strip_prefix(master).filter(|key| matches!(key.len(), 16 | 24 | 32));
    example.map(<[u8]>::to_vec).or_else(|| opened(wrapped, master, id))
}

/// AES-GCM: a nonce of 12 bytes, what is sealed, a tag of 16.
fn opened(sealed: &[u8], key: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
    let (nonce, msg) = sealed.split_first_chunk::<12>()?;
    let payload = Payload { msg, aad };
    match key.len() {
        16 => Aes128Gcm::new_from_slice(key).ok()?.decrypt(nonce.into(), payload).ok(),
        32 => Aes256Gcm::new_from_slice(key).ok()?.decrypt(nonce.into(), payload).ok(),
        _ => None,
    }
}

fn key(text: &str) -> Result<Key, &'static str> {
    let text = text.trim();
    let fits = |bytes: &Vec<u8>| matches!(bytes.len(), 16 | 24 | 32);
    let hex = |text: &str| hex_of(text).filter(fits);
    let base64 = |text: &str| STANDARD.decode(text).ok().filter(fits);
    let plain = |text: &str| Some(text.as_bytes().to_vec()).filter(fits);
    let readings = match text.split_once(':') {
        Some(("hex", rest)) => [hex(rest), None, None],
        Some(("base64", rest)) => [base64(rest), None, None],
        Some(("text", rest)) => [plain(rest), None, None],
        _ => [hex(text), base64(text), plain(text)],
    };
    let mut found = readings.into_iter().flatten();
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(Zeroizing::new(key)),
        (Some(_), Some(_)) => {
            Err("can be read in two ways; write hex:, base64: or text: before it")
        }
        (None, _) => Err("is not 16, 24 or 32 bytes in hexadecimal, base64 or characters"),
    }
}

fn hex_of(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M5
    #[test]
    fn keys_are_read_as_they_are_written_and_never_shown() {
        let same = |text: &str| key(text).unwrap().to_vec();
        assert_eq!(same("0123456789012345"), b"0123456789012345");
        assert_eq!(same("base64:MDEyMzQ1Njc4OTAxMjM0NQ=="), b"0123456789012345");
        assert!(key("MDEyMzQ1Njc4OTAxMjM0NQ==").unwrap_err().contains("two ways"));
        assert_eq!(same("hex:30313233343536373839303132333435"), b"0123456789012345");
        assert!(key("30313233343536373839303132333435").unwrap_err().contains("two ways"));
        assert!(key("short").is_err());
        for text in [
            "footer = 5",
            "footer = \"Sentinel0123456789\"",
            "x = \"Sentinel\"",
            "[columns]\na = \"0123456789012345\"",
        ] {
            let why = ParquetKeys::parse(text).unwrap_err();
            assert!(!why.contains("Sentinel"), "{why}");
        }
        let keys = ParquetKeys::parse(
            "footer = \"0123456789012345\"\n[columns]\n\"a.b\" = \"1234567890123450\"",
        )
        .unwrap();
        assert!(!format!("{keys:?}").contains("0123"));
    }
}
