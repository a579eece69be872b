//! How a MariaDB server is reached: what the address says, else `MYSQL_PWD` and `.my.cnf`.

use crate::address::{Address, is_near};
use crate::error::PlaceError;
use crate::ini;
use sqlx::ConnectOptions as _;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use std::path::PathBuf;
use zeroize::Zeroizing;

const KNOWN: &str = "user, password, ssl-mode, ssl-ca, ssl-cert, ssl-key, socket and charset";
const SECTIONS: &[&str] = &["client", "client-mariadb", "mariadb-client"];

/// The options, and whether the way may be in clear though it leaves this host.
pub(super) fn of(address: &Address) -> Result<(MySqlConnectOptions, bool), PlaceError> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".my.cnf"));
    let kept = |key: &str| home.as_deref().and_then(|file| ini::value(file, SECTIONS, key));
    let word = |key: &str| kept(key).map(|value| value.to_string());
    let mut options = MySqlConnectOptions::new()
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .charset("utf8mb4");
    let (mut socket, mut mode) = (None, None);
    for (key, value) in &address.options {
        options = match key.as_str() {
            "ssl-mode" | "ssl_mode" | "sslmode" => {
                mode = Some(value.clone());
                options
            }
            "ssl-ca" | "ssl_ca" | "sslrootcert" => options.ssl_ca(value),
            "ssl-cert" | "ssl_cert" => options.ssl_client_cert(value),
            "ssl-key" | "ssl_key" => options.ssl_client_key(value),
            "socket" | "unix_socket" => {
                socket = Some(value.clone());
                options
            }
            "charset" | "connect_timeout" => options,
            other => return Err(address.unknown(other, KNOWN)),
        };
    }
    let host = address.host.clone().or_else(|| word("host"));
    let named = host.is_none();
    if let Some(socket) = socket.or_else(|| word("socket").filter(|_| named)) {
        options = options.socket(socket);
    }
    options = options.host(host.as_deref().unwrap_or("localhost"));
    let port = address.port.or_else(|| word("port")?.parse().ok());
    options = options.port(port.unwrap_or(3306));
    let account = || std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
    options =
        options.username(&address.user.clone().or_else(|| word("user")).unwrap_or_else(account));
    if let Some(database) = &address.database {
        options = options.database(database);
    }
    let ambient = || std::env::var("MYSQL_PWD").ok().map(Zeroizing::new);
    if let Some(password) = address.password.clone().or_else(ambient).or_else(|| kept("password")) {
        options = options.password(&password);
    }
    let near = is_near(host.as_deref()) || options.get_socket().is_some();
    let mode = match mode.as_deref() {
        Some(text) => tls(text).ok_or_else(|| PlaceError::Option {
            place: address.to_string(),
            why: "ssl-mode is disabled, preferred, required, verify_ca or verify_identity"
                .to_owned(),
        })?,
        // Who is between could answer that there is no TLS.
        None if !near => MySqlSslMode::VerifyIdentity,
        None => MySqlSslMode::Preferred,
    };
    let lax = matches!(mode, MySqlSslMode::Disabled | MySqlSslMode::Preferred);
    Ok((options.ssl_mode(mode).disable_statement_logging(), lax && !near))
}

/// In its own words, or in PostgreSQL's.
fn tls(text: &str) -> Option<MySqlSslMode> {
    Some(match text.to_ascii_lowercase().replace('_', "-").as_str() {
        "disabled" | "disable" => MySqlSslMode::Disabled,
        "preferred" | "prefer" => MySqlSslMode::Preferred,
        "required" | "require" => MySqlSslMode::Required,
        "verify-ca" => MySqlSslMode::VerifyCa,
        "verify-identity" | "verify-full" => MySqlSslMode::VerifyIdentity,
        _ => return None,
    })
}
