//! How a bucket is reached: the variables of the AWS tools, then the files that they keep.

use crate::address::is_near;
use crate::error::{PlaceError, said};
use crate::ini;
use crate::objects::Objects;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use std::env::var;
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

const TRIES: RetryConfig = RetryConfig {
    backoff: BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    },
    max_retries: 3,
    retry_timeout: Duration::from_secs(60),
};
const CONNECT: Duration = Duration::from_secs(10);

pub(super) fn of(objects: &Objects) -> Result<AmazonS3, PlaceError> {
    let place = || said(objects);
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(&objects.bucket);
    let profile = var("AWS_PROFILE").unwrap_or_else(|_| "default".to_owned());
    if !set("AWS_ACCESS_KEY_ID") && !set("AWS_WEB_IDENTITY_TOKEN_FILE") {
        let kept = |key: &str| kept("AWS_SHARED_CREDENTIALS_FILE", "credentials", &profile, key);
        if let (Some(id), Some(secret)) = (kept("aws_access_key_id"), kept("aws_secret_access_key"))
        {
            builder =
                builder.with_access_key_id(id.as_str()).with_secret_access_key(secret.as_str());
        }
        if let Some(token) = kept("aws_session_token") {
            builder = builder.with_token(token.as_str());
        }
    }
    let section = if profile == "default" { profile } else { format!("profile {profile}") };
    let config = |key: &str| kept("AWS_CONFIG_FILE", "config", &section, key);
    if !set("AWS_REGION")
        && !set("AWS_DEFAULT_REGION")
        && let Some(region) = config("region")
    {
        builder = builder.with_region(region.as_str());
    }
    let endpoint = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];
    let endpoint = endpoint.iter().find_map(|name| var(name).ok());
    let endpoint = endpoint.or_else(|| config("endpoint_url").map(|url| url.to_string()));
    if let Some(endpoint) = endpoint {
        let url = url::Url::parse(&endpoint).map_err(|_| PlaceError::Option {
            place: place(),
            why: "the endpoint is no URL; see AWS_ENDPOINT_URL".to_owned(),
        })?;
        // In clear only where nobody is between, or by AWS_ALLOW_HTTP.
        if url.scheme() == "http" && is_near(url.host_str()) {
            builder = builder.with_allow_http(true);
        }
        builder = builder.with_endpoint(endpoint);
    }
    let timeouts =
        ClientOptions::new().with_connect_timeout(CONNECT).with_timeout_disabled().with_allow_http(
            builder
                .get_config_value(&AmazonS3ConfigKey::Client(
                    object_store::ClientConfigKey::AllowHttp,
                ))
                .is_some_and(|allowed| allowed == "true"),
        );
    let builder = builder.with_client_options(timeouts).with_retry(TRIES);
    builder.build().map_err(|error| PlaceError::Option { place: place(), why: said(&error) })
}

fn set(name: &str) -> bool {
    var(name).is_ok_and(|value| !value.is_empty())
}

/// What a file of the AWS tools says, in the place that `moved` names or its usual one.
fn kept(moved: &str, file: &str, section: &str, key: &str) -> Option<Zeroizing<String>> {
    let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".aws").join(file));
    let path = std::env::var_os(moved).map(PathBuf::from).or_else(usual)?;
    ini::value(&path, &[section], key)
}
