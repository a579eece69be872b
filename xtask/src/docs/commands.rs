//! The commands of blocks that are marked ` ```sh run `: all of one page are run after one another, in an
//! empty folder, and end as the page says.
//!
//! A line that does not end with 0 says so: `hygeia scan models/   # exit 1`.

use super::page::Page;
use crate::run;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// The mark of a block whose commands are run.
const MARK: &str = "sh run";
/// What introduces the exit code of a line.
const EXIT: &str = "# exit ";

/// What came of it.
pub struct Ran {
    pub count: usize,
    pub faults: Vec<String>,
}

/// One command, over as many lines as it takes.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    line: usize,
    text: String,
    exit: i32,
}

/// Runs those of all pages.
pub fn run(program: &Path, pages: &[Page]) -> Result<Ran, String> {
    let mut ran = Ran { count: 0, faults: Vec::new() };
    for page in pages {
        let shown = shown(page);
        if !shown.is_empty() {
            ran.count += shown.len();
            ran.faults.extend(walked(program, page, &shown)?);
        }
    }
    Ok(ran)
}

/// Runs one page's in a folder of its own; the first that ends otherwise is told, with what it said.
fn walked(program: &Path, page: &Page, shown: &[Shown]) -> Result<Option<String>, String> {
    let folder = run::fresh(&format!("docs/{}", page.name.replace('/', "-")))?;
    let (bin, work) = (folder.join("bin"), folder.join("work"));
    for made in [&bin, &work] {
        std::fs::create_dir_all(made).map_err(|error| error.to_string())?;
    }
    std::os::unix::fs::symlink(program, bin.join("hygeia")).map_err(|error| error.to_string())?;
    let path = format!("{}:{}:/usr/local/bin:/usr/bin:/bin", bin.display(), python()?);
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(script(page, shown)).current_dir(&work);
    bash.env_clear().env("PATH", path).env("HOME", &folder).env("NO_COLOR", "1");
    let output = bash.output().map_err(|error| format!("bash: {error}"))?;
    if output.status.success() {
        return Ok(None);
    }
    let said = [output.stdout, output.stderr].map(|bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.lines()
            .rev()
            .take(12)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("\n    ")
    });
    Ok(Some(format!("{}: {}", page.name, said.join("\n    "))))
}

/// The folder of the Python that is here: pages need nothing but its standard library.
fn python() -> Result<String, String> {
    const WHERE: &str = "import os, sys; print(os.path.dirname(os.path.realpath(sys.executable)))";
    let output = Command::new("python3").args(["-c", WHERE]).output();
    let output = output.map_err(|error| format!("python3: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The page's commands as one script: variables and folders last from one to the next.
fn script(page: &Page, shown: &[Shown]) -> String {
    let mut script = "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n".to_owned();
    for Shown { line, text, exit } in shown {
        let _ = write!(
            script,
            "{text}\ncode=$?\nif [ $code -ne {exit} ]; then\n  \
             echo \"{}:{line}: the command ended with $code, not {exit}\" >&2\n  exit 1\nfi\n",
            page.name
        );
    }
    script
}

/// The commands of a page. A line that ends with `\` goes on, as does one that begins a here-document.
fn shown(page: &Page) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    // Up to which line the last command goes on: empty is the next alone.
    let mut until: Option<String> = None;
    for line in page.lines().filter(|line| line.code == Some(MARK)) {
        let goes_on = match (&until, found.last_mut()) {
            (Some(end), Some(last)) => {
                let _ = write!(last.text, "\n{}", line.text);
                if end.is_empty() || end == line.text { None } else { Some(end.clone()) }
            }
            _ => {
                if line.text.trim().is_empty() || line.text.trim_start().starts_with('#') {
                    continue;
                }
                found.push(Shown { line: line.number, text: line.text.to_owned(), exit: 0 });
                None
            }
        };
        let begins = line.text.split_once("<<'").and_then(|(_, rest)| rest.split_once('\''));
        until = match begins {
            Some((end, _)) if until.is_none() => Some(end.to_owned()),
            _ if goes_on.is_none() && line.text.ends_with('\\') => Some(String::new()),
            _ => goes_on,
        };
        if let (None, Some(last)) = (&until, found.last_mut()) {
            let code = last.text.rsplit_once(EXIT).and_then(|(_, code)| code.trim().parse().ok());
            last.exit = code.unwrap_or(0);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page { name: "docs/a.md".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn commands_are_told_from_comments_over_as_many_lines_as_they_take() {
        let text = "```sh\nnot run\n```\n```sh run\n# why\na \\\n  b   # exit 3\n\n\
                    cat >c <<'EOF'\n# d\ne \\\nEOF\nf\n```\n";
        let found = shown(&page(text));
        let told: Vec<_> = found.iter().map(|s| (s.line, s.text.as_str(), s.exit)).collect();
        assert_eq!(
            told,
            [
                (6, "a \\\n  b   # exit 3", 3),
                (9, "cat >c <<'EOF'\n# d\ne \\\nEOF", 0),
                (13, "f", 0),
            ]
        );
    }

    #[test]
    fn a_command_that_ends_otherwise_than_the_page_says_is_named() {
        let ends = |text: &str| {
            let page = page(&format!("```sh run\n{text}\n```\n"));
            let output = Command::new("bash").arg("-c").arg(script(&page, &shown(&page))).output();
            let output = output.unwrap();
            (output.status.success(), String::from_utf8(output.stderr).unwrap())
        };
        assert!(ends("x=3\n(exit $x)   # exit 3").0);
        let (held, why) = ends("true\nfalse");
        assert!(!held && why.contains("docs/a.md:3: the command ended with 1, not 0"), "{why}");
    }
}
