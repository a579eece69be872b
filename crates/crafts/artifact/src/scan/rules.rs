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
    PICKLE_UNKNOWN = "artifact/pickle-unknown-import", Medium, ALLOW, UNSAFE;
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
    CUSTOM_OBJECT = "artifact/keras-custom-object", Medium, "load it with safe_mode=True, and only with code that you reviewed", UNSAFE;
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

const SUPPLY: &[&str] = &["AML.T0010.001", "CWE-494"];
const INJECTED: &[&str] = &["AML.T0011.000", "CWE-1336"];
const REMOTE: &[&str] = &["AML.T0010.003", "CWE-829"];
const ENTITIES: &[&str] = &["CWE-611", "CWE-776"];
const OPERATIONS: &[&str] = &["AML.T0018.001", "CWE-73"];
const METADATA: &[&str] = &["AML.T0057", "CWE-312"];
const REVIEW: &str = "do not load it before somebody has read the code that it names";
const PLAIN_LOAD: &str = "load it with a safe loader only; ask its author for plain data";
const ALLOW: &str =
    "review what it names, and allow it by name (--allow) or ask for safetensors or ONNX";

// What texts, configurations and graphs make their loaders do.
rules! {
    TEMPLATE_ESCAPE = "artifact/template-escape", High, "do not render it: ask its author for another template", INJECTED;
    TEMPLATE_IMPORT = "artifact/template-import", High, "do not render it: a chat template needs no other file", INJECTED;
    TEMPLATE_DOUBT = "artifact/template-unknown", Medium, "render it in a sandbox, after somebody has read it", INJECTED;
    TEMPLATE_LINK = "artifact/template-link", Low, "see whether the model should be told of this address", INJECTED;
    YAML_TAG = "artifact/yaml-python-tag", High, PLAIN_LOAD, UNSAFE;
    YAML_OWN_TAG = "artifact/yaml-own-tag", Medium, PLAIN_LOAD, UNSAFE;
    JSON_PICKLE = "artifact/json-pickle", High, PLAIN_LOAD, UNSAFE;
    KEY_TWICE = "artifact/key-twice", High, REFETCH, MASKED;
    ENCODED = "artifact/encoded-payload", High, DELETE, EMBEDDED;
    REMOTE_CODE = "artifact/remote-code", High, REVIEW, REMOTE;
    TARGET_WEAPON = "artifact/target-dangerous", Critical, DELETE, UNSAFE;
    TARGET_UNKNOWN = "artifact/target-unknown", Medium, ALLOW, UNSAFE;
    SKOPS_METHOD = "artifact/skops-method", High, CONVERT, UNSAFE;
    MLFLOW_LOADER = "artifact/mlflow-loader", High, REVIEW, REMOTE;
    MLFLOW_CODE = "artifact/mlflow-code", High, REVIEW, REMOTE;
    FOREIGN_INDEX = "artifact/foreign-index", High, "take packages from an index that you know", SUPPLY;
    FOREIGN_PACKAGE = "artifact/foreign-package", High, "take the package from an index that you know, by version and hash", SUPPLY;
    NOTEBOOK_SHELL = "artifact/notebook-shell", High, "read the notebook before anybody runs it", EMBEDDED;
    NOTEBOOK_REACHES = "artifact/notebook-reaches", Medium, "read the notebook before anybody runs it", EMBEDDED;
    NOTEBOOK_INSTALL = "artifact/notebook-install", Low, "see what it installs before anybody runs it", SUPPLY;
    SCRIPT_REACHES = "artifact/script-reaches", High, "do not run it before somebody has read it", EMBEDDED;
    XML_ENTITY = "artifact/xml-entity", High, "do not parse it: ask its author for a file without declarations", ENTITIES;
    KERAS_FOREIGN = "artifact/keras-foreign-model", High, "do not load it; ask its author for layers of Keras alone", UNSAFE;
    KERAS_CALL = "artifact/keras-call", Critical, DELETE, UNSAFE;
    KERAS_FILE = "artifact/keras-file", High, "do not load it: ask its author for a vocabulary within the model", PATHS;
    OPERATION = "artifact/graph-operation", High, "do not run it: ask its author for a graph that only computes", OPERATIONS;
    OPERATION_UNKNOWN = "artifact/graph-operation-unknown", Medium, "review the operation that the runtime must load for it", OPERATIONS;
    HDF5_LINK = "artifact/hdf5-external", High, "do not load it: ask its author for a file that is whole", PATHS;
    GIT_HOOK = "artifact/git-hook", High, "remove it, or read it before anybody uses Git there", EMBEDDED;
    GIT_FOLDER = "artifact/git-folder", High, "remove it, or read the configuration and the hooks of that folder before anybody uses Git there", EMBEDDED;
    POINTER = "artifact/lfs-pointer", Info, "fetch what it stands for (git lfs pull), and scan again before it is loaded", &["AML.T0010.003"];
    PACKED = "artifact/packed", Medium, "unpack it, and scan what was in it", EMBEDDED;
    SECRET = "artifact/metadata-secret", High, "withdraw the secret, and ask for a file without it", METADATA;
    PERSONAL = "artifact/metadata-personal", Low, "ask for a file without what identifies people", METADATA;
}
