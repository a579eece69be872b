//! Where objects of S3 lie, as people type it.

use std::fmt;

/// Where objects lie.
#[derive(Debug, Clone)]
pub(crate) struct Objects {
    pub(crate) bucket: String,
    /// One object, a prefix, or a pattern.
    pub(crate) key: String,
}

impl Objects {
    /// What `bucket/key` names.
    pub(crate) fn parse(rest: &str) -> Option<Self> {
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        // An account and a password have no place there.
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let fits = !bucket.is_empty() && bucket.chars().all(plain);
        fits.then(|| Self { bucket: bucket.to_owned(), key: key.to_owned() })
    }
}

impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_no_password() {
        assert!(Objects::parse("key:secret@bucket/x").is_none());
        let objects = Objects::parse("data.example/a/b=c/d").map(|objects| objects.to_string());
        assert_eq!(objects.as_deref(), Some("s3://data.example/a/b=c/d"));
    }
}
