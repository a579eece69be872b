//! Each thing that packs others, and one in the other.

use crate::support::*;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};
use sentinel::search;
use std::io::{Cursor, Read};

/// Methods of compression in a zip.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

#[test]
fn streams_are_found_at_any_offset() {
    assert_eq!(found(&gzip(&secret())), ["email: gzip > text"]);
    assert_eq!(found(&zlib(&secret())), ["email: zlib > text"]);
    assert_eq!(found(&zstd(&secret())), ["email: zstd > text"]);
}

#[test]
fn every_member_of_a_gzip_file_is_read() {
    let members = [gzip(b"first"), gzip(b"second"), gzip(&secret())].concat();
    assert_eq!(found(&members), ["email: gzip > text"]);
}

#[test]
fn a_stream_that_is_cut_off_is_read_as_far_as_it_goes() {
    for whole in [gzip(&long_secret()), zlib(&long_secret()), zstd(&long_secret())] {
        let half = found(&whole[..whole.len() / 2]);
        assert!(!half.is_empty(), "{half:?}");
    }
}

#[test]
fn gzip_in_zip_is_found_deflated_or_stored_and_without_a_directory() {
    let deflated = zip("inner.gz", &gzip(&secret()), DEFLATED);
    assert_eq!(found(&deflated), ["email: zip > gzip > text"]);
    let stored = zip("inner.gz", &gzip(&secret()), STORED);
    assert_eq!(found(&stored), ["email: gzip > text"]);
    assert_eq!(found(&deflated[..deflated.len() - 60]), ["email: zip > gzip > text"]);
    has(&found(&zip(EMAIL, b"name", DEFLATED)), "email: text");
}

#[test]
fn tar_is_found_with_what_is_in_it() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    let inner = zstd(&secret());
    header.set_size(inner.len() as u64);
    builder.append_data(&mut header, "inner.zst", Cursor::new(inner)).unwrap();
    let archive = builder.into_inner().unwrap();
    assert_eq!(found(&archive), ["email: zstd > text"]);
    assert_eq!(found(&gzip(&archive)), ["email: gzip > zstd > text"]);
}

#[test]
fn base64_of_gzip_is_found() {
    let encoded = BASE64_STANDARD.encode(gzip(&secret()));
    has(&found(encoded.as_bytes()), "email: base64 > gzip > text");
    let json = serde_json::json!({ "payload": encoded }).to_string();
    has(&found(&gzip(json.as_bytes())), "email: gzip > base64 > gzip > text");
}

#[test]
fn four_levels_are_unpacked_and_no_more() {
    let mut packed = secret();
    for _ in 0..4 {
        packed = gzip(&packed);
    }
    assert_eq!(found(&packed), ["email: gzip > gzip > gzip > gzip > text"]);
    assert_eq!(found(&gzip(&packed)), [""; 0]);
}

#[test]
fn what_unpacks_beyond_the_limit_is_told() {
    let bomb = gzip(&vec![0; 300 << 20]);
    let folder = folder("bomb.gz", &bomb);
    let report = search(folder.path(), &planted(), &[]).unwrap();
    assert_eq!(report.cut, ["bomb.gz: unpacks to more than the limits"]);
    assert!(!report.is_clean());
}

#[test]
fn what_is_left_out_is_not_read_and_links_are_not_followed() {
    let folder = folder("a", b"nothing");
    let path = folder.path();
    for inner in ["input", "inputs"] {
        std::fs::create_dir(path.join(inner)).unwrap();
        std::fs::write(path.join(inner).join("b"), secret()).unwrap();
    }
    let other = crate::support::folder("b", &secret());
    std::os::unix::fs::symlink(other.path().join("b"), path.join("link")).unwrap();
    let report = search(path, &planted(), &["input"]).unwrap();
    assert_eq!(report.files, 2);
    assert_eq!(report.hits.len(), 1);
    assert_eq!(report.hits[0].file, "inputs/b");
}

/// Text that a compressor shortens, so that nothing of the value is left in clear.
pub fn secret() -> Vec<u8> {
    format!("ada.o'keller is ada.o'keller@example at {EMAIL}, {}", "example.com ".repeat(20)).into()
}

fn long_secret() -> Vec<u8> {
    let mut text = secret();
    // What follows does not compress, so half of it still holds the beginning.
    text.extend(BASE64_STANDARD.encode(noise(400_000, 5)).bytes());
    text
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    all(GzEncoder::new(bytes, Compression::best()))
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    all(ZlibEncoder::new(bytes, Compression::default()))
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn all(mut from: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    bytes
}

/// An archive of one file (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16), written by hand: the
/// library would have the whole tree built with other features than the program.
fn zip(name: &str, bytes: &[u8], method: u16) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let mut packed = Vec::new();
    match method {
        DEFLATED => {
            DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).unwrap()
        }
        _ => Cursor::new(bytes).read_to_end(&mut packed).unwrap(),
    };
    let word = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
    let mut shared = [20u16, 0, method, 0, 0].map(u16::to_le_bytes).concat();
    shared.extend(crc.sum().to_le_bytes());
    shared.extend(word(packed.len()));
    shared.extend(word(bytes.len()));
    shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    shared.extend([0; 2]);
    let mut archive = [b"PK\x03\x04".as_slice(), &shared, name.as_bytes(), &packed].concat();
    let directory = archive.len();
    archive.extend([b"PK\x01\x02\x14\x00".as_slice(), &shared, &[0; 14], name.as_bytes()].concat());
    let length = archive.len() - directory;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend([word(length), word(directory)].concat());
    archive.extend([0; 2]);
    archive
}
