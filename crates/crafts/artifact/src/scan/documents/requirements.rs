//! What a model asks to be installed: pip requirements (PEP 508), conda environments, project files.

use super::lines;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Options of pip that name another index, files, or lists of requirements. A long one may be cut as long as
/// it is told from others.
const INDEXES: &[&str] = &[
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--trusted-host",
    "--pypi-url",
    "-i",
    "-f",
];
const FILES: &[&str] = &["--editable", "-e"];
const LISTS: &[&str] = &["--requirement", "--constraint", "-r", "-c"];
/// How archives of packages are called.
const ARCHIVES: &[&str] = &[
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
    ".conda",
];
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
    if let Some(encoding) = lines::encoding(text) {
        let shown = shown(encoding);
        reading.unsure(format!("it is to be read as {shown}, in which it may say something else"));
    }
    lines::requirements(text, |line| requirement(&mut reading, line));
    reading
}

/// Judges the lines of any text that only mean something to pip: another file may include it.
pub(super) fn included(text: &str) -> Reading {
    const STARTS: [&str; 7] = [
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "--trusted-host",
        "-i http",
        "-f http",
        "git+",
    ];
    const PLACES: [&str; 3] = [" @ http", " @ git+", " @ file:"];
    let mut reading = Reading::default();
    if !STARTS.iter().chain(&PLACES).any(|mark| text.contains(mark)) {
        return reading;
    }
    let means = |line: &str| {
        STARTS.iter().any(|start| line.starts_with(start))
            || PLACES.iter().any(|place| line.contains(place)) && !line.contains(". ")
    };
    lines::requirements(text, |line| {
        if means(line) {
            requirement(&mut reading, line);
        }
    });
    reading
}

/// Judges one requirement, as lists of it stand in other files, too.
pub(super) fn requirement(reading: &mut Reading, line: &str) {
    let line = line.split(" #").next().unwrap_or_default().trim();
    if line.is_empty() || line.starts_with('#') {
        return;
    }
    if let Some(value) = option(line, INDEXES) {
        if !known(value) {
            let message = format!("packages are taken from {}", shown(value));
            reading.add(&rules::FOREIGN_INDEX, 0, message);
        }
        return;
    }
    let remote =
        line.contains("://") && !line.split('@').next_back().is_some_and(|url| known(url.trim()));
    let scheme = ["git+", "hg+", "svn+", "bzr+"].iter().any(|scheme| line.contains(scheme));
    let mut foreign = |what: &str| {
        reading.add(&rules::FOREIGN_PACKAGE, 0, format!("{what}: {}", shown(line)));
    };
    if remote || scheme {
        foreign("a package is installed from an address");
    } else if option(line, FILES).is_some() || !line.contains("://") && is_path(line) {
        foreign("a package is installed from a path");
    } else if let Some(list) = option(line, LISTS) {
        reading.include(list);
    } else if line.starts_with('-') && line.split_whitespace().any(|word| word.contains("..")) {
        foreign("an option names what lies outside the folder");
    }
}

/// The value of one of `options`, if `line` gives it.
fn option<'l>(line: &'l str, options: &[&str]) -> Option<&'l str> {
    let end = line.find([' ', '=', '\t']).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let value = |rest: &'l str| rest.trim_matches([' ', '=', '\t', '"', '\'']);
    if word.starts_with("--") {
        let cut = |option: &&&str| word.len() > 3 && option.starts_with(word);
        return options.iter().find(cut).map(|_| value(rest));
    }
    let short = options.iter().filter(|option| option.len() == 2);
    short.filter_map(|option| line.strip_prefix(option)).next().map(value)
}

/// Whether a package is given by where it lies: a folder, or an archive of one.
fn is_path(line: &str) -> bool {
    if line.starts_with('-') {
        return false;
    }
    let spec = line.split([';', '@', '[']).next().unwrap_or_default();
    let spec = spec.split(" --").next().unwrap_or_default().trim();
    let place = line.split_once('@').map_or("", |(_, place)| place.trim());
    let archive = |text: &str| {
        let text = text.to_lowercase();
        ARCHIVES.iter().any(|suffix| text.ends_with(suffix))
    };
    spec.starts_with(['.', '~'])
        || spec.contains(['/', '\\'])
        || place.starts_with(['.', '/', '~'])
        || place.starts_with("file:")
        || archive(spec)
}

/// Judges a channel of conda.
pub(super) fn channel(reading: &mut Reading, channel: &str) {
    let known = CHANNELS.contains(&channel) || known(channel);
    if !known && (channel.contains("://") || channel.contains('/') || channel.starts_with('.')) {
        let message = format!("packages are taken from the channel {}", shown(channel));
        reading.add(&rules::FOREIGN_INDEX, 0, message);
    }
}

/// Whether an index or a channel is one that people know.
pub(super) fn known(address: &str) -> bool {
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
            pandas[excel]==2.2 --hash=sha256:abc\n-r base.txt\n--no-binary :all:\n\
            --pre\n--prefer-binary\n--only-binary=numpy\nscipy # and/or\n\
            jax[cuda12]~=0.4.30; sys_platform == 'linux' and platform_machine == 'x86_64'\n";
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
            // As pip breaks and joins lines, cuts options, and tells a path from a name.
            "# harmless \\\ny @ https://x.example/y.whl",
            "# harmless\ry @ https://x.example/y.whl",
            "# harmless\u{2028}y @ https://x.example/y.whl",
            "y @ https:/\\\n/x.example/y.whl",
            "y @ https:/\\\r\n/x.example/y.whl",
            "# coding: utf-7\ny @ https:+AC8ALw-x.example/y.whl",
            "--find wheels",
            "--extra-index=https://x.example/simple",
            "--edit=.",
            "-fwheels",
            "vendored/y",
            "vendored\\y",
            "wheels/y-1.0-py3-none-any.whl",
            "y-1.0.tar.gz",
            "y-1.0-py3-none-any.whl[extra] ; python_version > '3'",
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
