//! Texts that some program runs, told by their names; and commands in texts that are no programs.

use super::variables;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Names of program text without a suffix of it: what builds, what a shell or a debugger reads when it starts, and
/// what people start.
const NAMES: &str = "makefile dockerfile jenkinsfile rakefile containerfile gnumakefile justfile procfile snakefile \
    sconstruct sconscript wscript vagrantfile tiltfile fastfile gemfile brewfile podfile workspace cmakelists.txt \
    meson.build build.bazel .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv \
    .zprofile .zlogin .zlogout .kshrc .mkshrc .cshrc .tcshrc .login .logout .envrc .rprofile rprofile.site .xinitrc \
    .xsession .xsessionrc .xprofile .pdbrc .pythonrc .pystartup .gdbinit .lldbinit .vimrc .gvimrc .nvimrc .exrc \
    .emacs .psqlrc .sqliterc .tmux.conf .screenrc crontab autorun.inf gradlew mvnw preinst postinst prerm postrm \
    binding.gyp pyvenv.cfg desktop.ini .lvimrc";
/// Lines of a text that are looked at.
const LINES: usize = 100_000;
/// What makes a setting a command: none of these is part of a name of a package.
const COMMANDS: &[&str] = &[
    "curl ",
    "wget ",
    "| sh",
    "|sh",
    "| bash",
    "|bash",
    "sh -c",
    "bash -c",
    "/bin/sh",
    "/bin/bash",
    "powershell",
    "/dev/tcp/",
    "rm -rf",
    "os.system",
    "subprocess.",
    "__import__",
    "eval(",
    "exec(",
];
/// Tables and keys of project files that name code which is run when the project is built or entered.
const BUILDS: &[&str] = &[
    "backend-path",
    "[tool.setuptools.cmdclass]",
    "[tool.hatch.build.hooks.custom]",
    "[tool.hatch.metadata.hooks.custom]",
    "[tool.poetry.build]",
    "[activation]",
    "[tool.pixi.activation]",
    "cmdclass",
];

/// What people start; in capitals it is what they read (`INSTALL`).
const STARTED: &[&str] = &["install", "configure", "run", "start", "entrypoint", "bootstrap"];

/// Whether a text is a program, by its `name`, of which `file` is the last part in small letters.
pub(super) fn is_one(name: &str, file: &str) -> bool {
    NAMES.split_ascii_whitespace().any(|known| known == file)
        || file.starts_with("dockerfile.")
        || STARTED.contains(&file) && name.ends_with(file)
}

/// Judges settings and project files: commands in them, and code that building runs.
pub(super) fn settings(text: &str) -> Reading {
    let mut reading = Reading::default();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        if COMMANDS.iter().any(|word| line.contains(word)) {
            let message = format!("it has a command: {}", shown(line));
            reading.add(&rules::SCRIPT_REACHES, 0, message);
        }
        if BUILDS
            .iter()
            .any(|key| line.strip_prefix(key).is_some_and(|rest| !rest.starts_with(['-', '_'])))
        {
            let message = format!("building it runs code beside the model: {}", shown(line));
            reading.add(&rules::REMOTE_CODE, 0, message);
        }
    }
    reading
}

/// Functions of spreadsheets that run programs or reach out.
const FORMULAS: &[&str] =
    &["CMD|", "DDE(", "WEBSERVICE(", "HYPERLINK(", "IMPORTXML(", "IMPORTDATA(", "EXEC(", "CALL("];

/// Cells of tables in text that a spreadsheet evaluates.
pub(super) fn cells(text: &str) -> Reading {
    let mut reading = Reading::default();
    for line in text.lines().take(LINES) {
        let formula = |cell: &str| {
            let cell = cell.trim_start_matches(['"', ' ']).to_ascii_uppercase();
            cell.starts_with(['=', '+', '-', '@'])
                && FORMULAS.iter().any(|name| cell.contains(name))
        };
        if line.split([',', ';', '\t']).any(formula) {
            let message = format!("a spreadsheet evaluates one of its cells: {}", shown(line));
            reading.add(&rules::SCRIPT_REACHES, 0, message);
        }
    }
    reading
}

/// What texts of any name do once the program that they are for reads them.
pub(super) fn anywhere(reading: &mut Reading, file: &str, text: &str) {
    for line in text.lines().take(LINES) {
        if variables::is_list(file) {
            variables::line(reading, line);
        }
        let line = line.trim_start().to_ascii_lowercase();
        if line.starts_with("proxycommand ") || line.starts_with("localcommand ") {
            let message = format!("whoever connects runs {}", shown(&line));
            reading.add(&rules::SCRIPT_REACHES, 0, message);
        }
    }
    for key in ["<key>ProgramArguments</key>", "<key>Program</key>"] {
        if let Some(at) = text.find(key) {
            reading.add(
                &rules::SCRIPT_REACHES,
                at,
                "a host that loads this list of properties starts a program",
            );
        }
    }
    if let Some(at) =
        ["java.beans.XMLDecoder", "<object class=\"java."].iter().find_map(|mark| text.find(mark))
    {
        reading.add(
            &rules::TARGET_WEAPON,
            at,
            "Java's decoder makes the objects that it names and calls their methods",
        );
    }
    if text.starts_with("%PDF") {
        reading.unsure("this is a document in PDF, which no reader here covers");
        if ["/JavaScript", "/JS", "/Launch", "/OpenAction"].iter().any(|mark| text.contains(mark)) {
            reading.add(&rules::SCRIPT_REACHES, 0, "whoever opens it runs what it holds");
        }
    }
    if text.contains("${jndi:") {
        let message = "Java's logging fetches and runs what it names";
        reading.add(&rules::TARGET_WEAPON, 0, message);
    }
    if file.ends_with(".mdl")
        && ["PreLoadFcn", "PostLoadFcn", "InitFcn", "OpenFcn"].iter().any(|f| text.contains(f))
    {
        let message = "a model of Simulink runs a command when it is opened";
        reading.add(&rules::SCRIPT_REACHES, 0, message);
    }
    let serialised =
        ["A\n2\n", "A\n3\n", "RDA2\n", "RDA3\n"].iter().any(|start| text.starts_with(start));
    if serialised {
        reading.unsure("it is serialised data of R, which no reader here covers");
    }
}
