//! Products behind HTTP that hold data or run code, each told by what it answers to a harmless
//! GET, and a path that it should guard.

use super::conn::plain;
use super::response::Response;

/// How one product is told.
struct Known {
    product: &'static str,
    /// Where to look, and what every answer there has in its headers or body.
    path: &'static str,
    signs: &'static [&'static str],
    /// A path that only reads, and that nobody without credentials should get.
    guarded: &'static str,
    /// Where the version is: a JSON key in the answer of `version_at`.
    version: Option<(&'static str, &'static str)>,
}

const fn known(
    product: &'static str,
    path: &'static str,
    signs: &'static [&'static str],
    guarded: &'static str,
    version: Option<(&'static str, &'static str)>,
) -> Known {
    Known { product, path, signs, guarded, version }
}

/// Those told by `/` come first, as that is asked for anyway.
const PRODUCTS: [Known; 15] = [
    known(
        "MLflow",
        "/",
        &["<title>mlflow"],
        "/api/2.0/mlflow/experiments/get?experiment_id=0",
        None,
    ),
    known("MLflow", "/", &["www-authenticate: basic realm=\"mlflow\""], "/", None),
    known(
        "TensorBoard",
        "/",
        &["<title>tensorboard"],
        "/data/environment",
        Some(("/data/environment", "version")),
    ),
    known(
        "Ray dashboard",
        "/",
        &["<title>ray dashboard"],
        "/api/jobs/",
        Some(("/api/version", "ray_version")),
    ),
    known("RabbitMQ management", "/", &["<title>rabbitmq management"], "/api/overview", None),
    known(
        "Elasticsearch",
        "/",
        &["\"cluster_name\"", "\"lucene_version\""],
        "/",
        Some(("/", "number")),
    ),
    known("Ollama", "/", &["ollama is running"], "/api/tags", Some(("/api/version", "version"))),
    known("MinIO", "/", &["server: minio"], "/", None),
    known(
        "Grafana",
        "/",
        &["location: /login", "grafana"],
        "/api/org",
        Some(("/api/health", "version")),
    ),
    known(
        "Docker API",
        "/",
        &["server: docker"],
        "/containers/json?limit=1",
        Some(("/version", "version")),
    ),
    known("NATS monitoring", "/", &["href=\"varz\""], "/varz", Some(("/varz", "version"))),
    known(
        "Jupyter",
        "/api",
        &["server: tornadoserver", "\"version\""],
        "/api/contents",
        Some(("/api", "version")),
    ),
    known(
        "Prometheus",
        "/api/v1/status/buildinfo",
        &["\"goversion\"", "\"status\":\"success\""],
        "/api/v1/status/config",
        Some(("/api/v1/status/buildinfo", "version")),
    ),
    known("etcd", "/version", &["\"etcdserver\""], "/v2/keys/", Some(("/version", "etcdserver"))),
    known(
        "Triton Inference Server",
        "/v2",
        &["\"name\":\"triton\""],
        "/v2",
        Some(("/v2", "version")),
    ),
];

/// A recognised product.
pub(super) struct Recognised {
    pub product: &'static str,
    pub version: Option<String>,
    pub guarded: &'static str,
    /// The answer to the guarded path.
    pub answer: Option<Response>,
}

/// The first product whose signs all show.
pub(super) fn recognise(
    root: &Response,
    fetch: impl Fn(&str) -> Option<Response>,
) -> Option<Recognised> {
    let fetch = |path: &str| if path == "/" { Some(root.clone()) } else { fetch(path) };
    let product = PRODUCTS.iter().find(|product| {
        // Whoever guards everything gives no more away elsewhere.
        let worth_it = product.path == "/" || root.status != 401;
        worth_it && fetch(product.path).is_some_and(|answer| shows(&answer, product.signs))
    })?;
    Some(Recognised {
        product: product.product,
        version: product.version.and_then(|(path, key)| value(&fetch(path)?.body, key)),
        guarded: product.guarded,
        answer: fetch(product.guarded),
    })
}

fn shows(answer: &Response, signs: &[&str]) -> bool {
    let text = answer.lower_text();
    signs.iter().all(|sign| text.contains(sign))
}

/// The first string called `key`, however deep it is.
fn value(body: &str, key: &str) -> Option<String> {
    fn find(value: &serde_json::Value, key: &str) -> Option<String> {
        match value {
            serde_json::Value::Object(map) => match map.get(key).and_then(|found| found.as_str()) {
                Some(found) => Some(plain(found.as_bytes())),
                None => map.values().find_map(|inner| find(inner, key)),
            },
            _ => None,
        }
    }
    find(&serde_json::from_str(body).ok()?, key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn response(text: &str) -> Response {
        Response::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn jupyter_with_and_without_a_token_is_told_apart() {
        let root =
            response("HTTP/1.1 302 Found\r\nServer: TornadoServer/6.4\r\nLocation: /tree?\r\n\r\n");
        let told = |status: &'static str| {
            let found = recognise(&root, |path| match path {
                "/api" => Some(response(
                    "HTTP/1.1 200 OK\r\nServer: TornadoServer/6.4\r\n\r\n{\"version\": \"2.14.1\"}",
                )),
                "/api/contents" => Some(response(status)),
                _ => None,
            });
            let found = found.unwrap();
            assert_eq!((found.product, found.version.as_deref()), ("Jupyter", Some("2.14.1")));
            found.answer.unwrap().status
        };
        assert_eq!(told("HTTP/1.1 403 Forbidden\r\n\r\n"), 403);
        assert_eq!(told("HTTP/1.1 200 OK\r\n\r\n{}"), 200);
    }

    #[test]
    fn elasticsearch_is_told_by_its_root() {
        let body = r#"{"cluster_name":"c","version":{"number":"8.15.0","lucene_version":"9.11"}}"#;
        let root = response(&format!("HTTP/1.1 200 OK\r\n\r\n{body}"));
        let found = recognise(&root, |_| None).unwrap();
        assert_eq!((found.product, found.version.as_deref()), ("Elasticsearch", Some("8.15.0")));
    }

    #[test]
    fn a_plain_site_is_no_product() {
        let root = response("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<title>Welcome</title>");
        assert!(recognise(&root, |_| None).is_none());
    }
}
