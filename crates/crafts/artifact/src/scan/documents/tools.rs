//! Settings of tools that load code which they name: linters, test runners, package managers, builds, servers. Each is
//! read by the name of its file, as each tool reads its own.

mod table;

use super::facts::Walk;
use super::hub::named;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;
use table::{Code, DOCUMENTS, HARMLESS, LINES};

/// Lines of one text that are looked at.
const MOST: usize = 100_000;
/// Options by which a runtime of Java loads or runs something.
const JAVA: &[&str] =
    &["-javaagent:", "-agentpath:", "-agentlib:", "OnOutOfMemoryError", "OnError="];

/// Judges settings by lines: `key = value`, `key: value` or `key value` in sections.
pub(super) fn lines(file: &str, text: &str) -> Reading {
    let mut reading = Reading::default();
    let own: Vec<&Code> = LINES.iter().filter(|code| code.is_in(file)).collect();
    if own.is_empty() {
        return reading;
    }
    let (mut section, mut last) = (String::new(), String::new());
    for line in text.trim_start_matches('\u{feff}').lines().take(MOST) {
        let plain = line.trim();
        if plain.starts_with(['#', ';']) {
            continue;
        }
        if let Some(head) = plain.strip_prefix('[').and_then(|rest| rest.split(']').next())
            && !plain.contains('=')
        {
            section = head.trim_matches(['[', ' ', '"']).to_lowercase();
            last.clear();
            continue;
        }
        // What is indented may go on with the value above, and may be a setting of its own.
        let found = pair(plain);
        let goes_on = line.starts_with([' ', '\t', '"', '\'', ']']) && !last.is_empty();
        if let Some((key, value)) = &found {
            tell(&mut reading, &own, &section, key, value);
        }
        match found {
            Some((key, _)) if !goes_on => last = key,
            _ => tell(&mut reading, &own, &section, &last, plain),
        }
    }
    reading
}

/// Judges a text under a key of a document that a tool reads.
pub(super) fn text(walk: &mut Walk<'_>, key: &str, text: &str) {
    let lower = key.to_ascii_lowercase();
    for code in DOCUMENTS.iter().filter(|code| code.is_in(walk.file) && code.takes("", &lower)) {
        judge(&mut walk.reading, code, key, text);
    }
    // A runtime for LoRA imports the module that is to replace its own (peft, `megatron_core`).
    if key == "megatron_core" && text != "megatron.core" {
        named(walk, text, "its loader imports");
    }
    // Drivers of Intake are classes that it imports.
    let catalog = walk.file.starts_with("catalog.") && key == "driver" && text.contains('.');
    if catalog && !text.starts_with("intake") {
        named(walk, text, "its catalogue imports");
    }
    if java(text) {
        let message =
            format!("it makes a runtime of Java load or run what it names: {}", shown(text));
        walk.reading.add(&rules::REMOTE_CODE, 0, message);
    }
}

fn tell(reading: &mut Reading, own: &[&Code], section: &str, key: &str, value: &str) {
    for code in own.iter().filter(|code| code.takes(section, key)) {
        judge(reading, code, key, value);
    }
}

fn judge(reading: &mut Reading, code: &Code, key: &str, value: &str) {
    let words = value.split([' ', '\t', ',', '[', ']', '"', '\'']).filter(|word| !word.is_empty());
    let odd = match code.marks {
        [] => words.into_iter().any(|word| !is_harmless(code, word)),
        [.., "-p"] => loads_plugin(value),
        marks => marks.iter().any(|mark| value.contains(mark)),
    };
    if odd {
        let message =
            format!("under {:?} it names code that its tool runs: {}", shown(key), shown(value));
        reading.add(&rules::REMOTE_CODE, 0, message);
    }
}

fn is_harmless(code: &Code, word: &str) -> bool {
    let known = |name: &&str| match name.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == *name,
    };
    HARMLESS.contains(&word) || code.known.iter().any(known)
}

