//! Attackers on the wire: in the middle, and many at once.

use super::{Attack, Field, NotPlayed, seen};
use crate::failure::{At, Failure};
use crate::https::HttpsClient;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long a flood lasts: a budget counts by the minute, and is spent within seconds.
const FLOOD: Duration = Duration::from_secs(20);

/// Somebody who speaks clear text to the server, and a client whose trust is in another authority.
pub(super) async fn middle(field: &Field<'_>) -> Attack {
    let address = field.address;
    let clear = tokio::task::spawn_blocking(move || clear_text(address));
    let clear = clear.await.internal("speaking clear text")?;
    let now = field.workspace.store.now();
    let foreign = workspace::access::stranger(now).internal("making a foreign authority")?;
    let fooled = HttpsClient::new(address, &foreign, None, None)?.get("/health").await.is_ok();
    let saw = match (clear, fooled) {
        (false, false) => "no clear text is answered, and no foreign certificate is believed",
        (true, _) => "the server answers in clear text",
        (_, true) => "a client believes a certificate of another authority",
    };
    Ok(seen(clear || fooled, false, saw))
}

/// Whether the server answers HTTP without TLS.
fn clear_text(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(5)) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
    let mut answer = Vec::new();
    let _ = stream.take(4_096).read_to_end(&mut answer);
    answer.starts_with(b"HTTP")
}

/// One principal asks until it is refused, and on; another has to be answered all the while. Who is
/// not refused in [`FLOOD`] has no budget that would keep a model from being copied.
pub(super) async fn flood(field: &Field<'_>) -> Attack {
    let (asset, row) =
        field.model.as_ref().ok_or_else(|| NotPlayed::as_there_is("no live model"))?;
    let few = || NotPlayed::as_there_is("no second principal who may ask the model");
    let (greedy, honest) = field.askers.ok_or_else(few)?;
    let path = format!("/v2/models/{}/infer", asset.name());
    let flooder = field.client(greedy, greedy)?;
    let (mut answered, mut refused) = (0u64, 0u64);
    let (rows, begun) = (rows_of(row), Instant::now());
    while refused < 10 && begun.elapsed() < FLOOD {
        match flooder.post(&path, row.clone()).await?.status {
            200 => answered += rows,
            429 => refused += 1,
            other => return Err(Failure::internal(format!("the server answers {other}")).into()),
        }
    }
    let other = field.client(honest, honest)?;
    let served = other.post(&path, one_row(row)).await?.status == 200;
    let seconds = begun.elapsed().as_secs();
    let saw = format!(
        "{answered} rows answered and {refused} requests refused in {seconds} s; another principal \
         is {}",
        if served { "answered" } else { "shut out" }
    );
    // A refusal is what the defence sees of it.
    Ok(seen(refused == 0 || !served, refused > 0, saw))
}

/// How many rows a request of the Open Inference Protocol asks for.
fn rows_of(request: &Value) -> u64 {
    request.pointer("/inputs/0/shape/0").and_then(Value::as_u64).unwrap_or(0)
}

/// The same request, for its first row alone.
fn one_row(request: &Value) -> Value {
    let mut request = request.clone();
    for input in request.get_mut("inputs").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(data) = input.get_mut("data").and_then(Value::as_array_mut) {
            data.truncate(1);
        }
        if let Some(shape) = input.get_mut("shape") {
            *shape = json!([1, 1]);
        }
    }
    request
}
