//! A classifier that answers at an address: by the Open Inference Protocol, or as MLflow serves.

use super::asking::Asking;
use super::client::Client;
use super::data::Data;
use super::{inference, invocations};
use crate::failure::{Failure, whole};
use learn::{Answer, Binding, LearnError, Port, PortKind, Stranger, Table};
use serde_json::Value;
use ureq::http::Uri;

/// Rows of one request.
const ROWS: usize = 500;

/// A classifier at an address.
pub struct Endpoint {
    client: Client,
    address: String,
    name: String,
    speaks: Speaks,
}

/// What is spoken there.
enum Speaks {
    /// <https://github.com/kserve/open-inference-protocol>, with the inputs that it declares.
    Inference(Vec<inference::Declared>),
    /// <https://mlflow.org/docs/latest/genai/serving/>: a table in, predictions out.
    Invocations,
}

impl Endpoint {
    /// Asks the address what is there.
    ///
    /// # Errors
    /// If it is no address that is understood, nobody answers, or not as it should.
    pub fn open(address: &str, asking: &Asking) -> Result<Self, Failure> {
        let wrong = || {
            Failure::usage(format!("{address} is no address of a model")).hint(
                "give https://HOST/v2/models/NAME (Open Inference Protocol) or https://HOST/invocations (MLflow)",
            )
        };
        if address.contains('@') {
            // It isn't told back, as it may hold a password.
            return Err(Failure::usage("an address with a name or a password in it is not taken")
                .hint("leave it out, and set HYGEIA_TOKEN, or give --cert and --key"));
        }
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        if uri.host().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        let client = Client::new(&uri, asking)?;
        let path = uri.path().trim_end_matches('/');
        let address = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
        if path.ends_with("/invocations") {
            let name = uri.host().unwrap_or("model").to_owned();
            let address = address.to_owned();
            return Ok(Self { client, address, name, speaks: Speaks::Invocations });
        }
        let address = address.strip_suffix("/infer").unwrap_or(address).to_owned();
        let name = path.split_once("/v2/models/").and_then(|(_, rest)| rest.split('/').next());
        let name = name.filter(|name| !name.is_empty()).ok_or_else(wrong)?.to_owned();
        let declared = client.get(&address).and_then(|told| inference::declared(&told));
        let declared = declared.map_err(|error| {
            Failure::inconclusive(whole(&error)).hint(
                "check the address, that it answers, and what it needs: --ca, --cert and --key, HYGEIA_TOKEN",
            )
        })?;
        Ok(Self { client, address, name, speaks: Speaks::Inference(declared) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it takes: as it declares; a table has the columns of the data.
    pub fn ports(&self, data: &Data) -> Vec<Port> {
        match &self.speaks {
            Speaks::Inference(declared) => {
                declared.iter().map(|input| input.port.clone()).collect()
            }
            Speaks::Invocations => {
                let port = |column: &learn::Named| Port {
                    name: column.name.clone(),
                    kind: match column.numeric {
                        true if data.is_whole(&column.name) => PortKind::Whole,
                        true => PortKind::Number,
                        false => PortKind::Text,
                    },
                    width: Some(1),
                };
                data.columns().iter().map(port).collect()
            }
        }
    }

    /// The endpoint, asked about rows as `binding` makes them.
    pub fn on(self, binding: &Binding) -> Asked {
        Asked { endpoint: self, binding: binding.clone() }
    }
}

/// An endpoint that is asked about rows of a table.
pub struct Asked {
    endpoint: Endpoint,
    binding: Binding,
}

impl Stranger for Asked {
    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError> {
        let mut answers = Vec::with_capacity(table.rows());
        for start in (0..table.rows()).step_by(ROWS) {
            let rows: Vec<usize> = (start..(start + ROWS).min(table.rows())).collect();
            let part = self.binding.cells(&table.take(&rows));
            let said = self.ask(&part, rows.len())?;
            if said.len() != rows.len() {
                let what = format!(
                    "{}: it gave {} answers to {} rows",
                    self.endpoint.address,
                    said.len(),
                    rows.len()
                );
                return Err(LearnError::Unanswered { what });
            }
            answers.extend(said);
        }
        Ok(answers)
    }
}

impl Asked {
    fn ask(&self, inputs: &[Vec<learn::Cell>], rows: usize) -> Result<Vec<Answer>, LearnError> {
        let Endpoint { client, address, speaks, .. } = &self.endpoint;
        let read: Result<Vec<Answer>, String> = match speaks {
            Speaks::Inference(declared) => {
                let body: Value = inference::request(declared, inputs, rows);
                inference::answers(&client.post(&format!("{address}/infer"), &body)?, rows)
            }
            Speaks::Invocations => {
                let names = self.binding.ports().iter().map(|port| port.name.as_str());
                let body = invocations::request(names, inputs, rows);
                invocations::answers(&client.post(address, &body)?)
            }
        };
        read.map_err(|why| LearnError::Unanswered { what: format!("{address}: {why}") })
    }
}