/// Whether options of pytest load a plug-in that is none of its own.
fn loads_plugin(options: &str) -> bool {
    let mut words = options.split([' ', '\t', ',', '"', '\'', '[', ']']).filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        let name = match word {
            "-p" => words.next(),
            _ => word.strip_prefix("-p").filter(|rest| !rest.is_empty()),
        };
        let name = name.map(|name| name.trim_start_matches('='));
        let own =
            |name: &str| name.starts_with("no:") || name.starts_with("pytest") || name == "xdist";
        if name.is_some_and(|name| !own(name)) {
            return true;
        }
    }
    false
}

/// Whether options of a runtime of Java load an agent, or run a program.
pub(super) fn java(text: &str) -> bool {
    JAVA.iter().any(|option| text.contains(option))
}

/// The key of a line as tools compare it, and what stands behind.
fn pair(line: &str) -> Option<(String, &str)> {
    let at = line.find(['=', ':']).or_else(|| line.find([' ', '\t']))?;
    let (key, value) = (line.get(..at)?.trim(), line.get(at + 1..)?.trim());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.\"'".contains(c);
    let whole = !key.is_empty() && key.chars().all(plain);
    // `build --option=value`, `key value` of Spark.
    let (key, value) = match whole {
        true => (key, value),
        false => line.split_once([' ', '\t']).filter(|(key, _)| key.chars().all(plain))?,
    };
    Some((key.trim_matches(['"', '\'']).to_lowercase().replace('_', "-"), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn code_that_tools_are_told_to_load_is_told() {
        for (file, text) in [
            (
                ".pylintrc",
                "[MASTER]\njobs=0\nload-plugins=pylint.extensions.docparams,\n    pylint_django\n",
            ),
            ("mypy.ini", "[mypy]\nplugins = numpy.typing.mypy_plugin, pydantic.mypy\n"),
            ("pytest.ini", "[pytest]\naddopts = -q -p no:cacheprovider\n"),
            (
                "pyproject.toml",
                "[tool.mypy]\nplugins = [\n  \"pydantic.mypy\",\n]\n[tool.poetry.plugins]\nx = \"y:z\"\n",
            ),
            (".npmrc", "engine-strict=true\n"),
            (".bazelrc", "build --jobs=4\n"),
            (
                "cargo.toml",
                "[package]\nname = \"x\"\nbuild = false\n[dependencies]\nbuild = \"1\"\n",
            ),
            (
                "config.properties",
                "model_store=/models\ndefault_service_handler=image_classifier\n",
            ),
        ] {
            assert!(lines(file, text).is_clean(), "{file}: {:?}", lines(file, text).rules());
        }
        for (file, text) in [
            (".pylintrc", "[MASTER]\ninit-hook='import os'\n"),
            ("pylintrc", "[MAIN]\nload-plugins=\n    evil\n"),
            ("mypy.ini", "[mypy]\nplugins = ./evil.txt\n"),
            ("pyproject.toml", "[tool.mypy]\nplugins = [\n  \"evil\",\n]\n"),
            ("pytest.ini", "[pytest]\naddopts = -pevil\n"),
            ("setup.cfg", "[tool:pytest]\naddopts =\n    -p evil\n"),
            (".flake8", "[flake8:local-plugins]\nextension =\n    X = evil:Plugin\n"),
            (".npmrc", "node-options=--require ./evil\n"),
            ("config.toml", "[build]\nrustc-wrapper = \"./evil\"\n"),
            (".bazelrc", "build --workspace_status_command=./evil\n"),
            ("spark-defaults.conf", "spark.driver.extraJavaOptions -javaagent:evil.jar\n"),
            ("mise.toml", "[env]\n_.source = \"./evil\"\n"),
        ] {
            assert!(!lines(file, text).is_clean(), "{file}: {text}");
        }
    }
}
