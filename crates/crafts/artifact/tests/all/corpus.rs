//! Malicious and harmless files, built byte by byte.

/// A short text, as SHORT_BINUNICODE and memoised.
fn text(value: &str) -> Vec<u8> {
    [&[0x8c, value.len() as u8], value.as_bytes(), &[0x94]].concat()
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// Pickles that would run `echo` when loaded, each by another path through the opcodes.
pub fn weapons() -> Vec<(&'static str, Vec<u8>)> {
    let argument = b"S'echo'\n";
    vec![
        ("global, protocol 0", join(&[b"cos\nsystem\n(", argument, b"tR."])),
        ("global, protocol 1", join(&[b"cposix\nsystem\nq\0(X\x04\0\0\0echotq\x01Rq\x02."])),
        ("global, protocol 2", join(&[b"\x80\x02cos\nsystem\nX\x04\0\0\0echo\x85R."])),
        ("inst", join(&[b"(", argument, b"ios\nsystem\n."])),
        ("obj", join(&[b"(cos\nsystem\n", argument, b"o."])),
        ("newobj", join(&[b"\x80\x02cos\nsystem\n", argument, b"\x85\x81."])),
        ("newobj_ex", join(&[b"\x80\x04cos\nsystem\n", argument, b"\x85}\x92."])),
        (
            "stack_global, protocol 4",
            join(&[
                b"\x80\x04",
                &text("posix"),
                &text("system"),
                b"\x93\x94",
                &text("echo"),
                b"\x85R.",
            ]),
        ),
        (
            "stack_global through the memo",
            // Both names are put in the memo, dropped, and taken from there.
            join(&[
                b"\x80\x04",
                &text("os"),
                b"0",
                &text("system"),
                b"0h\0h\x01\x93",
                argument,
                b"\x85R.",
            ]),
        ),
        (
            "a memo slot that is written twice",
            join(&[
                b"\x80\x04\x8c\x04mathq\x070\x8c\x02osq\x070h\x07\x8c\x06system\x93",
                argument,
                b"\x85R.",
            ]),
        ),
        (
            "memo keys as text",
            join(&[b"\x80\x04\x8c\x02osp 1_2 \n0g12\n\x8c\x06system\x93", argument, b"\x85R."]),
        ),
        (
            "names with escapes",
            join(&[b"\x80\x04S'\\x6fs'\nV\\u0073ystem\n\x93", argument, b"\x85R."]),
        ),
        ("dup and pop", join(&[b"cos\nsystem\n20(", argument, b"tR."])),
        ("mark popped by POP", join(&[b"(0cos\nsystem\n(", argument, b"tR."])),
        (
            "behind a harmless call",
            join(&[b"ccollections\nOrderedDict\n)R0cos\nsystem\n(", argument, b"tR."]),
        ),
        ("in a list", join(&[b"](cos\nsystem\n(", argument, b"tRe."])),
        ("after a broken start", join(&[b"\x80\x02cos\nsystem\n", argument, b"\x85R0000."])),
        ("without STOP", join(&[b"\x80\x02cos\nsystem\n", argument, b"\x85R"])),
        ("in a second pickle", join(&[b"\x80\x02N.\x80\x02cos\nsystem\n", argument, b"\x85R."])),
        ("python 2 eval", join(&[b"c__builtin__\neval\n(", argument, b"tR."])),
        (
            "attribute walk",
            join(&[b"\x80\x04\x8c\x05torch\x8c\x09os.system\x93", argument, b"\x85R."]),
        ),
        ("import only", b"\x80\x02csubprocess\nPopen\n.".to_vec()),
        ("partial", b"\x80\x02cfunctools\npartial\n(tR.".to_vec()),
        ("attrgetter", b"\x80\x02coperator\nattrgetter\n(S'x'\ntR.".to_vec()),
        ("torch.hub", b"\x80\x02ctorch.hub\nload\n(tR.".to_vec()),
        ("pickle in pickle", b"\x80\x02c_pickle\nloads\n(tR.".to_vec()),
        ("pip", b"\x80\x02cpip\nmain\n(tR.".to_vec()),
        ("disguise by a blank", b"\x80\x02cos \nsystem\n(tR.".to_vec()),
        (
            "disguise by a Cyrillic letter",
            join(&[b"\x80\x04", &text("\u{43e}s"), &text("system"), b"\x93)R."]),
        ),
        // os.system found by a computed name: str.join's result is imported.
        ("computed name", join(&[b"\x80\x04\x8c\x03str)R\x8c\x06system\x93", argument, b"\x85R."])),
        // BUILD on the class itself replaces its attributes.
        ("overwrite", b"\x80\x02ccollections\nOrderedDict\n}S'x'\nNsb.".to_vec()),
    ]
}

/// Streams that are no weapon for certain, but can't be called clean either.
pub fn doubtful() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("unknown import", b"\x80\x02cacme.models\nScorer\n)R.".to_vec()),
        ("extension registry", b"\x80\x02\x82\x01)R.".to_vec()),
        ("persistent id", b"\x80\x02S'x'\nQ.".to_vec()),
        ("call of a result", b"\x80\x02ccollections\nOrderedDict\n)R)R.".to_vec()),
        ("memo without put", b"\x80\x02h\x05.".to_vec()),
        ("bare text to the stack", b"\x80\x02R.".to_vec()),
        ("protocol 9", b"\x80\x09N.".to_vec()),
        ("frame beyond the end", b"\x80\x04\x95\xff\0\0\0\0\0\0\0N.".to_vec()),
        ("no such opcode", b"\x80\x04\xff.".to_vec()),
        ("text beyond the end", b"\x80\x02X\xff\xff\xff\x7fabc".to_vec()),
        ("bytes beyond 2^63", b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc".to_vec()),
        ("trailing garbage", b"\x80\x02N.\xff\xfe\xfd".to_vec()),
    ]
}

/// A zip archive of stored members, as `zipfile` would write it.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let size = (content.len() as u32).to_le_bytes();
        let length = (name.len() as u16).to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &sum.sum().to_le_bytes(),
            &size,
            &size,
            &length,
            &[0, 0],
        ]
        .concat();
        let header = (bytes.len() as u32).to_le_bytes();
        let entry = [b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &header, name.as_bytes()];
        directory.extend(entry.concat());
        bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
    }
    let (start, length) = (bytes.len() as u32, directory.len() as u32);
    let count = (members.len() as u16).to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(
        [&count[..], &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0, 0]].concat(),
    );
    bytes
}

/// A tar archive of one member.
pub fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(content.len() as u64);
    header.set_cksum();
    archive.append(&header, content).unwrap();
    archive.into_inner().unwrap()
}

/// A NumPy array with this header dict, padded as NumPy pads it.
pub fn npy(header: &str, values: &[u8]) -> Vec<u8> {
    let padding = (64 - (header.len() + 11) % 64) % 64;
    let header = format!("{header}{:padding$}\n", "");
    let length = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), values].concat()
}

/// One field of a protocol buffer, length-delimited.
pub fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![number << 3 | 2];
    let mut length = content.len();
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend(content);
    bytes
}

/// An ONNX model whose one initialiser has these further fields.
pub fn onnx(domain: &str, tensor: &[u8]) -> Vec<u8> {
    let node = [field(4, b"Relu"), field(7, domain.as_bytes())].concat();
    let tensor = [&[0x08, 2, 0x10, 1][..], tensor].concat();
    let graph = [field(1, &node), field(5, &tensor)].concat();
    [vec![0x08, 8], field(7, &graph), field(8, &[0x10, 13])].concat()
}

/// A safetensors file.
pub fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}
