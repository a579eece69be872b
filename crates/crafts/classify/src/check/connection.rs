//! Where services are reached, with the passwords in it; and passwords as they are stored.

/// A connection string with a password: `scheme://user:password@host` (RFC 3986, section 3.2.1), or
/// pairs of which one is a password or a key (ODBC, ADO.NET, Azure).
pub fn connection_string(value: &str) -> bool {
    (8..=2_048).contains(&value.len()) && (with_user(value) || with_pairs(value))
}

fn with_user(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = scheme.len() >= 2
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-:".contains(&byte));
    let secret = authority.rsplit_once('@').and_then(|(user, host)| {
        let (_, password) = user.split_once(':')?;
        (!password.is_empty() && !host.is_empty()).then_some(())
    });
    named && !authority.contains(char::is_whitespace) && secret.is_some()
}

fn with_pairs(value: &str) -> bool {
    const SECRETS: [&str; 5] =
        ["password", "pwd", "accountkey", "sharedaccesskey", "sharedaccesssignature"];
    let pairs = || value.split([';', '&', '?', ' ']).filter_map(|pair| pair.split_once('='));
    let plain = |key: &str| key.trim().to_ascii_lowercase().replace([' ', '_'], "");
    pairs().count() >= 2
        && pairs().any(|(key, held)| !held.is_empty() && SECRETS.contains(&plain(key).as_str()))
}

/// A password as systems store it: crypt's `$id$…` (bcrypt, argon2, SHA-crypt, yescrypt), PBKDF2 and
/// scrypt of frameworks, LDAP's `{SSHA}`.
pub fn password_hash(value: &str) -> bool {
    const STARTS: [&str; 18] = [
        "$2a$",
        "$2b$",
        "$2y$",
        "$1$",
        "$5$",
        "$6$",
        "$y$",
        "$7$",
        "$argon2i$",
        "$argon2d$",
        "$argon2id$",
        "$scrypt$",
        "$apr1$",
        "pbkdf2",
        "scrypt:",
        "{SSHA",
        "{SHA",
        "bcrypt_sha256$",
    ];
    (20..=512).contains(&value.len())
        && !value.contains(char::is_whitespace)
        && STARTS.iter().any(|start| value.starts_with(start))
}

/// A password by its form: one word of 6 to 64 characters of at least three of four kinds.
pub fn password(value: &str) -> bool {
    let kinds: [fn(char) -> bool; 4] = [
        char::is_lowercase,
        char::is_uppercase,
        |c| c.is_ascii_digit(),
        |c| c.is_ascii_punctuation(),
    ];
    (6..=64).contains(&value.len())
        && !value.contains(char::is_whitespace)
        && kinds.iter().filter(|kind| value.contains(**kind)).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn vectors() {
        let valid = [
            "postgres://app:s3cret@db.example:5432/app",
            "mongodb+srv://u:p@cluster.example.net/x?y=1",
            "jdbc:postgresql://u:p@db/app",
            "Server=db;Database=app;User Id=sa;Password=s3cret;",
            "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abc=;",
            "jdbc:mysql://db/app?user=u&password=p",
            "host=db user=app password=s3cret",
        ];
        accepts(connection_string, &valid);
        refuses(
            connection_string,
            &["https://example.org/a:b@c", "postgres://db/app", "a=b;c=d", "password=x"],
        );
        accepts(
            password_hash,
            &[
                "$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewKyNiLXCVYQp2yW",
                "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr",
            ],
        );
        refuses(password_hash, &["$5", "$1,200.00 and more than that", "{SHA"]);
        accepts(password, &["pw262581!x", "Tr0ub4dor"]);
        refuses(password, &["monday", "a b C 1 ! ?", "12345678"]);
    }
}
