//! Variables of the environment that make programs load code, or fetch it from elsewhere.

use super::requirements::known;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Each makes whatever is started next run what it names.
const LOAD: &[&str] = &[
    "LD_PRELOAD",
    "LD_AUDIT",
    "DYLD_INSERT_LIBRARIES",
    "PYTHONSTARTUP",
    "PYTHONHOME",
    "PYTHONBREAKPOINT",
    "BASH_ENV",
    "PROMPT_COMMAND",
    "PERL5OPT",
    "PERL5DB",
    "RUBYOPT",
    "NODE_OPTIONS",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "GIT_SSH_COMMAND",
    "GIT_SSH",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG_GLOBAL",
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "R_PROFILE",
    "R_PROFILE_USER",
    "PIP_CONFIG_FILE",
    "CONDARC",
    "TF_LIBRARY_PATH",
    "TORCH_EXTENSIONS_DIR",
];
/// Each says where packages are taken from.
const INDEX: &[&str] = &[
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_TRUSTED_HOST",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_INDEX",
    "UV_FIND_LINKS",
    "CONDA_CHANNELS",
    "NPM_CONFIG_REGISTRY",
];

/// Judges one that is set.
pub(super) fn set(reading: &mut Reading, name: &str, value: &str) {
    let value = value.trim().trim_matches(['"', '\'']);
    if value.is_empty() {
        return;
    }
    if LOAD.contains(&name) {
        let message = format!("it sets {name}, by which programs load code: {}", shown(value));
        reading.add(&rules::SCRIPT_REACHES, 0, message);
    } else if INDEX.contains(&name) && !value.split_whitespace().all(known) {
        let message = format!("packages are taken from {}", shown(value));
        reading.add(&rules::FOREIGN_INDEX, 0, message);
    }
}

/// Judges `NAME=value`.
pub(super) fn line(reading: &mut Reading, line: &str) {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    if let Some((name, value)) = line.split_once('=') {
        set(reading, name.trim(), value);
    }
}

/// Whether a text is called as lists of variables are.
pub(super) fn is_list(file: &str) -> bool {
    file.starts_with(".env")
        || file.ends_with(".env")
        || file.ends_with("env.txt")
        || file == ".flaskenv"
}
