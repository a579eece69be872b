//! Step 11: the model answers over HTTPS, to whom the RACI says, as much as their role may see.

use super::check::Holdout;
use super::handover::Handed;
use super::people;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::Failure;
use crate::https::HttpsClient;
use crate::server::{self, Address, Listening, Running};
use crate::site;
use serde_json::Value;
use std::sync::Arc;
use workspace::Traces;

/// Rows of one request.
const ROWS: usize = 64;
/// Half a step of the second decimal, and what float32 adds to it.
const ROUNDING: f64 = 0.005_01;

/// Opens the way in: every use case behind the enforcement point, over HTTPS.
pub async fn open(world: &World) -> Result<Running, Failure> {
    let known = Address::default();
    let router = site::router(Arc::clone(&world.use_cases), Arc::clone(&known), Traces::default());
    let configured = world.workspace().in_force()?.code.config.server.address;
    server::serve(world.workspace(), router, &known, &Listening::near(configured)).await
}

/// A client of `name`, on their own device, with their own token.
fn client(world: &World, running: &Running, name: &str) -> Result<HttpsClient, Failure> {
    let sign_in = world.people.sign_in(name)?;
    let authority = world.workspace().trusted();
    HttpsClient::new(running.address, &authority, Some(sign_in), Some(sign_in))
}

/// Where the model is asked.
fn path(world: &World) -> String {
    format!("/v2/models/{}/infer", world.model.name())
}

/// Serves, and asks as four people.
pub async fn step(world: &World, handed: &Handed, holdout: &Holdout) -> Done<Running> {
    let running = open(world).await?;
    let mut proof = Proof::begin();
    proof.fact("address", running.address.to_string());
    strangers(world, &running, &mut proof).await?;
    if !handed.live {
        let desk = client(world, &running, people::DESK)?;
        let asked = desk.post(&path(world), holdout.request(1)).await?;
        proof.check(asked.status == 404, || "an unpromoted model answers".to_owned());
        proof.nothing_here();
        proof.say("no model is live, so there is none to serve; SQL is answered");
        return Ok((running, proof));
    }
    let models = world.workspace().service.models();
    let served = models.iter().any(|model| model.digest() == handed.model_digest);
    proof.check(served, || "another model is served than was handed over".to_owned());
    let answered = answers(world, &running, holdout, &mut proof).await?;
    proof.say(answered);
    scores(world, &running, holdout, &mut proof).await?;
    budget(world, &running, holdout, &mut proof).await?;
    Ok((running, proof))
}

/// Without a token, and without a cell of the RACI.
async fn strangers(world: &World, running: &Running, proof: &mut Proof) -> Result<(), Failure> {
    let authority = world.workspace().trusted();
    let stranger =
        HttpsClient::new(running.address, &authority, None, None)?.get("/v1/whoami").await?;
    proof.check(stranger.status == 401, || "who shows nothing is let in".to_owned());
    let asked = client(world, running, people::SCIENTIST)?.get("/v2/models/credit").await?;
    proof.check(asked.status == 404, || "who has no cell sees the model".to_owned());
    Ok(())
}

/// The loan desk gets labels, the very ones of the model file, and nothing else.
pub async fn answers(
    world: &World,
    running: &Running,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<String, Failure> {
    let rows = ROWS.min(holdout.rows());
    let desk = client(world, running, people::DESK)?;
    let reply = desk.post(&path(world), holdout.request(rows)).await?;
    proof.check(reply.status == 200, || format!("the model answers {}", reply.status));
    let outputs = reply.body.get("outputs").and_then(Value::as_array).cloned().unwrap_or_default();
    let names: Vec<&str> =
        outputs.iter().filter_map(|output| output.get("name")?.as_str()).collect();
    proof.check(names == ["label"], || format!("the loan desk is shown {names:?}"));
    let labels = data(&outputs, "label");
    let wrong = (0..rows).filter(|&at| labels.get(at).and_then(Value::as_str) != holdout.label(at));
    let wrong = wrong.count();
    proof.fact("rows_asked", rows);
    proof.fact("rows_answered_otherwise", wrong);
    proof.check(wrong == 0, || format!("{wrong} of {rows} answers differ from the model file's"));
    Ok(format!(
        "{rows} predictions over HTTPS, the model file's own; labels alone for the loan desk"
    ))
}

/// The accountable head of risk sees scores, at two decimals.
async fn scores(
    world: &World,
    running: &Running,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let rows = ROWS.min(holdout.rows());
    let head = client(world, running, people::RISK_HEAD)?;
    let reply = head.post(&path(world), holdout.request(rows)).await?;
    let outputs = reply.body.get("outputs").and_then(Value::as_array).cloned().unwrap_or_default();
    let seen: Vec<f64> = data(&outputs, "probabilities").iter().filter_map(Value::as_f64).collect();
    let truth: Vec<f64> =
        holdout.expected.probabilities.iter().take(rows).flatten().map(|p| f64::from(*p)).collect();
    let near = seen.iter().zip(&truth).all(|(a, b)| (a - b).abs() <= ROUNDING);
    proof.check(!seen.is_empty() && seen.len() == truth.len() && near, || {
        "the head of risk does not see the model's scores".to_owned()
    });
    let coarse = seen.iter().all(|p| ((p * 100.0).round() / 100.0 - p).abs() < 1e-9);
    proof.check(coarse, || "scores leave with more than two decimals".to_owned());
    proof.say("the accountable head of risk sees scores, at two decimals");
    Ok(())
}

/// Who is over the budget is refused, another is not.
async fn budget(
    world: &World,
    running: &Running,
    holdout: &Holdout,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let most = world.workspace().in_force()?.code.config.serving.rows_per_minute;
    let greedy = client(world, running, people::RISK)?;
    let rows = holdout.rows().min(500);
    let mut answered = 0u64;
    let mut refused = false;
    // A window may end meanwhile: twice the budget is enough to meet one limit in any case.
    while !refused && answered <= most.saturating_mul(2) {
        let reply = greedy.post(&path(world), holdout.request(rows)).await?;
        refused = reply.status == 429;
        answered += if reply.status == 200 { rows as u64 } else { 0 };
        if reply.status != 200 && !refused {
            return Err(Failure::internal(format!("the server answers {}", reply.status)));
        }
    }
    let other =
        client(world, running, people::DESK)?.post(&path(world), holdout.request(1)).await?;
    proof.fact("rows_per_minute", most);
    proof.check(refused, || format!("{answered} rows were answered, over a budget of {most}"));
    proof.check(other.status == 200, || "one principal's flood refuses another".to_owned());
    proof.say(format!("after {answered} rows one principal is refused, another is answered"));
    Ok(())
}

fn data(outputs: &[Value], name: &str) -> Vec<Value> {
    let output = outputs.iter().find(|o| o.get("name").and_then(Value::as_str) == Some(name));
    output.and_then(|o| o.get("data")?.as_array().cloned()).unwrap_or_default()
}
