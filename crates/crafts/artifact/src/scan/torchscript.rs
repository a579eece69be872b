//! TorchScript, the text that PyTorch compiles a model to: a small language of tensors, without imports.
//!
//! It runs nothing but operators, so those are what is looked at: which read or write files, and which
//! come from a library that must be loaded for it.

use super::reading::{Reading, shown};
use super::rules;

/// Namespaces of operators that PyTorch and its own libraries bring.
const NAMESPACES: &str = "aten prim prims quantized quantized_decomposed torchvision torchaudio \
    mkldnn xnnpack prepacked sparse _quantized fb onednn mkldnn_prepacked vulkan_prepacked rngprims \
    _c10d_functional c10d image video torchtext static_runtime inductor metal xla higher_order \
    torch_scatter torch_sparse torch_cluster torch_spline_conv";
/// Functions of `torch` that reach a file or a device beyond tensors.
const REACHING: &[&str] = &[
    "torch.from_file",
    "torch.save",
    "torch.load",
    "torch.hub",
    "torch.jit.load",
    "aten.from_file",
    "aten.save",
    "aten.load",
    "ops.image.read_file",
    "ops.image.write_file",
    "ops.video.",
    "torchaudio.sox_io",
    "sox_io_load",
    "prim.load",
    "torch.manual_seed_file",
    "classes.torchaudio",
];

/// Whether operators of `namespace` come with PyTorch or its own libraries.
pub(super) fn brought(namespace: &str) -> bool {
    NAMESPACES.split_ascii_whitespace().any(|known| known == namespace)
}

/// Names of operators that reach files, whoever brings them.
const FILES: &[&str] = &["file", "load", "save", "ffmpeg", "streamreader", "streamwriter"];

/// Reads one file of `code/`.
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let words = words(text);
    for word in REACHING {
        if let Some(at) = words.find(word) {
            let message = format!("its TorchScript calls {word}, which reads or writes files");
            reading.add(&rules::OPERATION, at, message);
        }
    }
    for (at, prefix) in words.match_indices("ops") {
        let before = words.get(..at).and_then(|before| before.chars().next_back());
        let whole = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let rest = words.get(at + prefix.len()..).unwrap_or_default();
        if !whole || rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        // Without a point behind it, it goes by another name from here on.
        let mut path = rest.strip_prefix('.').unwrap_or_default().split('.');
        let mut part = || name(path.next().unwrap_or_default());
        operator(&mut reading, at, &part(), &part());
    }
    for (at, word) in words.match_indices("__torch__.torch.classes.") {
        let rest = words.get(at + word.len()..).unwrap_or_default();
        let name: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
            .collect();
        let known = ["quantized", "xnnpack", "mkldnn", "sparse", "_nnapi", "rnn"];
        if !known.iter().any(|known| name.starts_with(known)) {
            let message = format!("its TorchScript needs the native class {:?}", shown(&name));
            reading.doubt(&rules::TORCHSCRIPT, at, message);
        }
    }
    if ["getattr(torch", "getattr(ops", "=torch\n", "=torch;"].iter().any(|by| words.contains(by)) {
        let message = "its TorchScript calls operators by another name";
        reading.doubt(&rules::TORCHSCRIPT, 0, message);
    }
    reading
}

