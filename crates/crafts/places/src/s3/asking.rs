//! Asking a store. What fails is told without requests, and what they are signed with.

use crate::error::{PlaceError, said};
use object_store::path::Path;
use std::time::Duration;

/// How long a store may take to answer, or to send the next piece.
const ANSWER: Duration = Duration::from_secs(60);

/// What `asked` gives, if it does in time.
///
/// # Errors
/// If it does not, or fails.
pub(super) async fn answered<T>(
    place: &str,
    asked: impl Future<Output = object_store::Result<T>>,
) -> Result<T, PlaceError> {
    match tokio::time::timeout(ANSWER, asked).await {
        Ok(answer) => answer.map_err(|error| failed(place, &error)),
        Err(_) => {
            let why = format!("it said nothing for {} seconds", ANSWER.as_secs());
            Err(PlaceError::Unreached { place: place.to_owned(), why })
        }
    }
}

/// What `asked` gives; nothing where there is no such object.
pub(super) async fn there<T>(
    place: &str,
    asked: impl Future<Output = object_store::Result<T>>,
) -> Result<Option<T>, PlaceError> {
    let asked = async {
        match asked.await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            other => other.map(Some),
        }
    };
    answered(place, asked).await
}

/// As it is: nothing in a key is escaped twice.
pub(super) fn path(place: &str, key: &str) -> Result<Path, PlaceError> {
    Path::parse(key.trim_end_matches('/')).map_err(|_| PlaceError::Option {
        place: place.to_owned(),
        why: "the key has empty or relative parts".to_owned(),
    })
}

fn failed(place: &str, error: &object_store::Error) -> PlaceError {
    let place = place.to_owned();
    let refused = |why: &str| PlaceError::Refused { place: place.clone(), why: why.to_owned() };
    match error {
        object_store::Error::NotFound { .. } => refused("there is no such bucket or object"),
        object_store::Error::PermissionDenied { .. } => refused(
            "you may not read it; see AWS_ACCESS_KEY_ID, AWS_PROFILE and the bucket's policy",
        ),
        object_store::Error::Unauthenticated { .. } => {
            refused("it does not know who you are; see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        object_store::Error::Precondition { .. } => {
            refused("an object was changed while it was read; read it again")
        }
        other => PlaceError::Unreached { place, why: root(other) },
    }
}

/// What lies at the bottom of an error: those above repeat whole requests, and their signatures.
fn root(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let text = said(&deepest);
    if text.contains("Signature") || text.contains("Credential") {
        "it does not answer".to_owned()
    } else {
        text
    }
}
