//! A client over HTTPS that takes and gives what routes do: JSON, files, and answers in parts.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::crypto::ring;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use web::{AGREEMENT_HEADER, Part};
use workspace::access::SignedAgreement;
use workspace::{Error, SignIn};

/// Bytes of an answer, at most.
const MOST: u64 = 1 << 30;
/// Training takes its time.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Asks as one person, from their own device.
pub struct Https {
    agent: Agent,
    base: String,
    token: String,
    /// The signature under what is agreed to, as its header carries it.
    agreement: Option<String>,
}

impl Https {
    pub fn new(address: SocketAddr, sign_in: &SignIn) -> Self {
        let root = Certificate::from_pem(sign_in.authority.as_bytes()).unwrap();
        let chain = Certificate::from_pem(sign_in.certificate.as_bytes()).unwrap();
        let key = PrivateKey::from_pem(sign_in.key.as_bytes()).unwrap();
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&[root]))
            .client_cert(Some(ClientCert::new_with_certs(&[chain], key)))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build();
        Self {
            agent: config.into(),
            base: format!("https://127.0.0.1:{}", address.port()),
            token: format!("Bearer {}", sign_in.token.as_str()),
            agreement: None,
        }
    }

    /// The same, with the signature of whoever agrees.
    pub fn agreeing(self, agreement: Option<&SignedAgreement>) -> Self {
        let header = |signed| URL_SAFE_NO_PAD.encode(serde_json::to_vec(signed).unwrap());
        Self { agreement: agreement.map(header), ..self }
    }

    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, Error> {
        let request = self.agent.get(self.url(path, query)).header("authorization", &self.token);
        json(blocking(move || read(request.call())).await)
    }

    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Error> {
        json(self.send(path, &(), serde_json::to_vec(body).unwrap()).await)
    }

    pub async fn upload<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        body: Vec<u8>,
    ) -> Result<T, Error> {
        json(self.send(path, query, body).await)
    }

    /// Sends `body`, and writes the files that come back into `folder`.
    pub async fn exchange<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
        body: Vec<u8>,
        folder: &Path,
    ) -> Result<T, Error> {
        let (ok, bytes) = self.send(path, query, body).await;
        if !ok {
            return json((ok, bytes));
        }
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice::<Part<T>>(line).unwrap() {
                Part::Progress(_) => {}
                Part::File { path, data } => {
                    let bytes = STANDARD.decode(data).unwrap();
                    match files.last_mut().filter(|(last, _)| *last == path) {
                        Some((_, file)) => file.extend(bytes),
                        None => files.push((path, bytes)),
                    }
                }
                Part::Done(response) => {
                    for (path, bytes) in files {
                        let to = folder.join(path);
                        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                        std::fs::write(to, bytes).unwrap();
                    }
                    return Ok(response);
                }
                Part::Failed(error) => return Err(error),
            }
        }
        panic!("the answer to {path} broke off");
    }

    async fn send(&self, path: &str, query: &impl Serialize, body: Vec<u8>) -> (bool, Vec<u8>) {
        let request = self.agent.post(self.url(path, query)).header("authorization", &self.token);
        // Whoever may not is refused before anything is sent.
        let request = request.content_type("application/json").header("expect", "100-continue");
        let request = match &self.agreement {
            Some(signed) => request.header(AGREEMENT_HEADER, signed),
            None => request,
        };
        blocking(move || read(request.send(&body[..]))).await
    }

    fn url(&self, path: &str, query: &impl Serialize) -> String {
        let query = serde_urlencoded::to_string(query).unwrap();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.base)
    }
}

/// What is called `names` in `folder`, and is there, as a tar archive.
pub fn archive(folder: &Path, names: &[&str]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for name in names {
        let path = folder.join(name);
        if path.is_dir() {
            archive.append_dir_all(name, &path).unwrap();
        } else if path.is_file() {
            archive.append_path_with_name(&path, name).unwrap();
        }
    }
    archive.into_inner().unwrap()
}

type Answered = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// Whether it was done, and the body.
fn read(answered: Answered) -> (bool, Vec<u8>) {
    let mut response = answered.unwrap();
    let body = response.body_mut().with_config().limit(MOST).read_to_vec().unwrap();
    (response.status().is_success(), body)
}

fn json<T: DeserializeOwned>((ok, body): (bool, Vec<u8>)) -> Result<T, Error> {
    if ok {
        return Ok(serde_json::from_slice(&body).unwrap());
    }
    Err(serde_json::from_slice(&body).unwrap())
}

async fn blocking<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(ask).await.unwrap()
}
