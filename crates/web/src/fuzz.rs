//! What holds of any body that a caller sends. The fuzzer runs this, and the tests its seeds.

use crate::exchange::lay_out;
use crate::read::json;
use crate::tensors::infer_request;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::OnceLock;
use terms::Digest;
use workspace::Kind;
use workspace::records::InferRequest;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] =
    &[("web-folder", folder), ("web-json", body), ("web-tensors", tensors)];

/// A folder as a tar archive: ordinary files below the folder and nothing else; what is wrong with it is
/// the caller's fault, never ours.
fn folder(bytes: &[u8]) {
    let Some(above) = above() else { return };
    let inner = above.join("inner");
    if fs::create_dir_all(&inner).is_err() {
        return;
    }
    match lay_out(Cursor::new(bytes), bytes.len() as u64, &inner) {
        Ok(files) => {
            for (name, digest) in files {
                let written = fs::read(inner.join(&name)).map(|bytes| Digest::of(&bytes));
                assert_eq!(written.ok(), Some(digest), "{name}");
            }
        }
        Err(error) => assert_ne!(error.kind, Kind::Internal, "{error}"),
    }
    assert_eq!(fs::read_dir(above).map_or(0, Iterator::count), 1, "a file lies outside");
    assert!(fs::remove_dir_all(&inner).is_ok());
}

/// A body of JSON: of what does not fit, the place is told and no value.
fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = json::<InferRequest>(bytes) {
        assert!(error.kind == Kind::Invalid && error.message.len() < 2_000, "{error}");
        let value = text.split('"').find(|part| part.len() >= 12 && part.starts_with("secret"));
        assert!(value.is_none_or(|value| !error.message.contains(value)), "{error}");
    }
}

/// A request for predictions, whose JSON ends where its first two bytes say: its inputs hold the bytes behind it, each
/// once, and what does not fit is the caller's fault.
fn tensors(bytes: &[u8]) {
    let Some((length, body)) = bytes.split_first_chunk() else { return };
    let length = usize::from(u16::from_le_bytes(*length));
    match infer_request(body.to_vec().into(), Some(length)) {
        Ok(request) => {
            let held = request.inputs.iter().filter_map(|input| input.bytes.as_deref());
            let held: Vec<u8> = held.flatten().copied().collect();
            assert_eq!(body.get(length..), Some(held.as_slice()));
        }
        Err(error) => {
            assert!(error.kind == Kind::Invalid && error.message.len() < 2_000, "{error}")
        }
    }
}

fn above() -> Option<&'static PathBuf> {
    static ABOVE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = || {
        let folder = std::env::temp_dir().join(format!("hygeia-fuzz-web-{}", std::process::id()));
        fs::create_dir_all(&folder).ok().map(|()| folder)
    };
    ABOVE.get_or_init(made).as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
        std::fs::remove_dir_all(super::above().unwrap()).unwrap();
    }
}
