//! What a model asks to be installed: pip requirements (PEP 508), conda environments, project files.

use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Options of pip that name another index, and those that name other files.
const INDEXES: &[&str] = &[
    "--index-url",
    "--extra-index-url",
    "-i",
    "--find-links",
    "-f",
    "--trusted-host",
    "--pypi-url",
];
const FILES: &[&str] = &["-e", "--editable"];
/// Where packages come from by default, and the indexes of well-known frameworks.
const KNOWN: &[&str] = &[
    "https://pypi.org/simple",
    "https://files.pythonhosted.org/",
    "https://download.pytorch.org/whl/",
    "https://download.pytorch.org/whl",
    "https://data.pyg.org/whl/",
    "https://pypi.nvidia.com",
    "https://conda.anaconda.org/",
    "https://repo.anaconda.com/",
];
/// Channels of conda that anybody uses.
const CHANNELS: &[&str] = &[
    "defaults",
    "conda-forge",
    "pytorch",
    "nvidia",
    "nodefaults",
    "bioconda",
    "main",
    "anaconda",
    "huggingface",
];

/// Judges a file of pip requirements.
pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    for line in text.replace("\\\n", " ").lines() {
        requirement(&mut reading, line);
    }
    reading
}

/// Judges one requirement, as lists of it stand in other files, too.
pub(super) fn requirement(reading: &mut Reading, line: &str) {
    let line = line.split(" #").next().unwrap_or_default().trim();
    if line.is_empty() || line.starts_with('#') {
        return;
    }
    let mut words = line.split([' ', '=', '\t']).filter(|word| !word.is_empty());
    let option = words.next().unwrap_or_default();
    let index = INDEXES.iter().find(|index| option == **index || joined(line, index));
    if let Some(index) = index {
        let value =
            line.get(index.len()..).unwrap_or_default().trim_matches([' ', '=', '\t', '"', '\'']);
        if !known(value) {
            let message = format!("packages are taken from {}", shown(value));
            reading.add(&rules::FOREIGN_INDEX, 0, message);
        }
        return;
    }
    let file =
        FILES.contains(&option) || line.starts_with(['.', '/', '~']) || line.contains("file:");
    let remote =
        line.contains("://") && !line.split('@').next_back().is_some_and(|url| known(url.trim()));
    let scheme = ["git+", "hg+", "svn+", "bzr+"].iter().any(|scheme| line.contains(scheme));
    if file {
        let message = format!("a package is installed from a path: {}", shown(line));
        reading.add(&rules::FOREIGN_PACKAGE, 0, message);
    } else if remote || scheme {
        let message = format!("a package is installed from an address: {}", shown(line));
        reading.add(&rules::FOREIGN_PACKAGE, 0, message);
    } else if line.starts_with('-') && line.split_whitespace().any(|word| word.contains("..")) {
        let message = format!("requirements are read from outside the folder: {}", shown(line));
        reading.add(&rules::FOREIGN_PACKAGE, 0, message);
    }
}

/// Judges a channel of conda.
pub(super) fn channel(reading: &mut Reading, channel: &str) {
    let known = CHANNELS.contains(&channel) || known(channel);
    if !known && (channel.contains("://") || channel.contains('/') || channel.starts_with('.')) {
        let message = format!("packages are taken from the channel {}", shown(channel));
        reading.add(&rules::FOREIGN_INDEX, 0, message);
    }
}

/// Judges what else names an index: `pip.conf`, `setup.cfg`, `pyproject.toml`, `Pipfile`, `.npmrc`.
pub(super) fn settings(text: &str) -> Reading {
    let mut reading = Reading::default();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim().trim_matches(['"', '\'']));
        let index = [
            "index-url",
            "extra-index-url",
            "find-links",
            "index_url",
            "registry",
            "dependency_links",
        ];
        let table =
            text.contains("[[source]]") || text.contains("[[tool.") || text.contains("[tool.");
        let named = index.contains(&key) || key == "url" && table;
        if named && value.contains("://") && !known(value) {
            let message = format!("packages are taken from {}", shown(value));
            reading.add(&rules::FOREIGN_INDEX, 0, message);
        } else if ["git+", " @ http", "git =", "url ="].iter().any(|word| line.contains(word))
            && line.contains("://")
            && table
            && key != "url"
        {
            let message = format!("a package is installed from an address: {}", shown(line));
            reading.add(&rules::FOREIGN_PACKAGE, 0, message);
        }
    }
    reading
}

/// `-ihttps://…`: a short option with its value behind it.
fn joined(line: &str, option: &str) -> bool {
    option.len() == 2 && line.strip_prefix(option).is_some_and(|rest| rest.contains("://"))
}

fn known(address: &str) -> bool {
    let tidy = address.trim().trim_end_matches('/');
    KNOWN.iter().any(|known| {
        let host = known.trim_end_matches('/');
        tidy == host || tidy.strip_prefix(host).is_some_and(|rest| rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_indexes_addresses_and_paths_are_told() {
        let ordinary = "# ours\nnumpy==2.0\nscikit-learn>=1.4,<2 ; python_version > '3.9'\n\
            torch @ https://download.pytorch.org/whl/cpu/torch-2.4.whl\n--extra-index-url https://download.pytorch.org/whl/cpu\n\
            pandas[excel]==2.2 --hash=sha256:abc\n-r base.txt\n--no-binary :all:\n";
        assert!(read(ordinary).is_clean(), "{:?}", read(ordinary).rules());
        for line in [
            "--index-url https://pypi.evil.example/simple",
            "--extra-index-url=http://10.0.0.1/simple",
            "-i https://x.example/simple",
            "-ihttps://x.example/simple",
            "--index-url https://pypi.org.evil.example/simple",
            "--index-url https://user@evil.example/pypi.org/simple",
            "-f http://x.example/wheels",
            "--trusted-host x.example",
            "git+https://github.com/x/y",
            "y @ git+ssh://git@x.example/y.git",
            "https://x.example/y.whl",
            "y @ https://x.example/y.whl",
            "-e .",
            "./y.whl",
            "y @ file:///tmp/y.whl",
            "num\\\npy @ https://x.example/y.whl",
            "-r ../../outside.txt",
        ] {
            assert!(!read(line).is_clean(), "{line}");
        }
        let mut reading = Reading::default();
        ["defaults", "conda-forge", "https://conda.anaconda.org/pytorch"]
            .iter()
            .for_each(|c| channel(&mut reading, c));
        assert!(reading.is_clean());
        channel(&mut reading, "https://x.example/channel");
        assert!(!reading.is_clean());
    }
}
