//! Key metadata as the Parquet key tools and PyArrow write it: key material of type `PKMT1`, kept
//! inside the file, wrapped once.

use crate::keys::{Context, DataKey, Kek, KeyError};
use ::parquet::encryption::decrypt::KeyRetriever;
use ::parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

const TYPE: &str = "PKMT1";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyMaterial {
    key_material_type: String,
    internal_storage: bool,
    is_footer_key: bool,
    /// Of the footer key alone; PyArrow takes it from there for the columns.
    #[serde(rename = "kmsInstanceID", skip_serializing_if = "Option::is_none")]
    kms_instance_id: Option<String>,
    #[serde(rename = "kmsInstanceURL", skip_serializing_if = "Option::is_none")]
    kms_instance_url: Option<String>,
    #[serde(rename = "masterKeyID")]
    master_key_id: String,
    #[serde(rename = "wrappedDEK")]
    wrapped_dek: String,
    double_wrapping: bool,
}

/// The key metadata for `key`; a footer's if the context names no column.
pub(super) fn metadata(kek: &Kek, key: &DataKey, context: &Context) -> Result<Vec<u8>, KeyError> {
    let is_footer_key = context.column.is_empty();
    let instance = is_footer_key.then(|| "DEFAULT".to_owned());
    let material = KeyMaterial {
        key_material_type: TYPE.to_owned(),
        internal_storage: true,
        is_footer_key,
        kms_instance_id: instance.clone(),
        kms_instance_url: instance,
        master_key_id: kek.id().to_string(),
        wrapped_dek: kek.wrap(key, context)?,
        double_wrapping: false,
    };
    serde_json::to_vec(&material).map_err(|_| KeyError::Wrap)
}

/// Unwraps the keys of files of one dataset as a reader asks for them.
pub(super) struct Retriever {
    kek: Kek,
    dataset: String,
    columns_too: bool,
    refusal: Mutex<Option<KeyError>>,
}

impl Retriever {
    /// All keys of files of `dataset`.
    pub(super) fn new(kek: &Kek, dataset: &str) -> Self {
        Self {
            kek: kek.clone(),
            dataset: dataset.to_owned(),
            columns_too: true,
            refusal: Mutex::default(),
        }
    }

    /// Footer keys alone, of files of any dataset if `dataset` is empty.
    pub(super) fn footer_only(kek: &Kek) -> Self {
        Self { columns_too: false, ..Self::new(kek, "") }
    }

    /// Why the last key was refused; `parquet` swallows the reason on some of its ways.
    pub(super) fn refusal(&self) -> Option<KeyError> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn key(&self, metadata: &[u8]) -> Result<Vec<u8>, KeyError> {
        let material: KeyMaterial = serde_json::from_slice(metadata).map_err(|_| KeyError::Wrap)?;
        if material.key_material_type != TYPE
            || !material.internal_storage
            || material.double_wrapping
        {
            return Err(KeyError::Wrap);
        }
        let (key, context) = self.kek.unwrap(&material.wrapped_dek)?;
        if !self.dataset.is_empty() && context.dataset != self.dataset {
            return Err(KeyError::OtherDataset {
                found: context.dataset,
                wanted: self.dataset.clone(),
            });
        }
        if material.is_footer_key != context.column.is_empty()
            || !(material.is_footer_key || self.columns_too)
        {
            return Err(KeyError::Wrap);
        }
        Ok(key.expose())
    }
}

impl KeyRetriever for Retriever {
    fn retrieve_key(&self, key_metadata: &[u8]) -> ::parquet::errors::Result<Vec<u8>> {
        self.key(key_metadata).map_err(|error| {
            let refused = ParquetError::General(error.to_string());
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            refused
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::{Value, json};

    fn material(kek: &Kek, column: &str) -> Value {
        let context = Context { dataset: "loans".into(), file: "f1".into(), column: column.into() };
        let written = metadata(kek, &DataKey::generate().unwrap(), &context).unwrap();
        serde_json::from_slice(&written).unwrap()
    }

    fn refused(retriever: &Retriever, material: &Value) -> Option<KeyError> {
        retriever.key(material.to_string().as_bytes()).err()
    }

    #[test]
    fn a_footer_names_its_service_and_a_column_does_not() {
        let kek = Kek::generate().unwrap();
        let (footer, column) = (material(&kek, ""), material(&kek, "ssn"));
        assert_eq!(
            (&footer["isFooterKey"], &footer["kmsInstanceID"]),
            (&json!(true), &json!("DEFAULT"))
        );
        assert_eq!((&column["isFooterKey"], column.get("kmsInstanceID")), (&json!(false), None));
    }

    /// Key material says in clear what kind it is: what is said otherwise than we write it, or than the
    /// wrapped key itself says, opens nothing.
    // proves M5
    #[test]
    fn key_material_that_says_anything_else_is_refused() {
        let kek = Kek::generate().unwrap();
        let (footer, column) = (material(&kek, ""), material(&kek, "ssn"));
        let all = Retriever::new(&kek, "loans");
        for honest in [&footer, &column] {
            assert_eq!(refused(&all, honest), None);
            for (key, other) in [
                ("keyMaterialType", json!("PKMT2")),
                ("internalStorage", json!(false)),
                ("doubleWrapping", json!(true)),
                ("isFooterKey", json!(honest["isFooterKey"] == json!(false))),
                ("wrappedDEK", json!("")),
            ] {
                let mut changed = honest.clone();
                changed[key] = other;
                assert_eq!(refused(&all, &changed), Some(KeyError::Wrap), "{key}");
            }
        }
    }

    // proves M5
    #[test]
    fn each_retriever_gets_the_keys_that_it_is_for() {
        let kek = Kek::generate().unwrap();
        let (footer, column) = (material(&kek, ""), material(&kek, "ssn"));
        let footers = Retriever::footer_only(&kek);
        assert_eq!(
            (refused(&footers, &footer), refused(&footers, &column)),
            (None, Some(KeyError::Wrap))
        );
        let other = Retriever::new(&kek, "payroll");
        for material in [&footer, &column] {
            assert!(matches!(refused(&other, material), Some(KeyError::OtherDataset { .. })));
        }
    }
}
