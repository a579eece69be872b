//! Credentials: signed tokens, private keys, keys of services.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Bytes of a token that is still looked at.
const TOKEN_BYTES: usize = 16 << 10;

/// A JSON Web Token: three base64url parts, the first a JSON object that names its `alg`
/// (RFC 7519 section 3, RFC 7515 section 4.1.1).
pub fn jwt(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').take(4).collect();
    let [header, claims, signature] = parts.as_slice() else { return false };
    let object = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
    };
    value.len() <= TOKEN_BYTES
        && URL_SAFE_NO_PAD.decode(signature).is_ok()
        && object(header).is_some_and(|header| header.get("alg").is_some_and(Value::is_string))
        && object(claims).is_some()
}

/// A private key in PEM (RFC 7468): any label that ends in `PRIVATE KEY`.
pub fn private_key(value: &str) -> bool {
    let label =
        value.trim_start().strip_prefix("-----BEGIN ").and_then(|rest| rest.split_once("-----"));
    label.is_some_and(|(label, body)| {
        label.len() <= 40 && label.ends_with("PRIVATE KEY") && !body.trim().is_empty()
    })
}

/// What services put before their keys, and the fewest characters that follow.
const PREFIXES: [(&str, usize); 71] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 35),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 22),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 16),
    ("rk_live_", 16),
    ("sk_test_", 16),
    ("sk-", 32),
    ("SG.", 60),
    ("hf_", 30),
    ("npm_", 36),
    ("pypi-", 50),
    ("dop_v1_", 64),
    ("shpat_", 32),
    ("key-", 32),
    ("AGE-SECRET-KEY-1", 58),
    ("AROA", 16),
    ("ABIA", 16),
    ("GOCSPX-", 28),
    ("ya29.", 30),
    ("xoxa-", 20),
    ("xoxs-", 20),
    ("xapp-", 20),
    ("whsec_", 20),
    ("rk_test_", 16),
    ("sq0atp-", 20),
    ("sq0csp-", 40),
    ("EAAA", 50),
    ("glrt-", 20),
    ("glptt-", 30),
    ("gldt-", 20),
    ("dckr_pat_", 20),
    ("dckr_oat_", 20),
    ("lin_api_", 30),
    ("ATATT3", 60),
    ("hvs.", 20),
    ("hvb.", 20),
    ("rubygems_", 40),
    ("sbp_", 30),
    ("NRAK-", 20),
    ("PMAK-", 40),
    ("tskey-", 20),
    ("figd_", 30),
    ("xkeysib-", 60),
    ("pul-", 40),
    ("dapi", 32),
    ("dp.pt.", 40),
    ("doo_v1_", 60),
    ("dor_v1_", 60),
    ("shpss_", 32),
    ("shpca_", 32),
    ("sk_", 32),
    ("SK", 32),
    ("r8_", 30),
    ("gsk_", 40),
    ("pplx-", 40),
    ("tvly-", 20),
    ("nfp_", 30),
    ("sntrys_", 40),
    ("glc_", 30),
    ("glsa_", 30),
    ("AKCp", 60),
    ("CLOJARS_", 50),
];

/// A service's key: a known prefix, then enough characters with at least 2.5 bits of Shannon
/// entropy each, so that `sk-` before a plain word does not count.
pub fn api_key(value: &str) -> bool {
    // The shortest of them all.
    if value.len() < 20 {
        return false;
    }
    let known = PREFIXES.iter().find_map(|(prefix, fewest)| {
        value.strip_prefix(prefix).filter(|secret| secret.len() >= *fewest)
    });
    known.is_some_and(|secret| is_secret(secret) && entropy(secret) >= 2.5)
}

/// A secret without prefix, that only a column's name tells: 16 characters and 3 bits each.
pub fn opaque(value: &str) -> bool {
    value.len() >= 16 && is_secret(value) && entropy(value) >= 3.0
}

fn is_secret(secret: &str) -> bool {
    secret.len() <= 512
        && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.=+/".contains(&b))
}

/// Shannon entropy of the bytes, in bits for each.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}

/// The key to a product: four to eight groups of four to six capitals and digits, mixed within the groups.
pub fn product_key(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    let length = groups.first().map_or(0, |first| first.len());
    let drawn = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let formed = (4..=8).contains(&groups.len())
        && (4..=6).contains(&length)
        && groups.iter().all(|group| group.len() == length && group.bytes().all(drawn));
    let changes = |group: &&str| {
        let digits: Vec<bool> = group.bytes().map(|byte| byte.is_ascii_digit()).collect();
        digits.windows(2).filter(|two| two.first() != two.last()).count()
    };
    formed && groups.iter().map(changes).sum::<usize>() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    /// The example of RFC 7519, section 3.1.
    const RFC_JWT: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    // proves M16
    #[test]
    fn vectors() {
        accepts(jwt, &[RFC_JWT]);
        refuses(jwt, &["a.b.c", "1.2.3", "bnVsbA.bnVsbA.bnVsbA", ""]);
        accepts(
            private_key,
            &["-----BEGIN RSA PRIVATE KEY-----\nMIIB", "-----BEGIN PRIVATE KEY-----x"],
        );
        refuses(private_key, &["-----BEGIN PUBLIC KEY-----\nMIIB", "-----BEGIN "]);
        let made_up = format!("{}{}", "ghp_", "0123456789abcdefghij0123456789abcdef");
        accepts(api_key, &["AKIAIOSFODNN7EXAMPLE", &made_up]);
        refuses(api_key, &["AKIAAAAAAAAAAAAAAAAA", "sk-short", "ghp_"]);
        accepts(opaque, &["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]);
        accepts(product_key, &["W269N-WFGWX-YVC9B-4J6C9-T83GX", "A1B2-C3D4-E5F6-G7H8"]);
        refuses(product_key, &["ABCD-1234-EFGH-5678", "2024-0131-1200-0000", "AB1C2-D3E4F", ""]);
        refuses(opaque, &["aaaaaaaaaaaaaaaaaaaa", "no spaces here please", "short"]);
    }
}
