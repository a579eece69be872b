//! Statements that the workspace seals, and the public halves that they are verified with.

use crate::{Handover, HandoverError, files};
use artifact::sign::{Listed, in_order, root_digest};
use serde_json::Value;
use std::collections::BTreeMap;
use store::Store;
use terms::Digest;

impl Handover<'_> {
    /// Seals a statement, and writes it as `name` into the folder of evidence, with the public half of the
    /// key beside it: whoever gets the folder verifies it with what lies there.
    pub(crate) fn attest(
        &self,
        name: &str,
        payload_type: &str,
        statement: &Value,
    ) -> Result<(), HandoverError> {
        let sealed = sealed(self.store, payload_type, statement)?;
        let public = self.store.seal().public();
        // By its id: a key that took the place of another does not take its file.
        let id = public.id().hex();
        let key = format!("workspace-{}.pub.pem", id.get(..16).unwrap_or(&id));
        files::write(&self.evidence(), &key, public.to_pem()?.as_bytes())?;
        files::write(&self.evidence(), name, &sealed)
    }
}

/// The DSSE envelope of a statement, as JSON.
fn sealed(store: &Store, payload_type: &str, statement: &Value) -> Result<Vec<u8>, HandoverError> {
    Ok(serde_json::to_vec_pretty(&store.seal().seal(payload_type, statement)?)?)
}

/// What the signature over these files will call the model: every statement names it.
pub(crate) fn root<'a>(files: impl IntoIterator<Item = (&'a str, Digest)>) -> Digest {
    let listed =
        |(name, digest): (&str, Digest)| Listed { name: name.to_owned(), bytes: 0, digest };
    let mut all: Vec<Listed> = files.into_iter().map(listed).collect();
    in_order(&mut all);
    root_digest(&all)
}

/// As [`root`], of the files that the registry has.
pub(crate) fn root_of(files: &BTreeMap<String, Digest>) -> Digest {
    root(files.iter().map(|(name, digest)| (name.as_str(), *digest)))
}
