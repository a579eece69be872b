//! SQL in place: a permit for each table, the answer in the view of the permit, its weight charged.

use super::{Fault, Platform};
use ::query::{Answer, Engine, Governed, tables_of};
use store::StoreError;
use terms::{Action, Asset, AssetKind, Digest};
use web::{Ask, Caller, Refusal};

/// Answers `sql` to `caller`. With [`Action::Export`] the rows may leave; either way their weight
/// is charged to the reader's egress budget before they are released.
///
/// # Errors
/// A refusal (a table that may not be seen and one that is not there read alike), or why the
/// statement can't be answered.
pub async fn query(
    platform: &Platform,
    caller: &Caller,
    sql: &str,
    action: Action,
) -> Result<Answer, Fault> {
    let names = tables_of(sql)?;
    let mut tables = Vec::with_capacity(names.len());
    for name in &names {
        tables.push(table(platform, caller, sql, name, action).await?);
    }
    // What reads no table would pass without a decision.
    let Some((first, ..)) = tables.first() else { return Err(Refusal::not_found().into()) };
    let governed = tables
        .iter()
        .map(|(permit, version, object)| {
            Ok(Governed {
                permit,
                classification: &version.classification,
                handlings: &platform.config().handling,
                object: object.clone(),
                kek: platform.kek()?,
                viewer: platform.viewer()?,
            })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    let answer = Engine::default().run(&governed, sql, platform.store.now()).await?;
    platform.enforcer.charge(first, answer.bytes).await?;
    Ok(answer)
}

type Table = (store::Permit, store::Verified<store::Version>, bytes::Bytes);

async fn table(
    platform: &Platform,
    caller: &Caller,
    sql: &str,
    name: &str,
    action: Action,
) -> Result<Table, Fault> {
    let asset = Asset::new(AssetKind::Dataset, name).map_err(|_| Refusal::not_found())?;
    let detail = Some(Digest::of(sql.as_bytes()));
    let permit = platform.admit(caller, Ask { detail, ..Ask::of(action, asset.clone()) }).await?;
    let version = match platform.store.live_version(&asset).await {
        Err(StoreError::Missing { .. }) => return Err(Refusal::not_found().into()),
        other => other?,
    };
    let object = platform.store.objects().get(version.object).await?;
    Ok((permit, version, object))
}
