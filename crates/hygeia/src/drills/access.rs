//! Attackers with an account: an insider, a thief of tokens, an injector of SQL.

use super::field::caller;
use super::{Attack, Field, NotPlayed, seen};
use crate::failure::{At, Failure};
use crate::https::HttpsClient;
use ledger::{Checkpoint, Operation};
use serde_json::{Value, json};
use terms::Action;
use workspace::Ask;

fn no_dataset() -> NotPlayed {
    NotPlayed::as_there_is("no dataset with a live version")
}

fn no_reader() -> NotPlayed {
    NotPlayed::as_there_is("nobody who may query the dataset and sees tokens and masks")
}

/// People who may read, and one who may delete as long as no live model stands on it, try to
/// delete the dataset.
pub(super) async fn insider(field: &Field<'_>) -> Attack {
    let dataset = field.dataset.as_ref().ok_or_else(no_dataset)?;
    let start = entries(field).await?;
    let steward = field.steward.filter(|_| field.model.is_some());
    let mut tried = 0;
    for insider in [field.reader, steward].into_iter().flatten() {
        tried += 1;
        let ask = Ask::of(Action::Delete, dataset.clone());
        if let Ok(permit) = field.workspace.admit(&caller(insider), ask).await {
            // Never carried out: that the permit was given is the breach.
            let _ = permit.ledger_index();
            let saw = format!("{} may delete {dataset}", insider.principal);
            return Ok(seen(true, true, saw));
        }
    }
    if tried == 0 {
        return Err(NotPlayed::as_there_is("nobody who may read the dataset, or delete it"));
    }
    let there = field.workspace.store.live_version(dataset).await.is_ok();
    let traced = denials(field, start).await? >= tried;
    let saw = format!("insiders refused: {tried}; {dataset} is still there");
    Ok(seen(!there, traced, saw))
}

/// The reader's token, shown over somebody else's certificate, and over none.
pub(super) async fn stolen_token(field: &Field<'_>) -> Attack {
    let reader = field.reader.ok_or_else(no_reader)?;
    let thief =
        field.thief.ok_or_else(|| NotPlayed::as_there_is("nobody else to steal a token"))?;
    let start = entries(field).await?;
    let over_other = field.client(thief, reader)?.get("/v1/whoami").await?;
    let authority = field.workspace.trusted();
    let over_none = HttpsClient::new(field.address, &authority, None, Some(reader))?;
    let over_none = over_none.get("/v1/whoami").await?;
    let events =
        field.workspace.store.events(start..u64::MAX).await.internal("reading the ledger")?;
    let stolen = Operation::TokenOverOtherCertificate;
    let traced = events.iter().any(|e| e.api.operation == stolen.as_str());
    let reached = over_other.status == 200 || over_none.status == 200;
    let saw = format!(
        "the server answers {} to the thief, and {} to one without a certificate",
        over_other.status, over_none.status
    );
    Ok(seen(reached, traced, saw))
}

/// What an injector would send through the query path.
fn payloads(table: &str) -> Vec<String> {
    vec![
        format!("SELECT * FROM \"{table}\"; DROP TABLE \"{table}\""),
        format!("SELECT 1 FROM \"{table}\" WHERE '' = '' OR 1=1; DELETE FROM \"{table}\" --"),
        format!("DELETE FROM \"{table}\""),
        format!("INSERT INTO \"{table}\" SELECT * FROM \"{table}\""),
        format!("COPY \"{table}\" TO '/tmp/hygeia-drill.csv'"),
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'".to_owned(),
        "SELECT * FROM '/etc/passwd'".to_owned(),
        "SELECT * FROM information_schema.tables".to_owned(),
        "SHOW TABLES".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        format!("EXPLAIN ANALYZE SELECT * FROM \"{table}\""),
        format!("SELECT * FROM \"{table}\" UNION SELECT * FROM other_table"),
    ]
}

/// Crafted SQL over the real way in; each statement has to be refused, and the table unchanged.
pub(super) async fn injection(field: &Field<'_>) -> Attack {
    let dataset = field.dataset.as_ref().ok_or_else(no_dataset)?;
    let reader = field.reader.ok_or_else(no_reader)?;
    let store = &field.workspace.store;
    let before = store.live_version(dataset).await.internal("reading the version")?.object;
    let client = field.client(reader, reader)?;
    let sent = payloads(dataset.name());
    let mut through = Vec::new();
    for sql in &sent {
        let reply = client.post("/v1/sql", json!({ "sql": sql })).await?;
        if reply.status == 200 {
            through.push(sql.clone());
        }
    }
    let honest = format!("SELECT count(*) FROM \"{}\"", dataset.name());
    let alive = client.post("/v1/sql", json!({ "sql": honest })).await?;
    let rows = alive.body.get("rows").and_then(Value::as_array).map_or(0, Vec::len);
    let after = store.live_version(dataset).await.internal("reading the version")?.object;
    let reached = !through.is_empty() || before != after || alive.status != 200 || rows != 1;
    let saw = format!("{} of {} crafted statements got through", through.len(), sent.len());
    Ok(seen(reached, false, saw))
}

pub(super) async fn entries(field: &Field<'_>) -> Result<u64, Failure> {
    let note = field.workspace.store.checkpoint().await;
    Ok(Checkpoint::parse(&note).internal("reading the ledger's checkpoint")?.size)
}

async fn denials(field: &Field<'_>, start: u64) -> Result<usize, Failure> {
    let events =
        field.workspace.store.events(start..u64::MAX).await.internal("reading the ledger")?;
    Ok(events.iter().filter(|event| event.action_id == Some(2)).count())
}
