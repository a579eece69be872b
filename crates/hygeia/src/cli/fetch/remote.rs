//! What a model is fetched from that is no path: a server, or a bucket.

use crate::failure::Failure;
use std::io::Read;

/// One model's address, and how to read what lies there.
pub trait Remote {
    /// Without what may be secret.
    fn address(&self) -> &str;

    /// The last part of the address.
    fn name(&self) -> &str;

    /// The address of what lies beside the model.
    fn beside(&self, ending: &str) -> String;

    /// The address of a file below; of the model itself if the name is empty.
    fn below(&self, name: &str) -> String;

    /// What lies at an address of this place; none if there is nothing.
    ///
    /// # Errors
    /// If it can't be reached, or says something else.
    fn ask(&self, address: &str) -> Result<Option<Box<dyn Read>>, Failure>;

    /// What lies at an address of this place, whole.
    ///
    /// # Errors
    /// As [`Self::ask`], and if it has more than `limit` bytes.
    fn read(&self, address: &str, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
        let Some(body) = self.ask(address)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let read = body.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| unanswered(address, &error.to_string()))?;
        if bytes.len() as u64 > limit {
            return Err(Failure::usage(format!("{} has more than {limit} bytes", plain(address)))
                .hint("see that it is a signature"));
        }
        Ok(Some(bytes))
    }
}

/// What was asked is not known: another try may see something else.
pub fn unanswered(address: &str, why: &str) -> Failure {
    Failure::inconclusive(format!("{}: {why}", plain(address))).hint(
        "see that it answers and lets you in (HYGEIA_FETCH_TOKEN, --ca; AWS_PROFILE); nothing was fetched",
    )
}

/// Without a question mark and what follows it, which may be secret.
fn plain(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}
