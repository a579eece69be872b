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

/// Reads one file of `code/`.
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    for word in REACHING {
        if let Some(at) = text.find(word) {
            let message = format!("its TorchScript calls {word}, which reads or writes files");
            reading.add(&rules::OPERATION, at, message);
        }
    }
    for (at, prefix) in text.match_indices("ops.") {
        let whole = text
            .get(..at)
            .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let rest = text.get(at + prefix.len()..).unwrap_or_default();
        let namespace: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if whole && !brought(&namespace) {
            let message = format!(
                "its TorchScript needs the operators of {:?}, which are native code",
                shown(&namespace)
            );
            reading.doubt(&rules::TORCHSCRIPT, at, message);
        }
    }
    for (at, word) in text.match_indices("__torch__.torch.classes.") {
        let rest = text.get(at + word.len()..).unwrap_or_default();
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
    reading
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn operators_that_read_files_or_are_native_code_are_told() {
        let ordinary = "class M(Module):\n  __parameters__ = [\"weight\", ]\n  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n    _0 = torch.linear(x, self.weight)\n    return ops.prim.NumToTensor(torch.relu(_0))\n";
        assert!(read(ordinary).is_clean());
        for bad in [
            "    return torch.from_file(\"/etc/passwd\", False, 10)",
            "    _0 = ops.acme.run(\"true\")",
            "    _0 = ops.image.read_file(\"/etc/passwd\")",
            "  x : __torch__.torch.classes.acme.Shell",
        ] {
            assert!(!read(bad).is_clean(), "{bad}");
        }
    }
}
