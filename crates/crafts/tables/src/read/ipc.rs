//! Arrow's interprocess format: a stream of messages, or a file, which is one with a footer. What messages
//! claim is held against what there is before the library believes it.

use super::arrow_batches::{Gathered, shown, twofold};
use super::build;
use super::error::ReadError;
use super::options::ReadOptions;
use super::source::Decoded;
use crate::table::{Format, Naming, Table};
use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::{Message, MessageHeader, root_as_message};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

const FILE: &[u8] = b"ARROW1\0\0";
/// Stands before the length of a message, since format version 0.15.
const CONTINUATION: &[u8] = &[0xff, 0xff, 0xff, 0xff];

/// Whether `head` begins such a file or stream.
pub(super) fn is_ipc(head: &[u8]) -> bool {
    let stream = head.starts_with(CONTINUATION)
        && head.get(4..8).and_then(|length| length.try_into().ok()).is_some_and(|length| {
            let length = i32::from_le_bytes(length);
            length > 0 && length % 8 == 0 && length < 1 << 24
        });
    head.starts_with(FILE) || stream
}

pub(super) fn read(mut decoded: Decoded, options: &ReadOptions) -> Result<Table, ReadError> {
    let name = decoded.name.clone();
    let bytes = decoded.all()?;
    let messages = bytes.strip_prefix(FILE).map_or(&bytes[..], padded);
    let wrong =
        |cause: String| ReadError::Format { name: name.clone(), format: "Arrow IPC", cause };
    if !honest(messages, options.limits.bytes) {
        return Err(wrong("it claims more than it holds, or than is allowed".to_owned()));
    }
    let decode = || -> Result<RecordBatch, ReadError> {
        let told = |error: &dyn std::fmt::Display| wrong(shown(error));
        let reader = StreamReader::try_new(Cursor::new(messages), None).map_err(|e| told(&e))?;
        let mut gathered = Gathered::new(&name, reader.schema(), options)?;
        for batch in reader {
            gathered.push(batch.map_err(|e| told(&e))?)?;
        }
        gathered.whole()
    };
    let batch = catch_unwind(AssertUnwindSafe(decode));
    let batch = batch.unwrap_or_else(|_| Err(wrong("the file is damaged".to_owned())))?;
    let both = twofold(&name, &batch, options)?;
    let naming = if options.names.is_some() { Naming::Given } else { Naming::Header };
    let source = build::account(decoded, Format::ArrowIpc, naming)?;
    let (typed, batch) = (both.typed, both.text);
    Ok(Table { typed, batch, source, defects: both.defects, notes: both.notes })
}

/// What follows the zeros that fill a file's head up to its writer's alignment.
fn padded(mut rest: &[u8]) -> &[u8] {
    while let Some(after) = rest.strip_prefix(&[0; 4]) {
        rest = after;
    }
    rest
}

/// Whether no message claims a body or a buffer beyond what follows it, and all buffers together are no more
/// than `limit` bytes once they are decompressed.
fn honest(mut rest: &[u8], limit: u64) -> bool {
    let mut left = limit;
    loop {
        let after = rest.strip_prefix(CONTINUATION).unwrap_or(rest);
        let Some((length, after)) = after.split_first_chunk::<4>() else { return rest.is_empty() };
        let Ok(length) = usize::try_from(i32::from_le_bytes(*length)) else { return false };
        if length == 0 {
            return true;
        }
        let Some((header, after)) = after.split_at_checked(length) else { return false };
        let Ok(message) = root_as_message(header) else { return false };
        let body = usize::try_from(message.bodyLength()).ok();
        let Some((body, after)) = body.and_then(|body| after.split_at_checked(body)) else {
            return false;
        };
        let Some(taken) = decompressed(&message, body) else { return false };
        let Some(still) = left.checked_sub(taken) else { return false };
        (left, rest) = (still, after);
    }
}

/// Bytes that the buffers of a message take in memory; `None` if one lies beyond the body.
fn decompressed(message: &Message<'_>, body: &[u8]) -> Option<u64> {
    let batch = match message.header_type() {
        MessageHeader::RecordBatch => message.header_as_record_batch(),
        MessageHeader::DictionaryBatch => message.header_as_dictionary_batch()?.data(),
        _ => return Some(0),
    }?;
    let mut taken = 0u64;
    for buffer in batch.buffers().into_iter().flatten() {
        let (start, length) =
            (usize::try_from(buffer.offset()).ok()?, usize::try_from(buffer.length()).ok()?);
        let bytes = body.get(start..start.checked_add(length)?)?;
        let mut size = length as u64;
        if let (Some(_), Some(claimed)) = (batch.compression(), bytes.first_chunk::<8>()) {
            // -1 says that it is not compressed.
            size = size.max(u64::try_from(i64::from_le_bytes(*claimed)).unwrap_or(0));
        }
        taken = taken.checked_add(size)?;
    }
    Some(taken)
}
