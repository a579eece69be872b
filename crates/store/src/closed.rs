//! A workspace that does not open, looked at as far as it can be: an open key file or a changed byte
//! must not hide everything else.

use crate::keys::{self, Keys};
use crate::layout::Layout;
use crate::log::{Log, Place};
use crate::objects::Objects;
use crate::probes::Look;
use crate::{Boxed, Store, StoreError};
use ledger::origin;
use std::path::Path;
use terms::{Probed, Timestamp};

impl Store {
    /// What the probes of keys, ledger and objects see in `dir`, which does not open. Nothing is
    /// written, and no key is used but to verify the ledger.
    ///
    /// # Errors
    /// If there is no workspace, or a process has it open: ask that one.
    pub fn probe_closed<'a>(
        dir: &'a Path,
        at: Timestamp,
    ) -> Boxed<'a, Result<Vec<Probed>, StoreError>> {
        Box::pin(async move {
            let layout = Layout::of(dir);
            let identity = layout.read_identity()?;
            let _held = layout.lock()?;
            let (dir, keys, origin) = (&layout.ledger(), &layout.keys(), &origin(&identity.id));
            let ledger = keys::ledger_key(keys)
                .and_then(|key| Log::verify_closed(&Place { dir, keys, origin, key: &key }));
            let objects = match Objects::in_folder(&layout.objects()) {
                Ok(objects) => objects.check().await,
                Err(error) => Err(error),
            };
            Ok(vec![
                Look::KEY_FILES.saw(Keys::check_modes(&layout.keys()), at),
                Look::LEDGER.saw(ledger, at),
                Look::OBJECTS.saw(objects, at),
            ])
        })
    }
}