/// Reads `bytecode.pkl`, which the interpreter of mobile devices runs: its operators are texts.
pub(super) fn bytecode(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let text = String::from_utf8_lossy(bytes);
    for (at, _) in text.match_indices("::") {
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let before = text.get(..at).unwrap_or_default();
        let start = before.rfind(|c: char| !part(c)).map_or(0, |at| at + 1);
        let start = if before.is_char_boundary(start) { start } else { at };
        let rest = text.get(at + 2..).unwrap_or_default();
        operator(&mut reading, at, before.get(start..).unwrap_or_default(), &name(rest));
    }
    reading
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Judges `namespace::name`.
fn operator(reading: &mut Reading, at: usize, namespace: &str, name: &str) {
    let shown = shown(&format!("{namespace}::{name}"));
    let own = matches!(namespace, "aten" | "prim" | "prims");
    let files = FILES.iter().any(|word| name.to_lowercase().contains(word));
    // The letter behind a text of a pickle may be its next instruction.
    let reaches = own && ["from_file", "save", "load"].iter().any(|word| name.starts_with(word));
    if reaches || !own && brought(namespace) && files {
        let message = format!("its TorchScript calls {shown}, which reads or writes files");
        reading.add(&rules::OPERATION, at, message);
    } else if !brought(namespace) {
        let message =
            format!("its TorchScript needs the operators of {shown}, which are native code");
        reading.doubt(&rules::TORCHSCRIPT, at, message);
    }
}

/// The text without what its lexer passes over: texts, comments, and blanks beside points, brackets and signs
/// of equality.
fn words(text: &str) -> String {
    let (mut found, mut chars) = (String::with_capacity(text.len()), text.chars().peekable());
    let joins = |c: char| matches!(c, '.' | '(' | '=' | ',');
    while let Some(c) = chars.next() {
        match c {
            '#' => while chars.next_if(|&c| c != '\n').is_some() {},
            '\'' | '"' => {
                found.push(c);
                while let Some(inner) = chars.next() {
                    match inner {
                        '\\' => drop(chars.next()),
                        _ if inner == c => break,
                        _ => {}
                    }
                }
                found.push(c);
            }
            '\\' if chars.peek() == Some(&'\n') => drop(chars.next()),
            c if joins(c) => {
                found.truncate(found.trim_end_matches([' ', '\t', '\n']).len());
                found.push(c);
            }
            ' ' | '\t' | '\n' if found.ends_with(joins) => {}
            _ => found.push(c),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{bytecode, read};

    #[test]
    fn operators_that_read_files_or_are_native_code_are_told() {
        let ordinary = "class M(Module):\n  __parameters__ = [\"weight\", ]\n  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n    _0 = torch.linear(x, self.weight)\n    return ops.prim.NumToTensor(torch.relu(_0))\n";
        assert!(read(ordinary).is_clean());
        for bad in [
            "    return torch.from_file(\"/etc/passwd\", False, 10)",
            "    _0 = ops.acme.run(\"true\")",
            "    _0 = ops.image.read_file(\"/etc/passwd\")",
            "  x : __torch__.torch.classes.acme.Shell",
            // Its lexer passes over blanks, comments and lines that go on.
            "    return torch . from_file(\"/etc/passwd\", False, 10)",
            "    return (torch\n      .from_file(\"/etc/passwd\", False, 10))",
            "    return (torch. # here\n      from_file(\"/etc/passwd\", False, 10))",
            "    _0 = ops . acme . run(\"true\")",
            "    _0 = ops.\\\n  acme.run(\"true\")",
            "    _0 = ops.torchaudio.sox_effects_apply_effects_file(\"/etc/passwd\", [], True)",
            "  x : __torch__ . torch . classes . acme . Shell",
            "    o = ops\n    return o.acme.run(x)",
            "    t = torch\n    return t.from_file(\"/etc/passwd\", False, 10)",
            "    return getattr(torch, \"from_file\")(\"/etc/passwd\", False, 10)",
        ] {
            assert!(!read(bad).is_clean(), "{bad}");
        }
        for plain in [
            "    _0 = getattr(self, \"0\")\n    return (self.ops).forward(x, )",
            "    return \"ops.acme.run\"  # ops.acme.run",
            "    stops = ops.aten.relu(x)\n    return stops",
        ] {
            assert!(read(plain).is_clean(), "{plain}: {:?}", read(plain).rules());
        }
    }

    #[test]
    fn operators_of_mobile_bytecode_are_told() {
        assert!(bytecode(b"(X\x0b\0\0\0aten::linearX\0\0\0\0K\x02t").is_clean());
        assert!(!bytecode(b"(X\x0f\0\0\0aten::from_fileX\0\0\0\0K\x03t").is_clean());
        assert!(!bytecode(b"(X\x0d\0\0\0acme::runX\0\0\0\0K\x03t").is_clean());
    }
}
