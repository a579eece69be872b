//! What was signed against what is there.

use super::VerifyError;
use crate::sign::lies_at;
use crate::sign::listing::{Listing, OddKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use terms::Digest;

/// Names of each kind that an error tells.
const TOLD: usize = 10;

/// Whether they are the same; else what differs. What could not be read is given back: it is no change,
/// and not the same either.
pub(super) fn compare(
    signed: &BTreeMap<String, Digest>,
    listing: &Listing,
    ignore_unsigned: bool,
) -> Result<Option<(String, io::Error)>, VerifyError> {
    let name = |name: &str| called(name, signed);
    let present: BTreeMap<String, Digest> =
        listing.files.iter().map(|file| (name(&file.name), file.digest)).collect();
    let (mut odd_ones, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    let mut unread: Option<(String, io::Error)> = None;
    for odd in &listing.odd {
        let what = match &odd.kind {
            OddKind::Link => "is a symbolic link, and none was signed",
            OddKind::LinkToNoFile => "is a symbolic link to a folder or to nothing",
            OddKind::Special => "is no file but a pipe, a device or a socket",
            OddKind::Name => "has a name that is not UTF-8",
            OddKind::Unread(error) => {
                let error = io::Error::new(error.kind(), error.to_string());
                unread.get_or_insert((odd.name.clone(), error));
                continue;
            }
        };
        // What stands in the place of a signed file is that file, changed.
        if !ignore_unsigned || signed.contains_key(&odd.name) {
            odd_ones.push((odd.name.clone(), what));
        }
    }
    for (name, was) in signed {
        match present.get(name) {
            Some(is) if is != was => changed.push(name.clone()),
            Some(_) => {}
            None if listing.odd.iter().any(|odd| lies_at(name, &odd.name)) => {}
            None => missing.push(name.clone()),
        }
    }
    let extra = present.keys().filter(|name| !ignore_unsigned && !signed.contains_key(*name));
    let extra: Vec<String> = extra.cloned().collect();
    if extra.is_empty() && odd_ones.is_empty() && missing.is_empty() && changed.is_empty() {
        return Ok(unread);
    }
    Err(VerifyError::Mismatch { extra, odd: odd_ones, missing, changed })
}

/// A model of one file is listed as `.` or by its name, whichever its signer took; it may be renamed.
fn called(name: &str, signed: &BTreeMap<String, Digest>) -> String {
    match signed.first_key_value() {
        Some((only, _)) if name == "." && signed.len() == 1 && !only.contains('/') => only.clone(),
        _ => name.to_owned(),
    }
}

pub(super) fn describe(
    extra: &[String],
    odd: &[(String, &str)],
    missing: &[String],
    changed: &[String],
) -> String {
    let mut text = String::new();
    let kinds = [("changed", changed), ("missing", missing), ("not signed", extra)];
    for (what, names) in kinds {
        for name in names.iter().take(TOLD) {
            let _ = write!(text, " {name:?} is {what};");
        }
        if names.len() > TOLD {
            let _ = write!(text, " {} more are {what};", names.len() - TOLD);
        }
    }
    for (name, what) in odd.iter().take(TOLD) {
        let _ = write!(text, " {name:?} {what};");
    }
    text.push_str(" do not use it, and fetch it again from its signer");
    text
}
