//! A folder of its own with a workspace in it, and the program that is run there.

use super::mount::{mount, unmount};
use super::place::{Place, told};
use std::fs::{self, File};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A verb that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(240);
/// Between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(2);
/// Between two questions whether it is in vain.
const ASK: Duration = Duration::from_millis(500);

/// A copy of a stage.
pub struct Home<'a> {
    place: &'a Place,
    /// What is in it may be changed by the deed.
    pub folder: PathBuf,
    /// Where what the program says is kept, beside it.
    beside: PathBuf,
    /// The database of the metadata, where they are in PostgreSQL.
    pub database: String,
    /// Whether the folder is a disk of its own.
    mounted: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    pub words: String,
    /// `None` if it was killed.
    pub code: Option<i32>,
    pub signal: Option<i32>,
    /// It did not end by itself.
    pub hung: bool,
    pub out: String,
    pub err: String,
}

impl<'a> Home<'a> {
    /// A copy of a template for the worker called `name`, in place of what that had before.
    pub fn copy(place: &'a Place, template: &str, name: &str) -> Result<Self, String> {
        let home = Self::vacant(place, name)?;
        home.fill(template)?;
        Ok(home)
    }

    /// Copies a template into it.
    pub fn fill(&self, template: &str) -> Result<(), String> {
        copy(&self.place.template(template), &self.folder)?;
        self.place.meta.fill(&self.place.records(template), &self.database)
    }

    /// Lets it lie on a disk of so many bytes; gives whether this process may mount one.
    pub fn mount(&mut self, bytes: u64) -> Result<bool, String> {
        fs::create_dir_all(&self.folder).map_err(|e| told(&self.folder, &e))?;
        self.mounted = mount(&self.folder, bytes);
        Ok(self.mounted)
    }

    /// A folder that is not there yet, and its database.
    pub fn vacant(place: &'a Place, name: &str) -> Result<Self, String> {
        let beside = place.root.join(name);
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(|e| told(&beside, &e))?;
        }
        fs::create_dir_all(&beside).map_err(|e| told(&beside, &e))?;
        let (folder, database) = (beside.join("home"), place.database(name));
        Ok(Self { place, folder, beside, database, mounted: false })
    }

    /// Keeps it as the template called `name`.
    pub fn keep(&self, name: &str) -> Result<(), String> {
        copy(&self.folder, &self.place.template(name))?;
        self.place.meta.keep(&self.database, &self.place.records(name))
    }

    /// A file or folder in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file beside it, which no fault reaches.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.beside.join(name)
    }

    /// Runs the program.
    pub fn run(&self, words: &[String]) -> Result<Ran, String> {
        self.run_under(&[], words)
    }

    /// Runs the program with `words`, which are separated by spaces.
    pub fn say(&self, words: &str) -> Result<Ran, String> {
        self.run(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    /// Runs the program by the words of another, such as `strace`.
    pub fn run_under(&self, before: &[String], words: &[String]) -> Result<Ran, String> {
        self.run_unless(before, words, || false)
    }

    /// The same, and stops it as soon as it is `in_vain`, which is asked twice a second.
    pub fn run_unless(
        &self,
        before: &[String],
        words: &[String],
        in_vain: impl Fn() -> bool,
    ) -> Result<Ran, String> {
        let program = self.place.program.display().to_string();
        let mut all = before.iter().chain([&program]).chain(words);
        let mut command = Command::new(all.next().map_or("", String::as_str));
        let (out, err) = (self.beside("out"), self.beside("err"));
        let create = |path: &Path| File::create(path).map_err(|e| told(path, &e));
        command.args(all).current_dir(&self.folder).stdout(create(&out)?).stderr(create(&err)?);
        command.env("HOME", &self.folder).env("TMPDIR", &self.folder).env("NO_COLOR", "1");
        command.env("HYGEIA_WORKSPACE", "ws").env("PGDATABASE", &self.database).process_group(0);
        let mut child = command.spawn().map_err(|e| format!("{command:?} did not start: {e}"))?;
        let (status, hung) = ended(&mut child, in_vain)?;
        let read =
            |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into();
        Ok(Ran {
            words: words.join(" "),
            code: status.code(),
            signal: status.signal(),
            hung,
            out: read(&out),
            err: read(&err),
        })
    }
}

impl Drop for Home<'_> {
    fn drop(&mut self) {
        if self.mounted {
            unmount(&self.folder);
        }
    }
}

impl Ran {
    /// All that it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// It ended with `code`, or `code` is not what was to come.
    pub fn ends(self, codes: &[i32]) -> Result<Self, String> {
        if self.code.is_some_and(|code| codes.contains(&code)) {
            Ok(self)
        } else {
            Err(self.shown())
        }
    }

    /// For people: what was typed, how it ended, and what it said last.
    pub fn shown(&self) -> String {
        let how = match (self.code, self.signal, self.hung) {
            (.., true) => "hung".to_owned(),
            (Some(code), ..) => format!("exit {code}"),
            (None, Some(signal), _) => format!("signal {signal}"),
            (None, None, _) => "?".to_owned(),
        };
        let err: String = self.err.trim().chars().take(700).collect();
        format!("`{}`: {how}: {err}", self.words)
    }
}

/// Waits; kills what hangs or is in vain, with all that it started.
fn ended(child: &mut Child, in_vain: impl Fn() -> bool) -> Result<(ExitStatus, bool), String> {
    let (begun, mut asked) = (Instant::now(), Instant::now());
    let mut hung = false;
    loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Ok((status, hung));
        }
        let ask = asked.elapsed() > ASK;
        if !hung && (begun.elapsed() > PATIENCE || (ask && in_vain())) {
            hung = true;
            let group = format!("-{}", child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        }
        if ask {
            asked = Instant::now();
        }
        sleep(LOOK);
    }
}

/// A whole folder, with modes and times.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let mut command = Command::new("cp");
    command.args(["--archive", "--reflink=auto", "--no-target-directory"]).arg(from).arg(to);
    crate::run::must(&mut command)
}
