//! What was applied, read beside a process that has the workspace open.

use crate::keys::Keys;
use crate::layout::Layout;
use crate::meta::{Record, payload_type};
use crate::{Boxed, ConfigVersion, Store, StoreConfig, StoreError};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use terms::seal::Envelope;

const TEXTS: &str = "SELECT envelope FROM documents WHERE kind = $1";

impl Store {
    /// The id of the workspace in `dir`, whoever has it open.
    ///
    /// # Errors
    /// If there is none.
    pub fn id_in(dir: &Path) -> Result<String, StoreError> {
        Ok(Layout::of(dir).read_identity()?.id)
    }

    /// Every version of the code that was applied to the workspace in `dir`, in no order, each signed
    /// by the workspace. Writes nothing and holds up nobody, so that the ledger is not asked whether
    /// the newest of them is there.
    ///
    /// # Errors
    /// If there is no workspace, or its keys or its database can't be read; if one is not signed.
    pub fn applied_to<'a>(
        dir: &'a Path,
        config: &'a StoreConfig,
    ) -> Boxed<'a, Result<Vec<ConfigVersion>, StoreError>> {
        Box::pin(async move {
            let layout = Layout::of(dir);
            layout.read_identity()?;
            let key = Keys::load(&layout.keys())?.0.seal().public();
            let rows: Vec<(String,)> = match &config.meta_url {
                Some(url) => {
                    let mut connection = PgConnection::connect(url).await?;
                    let rows = sqlx::query_as(TEXTS).bind(ConfigVersion::KIND);
                    rows.fetch_all(&mut connection).await?
                }
                None => {
                    let file =
                        SqliteConnectOptions::new().filename(layout.sqlite()).read_only(true);
                    let mut connection = file.connect().await?;
                    let rows = sqlx::query_as(TEXTS).bind(ConfigVersion::KIND);
                    rows.fetch_all(&mut connection).await?
                }
            };
            let unproven = |why: String| {
                let (kind, key) = (ConfigVersion::KIND.to_owned(), String::new());
                StoreError::Unproven { kind, key, why }
            };
            let open = |(text,): (String,)| {
                let envelope: Envelope =
                    serde_json::from_str(&text).map_err(|e| unproven(e.to_string()))?;
                let version = envelope.open(&key, &payload_type(ConfigVersion::KIND));
                version.map_err(|e| unproven(e.to_string()))
            };
            rows.into_iter().map(open).collect()
        })
    }
}
