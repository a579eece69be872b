//! How a PostgreSQL server is reached: what the address says, else libpq's variables and `.pgpass`.

use crate::address::{Address, is_near};
use crate::error::PlaceError;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

const KNOWN: &str = "user, password, dbname, host, port, sslmode, sslrootcert, sslcert, sslkey, \
     application_name and connect_timeout";

/// The options, and whether the way may be in clear though it leaves this host.
pub(super) fn of(address: &Address) -> Result<(PgConnectOptions, bool), PlaceError> {
    let wrong = |why: &str| PlaceError::Option { place: address.to_string(), why: why.to_owned() };
    // What only the last word about host, user and database decides is looked up once they are known.
    let mut options = PgConnectOptions::new_without_pgpass();
    let mut host = address.host.clone();
    let mut mode = std::env::var("PGSSLMODE").ok();
    for (key, value) in &address.options {
        options = match key.as_str() {
            "host" | "hostaddr" => {
                host = Some(value.clone());
                options
            }
            "sslmode" | "ssl-mode" => {
                mode = Some(value.clone());
                options
            }
            "sslrootcert" => options.ssl_root_cert(value),
            "sslcert" => options.ssl_client_cert(value),
            "sslkey" => options.ssl_client_key(value),
            "application_name" => options.application_name(value),
            "connect_timeout" | "client_encoding" | "target_session_attrs" => options,
            other => return Err(address.unknown(other, KNOWN)),
        };
    }
    options = match &host {
        Some(host) if host.starts_with('/') => options.socket(host),
        Some(host) => options.host(host),
        None => options,
    };
    if let Some(port) = address.port {
        options = options.port(port);
    }
    if let Some(user) = &address.user {
        options = options.username(user);
    }
    if let Some(database) = &address.database {
        options = options.database(database);
    }
    if let Some(password) = &address.password {
        options = options.password(password);
    }
    let host = host.unwrap_or_else(|| options.get_host().to_owned());
    let near = is_near(Some(&host)) || options.get_socket().is_some();
    options = match mode.as_deref() {
        Some(mode) => options.ssl_mode(mode.parse().map_err(|_| {
            wrong("sslmode is disable, allow, prefer, require, verify-ca or verify-full")
        })?),
        // libpq's own default lets who is between answer that there is no TLS.
        None if !near => options.ssl_mode(PgSslMode::VerifyFull),
        None => options,
    };
    let lax =
        matches!(options.get_ssl_mode(), PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer);
    let options = pgpass(options, address.password.is_some());
    Ok((options.disable_statement_logging(), lax && !near))
}

/// With the password of `.pgpass`, if none is given.
fn pgpass(options: PgConnectOptions, given: bool) -> PgConnectOptions {
    if given || std::env::var_os("PGPASSWORD").is_some() {
        return options;
    }
    let home = std::env::var_os("HOME").map(|home| std::path::PathBuf::from(home).join(".pgpass"));
    let file = std::env::var_os("PGPASSFILE").map(std::path::PathBuf::from).or(home);
    let Some(text) = file.and_then(|file| std::fs::read_to_string(file).ok()) else {
        return options;
    };
    let database = options.get_database().unwrap_or_else(|| options.get_username()).to_owned();
    let port = options.get_port().to_string();
    let wanted = [options.get_host(), &port, &database, options.get_username()];
    match text.lines().find_map(|line| password(line, wanted)) {
        Some(password) => options.password(&password),
        None => options,
    }
}

/// The password of a line `host:port:database:user:password`, if it is of these; `\` keeps what follows.
fn password(line: &str, wanted: [&str; 4]) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let (mut fields, mut field, mut rest) = (Vec::new(), String::new(), line.chars());
    while let Some(c) = rest.next() {
        match c {
            '\\' => field.extend(rest.next()),
            ':' if fields.len() < 4 => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    let fits = fields.len() == 4
        && fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
    fits.then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_pgpass_is_for_its_host_port_database_and_user() {
        let wanted = ["db", "5432", "lab", "ada"];
        assert_eq!(password(r"db:5432:lab:ada:a\:b:c", wanted).as_deref(), Some("a:b:c"));
        assert_eq!(password("*:*:*:ada:x", wanted).as_deref(), Some("x"));
        for other in ["#*:*:*:*:x", "db:5432:lab:emil:x", "db:5433:*:ada:x", "db:ada:x"] {
            assert_eq!(password(other, wanted), None);
        }
    }
}
