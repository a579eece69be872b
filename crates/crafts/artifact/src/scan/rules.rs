//! Every rule of the scanner: id, severity, remedy, and where outside catalogues name it
//! (MITRE ATLAS techniques, CWE weaknesses).

use terms::{Finding, Location, Severity};

pub(super) struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    remedy: &'static str,
    references: &'static [&'static str],
}

impl Rule {
    pub fn finding(&self, subject: &str, offset: u64, message: String) -> Finding {
        let location = Location { offset: Some(offset), ..Location::of(subject) };
        Finding::new(self.id, self.severity, location, message, self.remedy)
            .with_references(self.references)
    }
}

const UNSAFE: &[&str] = &["AML.T0011.000", "AML.T0010.003", "CWE-502"];
const EMBEDDED: &[&str] = &["AML.T0018.002", "AML.T0011.000"];
const MASKED: &[&str] = &["AML.T0074", "AML.T0010.003"];
const FLOOD: &[&str] = &["AML.T0029", "CWE-409"];
const PATHS: &[&str] = &["AML.T0010.003", "CWE-22"];

const DELETE: &str = "do not load it: delete it, and tell whoever supplied it";
const CONVERT: &str = "do not load it; ask its author for safetensors or ONNX instead";
const REFETCH: &str = "fetch it again from its author, and compare the digests";

macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $remedy:expr, $references:expr;)*) => {
        $(pub(super) const $name: Rule = Rule {
            id: $id, severity: Severity::$severity, remedy: $remedy, references: $references,
        };)*
    };
}

rules! {
    PICKLE_WEAPON = "artifact/pickle-dangerous-import", Critical, DELETE, UNSAFE;
    PICKLE_DISGUISE = "artifact/pickle-disguised-import", Critical, DELETE, UNSAFE;
    PICKLE_UNKNOWN = "artifact/pickle-unknown-import", High, CONVERT, UNSAFE;
    PICKLE_HIDDEN = "artifact/pickle-hidden-name", Critical, DELETE, UNSAFE;
    PICKLE_OPAQUE_CALL = "artifact/pickle-opaque-call", High, CONVERT, UNSAFE;
    PICKLE_OVERWRITE = "artifact/pickle-overwrite", Critical, DELETE, UNSAFE;
    PICKLE_EXTENSION = "artifact/pickle-extension", High, CONVERT, UNSAFE;
    PICKLE_PERSISTENT = "artifact/pickle-persistent-id", Medium, CONVERT, UNSAFE;
    PICKLE_BROKEN = "artifact/pickle-malformed", Medium, REFETCH, UNSAFE;
    PICKLE_TRAILING = "artifact/pickle-trailing", Medium, REFETCH, EMBEDDED;
    PICKLE_SEVERAL = "artifact/pickle-several", Low, "load the first stream alone, if any", UNSAFE;
    OBJECT_ARRAY = "artifact/numpy-object-array", Low, "load it with allow_pickle=False", UNSAFE;
    LAMBDA = "artifact/keras-lambda", Critical, "do not load it; ask its author for a model without Lambda layers", UNSAFE;
    CUSTOM_OBJECT = "artifact/keras-custom-object", High, "load it with safe_mode=True, and only with code that you reviewed", UNSAFE;
    TEMPLATE = "artifact/gguf-template", High, "do not use its chat template; ask its author for another", UNSAFE;
    TORCHSCRIPT = "artifact/torchscript-code", Medium, "review the code in the archive, or ask for safetensors or ONNX", UNSAFE;
    EXECUTABLE = "artifact/executable", High, "remove it: a model's folder needs no program", EMBEDDED;
    SCRIPT = "artifact/script", Medium, "review it, and keep code apart from the model", EMBEDDED;
    SUFFIX_MISMATCH = "artifact/suffix-mismatch", High, "do not load it; ask its author what it is", MASKED;
    POLYGLOT = "artifact/polyglot", High, DELETE, MASKED;
    LINK = "artifact/link", Medium, "replace the link by the file itself", PATHS;
    TRAVERSAL = "artifact/path-traversal", High, "do not unpack it; ask its author for a clean archive", PATHS;
    EXTERNAL_PATH = "artifact/onnx-external-path", High, "do not load it: the path leaves the model's folder", PATHS;
    EXTERNAL_DATA = "artifact/onnx-external-data", Low, "keep the named file beside the model, and scan and sign both", PATHS;
    CUSTOM_DOMAIN = "artifact/onnx-custom-domain", Medium, "review the operators that the runtime must load for it", &["AML.T0018.001", "AML.T0010.003"];
    LOCAL_FUNCTION = "artifact/onnx-local-function", Info, "review the function that the model defines", &["AML.T0018.001"];
    SHAPE = "artifact/tensor-shape", High, REFETCH, &["AML.T0029", "CWE-789"];
    STRUCTURE = "artifact/malformed", Medium, REFETCH, &["AML.T0010.003"];
    TRAILING = "artifact/trailing-bytes", Medium, REFETCH, EMBEDDED;
    ZIP_MISMATCH = "artifact/zip-mismatch", High, DELETE, MASKED;
    ZIP_HIDDEN = "artifact/zip-hidden-member", High, DELETE, MASKED;
    ZIP_GAP = "artifact/zip-hidden-bytes", Medium, REFETCH, EMBEDDED;
    ZIP_OVERLAP = "artifact/zip-overlap", High, DELETE, FLOOD;
    ZIP_DUPLICATE = "artifact/zip-duplicate", High, DELETE, MASKED;
    ENCRYPTED = "artifact/encrypted-member", High, "ask its author for an archive without a password", MASKED;
    BOMB = "artifact/bomb", High, "do not unpack it", FLOOD;
    UNREADABLE = "artifact/unreadable", Medium, "make it readable, and scan again", &["AML.T0010.003"];
    SPECIAL = "artifact/special-file", Medium, "remove it: a model's folder needs neither pipes, sockets nor devices", PATHS;
    LIMIT = "artifact/limit", Medium, "raise the scan's limits if you trust the supplier", FLOOD;
}
