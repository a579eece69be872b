//! Jupyter notebooks (nbformat 4): cells that run a shell, or reach out otherwise.

use super::{script, variables};
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;
use serde::Deserialize;

#[derive(Deserialize)]
struct Notebook {
    #[serde(default)]
    cells: Vec<Cell>,
    /// nbformat 3 kept its cells in worksheets.
    #[serde(default)]
    worksheets: Vec<Worksheet>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
struct Metadata {
    #[serde(default)]
    kernelspec: Language,
    #[serde(default)]
    language_info: Language,
}

/// The kernel that runs the cells, and the language that it says.
#[derive(Deserialize, Default)]
struct Language {
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Worksheet {
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    cell_type: String,
    #[serde(default)]
    source: Source,
    #[serde(default)]
    input: Source,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Source {
    Lines(Vec<String>),
    Text(String),
    #[default]
    Nothing,
}

/// Magics that hand a cell or a line to a shell or another interpreter.
const SHELLS: &str = "bash sh system sx script perl ruby javascript js cmd powershell writefile run \
    load_ext conda mamba micromamba alias rehashx macro store cython R julia pypy python python2 python3 ipython \
    load loadpy edit ed";
/// Extensions that only draw, time and reload, or show records of training.
const EXTENSIONS: &str = "autoreload tensorboard memory_profiler line_profiler watermark google.colab.data_table \
    nb_black jupyter_black rich dotenv";
/// What cells of HTML and SVG have that a browser runs.
const BROWSER: &[&str] = &["<script", " onload=", " onerror=", " onclick=", "javascript:"];

pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let Ok(notebook) = serde_json::from_slice::<Notebook>(bytes) else {
        reading.unsure("the notebook cannot be read");
        return reading;
    };
    let Metadata { kernelspec, language_info } = &notebook.metadata;
    let language = kernelspec.language.as_ref().or(language_info.name.as_ref());
    if let Some(language) = language.filter(|name| !name.to_lowercase().starts_with("python")) {
        reading.unsure(format!("its cells are programs in {}, which is not read", shown(language)));
    }
    let older = notebook.worksheets.iter().flat_map(|sheet| &sheet.cells);
    for cell in notebook.cells.iter().chain(older).filter(|cell| cell.cell_type == "code") {
        for source in [&cell.source, &cell.input] {
            code(&mut reading, &source.text());
        }
    }
    reading
}

impl Source {
    fn text(&self) -> String {
        match self {
            Self::Lines(lines) => lines.concat(),
            Self::Text(text) => text.clone(),
            Self::Nothing => String::new(),
        }
    }
}

fn code(reading: &mut Reading, text: &str) {
    for line in text.lines().map(str::trim_start) {
        let magic = line.trim_start_matches('%');
        let word: String =
            magic.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let installs = [
            "!pip install ",
            "! pip install ",
            "%pip install ",
            "!conda install ",
            "%conda install ",
            "%uv pip install ",
        ];
        let install = installs.iter().find_map(|start| line.strip_prefix(start));
        let plain = install.is_some_and(|what| {
            !what.contains([';', '|', '&', '>', '`', '$'])
                && !what.contains("://")
                && !what.contains("-i ")
                && !what.contains("-f ")
        });
        let assigned = line.split_once('=').map(|(_, right)| right.trim_start());
        let shell = line.starts_with('!')
            || line.starts_with("%%!")
            || assigned.is_some_and(|right| right.starts_with('!'));
        let given = assigned.and_then(|right| right.strip_prefix('%')).unwrap_or_default();
        let hands_over = SHELLS.split_ascii_whitespace().any(|shell| {
            magic.len() < line.len() && shell == word
                || given.strip_prefix(shell).is_some_and(|rest| rest.starts_with([' ', '\t']))
        });
        let extension = magic.strip_prefix("load_ext ").map(str::trim);
        let hands_over = hands_over
            && !extension.is_some_and(|e| EXTENSIONS.split_ascii_whitespace().any(|k| k == e));
        // The shell of notebooks, under its own name; drawing and timing are all that it is good for.
        let own = line.find("get_ipython").is_some_and(|at| {
            let rest = line.get(at..).unwrap_or_default();
            !["matplotlib", "config", "time", "timeit"].iter().any(|magic| {
                ["'", "\""].iter().any(|quote| {
                    rest.starts_with(&format!("get_ipython().run_line_magic({quote}{magic}{quote}"))
                })
            })
        });
        for set in ["%env ", "%set_env "].iter().filter_map(|magic| line.strip_prefix(magic)) {
            variables::line(reading, &set.replacen(' ', "=", usize::from(!set.contains('='))));
        }
        if plain {
            reading.add(&rules::NOTEBOOK_INSTALL, 0, format!("a cell installs {}", shown(line)));
        } else if install.is_some() {
            let message = format!("a cell installs from elsewhere: {}", shown(line));
            reading.add(&rules::NOTEBOOK_SHELL, 0, message);
        } else if shell || hands_over || own {
            let message = format!("a cell runs a shell: {}", shown(line));
            reading.add(&rules::NOTEBOOK_SHELL, 0, message);
        }
    }
    let browser = BROWSER.iter().any(|mark| text.contains(mark));
    if browser && text.trim_start().starts_with("%%") {
        reading.add(&rules::NOTEBOOK_REACHES, 0, "a cell runs a program in the browser");
    }
    for (what, _) in script::reaches(text) {
        reading.add(&rules::NOTEBOOK_REACHES, 0, format!("a cell {what}"));
    }
}
